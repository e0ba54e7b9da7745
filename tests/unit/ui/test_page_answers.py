"""Answers as HTML and as text."""

from dataclasses import replace
from typing import Any

import pytest

from assistant.answer import (
    Answer,
    Checks,
    Citation,
    Claim,
    Disagreement,
    LibraryState,
    Notice,
    Premise,
    Reading,
    Rejected,
    Span,
)  # fmt: skip
from assistant.disagreements.disagreement import TELLINGS
from assistant.engine import Engine
from assistant.library.store import Library
from assistant.records import Kept
from ui import answers
from ui.answers import answer_text
from ui.words import reading_address

QUOTED = Citation(
    n=1, source_id="harbour-2021", title="Harbour Watch annual report 2021", publisher="Harbour Watch",
    publisher_type="ngo", published="2021-03-01", url="https://harbour.example/2021.pdf",
    deep_link="https://harbour.example/2021.pdf#page=1", kind="full_text", evidence=None, page=1, page_label="iv",
    start=0, end=10, quote="The quote.", passage_id="0" * 32, passage=Span(start=0, end=10), source_sha256="ab",
)  # fmt: skip
OURS = replace(QUOTED, n=2, source_id="harbour-2023", kind="digest", evidence="second-hand", published="2023-03")
CHECKS = Checks(figures="ok", names="ok", negation="ok")


def answer_html(given: Answer, library: Library, **settings: bool) -> str:
    return answers.answer_html(Kept(id="an-id", at="2026-01-01", answer=given), library, **settings)


def claim(text: str, support: Any, *citations: int) -> Claim:
    return Claim(text=text, support=support, checks=CHECKS, citations=citations)


def answer(**changes: Any) -> Answer:
    made = Answer(
        question="How many?", standalone_question="How many?", status="answered", mode="quotes", model=None,
        text="“The quote.” [1]", as_of="2023-03", claims=(claim("The quote.", "verbatim", 1),),
        citations=(QUOTED, OURS), library=LibraryState(fingerprint="f", sources=3, passages=4),
    )  # fmt: skip
    return replace(made, **changes)


def test_only_a_publication_s_own_words_stand_in_quotation_marks(library: Library) -> None:
    assert "“The quote.”" in answer_html(answer(), library)
    ours = answer_html(answer(claims=(claim("Our words.", "summary", 2),)), library)
    assert "Our words." in ours
    assert "“" not in ours.split('class="actions"')[0]


@pytest.mark.parametrize(
    ("support", "n", "said"),
    [
        ("verbatim", 1, "Quotation from Harbour Watch, 1 March 2021"),
        ("summary", 2, "Our summary of Harbour Watch, March 2023 (second-hand)"),
        ("supported", 2, "Checked against our summary of Harbour Watch, March 2023 (second-hand)"),
        ("partly", 1, "Partly borne out by Harbour Watch, 1 March 2021"),
    ],
)
def test_each_sentence_says_what_it_rests_on(library: Library, support: str, n: int, said: str) -> None:
    assert f">{said}</p>" in answer_html(answer(claims=(claim("Words.", support, n),)), library)


def test_the_mode_the_model_and_the_filters_are_named(library: Library) -> None:
    html = answer_html(answer(mode="llm", model="tiny-7b", filters={"country": ["KH"], "since": "2021"}), library)
    assert "As of March 2023" in html
    assert "Written by tiny-7b" in html
    assert "Searched only: Cambodia; from 2021" in html


def test_figures_asked_for_are_emphasised(library: Library) -> None:
    asked = answer(standalone_question="How many victims?", claims=(claim("There were 412 of them.", "verbatim", 1),))
    assert "There were <strong>412</strong> of them." in answer_html(asked, library)


def test_a_follow_up_is_shown_as_understood_only_where_it_differs(library: Library) -> None:
    assert "Understood as" not in answer_html(answer(), library)
    html = answer_html(answer(standalone_question="How many in Laos?"), library)
    assert "<em>How many in Laos?</em>" in html
    assert 'class="quiet correct"' in html


def test_a_false_premise_is_set_right_first(library: Library) -> None:
    premise = Premise(asked="that it was 5,000", found="it was 412", citations=(1,))
    html = answer_html(answer(premise=premise), library)
    assert html.index("that it was 5,000") < html.index("it was 412") < html.index("The quote.")


def test_sources_that_differ_stand_side_by_side(library: Library) -> None:
    readings = (
        Reading(value="412", unit="victims", as_of="2020", definition="detected", citation=1),
        Reading(value="590", unit=None, as_of=None, definition=None, citation=2),
    )
    about = Disagreement(about="victims in Cambodia", comparable=False, note="One counts men only.", readings=readings)
    html = answer_html(answer(disagreements=(about,)), library)
    assert "What Harbour Watch said at different times: victims in Cambodia." in html
    assert "Not directly comparable: " in html
    assert all(
        f">{cell}</td>" in html for cell in ("412 victims", "2020", "detected", "590", "March 2023", "not stated")
    )


