"""What kind of publisher a name belongs to, where the name itself says so."""

import re

_TYPES = {
    "global-initiative": r"global initiative against transnational",
    "un": r"united nations|\bUN\b|\bUN(?:ODC|HCR|ICEF|DP|FPA|HRC|ESCO|AIDS|CTAD|ICRI|ITAR)\b|\bOHCHR\b|\bILO\b|\bIOM\b"
    r"|international labour (?:organi[sz]ation|office)|international organi[sz]ation for migration|nations unies"
    r"|world health organi[sz]ation|\bsecurity council\b|naciones unidas",
    "igo": r"\bINTERPOL\b|\bEuropol\b|\bEurojust\b|\bEurostat\b|\bFrontex\b|\bOSCE\b|\bOECD\b|\bASEAN\b"
    r"|council of europe|european (?:commission|union|parliament)|african union|organi[sz]ation of american states"
    r"|world bank|financial action task force",
    "government": r"\bministry\b|\bministries\b|\bdepartment of\b|home office|\bgovernment\b|\bembassy\b|\bpolice\b"
    r"|\bFBI\b|national rapporteur|nationaal rapporteur|federal bureau|\bministère\b|\bministerio\b|\bministerie\b"
    r"|congressional|parliament of|attorney general|national (?:committee|commission) (?:for|on|against)",
    "academic": r"\buniversity\b|université|universidad|universiteit|universität",
    "ngo": r"amnesty international|human rights watch|anti-slavery international|\bwalk free\b|\bpolaris\b|\bECPAT\b"
    r"|save the children|international justice mission|\bla strada\b|\bcaritas\b|\bGAATW\b",
    "news": r"\bnews\b|\breuters\b|associated press|\bAFP\b|\bBBC\b|\bguardian\b|al jazeera|\btimes\b|\bherald\b"
    r"|\btribune\b",
}
_PATTERNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _TYPES.items()}


def publisher_type(name: str | None) -> str | None:
    """One of PUBLISHER_TYPES, or None where the name leaves it open."""
    return next((kind for kind, pattern in _PATTERNS.items() if name and pattern.search(name)), None)
