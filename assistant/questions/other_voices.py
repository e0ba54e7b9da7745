"""Follow-ups on whose word it is: the question before asked without its source, or of another one.

`Who else gives a figure?`, `Does Harbour Watch agree?`, `And according to the police?`
"""

import re

from assistant.questions.anaphora import PERSON
from assistant.questions.question import content_terms, names_in
from assistant.questions.swaps import with_more
from assistant.questions.terms import terms
from corpus.countries import countries_in

_OPENS = r"^(?:(?:and|but|so|ok|okay)\b[,.!]*\s*)*"
_VERB = (
    r"(?:say|state|claim|report|estimate|think|believe|reckon|count|find|identify|record|register|give|put|conclude|"
    r"document|cite|use|have|publish|confirm|dispute|deny|contest|agree|disagree|concur|see|provide|offer|make|show)"
)
_WORDS = frozenset(
    terms(
        "say state claim report estimate think believe reckon count find identify record register give put conclude "
        "document cite use publish confirm dispute deny contest contradict challenge agree disagree concur see provide "
        "offer make show source organization agency body institution outlet figure number value total answer view "
        "opinion one account version different differ similar independent agreement disagreement conflict alternative "
        "public anyone anybody everyone everybody nobody"
    )
)
_OTHERS = re.compile(
    rf"{_OPENS}(?:(?:who|anyone|anybody|which \w+) else\b|(?:any|are there) other\b|"
    r"(?:do|does|did|has|have|is|are)\b[^?]*\b(?:else|others?|other \w+|anyone|anybody|everyone|everybody|all sources|"
    r"the sources|disputed|contested)\b|what (?:do|did|does) (?:the )?others?\b|"
    r"who (?:disagrees|disputes|contests|contradicts|denies|challenges)\b|"
    r"do (?:all )?(?:the )?(?:sources|reports|they) (?:dis)?agree\b)",
    re.IGNORECASE,
)
_WHO = r"(?P<who>(?:the )?[\w.’'&-]+(?: [\w.’'&-]+){0,6}?)"
_ABOUT_IT = r"(?: (?:about|of|on) (?:it|that|this))?"
_ACCOUNT = r"figure|number|estimate|count|view|answer|version|account"
_ASKED_OF = tuple(
    re.compile(_OPENS + pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:does|do|did|has|have|would|will) {_WHO} (?:also |too )?{_VERB}(?:ed|d|s)?\b(?P<rest>[^?]*)\??$",
        rf"what (?:figure|number|estimate|value|total|share) (?:does|do|did) {_WHO} {_VERB}\b(?P<rest>[^?]*)\??$",
        rf"what (?:does|do|did) {_WHO} (?:say|report|estimate|think|claim)\b(?P<rest>{_ABOUT_IT})\s*\??$",
        rf"what(?:['’]s| is| was| are) {_WHO}['’]s? (?:own )?(?:{_ACCOUNT})(?P<rest>)\s*\??$",
        rf"(?:what about |how about )?(?:according to|as per|per) {_WHO}(?P<rest>)\s*\??$",
    )
)
_NO_VOICE = re.compile(
    r"\b(?:edition|version|issue|year|protocol|convention|law|act|treaty|regulation|directive|constitution|code|"
    r"the (?:report|study|figures?|numbers?))$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"^(?:it|he|she|they|you|we|that|this|those|these|anyone|anybody|everyone|others?|who)\b", re.IGNORECASE
)
_ACCORDING = re.compile(
    r",?\s*\b(?P<by>according to|as per|per|in the (?:view|words|eyes|opinion) of)\s+(?=the\b|an?\b|[A-Z])"
    r"(?P<who>[^,?()]+?)(?=\s+(?:in|during|since|for)\s+(?:\d{4}|[A-Z])|\s*[,?()]|\s*$)",
    re.IGNORECASE,
)
_SPEECH = (
    r"(?:say|state|claim|report|estimate|think|believe|reckon|count|find|identify|record|register|give|put|conclude)"
)
_SPOKEN = re.compile(
    rf"\b(?P<by>do|does|did)\s+(?P<who>(?:the\s+)?[\w.’'&-]+(?:\s+[\w.’'&-]+){{0,5}}?)\s+{_SPEECH}\b", re.I
)
_SAID_TO_BE = re.compile(r"\s+(?:that\s+)?(?=(?:is|are|was|were|has|have|had|there)\b)", re.IGNORECASE)
_OWNED = re.compile(
    r"(?P<who>(?:the\s+)?[A-Z][\w.&-]*(?:\s+[A-Z][\w.&-]*)*)['’]s?(?=\s+(?:\d{4}\s+)?(?:estimate|figure|number|count)s?\b)"
)


def of_other_voices(question: str, before: str) -> str | None:
    """The question before for whoever else tells of it, or as the one now named tells it; None for other follow-ups."""
    told = _says_only_that(question) and bool(set(terms(question)) & _WORDS)
    if _OTHERS.match(question) and told and not PERSON.search(question):
        return f"{without_source(before).rstrip('?. ')}? Do sources disagree?"
    for pattern in _ASKED_OF:
        found = pattern.match(question)
        if found and _is_named(found["who"]) and _says_only_that(found["rest"]):
            return _as_told_by(found["who"], before)
    return None


def only_checks_voices(question: str) -> bool:
    """Whether a turn asks who agrees, rather than what somebody says."""
    return bool(_OTHERS.match(question)) or not re.match(
        rf"{_OPENS}(?:what\b|how about\b|according\b|as per\b|per\b|by\b|from\b)", question, re.IGNORECASE
    )


def without_source(text: str) -> str:
    """A question without whose word it asks for: according to X, does X say, X's estimate."""
    text = _ACCORDING.sub("", text)
    spoken = _SPOKEN.search(text)
    if spoken and (to_be := _SAID_TO_BE.match(text, spoken.end())):
        text = f"{text[: spoken.start()]}{text[to_be.end() :]}"
    return _OWNED.sub("the", text)


def _as_told_by(who: str, before: str) -> str:
    """The question with another source in place of its own, or with one where it had none."""
    for pattern in (_ACCORDING, _SPOKEN, _OWNED):
        if (found := pattern.search(before)) and not _PRONOUN.match(found["who"]):
            owned = pattern is _OWNED and who.endswith("s")
            end = found.end("who")
            tail = before[end:].replace("'s", "'", 1) if owned and before[end : end + 2] == "'s" else before[end:]
            return f"{before[: found.start('who')]}{who}{tail}"
    return with_more(before, f"according to {who}")


def _says_only_that(text: str) -> bool:
    return content_terms(text).keys() <= _WORDS


def _is_named(who: str) -> bool:
    named = names_in(f"of {who}") or countries_in(who) or re.match(r"the\s+\w", who, re.IGNORECASE)
    return bool(named) and not _PRONOUN.match(who) and not _NO_VOICE.search(who)
