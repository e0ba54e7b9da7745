"""Lists of fields, ratings and dated editions: what a question asks of them is found in them, and in no other."""

import json
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.library.store import Library
from assistant.settings import Settings
from tests.conftest import add

PROFILE = """{country} — harbour labour profile (Mekong Bureau, 2017 reporting year)

In 2017, {country} made a moderate advancement in its harbours. The Bureau spoke with crews in two ports.

Suggested actions:
- Publish information on boat inspections and on the number of criminal cases.
- Train more harbour inspectors, and pay them.

Enforcement:
- Boat Inspections: {inspections}
- Inspectors: 40
- Criminal Cases: {cases}
- Complaint Mechanism: Yes

Conventions:
- Crew Convention Ratified: {ratified}
- Harbour Convention Ratified: Yes
"""
RATING = (
    "Rating of ports: {tier} — the harbour office of Sandport {did} meet the standards for crews, as visits showed."
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder = tmp_path_factory.mktemp("profiles")
    profiles = [
        {"title": f"{country} — harbour labour profile (Mekong Bureau, 2017 reporting year)", "country": country}
        | {"publisher": "Mekong Bureau", "published": "2018"}
        | {"text": PROFILE.format(country=country, inspections=inspections, cases=cases, ratified=ratified)}
        for country, inspections, cases, ratified in (
            ("Laos", 312, 17, "Yes"), ("Ghana", 95, "Unknown", "No"), ("Fiji", 8, 2, "Yes"),
        )
    ]  # fmt: skip
    ratings = [
        {"doc_id": f"ports-{year}", "title": f"Port Survey: Sandport ({year})", "publisher": "Port Survey"}
        | {"published": f"{year}-06-01", "text": RATING.format(tier=tier, did=did)}
        for year, tier, did in (("2019", "Tier 3", "did not"), ("2023", "Tier 2 Watch List", "did not yet"))
    ]
    lines = [json.dumps(document) for document in (*profiles, *ratings)]
    (folder / "documents.jsonl").write_text("\n".join(lines), "utf-8")
    library = Library(folder / "library", create=True)
    add(library, embedder, Path(folder / "documents.jsonl"))
    return Engine(Settings(library=library.folder), library)


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("How many boat inspections does the Mekong Bureau report for Laos?", "Boat Inspections: 312"),
        ("How many criminal cases does the Mekong Bureau report for Fiji in 2017?", "Criminal Cases: 2"),
        ("Has Ghana ratified the Crew Convention?", "Crew Convention Ratified: No"),
    ],
)
def test_the_field_that_is_asked_for_leads(engine: Engine, question: str, quote: str) -> None:
    answer = engine.ask(question)
    assert answer.claims[0].text == quote
    first = answer.citations[0]
    assert first.title in answer.text, "a field says nothing without the title it stands under"


def test_that_a_source_does_not_know_is_its_answer(engine: Engine) -> None:
    answer = engine.ask("How many criminal cases does the Mekong Bureau report for Ghana?")
    assert answer.claims[0].text == "Criminal Cases: Unknown"


def test_the_field_of_another_country_is_no_answer(engine: Engine) -> None:
    assert engine.ask("How many boat inspections does the Mekong Bureau report for Norway?").status == "refused"


def test_what_tier_wants_a_tier(engine: Engine) -> None:
    newest = engine.ask("What tier is the harbour of Sandport on?")
    assert "Tier 2 Watch List" in newest.claims[0].text
    assert engine.ask("What tier is Laos on?").status == "refused"


def test_the_edition_that_is_named_speaks_alone(engine: Engine) -> None:
    answer = engine.ask("According to the Port Survey dated 2019-06-01, what tier was Sandport on?")
    assert {c.source_id for c in answer.citations} == {"ports-2019"}
    assert "Tier 3" in answer.claims[0].text
