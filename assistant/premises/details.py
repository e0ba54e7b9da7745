"""What a question may take for granted, one detail each: figures, labels, years, directions, denials, who acts, places
and people, with what it takes for a sentence to say it otherwise.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.evidence.answer_spans import BODIES, may_be_person
from assistant.evidence.passage_sentences import Sentence, seen
from assistant.evidence.subgroups import subgroups
from assistant.evidence.values import is_part
from assistant.index.sync import source_context
from assistant.questions.question import FIGURES, Question, names_in
from assistant.questions.terms import terms
from corpus.countries import countries_in
from corpus.quantities import Quantity, read_quantities, same_quantity

TOLD = 0.65  # weighted share of the question's other words that a sentence and its title must say
TOLD_IN_IT = 0.5  # the same for the sentence alone
A_FEW = 12
_UP = frozenset(
    terms(
        "rise rises rose risen rising increase increased grow grew grown growing growth climb climbed jump up upward "
        "higher more surge surged worse worsen worsened expand expanded"
    )
)
_DOWN = frozenset(
    terms(
        "fall falls fell fallen falling decrease decreased decline declined drop dropped shrink shrank shrunk down "
        "downward lower fewer less slump plunge improve improved reduction reduced"
    )
)
LABEL = re.compile(r"\b(tier|level|grade|category|class|stage|phase)\s+(\d+|[IVX]+)\b(?:\s+(watch\s?list))?", re.I)
_DENIES = re.compile(r"\b(?:not|no|never|neither|nor|none|without|cannot|nobody)\b|n['’]t\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\b(?:did|does|do|was|were|is|are|has|have|had|could|can)\s+((?:the\s+)?(?:[A-Z][\w’'&-]*\s)(?:(?:of\s)?[A-Z][\w’'&-]*\s)*)"
)


_AT_LEAST = re.compile(
    r"\b(?:more|less|fewer|higher|lower)\s+than\s+(?=[$€£]?\d|(?:an?|one|two|three|four|five|half|twice)\b)",
    re.IGNORECASE,
)
_BESIDE_A_VERB = re.compile(
    r"\b(?!(?:go(?:es|ing|ne)?|went|mov(?:es?|ed|ing))\s)(?!(?:is|are|was|were|been)\s+(?:up|down)\b(?!\s+to\b))"
    r"([\w’'-]+)\s+(?:up|down)\b(?!\s+(?:by\s+)?[$€£]?\d)|(?:^|[^\w\s])\s*up\s+to\b",
    re.IGNORECASE,
)
"""`Set up`, `shut down`, `up to 300`: neither rises nor falls as `went up` and `down 5 per cent` do."""
UNDERGOES = re.compile(r"\b(?:did|does|do|was|were|is|are|has|have|had|can|could)\s+(?:the\s+)?_(?!['’]s?\b)", re.I)
"""A place, for which `_` stands, as what the question is about: `why did _ get downgraded`."""
_OF_ACCOUNTS = re.compile(
    rf"\s+(?:[a-z][\w-]*\s+){{0,2}}(?:{FIGURES}|values|answers|results|statistics|reports|sources|dates)\b",
    re.IGNORECASE,
)
_IN_RATIO, _OF_RATIO = re.compile(r"\d\s+in\s+$"), re.compile(r"\s+in\s+(?!(?:19|20)\d\d\b)\d")
"""Two different numbers: how many figures there are says nothing of what they count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One thing a question takes for granted: whether a sentence says it, or has another in its place."""

    kind: str
    asked: str
    terms: frozenset[str]  # left out when the rest of the question is looked for
    differs: Callable[[Sentence], bool]
    said: Callable[[Sentence], bool]
    told: float = TOLD
    told_in_it: float = TOLD_IN_IT
    words: int = 2  # of the question that must remain to be told


DetailsOf = Callable[[Question], Iterator[Detail]]


def words_around(sentence: Sentence) -> set[str]:
    """Words and countries that stand above a sentence."""
    source = sentence.passage.source
    return {*terms(f"{source_context(source)} {sentence.passage.section or ''}"), *source.countries}


def _dated(sentence: Sentence) -> str:
    """The sentence with the dates it is of."""
    return f"{sentence.text} {sentence.passage.as_of or ''} {sentence.passage.source.published or ''}"


def figures_stated(question: Question) -> Iterator[Detail]:
    for q in question.quantities:
        labelled = LABEL.search(question.text[max(0, q.start - 12) : q.end])
        pronoun = question.text[q.start : q.end].lower() == "one"
        accounts = _OF_ACCOUNTS.match(question.text[q.end :])
        ratio = _IN_RATIO.search(question.text[: q.start]) or _OF_RATIO.match(question.text[q.end :])
        if q.date is None and q.kind != "ordinal" and not (labelled or pronoun or accounts or ratio):
            yield _figure(question, q)


def _figure(question: Question, q: Quantity) -> Detail:
    written = question.text[q.start : q.end]
    counted = _counted(question.text[q.end :])
    part = is_part(question.text, q.start)

    def differs(s: Sentence) -> bool:
        near = [g for g in read_quantities(s.text) if _rivals(q, g) and (part or not is_part(s.text, g.start))]
        if q.kind == "number" and counted and len(near) > 1:
            near = [g for g in near if counted & _counted(s.text[g.end :])]
        return len(near) == 1 and near[0].value != q.value

    def said(s: Sentence) -> bool:
        return any(same_quantity(q, g) for g in read_quantities(s.text))

    return Detail(kind="figure", asked=written, terms=frozenset(terms(written)), differs=differs, said=said)


def _rivals(asked: Quantity, given: Quantity) -> bool:
    """Whether one figure can stand in the other's place; `the two countries` cannot in that of 166 countries."""
    small = given.kind == "number" and given.value <= A_FEW and asked.value > 3 * given.value
    return given.kind == asked.kind and (asked.unit is None or given.unit == asked.unit) and not small


