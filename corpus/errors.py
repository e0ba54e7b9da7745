"""Errors that say what went wrong, why, and what to do.

ExplainedError
├── CorpusError      a publication cannot be read
├── LibraryError     the library cannot be opened, written or searched
├── UsageError       the request itself is wrong (exit code 2)
├── SetupError       something that must be installed or configured is missing
└── ModelError       a model server answered badly or not at all
"""


class ExplainedError(Exception):
    """An error for a person: each part is one plain clause without a closing full stop."""

    def __init__(self, *, what: str, why: str, fix: str) -> None:
        super().__init__(f"{what}: {why}. {fix}.")
        self.what, self.why, self.fix = what, why, fix

    def as_dict(self) -> dict[str, str]:
        return {"what": self.what, "why": self.why, "fix": self.fix}


class CorpusError(ExplainedError):
    """A publication cannot be read."""


class LibraryError(ExplainedError):
    """The library cannot be opened, written or searched."""


class UsageError(ExplainedError):
    """The request itself is wrong."""


class SetupError(ExplainedError):
    """Something that must be installed or configured is missing."""


class ModelError(ExplainedError):
    """A model server answered badly or not at all."""