@pytest.mark.parametrize(
    ("comparable", "note", "publisher", "says"),
    [
        (True, "", "Harbour Watch", "The sources differ: victims."),
        (False, TELLINGS, "Harbour Watch", "As each source tells it: victims."),
        (False, "", "Coast Bureau", "The sources give different values: victims."),
        (False, "", "Harbour Watch", "The sources give different values: victims."),
    ],
)
def test_only_what_can_be_compared_is_called_a_difference(
    library: Library, comparable: bool, note: str, publisher: str, says: str
) -> None:
    reading = Reading(value="412", unit=None, as_of=None, definition=None, citation=1)
    about = Disagreement(
        about="victims", comparable=comparable, note=note, readings=(reading, replace(reading, citation=2))
    )
    other = replace(QUOTED, n=2, publisher=publisher)
    html = answer_html(answer(disagreements=(about,), citations=(QUOTED, other)), library)
    assert says in html
    assert ("omparable: " in html) is (note != TELLINGS), "sentences are not compared as values are"
    assert "What is counted" not in html, "nothing is told of it"


def test_what_was_not_shown_can_be_unfolded_with_the_reason(library: Library) -> None:
    rejected = Rejected(text="It was 900.", verdict="unsupported", reason="900 is not in the source")
    html = answer_html(answer(rejected=(rejected,)), library)
    assert "<summary>1 sentence was not shown as an answer</summary>" in html
    assert "not borne out: 900 is not in the source" in html


def test_each_publication_stands_once_in_the_footnotes(library: Library) -> None:
    again = replace(QUOTED, n=3, page=7, page_label=None, superseded_by="harbour-2023")
    html = answer_html(answer(citations=(again, QUOTED)), library)
    footnotes = html[html.index('class="footnotes"') :]
    assert footnotes.count("<li>") == 1
    assert "page 7, page 1 (printed iv)" in footnotes
    assert "A newer edition is in the library." in footnotes


def test_copies_of_one_text_are_said_to_be_one_voice(library: Library) -> None:
    html = answer_html(answer(citations=(replace(QUOTED, copies=("a", "b")), OURS)), library)
    assert html.count("Nearly the same text stands in 2 other publications; one voice.") == 1


def test_everything_from_outside_is_escaped(library: Library) -> None:
    bad = '<img src=x onerror="alert(1)">'
    source = replace(QUOTED, title=bad, publisher=bad, page_label=bad, source_id=bad)
    reading = Reading(value=bad, unit=bad, as_of=bad, definition=bad, citation=1)
    html = answer_html(
        answer(
            question=bad, standalone_question=f"{bad}?", model=bad, mode="llm", text=bad, citations=(source,),
            claims=(claim(bad, "supported", 1),), filters={"publisher": [bad], "source": [bad]},
            premise=Premise(asked=bad, found=bad, citations=(1,)),
            disagreements=(Disagreement(about=bad, comparable=True, note=bad, readings=(reading,)),),
            rejected=(Rejected(text=bad, verdict="uncited", reason=bad),), notices=(Notice(code="x", message=bad),),
        ),
        library,
    )  # fmt: skip
    assert "<img" not in html
    assert "&lt;img" in html


def test_the_copied_text_carries_its_sources() -> None:
    lines = answer_text(answer()).splitlines()
    assert lines[0] == "How many?"
    assert "“The quote.” [1]" in lines
    assert lines[-2].startswith(
        "[1] Harbour Watch, Harbour Watch annual report 2021, 1 March 2021, page 1 (printed iv)."
    )
    assert lines[-2].endswith("https://harbour.example/2021.pdf#page=1")
    assert "page 1 of our summary, second-hand" in lines[-1]


def test_an_address_leads_to_the_words_of_the_revision_cited() -> None:
    assert reading_address(QUOTED) == "read?source=harbour-2021&page=1&sha256=ab&start=0&end=10"


def test_an_answer_can_be_judged_and_a_judgement_given_is_shown(library: Library) -> None:
    html = answer_html(answer(), library)
    assert 'data-answer="an-id"' in html
    assert html.count('aria-pressed="false"') == 2
    judged = Kept(id="x", at="2026-01-01", answer=answer(), verdict="bad", reason="<b>")
    html = answers.answer_html(judged, library)
    assert 'data-verdict="bad" aria-pressed="true"' in html
    assert 'value="&lt;b&gt;"' in html


def test_a_refusal_can_be_judged_but_not_copied(engine: Engine) -> None:
    html = answer_html(engine.ask("What is the population of Laos?"), engine.library)
    assert 'class="rating"' in html
    assert "Copy with citations" not in html


def test_an_answer_that_stands_alone_offers_nothing_to_press(library: Library) -> None:
    assert "<button" not in answer_html(answer(), library, alone=True)
