"""Questions for the findings of a publication, and sentences that tell of the publication itself instead."""

import re

_WORK = r"(?:report|edition|study|survey|paper|index|review|estimates|outlook|assessment|publication|brief(?:ing)?)s?"
OVERVIEW = re.compile(
    rf"\b(?:(?:key|main|major|central|principal|most important|headline)\s+(?:(?:findings?|conclusions?|takeaways?)|"
    rf"(?:points?|results?|messages?|figures|numbers)"
    rf"(?=\s+(?:of|in|from)\s+(?:(?!(?:in|by|to|and|who|that|named)\b)[\w’'.-]+\s+){{0,8}}?{_WORK}\b))|"
    r"(?:findings|conclusions|takeaways|summary) (?:of|from|in|by))\b"
    r"|^(?:please )?summari[sz]e\b",
    re.IGNORECASE,
)
_FRAME = re.compile(
    rf"\b(?:published (?:on|in|by)|publication|editions?|pages|chapters?|methodology|research methods?|"
    rf"{_WORK},? (?:[\w’'-]+ ){{0,4}}?(?:released|launch(?:ed)?)|(?:released|launched) (?:[\w’'-]+ ){{1,4}}?{_WORK}|"
    r"(?:covers?|covering|takes? in|spans?|assess(?:es)?) (?:\w+ )?[\d,]+ (?:countries|markets|sources|indicators)|"
    r"(?:is|was|are|were) (?:also )?(?:the subject of|analysed|analyzed|reviewed|interviewed|based on|presented|"
    r"supported by|funded by)|draws? on|rests? on|exhibition|researchers? (?:for|spoke)|authors?|"
    r"(?:drawn from|result of) (?:[\w-]+ ){0,3}?(?:data|records|sources|interviews|surveys?|research|work)|"
    r"(?:carried out|conducted|held) (?:[\w,-]+ ){0,4}?(?:interviews|surveys?)|"
    r"(?:interviews|surveys?) (?:[\w,-]+ ){0,6}?(?:carried out|conducted|held|took place)|"
    r"co-?authored|describes itself|offers? (?:national )?estimates|measures \d+|"
    r"data (?:come|comes|were|was))\b",
    re.IGNORECASE,
)
_FINDS = re.compile(
    r"\b(?:found that|finds|shows?|showed|reveal(?:s|ed)?|suggests?|suggested|indicates?|conclude[sd]?)\b",
    re.IGNORECASE,
)
_RETOLD = re.compile(r"how others (?:report|tell|see|put)\b", re.IGNORECASE)


def asks_for_findings(question: str) -> bool:
    return bool(OVERVIEW.search(question))


def is_retold(section: str | None) -> bool:
    """Whether a section tells how others report what a publication says."""
    return bool(_RETOLD.match(section or ""))


def tells_no_finding(sentence: str, section: str | None) -> bool:
    """How a publication was made, when it came out, what it covers, how others report it; not what it found besides."""
    return is_retold(section) or bool(_FRAME.search(sentence) and not _FINDS.search(sentence))
