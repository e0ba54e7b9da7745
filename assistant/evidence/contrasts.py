"""Sentences that say it is otherwise than the one before them, and those that give another account of the same."""

import re
from collections.abc import Callable, Sequence

from assistant.evidence.passage_sentences import Sentence
from assistant.evidence.support import Scored
from assistant.evidence.values import values_in
from assistant.questions.overviews import is_retold
from assistant.questions.question import Question
from corpus.countries import countries_in

Likeness = Callable[[Sentence, Sentence], float]
"""Cosine of two sentences."""
SAME_MATTER, SAME_BUT_FOR_A_DETAIL = 0.7, 0.8  # from which two sentences of one source are about the same

_ACCOUNT = r"(?:account|report|source|estimate|figure|count|study|reading|summary|version|list)"
_TELLS = (
    r"(?:(?:has|have|had|also) )?(?:called|calls?|sa(?:id|ys?)|stat(?:ed?|es)|reports?|reported|puts?|g[ai]ves?|given|"
    r"estimate[sd]?|count(?:s|ed)?|sp(?:eaks?|oke)|describe[sd]?|den(?:y|ies|ied)|argue[sd]?|claim(?:s|ed)?|"
    r"maintain(?:s|ed)?|insist(?:s|ed)?|list(?:s|ed)?|f(?:inds?|ound)|holds?|held|wr(?:ites?|ote)|names?|named|dates?|"
    r"records?|recorded|accuse[sd]?|reads?)\b"
)
"""What an account does, not those it tells of: children, by contrast, grew."""
_CONTRASTS = re.compile(
    rf"^.{{0,60}}?\b(?:(?:by|in) contrast|on the other hand|however|unlike|contrary to"
    rf"|others? (?:report|say|put|argue)\w*|(?:another|a different) (?:\w+ )?{_ACCOUNT})\b",
    re.IGNORECASE,
)
_OTHER_ACCOUNT = re.compile(
    rf"^.{{0,60}}?\b(?:others? (?:report|say|put|argue|outlets?|account|source|media)\w*|contrary to"
    rf"|(?:another|a (?:different|second|third|further)) (?:\w+ )?{_ACCOUNT}|unlike the (?:\w+ )?{_ACCOUNT})\b"
    rf"|^[^,.]{{0,90}}, (?:by|in) contrast, {_TELLS}",
    re.IGNORECASE,
)

AT_FIRST = re.compile(
    r"\b(?:at first publication|(?:first|originally|initially) (?:published|released|reported|put|given|stated)|"
    r"(?:original|first|initial|preliminary|provisional) (?:(?-i:[A-Z])\w* ){0,3}"
    r"(?:release|figures?|numbers?|counts?|totals?)|"
    r"before (?:it was|they were|being) (?:revised|corrected))\b",
    re.IGNORECASE,
)
"""What was said before it was corrected."""


def contrasts(first: Scored, second: Scored) -> bool:
    """Whether one sentence follows the other in the text, and says that something is otherwise."""
    return _is_next(first, second) and bool(_CONTRASTS.match(second.sentence.text))


def tells_otherwise(sentence: Sentence) -> bool:
    """Whether a sentence gives the account of others, as the heading above it says or it says itself, or what was said
    at first."""
    cue = _OTHER_ACCOUNT.match(sentence.text) or AT_FIRST.search(sentence.text)
    return is_retold(sentence.passage.section) or bool(cue)


def set_against(question: Question, chosen: Sequence[Scored], alike: Likeness) -> list[Scored]:
    """The chosen sentences that give another account than the one before them, or than the one of their source that is
    almost the same and most alike, each along with that one; together they name the countries asked about."""
    found = [(a, b) for b in chosen if (a := _told_otherwise(question, chosen, b, alike))]
    pairs = [pair for pair in found if set(question.countries) <= _countries(pair)]
    return [*{s.sentence.place: s for pair in pairs for s in pair}.values()]


def _told_otherwise(question: Question, chosen: Sequence[Scored], other: Scored, alike: Likeness) -> Scored | None:
    """What a sentence gives another account of: the sentence before it, else the one that it is most alike."""
    found = [one for one in chosen if _gives_another(question, one, other, alike)]
    before = next((one for one in found if _is_next(one, other)), None)
    return before or max(found, key=lambda one: alike(one.sentence, other.sentence), default=None)


def _countries(pair: tuple[Scored, Scored]) -> set[str]:
    """Those that two sentences name, or the titles of their sources."""
    return {m.code for s in pair for m in countries_in(f"{s.sentence.passage.source.title}. {s.sentence.text}")}


def _gives_another(question: Question, one: Scored, other: Scored, alike: Likeness) -> bool:
    a, b = one.sentence, other.sentence
    if _is_next(one, other) and _OTHER_ACCOUNT.match(b.text):
        return True
    own = a.passage.source.id == b.passage.source.id and not tells_otherwise(a) and tells_otherwise(b)
    return own and alike(a, b) >= SAME_BUT_FOR_A_DETAIL and _answers_otherwise(question, a.text, b.text)


def _answers_otherwise(question: Question, one: str, other: str) -> bool:
    """Whether the other text gives another value than the one, where values are asked for."""
    if question.asks in ("open", "reason", "definition", "yes-no"):
        return True
    known, given = values_in(question, one), values_in(question, other)
    return bool(given) and not any(value.same(v) for value in given for v in known)


def _is_next(first: Scored, second: Scored) -> bool:
    a, b = first.sentence, second.sentence
    return a.passage.id == b.passage.id and b.text == a.after