def _labels(question: Question) -> Iterator[Detail]:
    """`Tier 3` for `Tier 2`. A label's place and year identify it, so that less of the rest need be said."""
    for match in LABEL.finditer(question.text):
        asked = _label(match)
        years = set(question.years)

        def others(s: Sentence, word: str = match[1]) -> list[re.Match[str]]:
            return [m for m in LABEL.finditer(s.text) if m[1].lower() == word.lower()]

        def about(s: Sentence, years: set[str] = years) -> bool:
            own, asked = {m.code for m in countries_in(s.text)}, set(question.countries)
            named = bool(asked & own or not asked) and asked <= own | words_around(s)
            return named and all(year in _dated(s) for year in years)

        def differs(s: Sentence, asked: tuple[str, str, bool] = asked) -> bool:
            found = others(s)
            return bool(found) and about(s) and all(_label(m) != asked for m in found)

        def said(s: Sentence, asked: tuple[str, str, bool] = asked) -> bool:
            return about(s) and any(_label(m) == asked for m in others(s))

        told = 0.3 if question.countries and years else TOLD
        yield Detail(
            kind="label", asked=match[0], terms=frozenset(terms(match[0])), differs=differs, said=said, told=told,
            told_in_it=told, words=1 if question.countries else 2,
        )  # fmt: skip


def _label(match: re.Match[str]) -> tuple[str, str, bool]:
    return match[1].lower(), match[2].lower(), bool(match[3])


def _years(question: Question) -> Iterator[Detail]:
    for q in question.quantities:
        if q.date is None or q.date.startswith("--"):
            continue
        year, written = q.date[:4], question.text[q.start : q.end]

        def differs(s: Sentence, year: str = year) -> bool:
            dates = [g for g in read_quantities(s.text) if g.date and not g.date.startswith("--")]
            years = {(g.date or "")[:4] for g in dates}
            return len(years) == 1 and year not in years

        def said(s: Sentence, year: str = year) -> bool:
            return year in seen(s.text).years or (s.passage.as_of or "").startswith(year)

        yield Detail(kind="year", asked=written, terms=frozenset(terms(written)), differs=differs, said=said)


def _directions(question: Question) -> Iterator[Detail]:
    """`Why did it rise`, when it fell."""
    for asked, opposite in ((_UP, _DOWN), (_DOWN, _UP)):
        own = _moving(question.text)
        words = [own[t] for t in own if t in asked]
        if not words or own.keys() & opposite:
            continue

        def differs(s: Sentence, asked: frozenset[str] = asked, opposite: frozenset[str] = opposite) -> bool:
            own = _moving(s.text).keys()
            return bool(own & opposite) and not own & asked and _is_of_the_same(question, s)

        def said(s: Sentence, asked: frozenset[str] = asked) -> bool:
            return bool(_moving(s.text).keys() & asked) and _is_of_the_same(question, s)

        yield Detail(kind="direction", asked=words[0], terms=_UP | _DOWN, differs=differs, said=said)


