"""Short names of publications, spelled out as their titles have them: `GLOTIP 2022`."""

import re

TITLES = {
    "GLOTIP": "Global Report on Trafficking in Persons",
    "GEMS": "Global Estimates of Modern Slavery",
    "GSI": "Global Slavery Index",
    "GOCI": "Global Organized Crime Index",
    "IOCTA": "Internet Organised Crime Threat Assessment",
    "SOCTA": "Serious and Organised Crime Threat Assessment",
}
_SHORT = re.compile(rf"\b(?:{'|'.join(TITLES)}|glotip|Glotip)\b")


def spelled_out(text: str) -> str:
    """Titles in place of their short names. Only in capitals, since `gems` are stones, but for one that is no word."""
    return _SHORT.sub(lambda match: TITLES[match[0].upper()], text)
