"""What leads an answer: the figure that was asked for, then the newest edition."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.evidence.passage_sentences import Sentence
from assistant.evidence.quotes import choose, in_order
from assistant.evidence.support import Scored
from assistant.library.store import Library
from assistant.questions.question import Question, read_question
from assistant.settings import Settings
from tests.conftest import add
from tests.unit.assistant.sentences import scored as made

DOCUMENTS = {
    "ministry": "The ministry of Sandport gave the number of cases of forced work in the docks of Port Amel as 1,800. "
    "From the docks of Port Amel, cases of forced work had spread to nine countries.",
    "trust": "About 4,000 people are held and made to work in the docks of Port Amel, the trust says.",
}
ASKED = "How many people are forced to work in the docks of Port Amel?"


@pytest.fixture(scope="module")
def docks(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("docks")
    rows = [{"doc_id": name, "title": f"The {name}", "publisher": name, "text": t} for name, t in DOCUMENTS.items()]
    (folder / "docks.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    library = Library(folder / "library", create=True)
    add(library, embedder, folder / "docks.jsonl")
    return Engine(Settings(library=library.folder), library)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("graded")
    grades = [(2021, "C"), (2090, "S"), (2025, "A"), (2023, "B")]
    told = " ".join(
        f"The ministry gave the port of Amel grade {grade} in its list of {year}." for year, grade in grades
    )
    row = {"doc_id": "grades", "title": "Grades of ports", "publisher": "Ministry", "text": told}
    (folder / "grades.jsonl").write_text(json.dumps(row), "utf-8")
    library = Library(folder / "library", create=True)
    add(library, embedder, folder / "grades.jsonl")
    return Engine(Settings(library=library.folder), library)


def weighed(engine: Engine, asked: str) -> tuple[Question, list[Scored]]:
    """Each sentence of the library as evidence, best first."""
    question = read_question(asked)
    return question, engine.parts.evidence.find(question, engine.parts.retriever.embed(question), engine.search(asked))


def test_the_figure_that_counts_what_is_asked_leads(docks: Engine) -> None:
    question, scored = weighed(docks, ASKED)
    assert len(scored) == 3
    for given in (scored, scored[::-1]):
        shown = in_order(given, question, docks.library.superseded_by)
        assert shown[0].sentence.text.startswith("About 4,000 people"), "neither cases nor countries are people"
        assert shown[1:] == [s for s in given if s is not shown[0]], "the others stay as they stood"


def test_where_nothing_is_to_be_counted_the_best_supported_leads(docks: Engine) -> None:
    question, scored = weighed(docks, "What is known of forced work in the docks of Port Amel?")
    assert in_order(scored, question, docks.library.superseded_by) == scored
    assert in_order([], question, docks.library.superseded_by) == []


def test_a_question_that_says_accounts_differ_gets_what_each_says(docks: Engine) -> None:
    wanted, scored = weighed(docks, f"{ASKED} Give me the conflicting figures.")
    assert wanted.contested
    assert wanted.content == read_question(ASKED).content, "that figures conflict is not looked for"
    best, other = scored[0], replace(scored[1], support=0.2 * scored[0].support)
    plain = replace(wanted, contested=False, asks="number")
    counting = [s for s in (best, other) if "people" in s.sentence.text]
    assert choose([best, other], plain, 0.0) == [best]
    assert choose([best, other], wanted, 0.0) == [best, *(s for s in counting if s is not best)]


def test_a_neighbour_that_says_it_is_otherwise_follows(told: Engine) -> None:
    question, scored = weighed(told, "Does the harbour law of Sandport make owners check their crews?")
    [kept] = [s for s in scored if s.sentence.text.startswith("One law firm")]
    weak = [s if s is kept else replace(s, support=0.0) for s in scored]
    texts = [s.sentence.text for s in choose([kept, *weak], question, 0.0)]
    assert [text.partition(" ")[0] for text in texts] == ["One", "A"], "the gazette, by contrast"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("told")
    text = (
        "One law firm says that the harbour law of Sandport makes no owner check a crew. "
        "A gazette, by contrast, says that the harbour law of Sandport obliges every owner to check crews. "
        "Owners in Sandport paid for the harbour in 1990."
    )
    (folder / "law.txt").write_text(text, "utf-8")
    library = Library(folder / "library", create=True)
    add(library, embedder, folder / "law.txt")
    return Engine(Settings(library=library.folder), library)


def test_the_latest_year_told_leads_where_the_latest_label_is_asked_for(graded: Engine) -> None:
    question, scored = weighed(graded, "What grade does the port of Amel have now?")
    assert question.wants_latest and question.asks == "label"
    chosen = choose(scored, question, threshold=0.0)
    for given in (chosen, chosen[::-1]):
        shown = in_order(given, question, graded.library.superseded_by)
        years = [s.sentence.text.removesuffix(".")[-4:] for s in shown]
        assert {"2025", "2090"} < set(years)
        assert years == [year for year in ("2025", "2023", "2021", "2090") if year in years], "2090 is a plan"
    question, scored = weighed(graded, "What grade did the port of Amel have?")
    assert in_order(scored, question, graded.library.superseded_by) == scored
    question, scored = weighed(graded, "What grade does the port of Amel have?")
    assert "2025" in in_order(choose(scored, question, 0.0), question, graded.library.superseded_by)[0].sentence.text


def test_an_edition_that_a_newer_one_replaces_comes_last(graded: Engine) -> None:
    _, scored = weighed(graded, "What grade does the port of Amel have?")
    first, second = (replace(s, sentence=_of_source(s, name)) for s, name in zip(scored, ("new", "old"), strict=False))
    replaced = {"old": "new"}.get
    for chosen in ([first, second], [second, first]):
        assert in_order(chosen, read_question("What grade has it?"), replaced) == [first, second]
        assert in_order(chosen, read_question("What grade had it in 2021?"), replaced) == chosen
        assert in_order(chosen, read_question("What grade had it in the previous list?"), replaced) == [first, second]
        earlier = read_question("What grade had it in the previous edition of the list?")
        assert in_order(chosen, earlier, replaced) == [second, first]


def _of_source(scored: Scored, name: str) -> Sentence:
    hit, passage = scored.sentence.hit, scored.sentence.passage
    return replace(scored.sentence, hit=replace(hit, passage=replace(passage, source=replace(passage.source, id=name))))


def test_nearly_the_same_words_with_another_figure_are_no_repetition(tmp_path: Path, embedder: Embedder) -> None:
    text = (
        "The highest share of forced work in the docks index is that of Sandport, 104 in 1,000. "
        "After that of Sandport, the highest share of forced work in the docks index is that of Amel, 90 in 1,000. "
        "The highest share of forced work in the docks index is that of Sandport, with 104 in 1,000."
    )
    (tmp_path / "index.txt").write_text(text, "utf-8")
    library = Library(tmp_path / "library", create=True)
    add(library, embedder, tmp_path / "index.txt")
    answer = Engine(Settings(library=library.folder), library).ask(
        "Which port has the highest share in the docks index?"
    )
    assert len(answer.claims) == 2 and {"Amel" in c.text for c in answer.claims} == {True, False}


def test_how_others_report_it_never_leads(docks: Engine) -> None:
    question, scored = weighed(docks, ASKED)
    [first, *_] = scored
    retold = replace(
        first,
        sentence=replace(
            first.sentence,
            hit=replace(first.sentence.hit, passage=replace(first.sentence.passage, section="How others report it")),
        ),
    )
    given = [retold, *(s for s in scored[1:] if "4,000" in s.sentence.text or "1,800" in s.sentence.text)]
    assert in_order(given, question, lambda _: None)[-1] is retold
    contested = replace(question, contested=True)
    assert in_order([retold], contested, lambda _: None) == [retold]


def shown(asked: str, *told: tuple[str, float]) -> list[str]:
    """What is quoted of sentences of one source with their support."""
    question = read_question(asked)
    return [s.sentence.text for s in in_order(choose(made(question, *told), question, 0.1), question, lambda _: None)]


def test_a_figure_that_a_source_has_told_is_not_told_again_in_other_words() -> None:
    first = ("In 2012 there were 20.9 million people in bonded work.", 0.9)
    again = ("One website dates the estimate of 20.9 million people in bonded work 2020.", 0.8)
    other = ("The region of Amel had 3.3 million people in bonded work.", 0.7)
    asked = "How many people are in bonded work?"
    assert shown(asked, first, again, other) == [first[0], other[0]]
    assert len(shown("What is known of bonded work?", first, again, other)) == 3, "no figure is asked for"


def test_the_day_that_is_asked_about_leads() -> None:
    before = ("By 23 October 2025, 677 people had fled from the camp.", 0.9)
    then = ("The number of people who had fled from the camp stood at 1,049 by 24 October.", 0.8)
    assert shown("How many people had fled from the camp by 24 October 2025?", before, then) == [then[0], before[0]]
    assert shown("How many people had fled from the camp by 23 October?", before, then)[0] == before[0]
    assert shown("How many people fled from the camp in October 2025?", before, then)[0] == before[0]


def test_a_share_is_told_though_something_rose_by_as_much() -> None:
    rise = ("Referrals of children in 2022 show a rise of 31 per cent, of girls a rise of 38 per cent.", 0.9)
    share = ("Of all people referred in 2022, children account for 38 per cent.", 0.8)
    assert shown("What share of the people referred in 2022 were children?", rise, share) == [share[0], rise[0]]


def test_by_how_much_something_rose_is_told_by_the_change() -> None:
    total = ("In 2024 a record 19,125 people were referred.", 0.9)
    rise = ("The number of people referred was up by 13 per cent in 2024.", 0.8)
    assert shown("By how much did the number of people referred rise in 2024?", total, rise) == [rise[0], total[0]]


def test_those_that_a_heading_lists_beside_others_are_told_of_by_the_sentence() -> None:
    question = read_question("What share of the people referred were children?")
    of = {"section": "Women, men, girls and boys among people referred"}
    women, children = made(
        question, ("Women were 39 per cent of the people referred.", 0.9),
        ("Children were 38 per cent of the people referred.", 0.8), **of,
    )  # fmt: skip
    assert in_order([women, children], question, lambda _: None) == [children, women]


def test_what_was_said_before_it_was_corrected_never_leads() -> None:
    early = ("At first publication, referrals of people in 2023 came to 17,004.", 0.9)
    later = ("For 2023 the office shows 16,990 people who were referred.", 0.5)
    asked = "How many people were referred in 2023?"
    assert shown(asked, early, later) == [later[0], early[0]]
    assert shown(asked, early) == [early[0]]
    assert shown(asked, early, (later[0], 0.05)) == [early[0]], "what does not answer corrects nothing"
    assert shown("How many people were referred in 2023 at first publication?", early, later)[0] == early[0]


def test_a_figure_of_an_earlier_year_comes_behind_that_of_a_later_one() -> None:
    early, late = ("In 2021 the score of Amel was 5.76.", 0.9), ("In 2023 the score of Amel was 6.18.", 0.7)
    assert shown("What is the score of Amel?", early, late) == [late[0], early[0]]
    assert shown("What was the score of Amel?", early, late) == [early[0], late[0]]
    assert shown("What is the score of Amel in 2021?", early, late)[0] == early[0]


@pytest.mark.parametrize(
    ("asked", "best"),
    [
        ("How many people were referred in 2024?", "In 2024 a record 19,125 people were referred."),
        ("How many Albanian nationals were referred in 2024?", "In 2024, 2,492 Albanian nationals were referred."),
        ("How many children were referred in 2024?", "In 2024, 5,999 children were referred."),
    ],
)
def test_the_figure_of_those_asked_about_leads_not_one_of_some_or_of_all(asked: str, best: str) -> None:
    told = [
        ("In 2024, 2,492 Albanian nationals were referred.", 0.9),
        ("In 2024, 5,999 children were referred.", 0.8),
        ("In 2024 a record 19,125 people were referred.", 0.7),
    ]
    assert shown(asked, *told)[0] == best


def test_several_places_of_a_ranking_are_told_from_the_top() -> None:
    third, first = (
        ("Third in fees is Port Amel, with 3 dollars.", 0.9),
        ("Sandport has the highest fees, 9 dollars.", 0.4),
    )
    assert shown("Which three ports have the highest fees?", third, first) == [first[0], third[0]]


def test_what_others_report_leads_where_only_they_tell_of_the_latest_label() -> None:
    question = read_question("Which tier is Amel on?")
    [old] = made(question, ("In 2024 Amel was on Tier 2.", 0.9))
    [new] = made(question, ("Others report that Amel was on Tier 3 in 2025.", 0.8), section="How others report it")
    assert in_order([old, new], question, lambda _: None) == [new, old]
