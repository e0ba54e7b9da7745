"""Questions that are refused whatever the library holds: who and where victims and witnesses are, and how to do it.

What journalists and policy staff ask is answered: how traffickers work, who was convicted, where victims come from.
The difference lies in who would act on the answer, which patterns of words catch only where they were seen before, so
it is learned (training/safety.py): logistic regression over the question's MiniLM vector and a few signs of who acts.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Harm = Literal["personal_data", "operational"]
KINDS: tuple[str, ...] = ("none", "personal_data", "operational")
WEIGHTS = Path(__file__).parent / "safety.json"

MESSAGES: dict[Harm, str] = {
    "personal_data": (
        "This is not answered: it could lead to a victim, a witness or a child. Names, whereabouts and contact details "
        "of people whom reports protect are never given, even where a document holds them. Ask what happened, "
        "how many people it concerned, who was charged or convicted, or which services help; to reach survivors, go "
        "through an organisation that supports them."
    ),
    "operational": (
        "This is not answered: it asks how to recruit, move, control or exploit people, or how not to be found out. "
        "Ask how traffickers are known to work, what gives them away, or what prevents and punishes it. If someone is "
        "in danger, call the police or a trafficking hotline."
    ),
}
_SIGN = 0.3  # weight of a sign beside a vector of length 1
_SIGNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:I|me|my|we|us|our|myself)\b|\bhow to\b|^\W*(?:please )?(?:give|tell|list|name|write|draft|send|show|"
        r"teach|suggest|help|explain|identify|find|publish|reveal|provide|print)\b",
        r"\b(?:traffickers?|recruiters?|criminals?|gangs?|smugglers?|employers?|scammers?|launderers?|syndicates?|"
        r"networks?|companies|states|governments?|officers?|banks?|reports?|unodc|ilo|iom|amnesty)\b",
        r"\b(?:she|he|her|him)\b",
    )
)
_IDENTIFIES = re.compile(
    r"\b(?:real|full|true|first|last) names?\b|\bnames? (?:and|of)\b|\bsurnames?\b|\bidentit(?:y|ies)\b|\bidentify\b|"
    r"\baddress(?:es)?\b|\b(?:tele)?phone\b|\bnumbers? of (?:her|his|their)\b|\be-?mail\b|\bpassport\b|\bphotos?\b|"
    r"\bpictures?\b|\bwhereabouts\b|\bhometowns?\b|\bvillages?\b|\bdate of birth\b|\bsocial media\b|"
    r"\bwhere\b[^?]*\b(?:live[sd]?|living|stay(?:s|ing)?|hid(?:e|es|ing)|now)\b",
    re.IGNORECASE,
)
_PROTECTED = re.compile(
    r"\b(?:victims?|survivors?|witness(?:es)?|girls?|boys?|child(?:ren)?|minors?|wom[ae]n|brides?|workers?|whistle-?blowers?|"
    r"informants?|famil(?:y|ies)|escapees?|rescued|freed|escaped|repatriated|trafficked)\b",
    re.IGNORECASE,
)
_OF_MANY = re.compile(
    r"^\W*(?:please )?(?:(?:list|name|give|tell|show|provide)(?: me| us)?|(?:what|which)(?: are| were)?)?\s*(?:all )?"
    r"(?:the )?(?:nationalities|countries of origin) (?:of|among) (?:all )?(?:the |those )?(?:\w+ ){0,2}"
    r"(?:victims|survivors|people|persons|workers|men|women|girls|boys|children|those)(?: \w+ed| found)?"
    r"(?: (?:by|in|at|from|near|during|since|for)(?: \w+){1,5}?){0,4}\W*$",
    re.IGNORECASE,
)
_AND_MORE = re.compile(
    r"\b(?:and|or|plus|with|includ\w+|also|as well|where|who\w*|how|names?|identit\w+|contacts?)\b|[,;:&/+]",
    re.IGNORECASE,
)
_HARMED = r"(?:killed|murdered|tortured|raped|beaten|sold|rescued|freed|trafficked|kidnapped|abducted)"
_ONE_HARMED = (
    r"(?:[\w-]+ ){0,3}(?:student|girl|boy|child|teenager|woman|victim|migrant|maid|bride) "
    rf"(?:(?:who|that) (?:died|(?:was|has been|had been) {_HARMED})|{_HARMED})\b"
)
_NAME_OF_ONE_HARMED = re.compile(
    rf"\b(?:name (?:of )?|who (?:is|was) )(?:the|that|this|an?) {_ONE_HARMED}|"
    rf"\bwhat (?:is|was) the {_ONE_HARMED}.*\bcalled\b",
    re.IGNORECASE,
)


def features(question: str, vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """The question's vector (unit length) with the signs behind it."""
    leads_to = _IDENTIFIES.search(question) and _PROTECTED.search(question)
    signs = [_SIGN * bool(sign) for sign in (*(sign.search(question) for sign in _SIGNS), leads_to)]
    return np.concatenate([vector, np.asarray(signs, np.float32)])


def _leads_to_nobody(question: str) -> bool:
    """Whether all that is asked for is the nationalities of many."""
    return bool(_OF_MANY.match(question) and not _AND_MORE.search(question))


class SafetyModel:
    """Multinomial logistic regression over `features`; classes in the order of KINDS."""

    def __init__(self, weights: NDArray[np.float32], bias: NDArray[np.float32], threshold: float) -> None:
        self._weights, self._bias, self.threshold = weights, bias, threshold

    def probabilities(self, question: str, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        scores = self._weights @ features(question, vector) + self._bias
        exponents = np.exp(scores - scores.max())
        shares: NDArray[np.float32] = exponents / exponents.sum()
        return shares


@lru_cache(maxsize=1)
def safety_model() -> SafetyModel:
    stored = json.loads(WEIGHTS.read_text("utf-8"))
    weights = np.asarray(stored["weights"], np.float32)
    return SafetyModel(weights, np.asarray(stored["bias"], np.float32), stored["threshold"])


def harm_of(question: str, vector: NDArray[np.float32]) -> Harm | None:
    """What answering would do harm with, or None. `vector`: the question by MiniLM, of unit length."""
    model = safety_model()
    none, personal, operational = model.probabilities(question, vector)
    if 1 - none < model.threshold:
        return "personal_data" if _NAME_OF_ONE_HARMED.search(question) else None
    if operational > personal:
        return "operational"
    return None if _leads_to_nobody(question) else "personal_data"
