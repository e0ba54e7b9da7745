"""Small parts of the page: escaping, filters, the library list, refusals, examples."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ui
from assistant.engine import Engine
from assistant.filters import Filters
from assistant.library.store import Library
from assistant.library.writing import remove_source
from assistant.refusals import coverage
from corpus.model import Source
from ui.examples import OFFERED, Examples
from ui.filters import active_html, as_filters, choices
from ui.library import matches, sources_html
from ui.markup import Markup, join, tag
from ui.refusals import covers_said, refusal_html


@given(st.text())
def test_nothing_written_as_text_can_open_or_close_an_element(words: str) -> None:
    html = tag("p", words, title=words)
    assert html.count("<") == html.count(">") == 2
    assert html.count('"') == 2


def test_markup_passes_and_other_strings_are_escaped() -> None:
    assert join([Markup("<b>a</b>"), "<b>"], " & ") == "<b>a</b> &amp; &lt;b&gt;"
    assert tag("input", hidden=True, disabled=False, value=None, data_n=3, class_="x") == (
        '<input hidden data-n="3" class="x">'
    )


def test_empty_inputs_are_no_filters() -> None:
    assert as_filters([[], None, ["KH"], [], [], None, "2025"]) == {"country": ["KH"], "until": "2025"}


def test_choices_are_what_the_library_holds_in_reading_order(library: Library) -> None:
    types, publishers, countries, titles, languages, years = choices(list(library.sources.values()))
    assert types == []
    assert [value for _, value in publishers] == ["Harbour Watch", "Mekong Bureau, Ltd."]
    assert countries == [("Cambodia", "KH"), ("Laos", "LA")]
    assert len(titles) == 3
    assert languages == []
    assert [value for _, value in years] == ["2023", "2021"]


def test_active_filters_are_named_and_escaped(library: Library) -> None:
    assert "whole library (3 publications)" in active_html({}, library)
    said = active_html({"publisher": ["<b>"], "country": ["LA"], "source": ["harbour-2021"]}, library)
    assert "&lt;b&gt;" in said
    assert "Laos" in said
    assert "Harbour Watch annual report 2021" in said


@pytest.mark.parametrize(
    ("words", "found"), [("", True), ("slavery 2017", True), ("SLAVERY libya", True), ("slavery 2018", False)]
)
def test_a_search_needs_every_word_somewhere(words: str, found: bool) -> None:
    source = Source(id="a", title="On slavery", published="2017-05", countries=("LY",), topics=("labour",))
    assert matches(source, words) is found


def test_the_library_lists_newest_first_with_counts(library: Library) -> None:
    html = sources_html(library, "harbour")
    assert "2 of 3 publications" in html
    assert html.index("report 2023") < html.index("report 2021")
    assert "<td>2021</td>" not in html
    assert "1 March 2021" in html


def test_a_refusal_by_filters_says_what_was_searched(engine: Engine) -> None:
    answer = engine.ask("How many victims were counted in 2022?", filters={"country": ["LA"], "since": "2022"})
    assert answer.refusal is not None
    html = refusal_html(answer.refusal, engine.library, answer.filters)
    assert "Searched only: Laos; from 2022." in html
    assert 'class="chip"' not in html


def test_what_is_covered_counts_in_words(library: Library) -> None:
    said = covers_said(coverage(library, Filters(source=("harbour-2021",))), library)
    assert said == "The library holds 1 publication of 1 publisher, published 2021. They speak most of Cambodia."


def test_only_questions_the_library_answers_are_offered(engine: Engine) -> None:
    offered = Examples(engine).questions()
    assert 1 <= len(offered) <= OFFERED
    assert all(engine.ask(question).status == "answered" for question in offered)


def test_gradio_is_told_not_to_call_home_before_it_is_imported() -> None:
    assert ui.__doc__
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"


def test_examples_follow_the_library(engine: Engine) -> None:
    examples = Examples(engine)
    before = examples.questions()
    assert examples.questions() is before, "found once for one state of the library"
    for source_id in list(engine.library.sources):
        remove_source(engine.library, source_id)
    assert examples.questions() == []
