"""Who is said to say it: a claim may not credit one body with what its quotation credits to another."""

import re

from assistant.claims.finding import Finding, listed, stems
from assistant.claims.names import ALIASES, ROLES, Said, is_known
from assistant.questions.terms import fold

_SAYING = (
    r"(?:said|says|say|saying|state[sd]?|estimate[sd]?|report(?:s|ed)?|f(?:ound|inds?)|count(?:s|ed)?|puts?|warn(?:s|ed)?|record(?:s|ed)?|"
    r"argue[sd]?|note[sd]?|writes?|wrote|describe[sd]?|call(?:s|ed)|claim(?:s|ed)?|announce[sd]?|told|conclude[sd]?|reckon(?:s|ed)?|"
    r"believe[sd]?|confirm(?:s|ed)?|denie[sd]|documented?|observe[sd]?|add(?:s|ed)|explain(?:s|ed)?|show(?:s|ed)|reveal(?:s|ed)|suggest(?:s|ed))"
)
_ORGANISATION = (
    r"(?:[Tt]he\s+)?(?P<who>(?:[A-Z][\w.’'&-]*)(?:\s+(?:(?:of|for|on|and|the|against)\s+){0,2}[A-Z][\w’'&-]*)*)"
)
_SPEAKERS = (
    re.compile(rf"\b[Aa]ccording\s+to\s+(?:an?\s+)?(?:[\w-]+\s+(?:by|from|of)\s+)?{_ORGANISATION}"),
    re.compile(rf"\b(?:{_SAYING})\s+by\s+{_ORGANISATION}"),
    re.compile(rf"{_ORGANISATION}(?:['’]s)?\s+(?:also\s+|has\s+|have\s+|had\s+|\d{{4}}\s+|then\s+|later\s+|itself\s+)*{_SAYING}\b"),
    re.compile(rf",\s+{_ORGANISATION}\s+{_SAYING}\b"),
)  # fmt: skip


def speakers(text: str) -> list[str]:
    """Who is said to say something, as named; `he`, `police` and `the report` name nobody."""
    found = []
    for pattern in _SPEAKERS:
        for match in pattern.finditer(text):
            who = re.sub(r"['’]s$|[.’']$", "", match["who"])
            spoken = bool(re.match(r"\s+(?:said|says|told|warned|wrote)\b", text[match.end("who") :]))
            if not _is_nobody(who, opens=match.start("who") == 0 and not spoken):
                found.append(who)
    return list(dict.fromkeys(found))


def _is_nobody(who: str, *, opens: bool) -> bool:
    """Pronouns and common nouns; a plural at the start of a sentence may be any word (`Abuses recorded include`)."""
    words = fold(who).split()
    common = opens and len(words) == 1 and words[0].endswith("s") and not who.isupper() and words[0] not in ALIASES
    return common or words[0] in _NOBODY or not words[0][0].isalpha()


_NOBODY = frozenset(
    """he she it they we i you who this that these those there what which police officials authorities report study
    survey reports experts researchers critics analysts sources others another one some many all several both in on at
    as by for from with after before during while when if but and or so yet also most people victims survivors women men
    children data figures estimates statistics media court courts government ministry minister president a an the his
    her its their our my article""".split()
)


def speaker_findings(claim: str, quote: str, context: str) -> list[Finding]:
    """A claim that says who said it must have that from its quotation, or be said by the publisher where the quotation
    names nobody else."""
    asked, given = speakers(claim), speakers(quote)
    own, around = Said.of(quote), Said.of(f"{quote} {context}")
    for who in asked:
        if any(_same_speaker(who, other) for other in given):
            continue
        others = [g for g in given if not any(_same_speaker(g, a) for a in asked) and not _mentions(claim, g)]
        if is_known(who, own):
            continue
        if others:
            reason = f"its source attributes this to {listed(others[:2])}, not to {who}"
            return [Finding(verdict="contradicted", reason=reason)]
        if not is_known(who, around):
            return [Finding(verdict="unsupported", reason=f"its source does not name {who}")]
    return []


def _mentions(text: str, name: str) -> bool:
    said = Said.of(text)
    return is_known(name, said)


def _same_speaker(a: str, b: str) -> bool:
    one, other = Said.of(a), Said.of(b)
    return is_known(a, other) or is_known(b, one) or bool(stems(a) & stems(b) - ROLES - {"of", "the", "for", "and"})
