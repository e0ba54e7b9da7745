"""What kind of answer a question asks for: a figure, a date, somebody's name, a place, a reason."""

import re
from typing import Literal

AnswerType = Literal[
    "number", "money", "percent", "date", "label", "person", "place", "yes-no", "reason", "definition", "open"
]

_NUMBER_NOUN = "number|total|score|rank|ranking|rate|figure|estimate|population|age|area|length|height|prevalence"
_MONEY_WORD = (
    "worth|cost|costs|money|pay|paid|earn|earns|earned|lose|lost|losses|revenue|profits?|generate|generated|value|"
    "dollars?|ransom|fined?|make|made|stolen|seized|bring\\ in"
)
_GAINS = "loss(?:es)?|profits?|revenues?|earnings|turnover|takings|proceeds"
_CURRENCY = "dollars?|euros?|pounds|baht|yuan|renminbi|rupees?|riels?|kyats?|dong|yen|pesos?|ringgit"
_BODY = r"person|people|officials?|compan(?:y|ies)|organi[sz]ations?|agenc(?:y|ies)|businessm[ae]n|publishers?"
_ROLE = (
    r"actors?|actress(?:es)?|activists?|ambassadors?|authors?|boss(?:es)?|commanders?|commissioners?|directors?|envoys?|"
    r"executives?|founders?|generals?|governors?|heads?|journalists?|judges?|laureates?|lawmakers?|lawyers?|leaders?|"
    r"mayors?|ministers?|owners?|presidents?|prosecutors?|rapporteurs?|reporters?|researchers?|senators?|singers?|"
    r"spokes(?:man|woman|men|women|person|people)|tycoons?"
)
ASKS_NAME = re.compile(
    rf"\b(?:which|what)\s+(?:(?!(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|of|the)\b)[\w-]+\s+){{0,2}}?(?:{_ROLE})\b(?!['’]s?\b)"
    rf"|\bnames?\s+of\s+[^?]*?\b(?:{_ROLE})\b|^name\s+[^?]*?\b(?:{_ROLE})\b",
    re.IGNORECASE,
)
"""Which judge, the name of the founder: only somebody's name answers."""
_PLACE = r"countr(?:y|ies)|cit(?:y|ies)|places?|regions?|provinces?|states?|towns?"
_GRADE = r"tier|grade|phase"
GRADED = re.compile(
    rf"\b(?:what|which)(?:['’]s|\s+(?:is|was|are|were))?\s+(?:[\w’'-]+\s+){{0,3}}?({_GRADE})\b(?!\s+of\b)",
    re.IGNORECASE,
)
"""What tier, which grade: asks for what stands beside that word."""
_AUXILIARY = "is|are|was|were|did|does|do|has|have|had|can|could|will|would|should|must"
_ASKING_WORD = "what|which|who|whom|whose|how|when|where|why"
_BEFORE = "in|by|to|from|for|at|with|on|of|since|until"
_NO_DAY = rf"""(?:can|may|must|should|shall|might)\b | (?:do|does)\ [^?]*\b(?:have|has|needs?)\ to\b
              | (?!(?:{_AUXILIARY})\b)[^?]*,\ (?:what|which|who|how|where)\b"""
"""What follows `when` where it asks on what condition, not on what day."""


def _asking(word: str) -> str:
    """A question word that asks, rather than one that says more of a thing: `what do the men who were held say`."""
    before = rf"^(?!(?:{_AUXILIARY})\b)(?:(?!\b(?:{_ASKING_WORD})\b|,\ (?:{_AUXILIARY})\b)[^?.!;])*?"
    after = rf"(?![^?]*[.!;]\ (?:{_ASKING_WORD}|{_AUXILIARY})\b)"  # what is asked stands in this sentence
    return rf"""{before}\b{word}{after} | (?:[.?!:;]\ |\b(?:and|or)\ )(?:(?:{_BEFORE})\ )?{word}
              | \b(?:tell|know|remember)(?:\ (?:me|us))?\ {word} | ^(?:do|does|did)\ [^?]*\bsay\ {word}"""


_WHEN = _asking(rf"when\b(?!\ (?:{_NO_DAY}))")
_WHO = _asking(r"who(?:m|se)?\b")
_WHERE = _asking(r"where\b")
_ASKS: tuple[tuple[AnswerType, str], ...] = (
    ("label", GRADED.pattern),
    ("percent", r"""\b(?:what|which)\ (?:\w+\ )?(?:share|percentage|proportion|per\s?cent|fraction)\b
                  | \bhow\ (?:large|big)\ a\ share\b"""),
    ("money", rf"""\bhow\ much\b.*\b(?:{_MONEY_WORD})\b
                 | \bwhat\ (?:is|was)\ the\ (?:value|worth|cost|price|ransom|revenue)\b
                 | \bwhat\ (?:is|was|are|were)\b[^?]*\bworth\b
                 | \bwhat\ (?:sums?|amounts?\ of\ money)\b | \bhow\ many\ (?:\w+\ (?:of\ )?)?(?:{_CURRENCY})\b
                 | \bwhat\ (?:is|was|are|were)\ (?:[\w’'-]+\ ){{0,3}}?(?:{_GAINS})\b"""),
    ("number", rf"""\b(?:the|its|their)\ size\ of\b | \bwhat\ (?:length|period|amount)\ of\ time\b
                  | \bhow\ (?:many|much|often|long|old|large|big|far|high)\b
                  | \b(?:what|which)(?:['’]s|\ (?:is|was|were|are))\ (?:the|its|their|[\w-]+['’]s?)\ (?:[\w-]+\ ){{0,2}}
                    (?:{_NUMBER_NOUN})\b
                  | \bwhat\ (?:number|score|rank|figure)\b | ^(?:number|total)\ of\b"""),
    ("date", rf"""{_WHEN} | \bwhen\W*$
                | \b(?:what|which|in\ what|in\ which)\ (?:year|date|month|day)\b"""),
    ("person", ASKS_NAME.pattern),
    ("reason", r"\bwhy\b | \bhow\ come\b | \bfor\ what\ reason\b"),
    ("person", rf"{_WHO} | \bwhich\ (?:{_BODY})\b"),
    ("place", rf"{_WHERE} | \b(?:what|which|in\ which)\ (?:{_PLACE})\b"),
    ("definition", r"""\bwhat\ (?:does|do)\b.*\bmean\b | \bdefine\b | \bdefinition\ of\b
                     | \bwhat\ is\ meant\ by\b
                     | \bwhat\ counts\ as\b | \bhow\ (?:is|are|does)\b.*\bdefined?\b"""),
    ("yes-no", rf"^(?:{_AUXILIARY})\b"),
)  # fmt: skip
_ASK_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE | re.VERBOSE)) for kind, pattern in _ASKS)


def answer_type(text: str) -> AnswerType:
    return next((kind for kind, pattern in _ASK_PATTERNS if pattern.search(text)), "open")
