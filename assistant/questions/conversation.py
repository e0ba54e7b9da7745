"""Follow-up questions made to stand alone, by rules: what the new question leaves unsaid is taken from the last turn
that has a subject of its own.

A question that names its own subject is left as it is, so that a new topic is never glued to an old one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.questions.anaphora import (
    EXISTS,
    THERE,
    has_no_scope,
    is_fragment,
    lacks_subject,
    names_little,
    points_back,
    pronoun,
)
from assistant.questions.answer_turns import SAYS, asks_about_answer, narrowed_to, narrows
from assistant.questions.other_voices import of_other_voices, only_checks_voices
from assistant.questions.place_runs import places
from assistant.questions.question import ABOUT
from assistant.questions.relative_dates import with_years, years_in
from assistant.questions.swaps import exchanged, group_in, with_more
from assistant.questions.topic import about, first_figures, topic_of

REMEMBERED = 400  # characters of an earlier answer that are read
_ASKS_ONLY = re.compile(
    r"^(?:and |but |so )?(?:how many|how much|what|when|who)(?: was it| were there)? "
    r"(?=(?:in|for|from|during|of) (?:the (?=\d))?[\w’'-]+(?: [\w’'-]+)?\s*\?*$)",
    re.IGNORECASE,
)
_OWNERS = re.compile(r"['’]s?(?=\s*[?.!]*$)")
"""And Thailand's?"""
_COUNT_ONLY = re.compile(
    r"^(?i:(?:and |but |so )?how many )(?=(?:[A-Z][\w-]+|[a-z]{3,}[^s\W]s|women|men|children|people)"
    r"(?: (?:nationals|citizens|victims))?\s*\?*$)"
)
_COMPARE = re.compile(
    r"^(?:(?:and|so|then|now|please)\s+)*(?:(?:can|could) you\s+)?"
    r"(?:compare (?:them|these|those|the two|both)|"
    r"how do (?:they|these|those|the two|both) (?:compare|differ)|what(?:'s| is) the difference|"
    r"which (?:one |of (?:them|the two|these) )?(?:is|was) (?:the )?"
    r"(?:high|low|large|bigg|small|great|wors|bett)(?:er|e?st|e)\s*[?.!]*$)",
    re.IGNORECASE,
)
_COMPARE_WITH = re.compile(
    r"^(?:(?:and|so|then|now|please)\s+)*(?:compare (?:that|this|it)|how (?:does|did) (?:that|this|it) compare|"
    r"(?:as )?compared)\s+(?:with|to)\s+([^?]+?)\s*[?.]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier question as it was asked, and its answer as plain text."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A question as understood. `otherwise`: how else it may be meant, where nothing answers it in this way: opening a
    new topic, as it was asked, or going on from the last one."""

    text: str
    otherwise: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What a follow-up goes on from: turns with a subject of their own, as understood, the last turn that was not only
    about the answer before it, and the last answer."""

    subjects: tuple[str, ...] = ()
    last: str = ""
    answer: str = ""

    def after(self, question: str, meant: str, answer: str) -> "_Context":
        answer = " ".join(answer.split())[:REMEMBERED]
        voices = of_other_voices(question, self.last) if self.subjects else None
        if self.subjects and (asks_about_answer(question) or (voices and only_checks_voices(question))):
            return _Context(subjects=self.subjects, last=self.last, answer=answer)
        if self.subjects and narrows(question, meant) and not narrowed_to(question):
            return _Context(subjects=self.subjects, last=meant, answer=answer)
        return _Context(subjects=(*self.subjects, meant), last=meant, answer=answer)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked without the conversation; unchanged where it stands alone."""
    return read_follow_up(question, history).text


def read_follow_up(question: str, history: Sequence[Turn]) -> Reading:
    """Each question is read after those before, so that a chain is followed from its beginning."""
    context = _Context()
    for turn in history:
        asked = " ".join(turn.question.split())
        context = context.after(asked, _read(asked, context).text, turn.answer)
    return _read(" ".join(question.split()), context)


def _read(question: str, context: _Context) -> Reading:
    if not context.last or not question:
        return Reading(text=question)
    before, answer = context.subjects[-1], context.answer
    question = _ASKS_ONLY.sub("and ", with_years(question, before), count=1)
    if text := _by_its_kind(question, context):
        return Reading(text=text)
    if is_fragment(question):
        question = _OWNERS.sub("", question)
        return Reading(text=_exchanged(question, context) or about(question, before, answer))
    if counts := _COUNT_ONLY.match(question):
        text = _exchanged(f"and {question[counts.end() :]}", context)
        return Reading(text=text or about(question, before, answer), otherwise=question)
    if points_back(question):
        placed = _with_place(question, before)
        glued = placed if placed != question else about(question, before, answer)
        return Reading(text=glued, otherwise=None if pronoun(question) or lacks_subject(question) else question)
    if has_no_scope(question):
        return Reading(text=about(question, before, answer), otherwise=question)
    if names_little(question):
        return Reading(text=question, otherwise=about(question, before, answer))
    return Reading(text=question)


def _by_its_kind(question: str, context: _Context) -> str | None:
    """Follow-ups known by what they ask: who says so, why, how it compares, who else says so, of those how many."""
    before = context.subjects[-1]
    if voices := of_other_voices(question, before):
        return voices
    if SAYS.match(question):
        return f"Who says so{ABOUT}{topic_of(context.last)}{first_figures(context.answer)})?"
    if _COMPARE.match(question):
        return _compared(question, context.subjects)
    if compared := _COMPARE_WITH.match(question):
        return _compared_with(compared[1], before)
    if asks_about_answer(question):
        return about(question, context.last, context.answer)
    place = narrowed_to(question)
    return with_more(before, place) if place and before.lower().startswith("how many") else None


def _exchanged(question: str, context: _Context) -> str | None:
    """The last question with a subject of its own, of the detail a fragment names; a group is exchanged in the turn
    that asked for one."""
    before = context.subjects[-1]
    if context.last != before and group_in(question) and group_in(context.last.partition(ABOUT)[0]):
        own, opened, of = context.last.partition(ABOUT)
        anew = exchanged(f"{own}?", question)
        return f"{anew.rstrip('?')}{opened}{of}" if anew else None
    return exchanged(before, question)


def _with_place(question: str, before: str) -> str:
    named = places(before)
    if not named or EXISTS.search(question):
        return question
    return THERE.sub(f"in {before[named[0].start : named[0].end]}", question, count=1)


def _compared_with(other: str, before: str) -> str:
    """The question before asked of its own place or year and of another one, or compared with what is named."""
    anew = exchanged(before, f"and {other}")
    both = _of_both(before, anew) if anew else None
    return both or with_more(before, f"compared with {other}")


def _compared(question: str, asked: Sequence[str]) -> str:
    """The last two questions as one, where they differ by a place or a period; otherwise both as what it is about."""
    last, other = asked[-1], asked[-2] if len(asked) > 1 else ""
    topics = "; ".join(topic_of(q) for q in (other, last) if q)
    return _of_both(last, other) or f"{question.rstrip('?. ')}{ABOUT}{topics})?"


def _of_both(last: str, other: str) -> str | None:
    """One question asked of the place or period of each; None where they do not differ by one."""
    for find in (lambda text: [(p.start, p.end) for p in places(text)], years_in):
        here, there = find(last), find(other)
        if len(here) == 1 and len(there) == 1:
            new, old = last[slice(*here[0])], other[slice(*there[0])]
            if new != old and old not in new:
                return f"{last[: here[0][0]]}{old} and {new}{last[here[0][1] :]}"
    return None
