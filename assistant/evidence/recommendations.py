"""Questions for what somebody recommends, and sentences that recommend: only these answer those."""

import re

_ASKED = re.compile(
    r"\brecommendations?\b"
    r"|\b(?:what|how)\s+(?:does|did|do|has|have|would)\b[^?]*\b(?:recommend(?:s|ed|ing)?|urg(?:e|es|ed|ing)|advis(?:e|es|ed)|propos(?:e|es|ed)|"
    r"call(?:s|ed|ing)? (?:for|on|upon)|ask(?:s|ed)? (?:for|of))\b"
    r"|\bwhat (?:should|must|ought)\b[^?]*\b(?:do|change|be done)\b",
    re.IGNORECASE,
)
_ADVISES = re.compile(
    r"\b(?:recommend\w*|urg(?:e|es|ed|ing)|advis(?:e|es|ed|ing)|propos\w+|suggest\w*|advocat\w+|"
    r"call(?:s|ed|ing)? (?:for|on|upon)|ask(?:s|ed|ing)?|appeal\w*|demand\w*|encourag\w+|insist\w*|press(?:es|ed) for|"
    r"support(?:s|ed) the|argu(?:e|es|ed|ing)|should|must|ought to|needs? to|has to|have to|in need of|wants?|wanted|"
    r"better to|ways? to|steps? to|priorit\w+)\b",
    re.IGNORECASE,
)


def asks_for_recommendations(question: str) -> bool:
    return bool(_ASKED.search(question))


def recommends(text: str) -> bool:
    """Whether a text says what should be done, be it in the words of its heading."""
    return bool(_ADVISES.search(text))
