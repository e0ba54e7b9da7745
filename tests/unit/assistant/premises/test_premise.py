"""A question that takes for granted what the library says otherwise is answered with what it says; no other is."""

import json
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.library.store import Library
from assistant.premises.details import DETAILS
from assistant.premises.premise import without_label, without_stated_figures
from assistant.questions.question import read_question
from assistant.settings import Settings
from assistant.verify import verify
from tests.conftest import add
from tests.unit.assistant.sentences import sentences

DOCUMENTS = [
    ("rank", "Rank Office", "2021-06-01", "In its 2021 report the Rank Office placed Aruba on the Tier 2 Watch List."),
    ("later", "Rank Office", "2024-06-01", "Aruba fell to Tier 3 in the 2024 list. Aruba had been on Tier 2 in 2023."),
    ("boats", "Coast Bureau", "2023-01-01", "The Coast Bureau freed 17 fishermen from three trawlers off Port Amel."),
    ("law", "Law Review", "2022-03-01", "The Port Amel Labour Code entered into force in March 2019."),
    ("trend", "Delta Watch", "2024-02-01", "Convictions for trafficking in Port Amel fell by 27 per cent in 2023."),
    ("map", "Tide Institute", "2023-05-01", "The Tide Institute made its map of illegal trawlers with Blue Robotics."),
    ("court", "Delta Court Monitor", "2024-05-01", "A court sentenced the former harbour master Bruno Salas to life."),
    ("trend2", "Delta Watch", "2024-02-02", "Asylum claims in Port Amel were 11 per cent fewer in 2020. Asylum claims "
     "of women in Port Amel grew in 2020. In 2022 asylum claims in Port Amel grew again."),
    ("labour", "Delta Watch", "2024-07-02", "Child labour in Port Amel was down by more than 20 per cent in 2024."),
    ("down", "Rank Office", "2024-06-02", "In the 2024 list of the Rank Office Laos was downgraded."),
    ("cage", "Delta Court Monitor", "2024-08-01", "The smuggler Rosa Quint was extradited from Peru to Chile in 2023."),
    ("quay", "Delta Watch", "2024-09-01", "Kestrel, the company of Ivo Brand, built the quay of Port Amel."),
    ("flight", "Delta Watch", "2024-10-01", "Footage of 15 people who escaped from the net lofts of Port Amel was "
     "placed by Harbour International."),
    ("locks", "Delta Watch", "2024-11-01", "Fees at the locks of Port Amel went up by 6 per cent in 2024."),
    ("panel", "Delta Watch", "2024-12-01", "The panel on dock safety of Port Amel was shut down in a round of cuts."),
    ("landing", "Delta Watch", "2025-01-02", "Landing fees in Peru rose by 9 per cent in 2024. Landing fees in Chile "
     "fell by 8 per cent in 2024."),
    ("echo", "Delta Echo", "2024-03-01", "An agency wrongly reports that 5,000 brides were sold in Port Amel in 2023, "
     "which mixes up brides and workers."),
]  # fmt: skip


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder = tmp_path_factory.mktemp("premise")
    rows = [
        {"doc_id": i, "title": f"{who} report", "publisher": who, "published": day, "text": text}
        for i, who, day, text in DOCUMENTS
    ]
    path: Path = folder / "documents.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    library = Library(folder / "library", create=True)
    add(library, embedder, path)
    return Engine(Settings(library=library.folder), library)


@pytest.mark.parametrize(
    ("question", "asked", "found"),
    [
        ("Why did Aruba leave Tier 1 in 2021?", "Tier 1", "Tier 2 Watch List"),
        ("Why is Aruba on Tier 1?", "Tier 1", "fell to Tier 3"),
        ("Who placed the footage of 40 people who escaped from the net lofts of Port Amel?", "40", "of 15 people"),
        ("Why did landing fees in Peru fall in 2024?", "fall", "in Peru rose by 9 per cent"),
        ("Why did the Coast Bureau free 170 fishermen from three trawlers?", "170", "17 fishermen"),
        ("Why did the Port Amel Labour Code enter into force in March 2015?", "March 2015", "March 2019"),
        ("Why did convictions for trafficking in Port Amel rise by 27 per cent in 2023?", "rise", "fell by 27"),
        ("Why did a court sentence the former harbour master Alba Vidal to life?", "Alba Vidal", "Bruno Salas"),
        ("Why did child labour in Port Amel increase from 2020 to 2024?", "increase", "down by more than 20"),
        ("Why did asylum claims in Port Amel rise in 2020?", "rise", "11 per cent fewer"),
        ("Why did fees at the locks of Port Amel decline in 2024?", "decline", "went up by 6"),
        ("Why did fees at the locks of Port Amel go down in 2024?", "down", "went up by 6"),
        ("Since Aruba is on Tier 1, which reforms did it make?", "Tier 1", "fell to Tier 3"),
        (
            "Given that the Coast Bureau freed 170 fishermen from three trawlers, where were they?",
            "170",
            "17 fishermen",
        ),
        ("How did 5,000 brides come to be sold in Port Amel in 2023?", "5,000", "wrongly reports"),
        ("Why did the Tide Institute make its map of illegal trawlers with Redwater?", "Redwater", "Blue Robotics"),
        ("Why did Lodestar build the quay?", "Lodestar", "Kestrel"),
        ("Which prison is Rosa Quint in since she was extradited to Brazil?", "Brazil", "Peru to Chile"),
    ],
)
def test_a_false_premise_is_answered_with_what_the_library_says(
    harbour: Engine, question: str, asked: str, found: str
) -> None:
    answer = harbour.ask(question)
    assert answer.status == "answered"
    assert answer.premise is not None
    assert answer.premise.asked == asked
    assert found in answer.premise.found
    [number] = answer.premise.citations
    assert answer.premise.found in {c.n: c for c in answer.citations}[number].quote
    saved = json.loads(json.dumps(answer.as_json()))
    assert {v.verdict for v in verify(harbour.library, "1", saved)} == {"located"}


