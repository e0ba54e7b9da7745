"""What can become of one document that is added: exactly one outcome each."""

from typing import Literal

from corpus.errors import CorpusError

Outcome = Literal[
    "added", "unchanged", "replaced", "duplicate",
    "needs_ocr", "password", "damaged", "empty", "unsupported", "too_large", "failed",
]  # fmt: skip
STORED: frozenset[Outcome] = frozenset({"added", "unchanged", "replaced", "duplicate"})


class Unreadable(CorpusError):
    """A document that gives no pages; `outcome` says of what kind the trouble is."""

    def __init__(self, outcome: Outcome, *, what: str, why: str, fix: str) -> None:
        super().__init__(what=what, why=why, fix=fix)
        self.outcome: Outcome = outcome
