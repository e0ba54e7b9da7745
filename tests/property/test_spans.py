"""Spans hold for any text in any script: nothing lost, nothing invented, nothing past the window."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.encoders.tokens import token_spans
from corpus.model import Page, passage_id
from corpus.quantities import read_quantities
from corpus.readers.text import pages_of
from corpus.sentences import sentence_spans
from corpus.splitter import MAX_CHARACTERS, split

WORDS = st.sampled_from(
    "trafficking victims. Cambodia 100,000 12.5 billion\u00ad soft ករណី ผู้เสียหาย 人口贩运。 ضحايا. Ångström e\u0301tat "
    "U.S. No. 3 “quoted.” \n\n \n \t \f 😀 ﷽ supercalifragilistic".split(" ")
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=600),
    st.lists(WORDS, max_size=250).map(" ".join),
    st.text("ក​ខគ", min_size=0, max_size=3_000),
)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_a_passage_is_an_exact_slice_of_its_page_and_fits_the_window(text: str) -> None:
    for page in pages_of(text):
        end = 0
        for span in split(page, token_spans, max_tokens=20):
            assert end <= span.start < span.end <= len(page.text)
            slice_ = page.text[span.start : span.end]
            assert slice_ == slice_.strip()
            assert len(slice_) <= MAX_CHARACTERS
            assert len(token_spans(slice_)) <= 20
            end = span.end


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_no_character_that_is_not_white_space_is_lost(text: str) -> None:
    page = Page(number=1, text=text)
    kept = "".join(page.text[s.start : s.end] for s in split(page, token_spans, max_tokens=20))
    assert "".join(kept.split()) == "".join(text.split())


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_sentences_hold_every_character_once(text: str) -> None:
    spans = sentence_spans(text)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in zip(spans, spans[1:], strict=False))
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_figures_lie_within_the_text(text: str) -> None:
    for quantity in read_quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)


@given(st.text(max_size=50), st.integers(1, 99), st.integers(0, 50), st.integers(0, 50))
def test_a_passage_id_depends_on_words_and_place_alone(text: str, number: int, start: int, length: int) -> None:
    page = Page(number=number, text=text.encode("utf-8", "replace").decode())
    first = passage_id(page.sha256, number, start, start + length)
    assert first == passage_id(Page(number=number, text=page.text, label="x").sha256, number, start, start + length)
    assert len(first) == 32
    assert first != passage_id(page.sha256, number + 1, start, start + length)