@pytest.mark.parametrize(
    "question",
    [
        "Why was Aruba on the Tier 2 Watch List in 2021?",
        "Why did the Coast Bureau free 17 fishermen from three trawlers?",
        "How many fishermen did the Coast Bureau free from three trawlers?",
        "Why did the Port Amel Labour Code enter into force in March 2019?",
        "Why did convictions for trafficking in Port Amel fall in 2023?",
        "Why did the Tide Institute make its map of illegal trawlers with Blue Robotics?",
        "Why did the Tide Institute report on trawlers with Silver Metrics?",
        "Why is Aruba on Tier 3?",
        "Why did a court sentence the harbour master Bruno Salas to life?",
        "The Coast Bureau freed 17 fishermen off Port Amel. Why were the fishermen on the trawlers?",
        "Since Aruba is on Tier 3, which reforms did it make?",
        "Given that Brazil is on Tier 1 in 2021, which reforms did it make?",
        "Which prison is Rosa Quint in since she was extradited to Chile?",
        "Why did Kestrel build the quay of Port Amel?",
        "Why did Lodestar sell the quay?",
        "Why did Port Amel set up the panel on dock safety?",
        "Why was the panel on dock safety of Port Amel made up of divers?",
        "How did Tomas Reyle escape from the net lofts of Port Amel?",
        "Who placed the footage of 15 people who escaped from the net lofts of Port Amel?",
        "Who placed the footage of 2 in 15 people who escaped from the net lofts of Port Amel?",
        "Who escaped from the net lofts of Port Amel?",
        "When did landing fees in Peru fall in 2024?",
        "Why did Brazil free 170 fishermen in 2011?",
        "Why are there two different numbers of fishermen that the Coast Bureau freed from three trawlers?",
        "Why does the Coast Bureau give 40 estimates of the fishermen freed from trawlers?",
        "Why did convictions for arson in Kiribati rise by 12 per cent?",
        "Why did asylum claims in Port Amel rise in 2022?",
        "Why was Brazil moved to Tier 3 in the 2024 list?",
        "How did the 2024 list of the Rank Office compare with its 2023 one?",
        "Why was South Korea downgraded in the 2024 list of the Rank Office?",
    ],
)
def test_no_mismatch_is_invented(harbour: Engine, question: str) -> None:
    assert harbour.ask(question).premise is None


def test_what_is_asked_is_answered_though_what_is_stated_before_it_is_wrong(harbour: Engine) -> None:
    answer = harbour.ask("After Bruno Salas was caught in Brazil by the coast patrol, what sentence did he get?")
    assert answer.status == "answered" and "sentenced the former harbour master Bruno Salas" in answer.text


def test_a_refusal_carries_no_premise(harbour: Engine) -> None:
    answer = harbour.ask("Who won the World Cup in 2022?")
    assert (answer.status, answer.premise) == ("refused", None)


def test_a_question_is_answered_though_it_states_a_wrong_year_first(harbour: Engine) -> None:
    answer = harbour.ask(
        "Given that the Coast Bureau was at sea in 2011, how many fishermen did it free off Port Amel?"
    )
    assert "17 fishermen" in answer.text


@pytest.mark.parametrize(
    ("text", "said"),
    [("The locks closed in May 2023.", True), ("The locks let 120231 boats pass.", False)],
)
def test_a_year_is_said_by_a_date_not_by_digits_of_another_figure(text: str, said: bool) -> None:
    question = read_question("Why did the locks close in 2023?")
    [year] = [detail for details in DETAILS for detail in details(question) if detail.kind == "year"]
    assert year.said(sentences(text)[0]) is said


@pytest.mark.parametrize(
    ("question", "less"),
    [
        ("Given that it began in 2011, how many fled?", "Given that it began, how many fled?"),
        ("Since 40 people fled by boat, who helped?", "Since people fled by boat, who helped?"),
        ("Given that it began, how many fled in 2011?", None),
        ("How many fled in 2011?", None),
    ],
)
def test_figures_stated_first_are_left_out(question: str, less: str | None) -> None:
    assert without_stated_figures(question) == less


@pytest.mark.parametrize(
    ("question", "which"),
    [
        ("Is Aruba still on the Tier 2 Watch List?", "what tier is Aruba still on the?"),
        ("Was Aruba a Tier 1 country in 2021?", "what tier was Aruba a country in 2021?"),
        ("What does Tier 2 mean?", None),
        ("Is Aruba on the list?", None),
    ],
)
def test_whether_something_bears_a_label_asks_which_one_it_bears(question: str, which: str | None) -> None:
    assert without_label(question) == which


@pytest.mark.parametrize("question", ["Is Aruba on Tier 1?", "Is Aruba still on the Tier 2 Watch List?"])
def test_whether_a_country_is_on_a_tier_is_answered_with_the_one_it_is_on(harbour: Engine, question: str) -> None:
    answer = harbour.ask(question, mode="quote")
    assert answer.status == "answered" and answer.premise is None
    assert "fell to Tier 3" in answer.citations[0].quote
