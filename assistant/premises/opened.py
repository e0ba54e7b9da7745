"""What stands in the place of a name: a question that nothing answers well is asked again with one of its names, places
or years left open (`why did Huione build the town?`: `who build the town?`).

The answer encoder says what answers that; a sentence which does, names something else and says nothing of what was
named shows what the question takes for granted wrongly.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.evidence.answer_spans import BODIES
from assistant.evidence.passage_sentences import Sentence, seen
from assistant.evidence.support import SURE, Scored
from assistant.premises.details import UNDERGOES, is_person
from assistant.premises.premise import CORRECTS, Mismatch, granted
from assistant.questions.question import Question, names_in, read_question
from assistant.questions.terms import terms
from assistant.retrieval import Hit
from corpus.countries import countries_in

Weigh = Callable[[Question, Sequence[Hit]], Sequence[Scored]]
_ASKS = re.compile(
    r"^\s*(?:why|how come|how|what\s+\w+)\s+(?:(?:did|does|do|was|were|is|are|has|have|had|can|could)\s+)?",
    re.IGNORECASE,
)
_ONLY_ONE = re.compile(r"\b(?:most|least|first|last|only|sole|leading|(?!forest|interest|arrest)[a-z]{3,}est)\b")
_JOINED = re.compile(r"\s+(?:on|for|and|in)\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A question with one detail left open."""

    kind: str
    asked: str  # the detail
    text: str


def find_opened(question: Question, hits: Sequence[Hit], chosen: Sequence[Scored], weigh: Weigh) -> Mismatch | None:
    """What the question takes for granted of a name, place or year, and what the library names instead; None where
    nothing is taken for granted or nothing is named instead. Of what is sure, that nearest to the question. What the
    sentences chosen say as it was asked is not looked for."""
    said = {t for s in chosen if not CORRECTS.search(s.sentence.text) for t in terms(s.sentence.told)}
    done = set(question.content) - {t for name in question.names for t in name.terms}
    found = []
    for text in granted(question):
        for opened in openings(text):
            if {*terms(opened.asked)} <= said:
                continue
            for scored in weigh(read_question(opened.text), hits):
                if scored.support >= SURE and _differs(opened, scored.sentence, question):
                    told = scored.support * len(done & {*terms(scored.sentence.text)})
                    found.append(Mismatch(kind=opened.kind, asked=opened.asked, sentence=scored.sentence, told=told))
    return max(
        found,
        key=lambda m: (not CORRECTS.search(m.sentence.text), m.told, m.sentence.passage.id, -m.sentence.start),
        default=None,
    )


def openings(text: str) -> Iterator[Opened]:
    """The question once for each name, place and year, with that left open."""
    question, asked = read_question(text), _ASKS.sub("", text, count=1)
    for mention in countries_in(asked):
        name = asked[mention.start : mention.end]
        if UNDERGOES.search(text.replace(name, "_", 1)) and not _ONLY_ONE.search(text):
            continue  # the same may happen to several
        yield Opened(kind="place", asked=name, text=f"{asked[: mention.start]}which country{asked[mention.end :]}")
    for name in (_JOINED.split(name.text)[0] for name in question.names):
        if countries_in(name) or is_person(name) or name not in asked:
            continue
        before, _, after = asked.partition(name)
        opened = f"{before}which organisation or person{after}" if before.strip() else f"Who{after}"
        yield Opened(kind="name", asked=name, text=opened)
    for year in question.years:
        if match := re.search(rf"\s*\b(?:(?:in|of|by|on|since)\s+)?(?:[A-Z][a-z]+\s+)?{year}\b", asked):
            yield Opened(kind="year", asked=year, text=f"When {asked[: match.start()]}{asked[match.end() :]}")


def _differs(opened: Opened, sentence: Sentence, question: Question) -> bool:
    """Whether a sentence says nothing of the detail, and names something of its kind that the question does not."""
    if ({*terms(opened.asked)} - BODIES) & {*terms(sentence.told)}:
        return False
    told = seen(sentence.text)
    if opened.kind == "year":
        return bool(told.years_told) and not told.years & set(question.years)
    if opened.kind == "place":
        own = {m.code for m in countries_in(opened.asked)}
        told_of = told.countries | set(sentence.passage.source.countries)
        return bool(told.countries - set(question.countries)) and not own & told_of
    others = ({*name.terms} - BODIES for name in names_in(f". {sentence.text}"))
    return any(other and not other & set(question.terms) for other in others)
