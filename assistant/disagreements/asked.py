"""Whether a sentence gives the kind of thing a question asks for, and so tells what another may tell otherwise."""

import re

from assistant.disagreements.definitions import is_day_of_another_deed, is_of_another_deed
from assistant.disagreements.extent import is_of_another_extent, nationals_only
from assistant.evidence.answer_spans import has_kind, in_words
from assistant.evidence.counting import counts_what_is_asked
from assistant.evidence.passage_sentences import seen
from assistant.evidence.support import Scored
from assistant.evidence.values import Value, values_in
from assistant.questions.question import Question
from corpus.countries import countries_in

FIGURES = ("number", "money", "percent", "label")
_ASKS_COUNTRY = re.compile(r"\b(?:which|what) (?:country|countries)\b", re.IGNORECASE)
_OLD_STATE = re.compile(r"\b[A-Z][\w-]+(?: \w+)? (?:Union|Kingdom|Empire|Republic)\b|slavia\b|slovakia\b")


def gives_what_is_asked(question: Question, scored: Scored) -> bool:
    """Whether it holds a figure, date, name, place or country where one is asked for, of the edition asked about."""
    text = scored.sentence.text
    if not _is_of_the_edition(question, scored):
        return False
    if scored.sentence.is_field:
        return True
    if _ASKS_COUNTRY.search(question.text) and not (countries_in(text) or _OLD_STATE.search(text)):
        return False
    if question.asks == "date" and is_day_of_another_deed(question.text, text):
        return False
    if question.asks not in FIGURES:
        return has_kind(question, text) or bool(in_words(question, text))
    if question.asks == "number":
        return any(_counts_all_asked(question, value, text) for value in values_in(question, text))
    return scored.features.kind == 1.0


def _counts_all_asked(question: Question, value: Value, text: str) -> bool:
    """Whether a figure counts what is asked, all of it, and what the question says was done."""
    counts = counts_what_is_asked(question, value, text) and not is_of_another_deed(question.text, text, value)
    return counts and not is_of_another_extent(question, text, value) and not nationals_only(question, text, value)


def _is_of_the_edition(question: Question, scored: Scored) -> bool:
    """Whether a publication asked about by edition (`the 2023 Index`) is named, with all that the question names."""
    sentence = scored.sentence
    told = seen(f"{sentence.passage.source.title} {sentence.told}").words
    return not question.editions or all(told >= set(name.terms) for name in question.names)
