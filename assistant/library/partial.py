"""What a broken download left behind, and how to tell whether the rest of it still fits."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to tell by whether its copy has changed (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(slots=True)
class Partial:
    """A body as far as it has come, with what tells whether the rest still fits it."""

    path: Path
    validators: Validators = field(default_factory=Validators)

    @classmethod
    def of(cls, folder: Path, url: str) -> Self:
        path = folder / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}.part"
        try:
            return cls(path, Validators(**json.loads(path.with_suffix(".json").read_text("utf-8"))))
        except (OSError, ValueError, TypeError):
            return cls(path)

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def matcher(self) -> str | None:
        """What `If-Range` takes: a strong tag, else the date."""
        etag = self.validators.etag
        return etag if etag and not etag.startswith("W/") else self.validators.last_modified

    def begin(self, validators: Validators) -> None:
        self.path.write_bytes(b"")
        self.validators = validators
        self.path.with_suffix(".json").write_text(json.dumps(asdict(validators)), "utf-8")

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)
        self.path.with_suffix(".json").unlink(missing_ok=True)
