"""Short names of publications, spelled out as their titles have them: `GLOTIP 2022`."""

import re

_TITLES = {
    "GLOTIP": "Global Report on Trafficking in Persons",
    "GEMS": "Global Estimates of Modern Slavery",
    "GSI": "Global Slavery Index",
    "GOCI": "Global Organized Crime Index",
    "IOCTA": "Internet Organised Crime Threat Assessment",
    "SOCTA": "Serious and Organised Crime Threat Assessment",
    "TIPR": "Trafficking in Persons Report",
}
_SHORT = re.compile(rf"\b(?:{'|'.join(_TITLES)}|glotip|Glotip)\b")


def spelled_out(text: str) -> str:
    """Titles in place of their short names. Only in capitals, since `gems` are stones, but for one that is no word."""
    return _SHORT.sub(lambda match: _TITLES[match[0].upper()], text)
