"""What a question counts, exchanged for another thing together with its verb: trials are not convicted."""

import re

from assistant.questions.terms import terms

_ASKED = re.compile(
    r"^((?:how many|how much|(?:what|which) (?:share|percentage|proportion|number) of|what kinds? of|which|what)\s+)"
    r"(.+?)(?=\s+(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|might)\b)",
    re.IGNORECASE,
)
_IRREGULAR = r"held|found|brought|sent|taken|sold|freed|caught|put|shut|killed|hurt|trapped|kept|given|made|seen"
_PASSIVE = re.compile(
    rf"^\s+(?P<aux>is|are|was|were|(?:has|have|had) been)\s+(?:\w+ly\s+)?(?P<verb>\w+ed|{_IRREGULAR})\b", re.IGNORECASE
)
_ACTIVE = re.compile(
    r"^\s+(?:do|does|did)\s+(?P<who>[^?]+?)\s+(?P<verb>[a-z]+)(?=\s+(?:in|on|by|for|during|from|at)\b|[?.]|$)"
)
_THERE = re.compile(
    r"^\s+(?:is|are|was|were|(?:has|have|had) (?:there )?been)\s+(?:there\b|(?:in|during|for|worldwide)\b)"
)
_ANY_VERB = frozenset(
    terms(
        "report record register count document see log make cover measure give find detect handle secure bring "
        "show have"
    )
)
"""What is done to people and to what happens to them alike."""
_HARMED, _HARMING = (
    r"\b(?:victims|survivors)\b",
    r"\b(?:traffickers|suspects|perpetrators|offenders|smugglers|brokers)\b",
)
_TRIED = frozenset(terms("convict prosecute charge sentence jail imprison indict sanction"))
_HELPED = frozenset(terms("rescue free assist shelter help support refer"))
_EVENT = re.compile(
    r"(?:(?:convic|prosecu|investiga|identifica|deten|deporta|repatria|inspec|extradi|execu|interven|abduc|evic|intercep|"
    r"viola|confisca|accusa|allega)tions|indictments|expulsions|judge?ments|imprisonments|arrests|cases|raids|trials|deaths|rescues|sentences|charges|referrals|seizures|"
    r"suicides|killings|attacks|complaints|acquittals|incidents)$",
    re.IGNORECASE,
)
_HOW_IS = re.compile(
    r"^((?:how|where|when|why) (?P<aux>is|are|was|were) )(?P<what>[^?]+?)(?= (?:\w+ed|seen|found|held)\b)", re.I
)


def counted(question: str) -> str:
    """The noun that is counted or asked for; empty where there is none."""
    asked = _ASKED.match(question)
    return asked[2] if asked else ""


def other_counted(before: str, thing: str) -> str | None:
    """The question before asked of another thing; None where its verb does not go with that."""
    asked = _ASKED.match(before)
    if asked is None:
        return _other_subject(before, thing)
    rest = before[asked.end() :]
    if asked[1].lower().startswith("how much") and thing.lower().endswith(("s", "people", "men", "children")):
        return None
    passive = _PASSIVE.match(rest)
    alike = _is_event(thing) == _is_event(asked[2])
    if alike and not (passive and _is_unfit(thing, passive["verb"])):
        return f"{asked[1]}{thing}{rest}"
    if passive:
        if set(terms(passive["verb"])) & _ANY_VERB:
            return f"{asked[1]}{thing}{rest}"
        auxiliary = {"is": "are", "was": "were"}.get(passive["aux"].lower(), passive["aux"])
        there = auxiliary.replace(" been", " there been") if " " in auxiliary else f"{auxiliary} there"
        return f"{asked[1]}{thing} {there}{rest[passive.end() :]}"
    active = _ACTIVE.match(rest)
    fits = (active and set(terms(active["verb"])) & _ANY_VERB) or _THERE.match(rest)
    return f"{asked[1]}{thing}{rest}" if fits else None


def _other_subject(before: str, thing: str) -> str | None:
    """`How is smuggling scored` for `How is trafficking scored`."""
    found = _HOW_IS.match(before)
    plural = thing.lower().endswith("s")
    if found is None or plural != (found["aux"].lower() in ("are", "were")):
        return None
    return f"{found[1]}{thing}{before[found.end() :]}"


def _is_unfit(noun: str, verb: str) -> bool:
    """Victims are not convicted, traffickers are not rescued."""
    done = set(terms(verb))
    tried, helped = re.search(_HARMED, noun, re.IGNORECASE), re.search(_HARMING, noun, re.IGNORECASE)
    return bool((tried and done & _TRIED) or (helped and done & _HELPED))


def _is_event(noun: str) -> bool:
    return bool(_EVENT.search(noun))
