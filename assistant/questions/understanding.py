"""What is asked: the follow-up made to stand alone, attempts to turn the rules off taken out, harm told in advance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Notice
from assistant.injection import without_instructions
from assistant.questions.conversation import Reading, Turn, read_follow_up
from assistant.questions.glossary import SHORT, EnglishReading
from assistant.questions.plain_words import in_words_of_reports
from assistant.questions.publication_names import spelled_out
from assistant.questions.question import content_terms
from assistant.questions.safety import Harm, harm_of
from assistant.questions.terms import terms
from assistant.questions.topic import with_names_only
from corpus.errors import ModelError
from corpus.quantities import read_quantities, same_quantity

Rewrite = Callable[[str, Sequence[Turn]], str]
"""A language model's stand-alone form of a follow-up. Raises ModelError."""
InEnglish = Callable[[str], EnglishReading | None]
"""A question of another language read in English; None for any other."""
Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to MiniLM's vectors of unit length."""
LONGEST = 300  # characters of a rewritten question


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """`text` stands alone; `otherwise` is its second reading, if any; `named` is `text` with nothing but names behind
    it, where it goes on from another question; `harm` is what answering would do."""

    text: str
    otherwise: str | None = None
    named: str | None = None
    harm: Harm | None = None
    notices: tuple[Notice, ...] = ()


def understand(
    asked: str,
    history: Sequence[Turn],
    embed: Embed,
    rewrite: Rewrite | None = None,
    in_english: InEnglish = lambda _: None,
) -> Understood:
    """Read a question in its conversation. Harm is looked for in what was asked and in what it comes to, also in
    the words of reports, which are those that harm is known by."""
    asked = " ".join(asked.split())
    if not asked:
        return Understood(text=asked)
    bare = without_instructions(asked)
    notices: list[Notice] = []
    if bare != asked:
        message = "Instructions in a question do not change how it is answered; they were left out."
        notices.append(Notice(code="question_instructions", message=message))
    bare = spelled_out(bare)
    history = [replace(turn, question=spelled_out(turn.question)) for turn in history]
    if english := in_english(bare):
        notices.append(Notice(code="read_in_english", message=_as_read(english)))
        bare = english.text
        history = [replace(turn, question=_english(turn.question, in_english)) for turn in history]
    reading = read_follow_up(bare, history)
    if rewrite is not None and reading.text != bare:
        reading = _rewritten(reading, bare, history, rewrite, notices)
    meant, other = _with_reworded(reading.text), _with_reworded(reading.otherwise) if reading.otherwise else []
    texts = list(dict.fromkeys([asked, *meant, *other]))
    harms = {text: harm_of(text, vector) for text, vector in zip(texts, embed(texts), strict=True)}
    otherwise = None if any(harms[text] for text in other) else reading.otherwise
    harm = next((harms[text] for text in (asked, *meant) if harms[text]), None)
    return Understood(
        text=reading.text, otherwise=otherwise, named=with_names_only(reading.text), harm=harm, notices=tuple(notices)
    )


def _with_reworded(text: str) -> list[str]:
    """A question and, where it is searched for in other words too, the question in words of reports."""
    return [text, in_words_of_reports(text) or text]


def _english(text: str, in_english: InEnglish) -> str:
    english = in_english(text)
    return english.text if english else text


def _as_read(english: EnglishReading) -> str:
    left_out = ", ".join(word for word in english.unknown if len(word) > SHORT)
    unknown = f" Left out, because not known: {left_out}." if left_out else ""
    return f"The question was read word by word in English, by a glossary: “{english.text}”.{unknown}"


def _rewritten(
    by_rules: Reading, question: str, history: Sequence[Turn], rewrite: Rewrite, notices: list[Notice]
) -> Reading:
    """The model's form where it says nothing the conversation has not said; otherwise the rules', with a word why."""
    try:
        text = " ".join(rewrite(question, history).split())
    except ModelError as error:
        notices.append(Notice(code="rewritten_by_rules", message=f"The question was read by rules: {error}"))
        return by_rules
    if says_nothing_new(text, question, by_rules.text, history):
        return Reading(text=text)
    message = "The model's reading of the question held words that nobody had said; it was read by rules."
    notices.append(Notice(code="rewritten_by_rules", message=message))
    return by_rules


def says_nothing_new(text: str, question: str, by_rules: str, history: Sequence[Turn]) -> bool:
    """Whether a rewritten question holds only words and figures of the conversation, and what it was asked to hold."""
    if not text or len(text) > LONGEST or not text.endswith("?"):
        return False
    said = " ".join([question, by_rules, *(f"{turn.question} {turn.answer}" for turn in history)])
    known, figures = set(terms(said)), read_quantities(said)
    asked = set(content_terms(question))
    return (
        set(content_terms(text)) <= known
        and asked <= set(terms(text))
        and all(any(same_quantity(q, g) for g in figures) for q in read_quantities(text))
    )
