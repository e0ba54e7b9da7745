"""Questions for the findings of a publication, and sentences that tell of the publication itself instead."""

import re

OVERVIEW = re.compile(
    r"\b(?:(?:key|main|major|central|principal|most important|headline)\s+(?:findings?|points?|conclusions?|results?|"
    r"messages?|takeaways?|figures|numbers)|"
    r"(?:findings|conclusions|takeaways|summary) (?:of|from|in|by))\b"
    r"|^(?:please )?summari[sz]e\b",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"\b(?:published (?:on|in|by)|publication|editions?|pages|launch(?:ed)?|chapters?|methodology|methods?|"
    r"(?:covers?|covering|takes? in|spans?|assess(?:es)?) (?:\w+ )?[\d,]+ (?:countries|markets|sources|indicators)|"
    r"(?:is|was|are|were) (?:also )?(?:the subject of|analysed|analyzed|reviewed|interviewed|based on|presented|drawn|"
    r"supported by|funded by)|draws? on|rests? on|released|result of|exhibition|researchers? (?:for|spoke)|authors?|"
    r"co-?authored|interviews|surveys?|describes itself|offers? (?:national )?estimates|measures \d+|"
    r"data (?:come|comes|were|was))\b",
    re.IGNORECASE,
)
_RETOLD = re.compile(r"how others (?:report|tell|see|put)\b", re.IGNORECASE)


def asks_for_findings(question: str) -> bool:
    return bool(OVERVIEW.search(question))


def is_retold(section: str | None) -> bool:
    """Whether a section tells how others report what a publication says."""
    return bool(_RETOLD.match(section or ""))


def tells_no_finding(sentence: str, section: str | None) -> bool:
    """How a publication was made, when it came out, what it covers, how others report it."""
    return is_retold(section) or bool(_FRAME.search(sentence))