def _moving(text: str) -> dict[str, str]:
    """Terms of a text with how they are written, without the `more` of `more than 20 million`, which moves nothing."""
    moving = _BESIDE_A_VERB.sub(r"\1", _AT_LEAST.sub(" ", text))
    return {term: word for word in re.findall(r"[\w’'-]+", moving) for term in terms(word)}


def _is_of_the_same(question: Question, s: Sentence) -> bool:
    """Whether a sentence is on the years asked about, where it names any, and on no group that was not asked about."""
    told = seen(s.text).years_told
    another = bool(question.years and told and not told & set(question.years))
    return not another and not subgroups(s.text) - subgroups(question.text)


def _denials(question: Question) -> Iterator[Detail]:
    if question.asks != "reason":
        return
    denied = bool(_DENIES.search(question.text))

    def said(s: Sentence) -> bool:
        return bool(_DENIES.search(s.text)) == denied

    def differs(s: Sentence) -> bool:
        return not said(s)

    asked = "denied" if denied else "not denied"
    yield Detail(
        kind="denial", asked=asked, terms=frozenset(), differs=differs, said=said, told=0.8, told_in_it=0.6, words=3
    )


def _subjects(question: Question) -> Iterator[Detail]:
    """Who acts: `why did Huione build`, when Yatai built it. Places have a check of their own."""
    match = _SUBJECT.search(question.text)
    name = match[1].strip() if match else ""
    own = frozenset(terms(name))
    if not own or countries_in(name):
        return
    person = is_person(name)

    def said(s: Sentence) -> bool:
        return bool(own & ({*terms(s.text)} | words_around(s)))

    def differs(s: Sentence) -> bool:
        known = set(question.terms)
        names = [n.text for n in names_in(f". {s.text}") if not set(n.terms) & known]
        return any(is_person(n) or not person for n in names) and not said(s)

    yield Detail(kind="actor", asked=name, terms=own, differs=differs, said=said, told=0.7, told_in_it=0.65, words=3)


def _places(question: Question) -> Iterator[Detail]:
    """Several places may bear one label, and the same may happen to several: these say nothing of another one."""
    if LABEL.search(question.text):
        return
    for mention in countries_in(question.text):
        name, code = question.text[mention.start : mention.end], mention.code
        if UNDERGOES.search(f"{question.text[: mention.start]}_{question.text[mention.end :]}"):
            continue

        def said(s: Sentence, code: str = code) -> bool:
            return code in {m.code for m in countries_in(s.text)} | set(s.passage.source.countries)

        def differs(s: Sentence, code: str = code) -> bool:
            others = any(m.code not in question.countries for m in countries_in(s.text))
            return others and not said(s, code) and all(year in _dated(s) for year in question.years)

        out = frozenset([*terms(name), code])
        yield Detail(
            kind="place", asked=name, terms=out, differs=differs, said=said, told=0.72, told_in_it=0.65, words=3
        )


def _people(question: Question) -> Iterator[Detail]:
    """Whoever else is named: `the mayor Ana Ruiz sentenced to life`, when it was another. Of institutions there may be
    several at once."""
    known = set(question.terms)
    for name in filter(lambda name: is_person(name.text), question.names):

        def said(s: Sentence, own: frozenset[str] = frozenset(name.terms)) -> bool:
            return bool(own & ({*terms(s.text)} | words_around(s)))

        def differs(s: Sentence, own: frozenset[str] = frozenset(name.terms)) -> bool:
            others = [n for n in names_in(f". {s.text}") if not set(n.terms) & known]
            return not said(s, own) and any(is_person(n.text) for n in others)

        yield Detail(
            kind="name", asked=name.text, terms=frozenset(name.terms), differs=differs, said=said, told=0.75,
            told_in_it=0.75, words=4,
        )  # fmt: skip


def is_person(name: str) -> bool:
    """Two or three capitalised words, none of them an institution's."""
    words = name.split()
    plain = all(re.fullmatch(r"[A-Z][^\W\d_A-Z]+(?:['’]s)?", word) for word in words)
    return plain and len(words) in (2, 3) and may_be_person(name) and not BODIES & {*terms(name)}


DETAILS = (figures_stated, _labels, _years, _directions, _denials, _subjects, _places, _people)


def _counted(following: str) -> set[str]:
    match = re.match(r"\s+((?:[^\W\d_][\w’'-]*\s?){1,3})", following)
    return set(terms(match[1])) if match else set()
