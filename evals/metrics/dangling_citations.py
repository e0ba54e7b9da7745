"""Dangling citations: numbers in the text, or named by a claim or the premise, that no citation carries (no paper)."""

import re
from collections.abc import Mapping
from typing import Any

_MARKER = re.compile(r"\[(\d{1,3})\]")


def dangling_citations(answer: Mapping[str, Any]) -> int:
    """How many different numbers lead nowhere. Markers inside a quote are the source's own and do not count."""
    text = answer["text"]
    for citation in answer["citations"]:
        text = text.replace(citation["quote"], "")
    used = {int(number) for number in _MARKER.findall(text)} if answer["status"] == "answered" else set()
    used |= {n for claim in answer["claims"] for n in claim["citations"]}
    used |= set((answer.get("premise") or {}).get("citations", ()))
    used |= {reading["citation"] for d in answer.get("disagreements", ()) for reading in d["readings"]}
    return len(used - {citation["n"] for citation in answer["citations"]})
