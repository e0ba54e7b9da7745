"""Parts of the world that are no country: the European Union, Southeast Asia, the Middle East."""

import re

REGION = re.compile(
    r"\b(?:(?:north|south|east|west|(?:north|south|east|west)ern|southeast|central|latin|sub-saharan)[\s-]+)*"
    r"(?:africa|asia|europe|americas?|pacific|arab states|middle east|caribbean|mekong)\b",
    re.IGNORECASE,
)
UNION = re.compile(r"\b(?:EU|E\.U\.|EU-27|European Union|Union market|(?:EU|European) member states)\b")
