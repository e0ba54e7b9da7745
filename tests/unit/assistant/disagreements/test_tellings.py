"""Tellings: sources that tell it differently, where no single value can be read, are shown side by side."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.disagreements.asked import gives_what_is_asked
from assistant.disagreements.disagreement import COPIES, TELLINGS, compare
from assistant.disagreements.tellings import Telling, changed_details, pairs_of, tellings_of, told_apart
from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.filters import read_filters
from assistant.finding import READ
from assistant.library.store import Library
from assistant.questions.question import Question, read_question
from assistant.settings import Settings
from tests.conftest import add
from tests.unit.assistant.sentences import scored

DOCUMENTS = [
    (
        "house-a",
        "The walls of the Sandport Seamen's House were built of red brick by dock workers, who sang as they "
        "carried it up from the quay, and the house has stood beside the fish market ever since.",
    ),
    (
        "house-b",
        "The walls of the Sandport Seamen's House were built of grey slate by dock workers, who sang as they "
        "carried it up from the quay, and the house has stood beside the fish market ever since.",
    ),
    (
        "song-a",
        "The ballad Grey Nets is about a net maker who left her village. Its singer, Mara Quill, has said that Grey "
        "Nets is about her grandmother's debts, and that she wrote it on a ferry to Port Amel.",
    ),
    (
        "song-b",
        "Grey Nets is about a strike of tin miners in 1974. The composer Jon Harrow told Radio Ostrava that Grey Nets "
        "is about the winter when the pumps failed, and that the miners sang it underground.",
    ),
    (
        "lamp-a",
        "The lamp of the Sandport lighthouse burns whale oil, the keeper says. The lamp is lit at dusk by its keeper.",
    ),
    (
        "lamp-b",
        "The lamp of the Sandport lighthouse burns whale oil, says the harbour office, and the keeper lights the lamp.",
    ),
    (
        "bell-a",
        "The keeper says the great bell of the Sandport customs hall was cast in Ostrava. It came by sea from Amelia.",
    ),
    (
        "bell-b",
        "The keeper says the great bell of the Sandport customs hall was cast in Amelia. It came by sea from Amelia.",
    ),
]
BELL = "Where was the great bell of the Sandport customs hall cast?"
BUILT = "What were the walls of the Sandport Seamen's House built of?"
ABOUT = "What is the ballad Grey Nets about?"
LAMP = "What does the lamp of the Sandport lighthouse burn?"


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("telling")
    rows = [{"doc_id": i, "title": i, "publisher": i.title(), "text": text} for i, text in DOCUMENTS]
    (folder / "telling.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    library = Library(folder / "library", create=True)
    add(library, embedder, folder / "telling.jsonl")
    return Engine(Settings(library=library.folder), library)


def tellings(engine: Engine, asked: str) -> tuple[Question, list[Telling]]:
    parts, question = engine.parts, read_question(asked)
    vector = parts.retriever.embed(question)
    hits = parts.retriever.retrieve(question, vector, read_filters({}, {}), READ)
    return question, tellings_of(question, hits, parts.evidence.find(question, vector, hits))


def test_copies_with_a_detail_changed_show_the_detail(telling: Engine) -> None:
    [disagreement] = telling.ask(BUILT).disagreements
    assert {r.value for r in disagreement.readings} == {"red brick", "grey slate"}
    assert disagreement.comparable and disagreement.note == COPIES


def test_tellings_with_nothing_in_common_stand_side_by_side(telling: Engine) -> None:
    answer = telling.ask(ABOUT)
    [disagreement] = answer.disagreements
    assert disagreement.note == TELLINGS and not disagreement.comparable
    by_number = {c.n: c for c in answer.citations}
    assert {by_number[r.citation].source_id for r in disagreement.readings} == {"song-a", "song-b"}
    for reading in disagreement.readings:
        assert reading.value.removesuffix(" …") in by_number[reading.citation].quote


def test_a_copy_differs_though_the_other_one_names_the_changed_detail_elsewhere(telling: Engine) -> None:
    question, found = tellings(telling, BELL)
    [pair] = pairs_of(question, found, telling.parts.indexes.idf)
    assert pair.features["echo_most"] == pytest.approx(1.0)
    assert {pair.first.value, pair.second.value} == {"Ostrava", "Amelia"}


def test_what_two_sources_both_say_is_no_telling_of_the_one_that_says_something_better(telling: Engine) -> None:
    question = read_question("What came by sea?")
    hits = [hit for hit in telling.search(BELL) if hit.passage.source.id.startswith("bell")]
    weighed = telling.parts.evidence.find(question, telling.parts.retriever.embed(question), hits)
    of_source = {(s.sentence.passage.source.id, s.sentence.text.split()[0]): s for s in weighed}
    ranked = [
        replace(of_source["bell-a", "The"], support=0.9),
        replace(of_source["bell-b", "It"], support=0.8),
        replace(of_source["bell-b", "The"], support=0.7),
    ]
    assert [t.scored for t in tellings_of(question, hits, ranked)] == [ranked[0], ranked[2]]


def test_sources_that_tell_the_same_show_nothing(telling: Engine) -> None:
    answer = telling.ask(LAMP)
    assert answer.status == "answered" and not answer.disagreements


def test_without_accounts_only_values_that_can_be_read_are_compared(telling: Engine) -> None:
    """What is lost without assistant/disagreements/tellings.json: what differs in words alone."""
    question, found = tellings(telling, ABOUT)
    hits = telling.search(ABOUT)
    citations = telling.ask(ABOUT).citations[:1]
    idf, alike = telling.parts.indexes.idf, telling.parts.evidence.alike
    assert told_apart(question, found, idf)
    assert compare(telling.library, question, hits, idf, citations, found, alike).disagreements
    assert not compare(telling.library, question, hits, idf, citations, (), alike).disagreements


def test_a_source_has_one_account_and_pairs_are_of_two_sources(telling: Engine) -> None:
    question, found = tellings(telling, ABOUT)
    sources = [a.scored.sentence.passage.source.id for a in found]
    assert len(sources) == len(set(sources)) > 1
    pairs = pairs_of(question, found, telling.parts.indexes.idf)
    told = {frozenset(a.scored.sentence.passage.source.id for a in (p.first, p.second)) for p in pairs}
    assert told == {frozenset({"song-a", "song-b"})}, "the others are not about it"
    assert all(-1.0001 <= value <= 1.0001 for p in pairs for value in p.features.values())


def test_the_detail_that_changed_is_placed_in_both_sentences() -> None:
    one = "The house was founded in (1900) by dock workers of Sandport."
    two = "The house was founded in (1856) by dock workers of Sandport."
    changed = changed_details(one, two)
    assert changed is not None
    assert (one[slice(*changed[0])], two[slice(*changed[1])]) == ("1900", "1856")
    assert changed_details(one, "Whales were seen off the cape in the spring.") is None
    assert changed_details(one, one) is None


def test_a_field_is_told_otherwise_only_by_one_of_the_same_name(telling: Engine) -> None:
    question, found = tellings(telling, ABOUT)
    by_source = {t.scored.sentence.passage.source.id: t for t in found}

    def saying(name: str, text: str) -> Telling:
        telling = by_source[name]
        return replace(telling, scored=replace(telling.scored, sentence=replace(telling.scored.sentence, text=text)))

    def pairs(one: str, two: str) -> int:
        both = [saying("song-a", one), saying("song-b", two)]
        return len(pairs_of(question, both, telling.parts.indexes.idf))

    assert pairs("Writer: Mara Quill", "Writer: Jon Harrow") == 1
    assert pairs("Writer: Mara Quill", "Singer: Jon Harrow") == 0
    assert pairs("Writer: Mara Quill", "The writer, some say, was Jon Harrow.") == 0


@pytest.mark.parametrize(
    ("asked", "text", "gives"),
    [
        ("Which country has the most barges?", "Peru has the most barges.", True),
        ("Which country has the most barges?", "Most barges were in the Soviet Union.", True),
        ("Which country has the most barges?", "The Barge Commission relies on a count of the most barges.", False),
        ("When was Bo Salas extradited?", "Bo Salas was extradited in May 2021.", True),
        ("When was Bo Salas extradited?", "Bo Salas was indicted in May 2020.", False),
        ("How many people were rescued in Amel?", "As many as 700 people were rescued in Amel.", True),
        ("How many people were rescued in Amel?", "As many as 700 people were arrested in Amel.", False),
        ("How many people were rescued in Amel?", "As many as 25 Peruvians were rescued in Amel.", False),
        ("What of barges in the 2023 Barge Survey?", "Barges are grey in the 2023 Barge Survey.", True),
        ("What of barges in the 2023 Barge Survey?", "Barges are red in the 2023 report of the port.", False),
    ],
)
def test_a_telling_is_of_the_country_edition_deed_and_extent_asked_about(asked: str, text: str, gives: bool) -> None:
    question = read_question(asked)
    [found] = scored(question, (text, 0.9), title="Barges")
    assert gives_what_is_asked(question, found) is gives
