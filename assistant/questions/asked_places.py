"""The places a text speaks of: countries, the European Union, the world; not the country of whoever reports or acts."""

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.questions.place_runs import Detail, asked_of, places
from assistant.questions.regions import UNION
from corpus.countries import countries_in

_WIDER = (
    ("EU", UNION),
    ("WORLD", re.compile(r"\b(?:worldwide|world-wide|globally|global total|(?:in|around|across) the world)\b", re.I)),
)
_PEOPLE = re.compile(
    r"\s+(?:[a-z]+\s+)?(?:people|persons?|nationals?|citizens?|refugees?|migrants?|asylum[- ]seekers?|workers?|"
    r"lab(?:ou)?rers?|recruits?|wom[ae]n|m[ae]n|girls?|boys?|child(?:ren)?|victims?|survivors?|famil(?:y|ies)|students?)\b"
)


@lru_cache(maxsize=16_384)
def places_in(text: str) -> frozenset[str]:
    """ISO codes of countries, `EU`, `WORLD`. `the US report` places nothing in the US where another place is named."""
    return _within(places(text), text)


def places_asked(question: str) -> frozenset[str]:
    """The same of a question; one that names only whoever reports asks about no place by that."""
    return _within(asked_of(question), question)


def origins_in(text: str) -> frozenset[str]:
    """Countries that a text names only as where people are from: `Sudanese refugees` may be anywhere."""
    at = [(mention.code, bool(_PEOPLE.match(text, mention.end))) for mention in countries_in(text)]
    return frozenset(code for code, _ in at) - {code for code, people in at if not people}


def _within(runs: Sequence[Detail], text: str) -> frozenset[str]:
    named = {
        mention.code
        for mention in countries_in(text)
        if any(run.start <= mention.start and mention.end <= run.end for run in runs)
    }
    return frozenset(named | {code for code, pattern in _WIDER if pattern.search(text)})
