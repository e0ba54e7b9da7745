"""Sources that differ are shown side by side, each value resting on a located quote; those that agree are not."""

import json
import random
from pathlib import Path

import pytest

from assistant.answer import Reading
from assistant.disagreements.comparability import clash
from assistant.disagreements.disagreement import Compared, compare, value_said
from assistant.disagreements.readings import _within, readings_of
from assistant.encoders.embedding import Embedder
from assistant.engine import Body, Engine
from assistant.evidence.counting import counts_what_is_asked
from assistant.evidence.quotes import EVERY_ACCOUNT, quoted
from assistant.evidence.values import values_in
from assistant.filters import read_filters
from assistant.finding import READ
from assistant.library.store import Library
from assistant.questions.question import read_question
from assistant.settings import Settings
from assistant.verify import verify
from tests.conftest import add
from tests.unit.assistant.sentences import hit

DOCUMENTS = [
    ("delta-2022", "Delta Observatory", "2022-05-01", "About 4,000 people work in the scam compounds of Port Amel."),
    ("delta-2024", "Delta Observatory", "2024-05-01", "Some 9,500 people work in the scam compounds of Port Amel."),
    ("ministry", "Ministry of Order", "2024-06-01", "Police counted 700 people in the scam compounds of Port Amel."),
    ("echo", "Delta Echo", "2024-05-02", "In Port Amel 9,500 people work in scam compounds, the observatory finds."),
    ("boats", "Coast Bureau", "2023-01-01", "The bureau found 17 fishing boats with forced labourers off Port Amel."),
    ("law-a", "Port Gazette", "2020-01-01", "The trafficking law of Port Amel entered into force on 3 May 2011."),
    ("law-b", "Amel Courier", "2020-02-01", "The trafficking law of Port Amel entered into force on 9 June 2016."),
    (
        "moss",
        "Moss Trust",
        "2020-03-01",
        "The shelter for trafficking victims in Moss opened in 1998. It opened anew in Moss in 2016.",
    ),
    ("rank-old", "Rank Office", "2021-06-01", "Tier rating: Tier 2 Watch List; Algeria made efforts on trafficking."),
    ("rank-new", "Rank Office", "2023-06-01", "Tier rating: Tier 3; Algeria made no efforts against trafficking."),
]
ASKED = "How many people work in the scam compounds of Port Amel?"


@pytest.fixture(scope="module")
def differing(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    tmp_path: Path = tmp_path_factory.mktemp("differing")
    path = tmp_path / "differing.jsonl"
    rows = [
        {"doc_id": i, "title": f"{who} report", "publisher": who, "published": day, "text": text}
        | ({"country": "Algeria"} if who == "Rank Office" else {})
        for i, who, day, text in DOCUMENTS
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    library = Library(tmp_path / "differing", create=True)
    add(library, embedder, path)
    return Engine(Settings(library=library.folder), library)


def test_different_figures_stand_side_by_side_oldest_first(differing: Engine) -> None:
    answer = differing.ask(ASKED)
    [disagreement] = answer.disagreements
    assert [r.value for r in disagreement.readings] == ["4,000", "9,500", "9,500", "700"]
    assert [r.as_of for r in disagreement.readings] == ["2022-05-01", "2024-05-01", "2024-05-02", "2024-06-01"]


def test_the_answer_quotes_both_sides_of_a_disagreement(differing: Engine) -> None:
    law = differing.ask("When did the trafficking law of Port Amel enter into force?")
    assert law.disagreements[0].comparable, "a date that is given is not the date it is given as of"
    assert all(any(day in claim.text for claim in law.claims) for day in ("3 May 2011", "9 June 2016"))
    answer = differing.ask(ASKED)
    first = Body(mode="quotes", text=answer.claims[0].text, claims=answer.claims[:1], citations=answer.citations)
    numbers = tuple(c.n for c in answer.citations)
    one_side = Compared(disagreements=answer.disagreements, citations=answer.citations, sides=numbers[:2])
    assert Engine._both_sides(first, one_side).claims == tuple(map(quoted, answer.citations[:2]))
    assert answer.citations[1].quote in Engine._both_sides(first, one_side).text
    every = Compared(disagreements=answer.disagreements, citations=answer.citations, sides=numbers)
    assert len(Engine._both_sides(first, every).claims) == min(EVERY_ACCOUNT, len(numbers))


def test_accounts_that_the_question_says_differ_are_all_told(differing: Engine) -> None:
    answer = differing.ask(f"{ASKED} Who says what?")
    [disagreement] = answer.disagreements
    told = {n for claim in answer.claims for n in claim.citations}
    assert {r.value for r in disagreement.readings} == {"4,000", "9,500", "700"}
    assert {r.citation for r in disagreement.readings} <= told


def test_what_differs_is_named_without_how_it_was_asked(differing: Engine) -> None:
    [disagreement] = differing.ask(f"{ASKED} I've seen three different figures.").disagreements
    assert disagreement.about == ASKED.rstrip("?")


@pytest.mark.parametrize(
    ("value", "unit", "said"), [("half", "%", "half"), ("40", "%", "40 %"), ("40 per cent", "%", "40 per cent")]
)
def test_a_share_in_words_takes_no_sign(value: str, unit: str, said: str) -> None:
    assert value_said(Reading(value=value, unit=unit, as_of=None, definition=None, citation=1)) == said


def test_a_sentence_known_to_be_about_it_gives_a_reading_in_any_words(differing: Engine) -> None:
    question = read_question("How many trafficking victims opened a shelter under the law of Port Amel?")
    hits = differing.search(question.text)
    idf = differing.parts.indexes.idf
    assert readings_of(question, hits, idf) == []
    trusted = readings_of(question, hits, idf, lambda s: "9,500" in s.text)
    assert {found.written for found in trusted} == {"9,500"}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("The industry was worth 12.5 billion US dollars, but its true value lay closer to 20 billion.", False),
        ("Some said 12,500 people worked there, but the true number lay closer to 20,000.", True),
    ],
)
def test_a_bare_figure_after_a_sum_of_money_counts_no_people(text: str, counts: bool) -> None:
    question = read_question("How many people worked in the industry?")
    last = values_in(question, text)[-1]
    assert last.high in (20_000, 20_000_000_000)
    assert counts_what_is_asked(question, last, text) is counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("In Port Amel, the number of camps stood at 53.", True),
        ("Camps in Port Amel numbered 53.", True),
        ("Survivors of the camps in Port Amel numbered 58.", False),
        ("Camps in Port Amel reached a record 53.", True),
        ("Of the camps in Port Amel, 53 were closed.", True),
        ("Of the owners in Port Amel, 53 were fined.", False),
        ("Many of these places are camps in Port Amel, 53 in all.", True),
    ],
)
def test_what_a_clause_that_comes_to_a_figure_is_about_is_counted(text: str, counts: bool) -> None:
    question = read_question("How many camps are there in Port Amel?")
    assert [counts_what_is_asked(question, v, text) for v in values_in(question, text)] == [counts]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("The criminality score of Port Amel was 6.85.", True),
        ("Human trafficking in Port Amel has a score of 8.50.", False),
    ],
)
def test_a_measure_asked_for_by_name_is_told_by_that_name(text: str, counts: bool) -> None:
    question = read_question("What was the criminality score of Port Amel?")
    assert [counts_what_is_asked(question, v, text) for v in values_in(question, text)] == [counts]


