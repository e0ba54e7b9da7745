"""Turns that only ask about the answer before them (who says so, since when, how many of them were women): a next turn
goes on from the last one with a subject of its own, not from these.
"""

import re

from assistant.questions.anaphora import pronoun
from assistant.questions.question import ABOUT, content_terms, names_in
from corpus.countries import countries_in
from corpus.quantities import read_quantities

_OPENS = r"^(?:(?:and|but|so|ok|okay|really|hm+)\b[,.!?]*\s*)*"
_IT = r"(?:that|this|it|those|these|they)"
SAYS = re.compile(
    r"^(?:(?:and|but|so)\s+)?(?:who|which (?:source|report|publication|organi[sz]ation|agency))\s+"
    r"(?:else\s+)?(?:(?:says?|said|claims?|claimed|reports?|reported|states?|stated|wrote|writes|published|estimated)"
    r"(?:\s+(?:so|that|this|it))?|(?:is|was) (?:that|this|it) (?:from|by))\s*[?.!]*$|"
    r"^(?:and\s+)?(?:according to whom?|says who|"
    r"what(?:'s| is| was) (?:the|your|that) source(?: (?:of|for) (?:that|this|it))?|"
    r"(?:where|who) (?:is|does|did) (?:that|this|it)(?: figure| number)? (?:come )?from)\s*[?.!]*$",
    re.IGNORECASE,
)
_SINCE_WHEN = re.compile(
    rf"{_OPENS}(?:(?:ever )?since when|until when|from when|as of when|when(?: (?:was|is) {_IT})?|"
    rf"where(?: (?:was|is) {_IT})?|how (?:so|come)|how (?:do|would|can) (?:you|they|we) know(?: {_IT})?|"
    rf"(?:based on|on) what(?: (?:basis|grounds))?|what (?:is|was) {_IT} based on|really|are you (?:sure|certain)|"
    rf"how (?:reliable|certain|accurate|recent|old|sure|official|solid) (?:is|are|was|were) (?:{_IT}|you|the)"
    rf"(?: (?:figures?|numbers?|estimates?))?)\s*[?.!]*$",
    re.IGNORECASE,
)
_CHECKS = re.compile(
    rf"{_OPENS}(?:is|are|was|were|has|have)(?:n['’]t)? {_IT}(?: (?:figure|number|estimate|claim)s?)? "
    r"(?:(?:still|really|also|officially|been|actually|just|only|an?|the|any|all|independently)\s+)*"
    r"(?:confirmed|true|certain|correct|right|reliable|official|verified|estimates?|facts?|up to date|disputed|"
    r"contested|accurate|sure|known|guess|more|less|fewer|higher|lower|larger|bigger|smaller|better|worse|increase|decrease|rise|"
    r"fall|drop|record|(?:[\w-]+\s+){1,3}or\b)",
    re.IGNORECASE,
)
_IF = re.compile(
    rf"{_OPENS}(?:what )?(?:if|when) (?:you|we|one|i) (?:only |also |just )?"
    r"(?:take|count|leave|include|exclude|look|use|add|ignore|start|measure)\b",
    re.IGNORECASE,
)
_WHY = re.compile(rf"{_OPENS}(?:why|how come)\b", re.IGNORECASE)
_GROUP = (
    r"(?:women|men|girls|boys|children|kids|minors|adults|females?|males?|foreigners|"
    r"migrants|nationals|citizens)"
)
_SHARE = (
    r"(?:how many|how much|what (?:share|percentage|proportion|fraction|number)|which|who|are any|were any|are all|"
    r"were all)"
)
_PARTS = re.compile(
    rf"{_OPENS}(?:{_SHARE} (?:\w+ )?of (?:them|these|those)\b|(?:of|among) (?:them|these|those),? {_SHARE}\b|"
    rf"{_SHARE} (?:are|were|is|was) (?:[\w-]+ )?{_GROUP}\s*\?*$)",
    re.IGNORECASE,
)
_PARTS_IN = re.compile(
    rf"{_OPENS}how many of (?:them|these|those) (?:(?:are|were|is|was) )?((?:in|inside|at|from|near) [^?]+?)\s*\?*$",
    re.IGNORECASE,
)
_RANKS = re.compile(
    r"^(?:and |but |so )?(?:in )?(?:which|what) (?:\w+ )?"
    r"(?:countr(?:y|ies)|regions?|states?|provinces?|cit(?:y|ies)|nationalit(?:y|ies)|sectors?|continents?)\b",
    re.IGNORECASE,
)


def asks_about_answer(question: str) -> bool:
    """Who says so, since when, why, is that confirmed, is that more than in 2022, and if you leave out children."""
    if SAYS.match(question) or _SINCE_WHEN.match(question) or _CHECKS.match(question) or _IF.match(question):
        return True
    named = names_in(question) or countries_in(question) or read_quantities(question)
    return bool(_WHY.match(question)) and not named and (pronoun(question) or len(content_terms(question)) <= 1)


def narrows(question: str, meant: str) -> bool:
    """How many of them were women; which region makes the most of what was asked about before."""
    return bool(_PARTS.match(question)) or (ABOUT in meant and bool(_RANKS.match(question)))


def narrowed_to(question: str) -> str | None:
    """The place in `how many of those in Peru`, with its preposition: such a turn has a subject of its own."""
    found = _PARTS_IN.match(question)
    return found[1] if found and countries_in(found[1]) and len(found[1].split()) <= 5 else None
