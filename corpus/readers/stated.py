"""What files say of themselves, as far as it can be believed: what a program wrote by itself says nothing."""

import re
from datetime import datetime

_NO_TITLE = re.compile(
    r"(?:microsoft|adobe) \w+ (?:- |pdf)|untitled|(?:word )?document\d*$"
    r"|.*\.(?:docx?|indd|pdf|qxd|pub|pptx?|rtf|html?)$|[\W\d_]*$",
    re.IGNORECASE,
)
_PDF_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


def title(stated: str) -> str | None:
    """A title with at least one word; not a file's name or a program's."""
    text = " ".join(stated.split())
    return text if len(text) > 4 and not _NO_TITLE.match(text) else None


def created(stated: datetime | str | None) -> str | None:
    """The day a file was made, YYYY-MM-DD: no date of publication, but the latest that its words can be new."""
    if isinstance(stated, datetime):
        return stated.date().isoformat() if stated.year > 1985 else None
    match = _PDF_DATE.match(stated or "")
    if not match:
        return None
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3])).date().isoformat()
    except ValueError:
        return None