@pytest.mark.parametrize(
    ("text", "counts"),
    [("Human trafficking in Amel is scored at 8.50.", True), ("Amel scored 9.00 for arms trafficking.", False)],
)
def test_a_kind_of_trafficking_is_told_by_its_whole_name(text: str, counts: bool) -> None:
    question = read_question("What is the human trafficking score of Amel?")
    assert [counts_what_is_asked(question, v, text) for v in values_in(question, text)] == [counts]


@pytest.mark.parametrize(
    ("question", "text", "counts"),
    [
        ("How many people were referred to it?", "The office shows 16,990 referrals.", True),
        ("How many people has Peru deported?", "Deportations from Peru came to 480.", True),
        ("How many people were referred to it?", "The office shows 16,990 cases.", False),
    ],
)
def test_what_was_done_to_people_counts_them(question: str, text: str, counts: bool) -> None:
    asked = read_question(question)
    assert [counts_what_is_asked(asked, v, text) for v in values_in(asked, text)] == [counts]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("In all 50 million people were in servitude and 28 million in bonded labour.", ["28 million"]),
        ("Bonded labour was the fate of 6 million people, begging that of 1 million.", ["6 million"]),
        ("Bonded labour held 28 million people.", ["28 million"]),
        ("Of 7 million people 6 million are free.", []),
    ],
)
def test_of_several_figures_that_of_the_group_asked_about_is_read(text: str, values: list[str]) -> None:
    question = read_question("How many people were in bonded labour?")
    [found] = [hit(f"{text} It was bonded labour.")]
    assert [f.written for f in readings_of(question, [found], lambda _: 1.0)] == values


@pytest.mark.parametrize(("year", "values"), [("2023", ["Tier 2"]), ("2024", [])])
def test_a_label_is_of_the_year_of_its_edition(year: str, values: list[str]) -> None:
    question = read_question(f"What tier was Peru given in {year}?")
    found = hit("The office placed Peru on Tier 2 in its 2023 report on trafficking.", published="2024-06-01")
    assert [f.written for f in readings_of(question, [found], lambda _: 1.0)] == values


def test_those_rescued_are_counted_otherwise_than_those_identified() -> None:
    question = read_question("How many people were rescued in Operation Heron?")
    hits = [hit(f"In Operation Heron {told}.") for told in ("40 people were rescued", "90 people were identified")]
    found = [f for h in hits for f in readings_of(question, [h], lambda _: 1.0)]
    assert {f.definition for f in found} >= {"rescues"} and not any(clash(a, b) for a in found for b in found)


@pytest.mark.parametrize(
    ("asked", "given", "within"),
    [
        ("--10-24", "2025-10-24", True),
        ("--10-24", "2025-10-23", False),
        ("--10-24", "2025", False),
        ("2025-10", "2025-10-24", True),
        ("2025-10", "2025-11-24", False),
    ],
)
def test_a_day_without_a_year_is_that_of_any_year(asked: str, given: str, within: bool) -> None:
    assert _within(asked, given) is within


def test_every_reading_rests_on_a_located_citation_that_holds_its_value(differing: Engine) -> None:
    answer = differing.ask(ASKED)
    cited = {c.n: c for c in answer.citations}
    assert sorted(cited) == list(range(1, len(cited) + 1))
    for reading in answer.disagreements[0].readings:
        assert reading.value in cited[reading.citation].quote
    saved = json.loads(json.dumps(answer.as_json()))
    assert {v.verdict for v in verify(differing.library, "1", saved)} == {"located"}


def test_a_count_by_the_police_is_told_apart_from_an_estimate(differing: Engine) -> None:
    [disagreement] = differing.ask(ASKED).disagreements
    assert [r.definition for r in disagreement.readings][-1] == "count"
    assert "2022" in disagreement.note


def test_labels_of_different_years_are_shown_but_not_set_against_each_other(differing: Engine) -> None:
    [disagreement] = differing.ask("What trafficking tier is Algeria on?").disagreements
    assert [r.value for r in disagreement.readings] == ["Tier 2 Watch List", "Tier 3"]
    assert not disagreement.comparable


def test_two_sources_with_different_dates_differ(differing: Engine) -> None:
    [disagreement] = differing.ask("When did the trafficking law of Port Amel enter into force?").disagreements
    assert sorted(r.value for r in disagreement.readings) == ["3 May 2011", "9 June 2016"]


def test_one_source_may_name_several_dates(differing: Engine) -> None:
    answer = differing.ask("When did the shelter for trafficking victims in Moss open?")
    assert (answer.status, answer.disagreements) == ("answered", ())


def test_where_somebody_was_before_is_no_other_account_of_where_he_is_now(tmp_path: Path, embedder: Embedder) -> None:
    told = [
        ("a", "Delta Post", "Bo Salas was held in Peru in May 2024."),
        ("b", "Amel Post", "Bo Salas was held in Chile in June 2025."),
    ]
    rows = [{"doc_id": i, "title": f"{who} report", "publisher": who, "text": text} for i, who, text in told]
    (tmp_path / "held.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    library = Library(tmp_path / "library", create=True)
    add(library, embedder, tmp_path / "held.jsonl")
    asks = Engine(Settings(library=library.folder), library).ask
    assert asks("Where was Bo Salas held?").disagreements
    assert asks("Where is Bo Salas held now?").disagreements == ()


def test_each_clause_has_its_own_accounts(differing: Engine) -> None:
    answer = differing.ask(f"{ASKED.rstrip('?')}, and when did the trafficking law of Port Amel enter into force?")
    assert [len(d.readings) for d in answer.disagreements] == [4, 2]
    assert {"3 May 2011", "9 June 2016"} == {r.value for r in answer.disagreements[1].readings}


@pytest.mark.parametrize(
    "question", ["How many fishing boats with forced labourers were found?", "Which office rated Algeria Tier 3?"]
)
def test_sources_that_agree_show_no_disagreement(differing: Engine, question: str) -> None:
    assert differing.ask(question).disagreements == ()


def test_a_figure_of_another_year_is_none_of_the_year_that_a_title_names() -> None:
    question = read_question("How many people were referred in 2024?")
    found = [
        hit(f"In {year}, {n} people were referred.", title="Referrals 2024") for year, n in ((2023, 16), (2024, 19))
    ]
    assert [f.written for h in found for f in readings_of(question, [h], lambda _: 1.0)] == ["19"]


def test_a_question_about_one_year_is_not_answered_with_others(differing: Engine) -> None:
    answer = differing.ask("According to the Rank Office report of 2021, what trafficking tier was Algeria on?")
    assert answer.disagreements == ()


def test_a_refusal_shows_no_disagreement(differing: Engine) -> None:
    answer = differing.ask("How many people live in Kiribati?")
    assert (answer.status, answer.disagreements, answer.citations) == ("refused", (), ())


def test_the_order_of_retrieval_changes_nothing(differing: Engine) -> None:
    question = read_question(ASKED)
    parts = differing._parts
    parts.indexes.refresh()
    filters = read_filters({}, differing.library.sources)
    hits = parts.retriever.retrieve(question, parts.retriever.embed(question), filters, READ)
    citations = differing.ask(ASKED).citations
    alike = parts.evidence.alike
    first = compare(differing.library, question, hits, parts.indexes.idf, citations, (), alike)
    for seed in range(5):
        shuffled = random.Random(seed).sample(hits, len(hits))
        assert compare(differing.library, question, shuffled, parts.indexes.idf, citations, (), alike) == first
