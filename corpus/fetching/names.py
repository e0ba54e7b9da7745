"""What fetched bytes are, and a file name for them that can do no harm."""

import re
import unicodedata
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

HTML, PDF = "text/html", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNKNOWN = "application/octet-stream"
EXTENSIONS = {
    PDF: (".pdf",),
    HTML: (".html", ".htm"),
    "application/xhtml+xml": (".xhtml",),
    DOCX: (".docx",),
    "text/plain": (".txt", ".text"),
    "text/markdown": (".md", ".markdown"),
    "message/rfc822": (".eml",),
    "application/x-ndjson": (".jsonl",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/tiff": (".tif", ".tiff"),
}
LONGEST = 120
_TYPE_OF = {extension: kind for kind, extensions in EXTENSIONS.items() for extension in extensions}
_VAGUE = frozenset(
    {"", UNKNOWN, "binary/octet-stream", "application/download", "application/force-download", "application/zip"}
)
_PAGES = (".php", ".asp", ".aspx", ".jsp", ".cgi")  # programs that make pages
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)  # devices on some systems
_MARKUP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*+>\s*+)?(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html)\b", re.I | re.S
)


def declared(content_type: str | None) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type header, in lower case."""
    message = Message()
    message["Content-Type"] = content_type if content_type and "/" in content_type else UNKNOWN
    return message.get_content_type(), message.get_content_charset()


def media_type(content_type: str | None, head: bytes, name: str) -> str:
    """What the bytes are: what they plainly show, else what the server says, else what the name says."""
    if head[:1024].lstrip().startswith(b"%PDF-"):
        return PDF
    said = declared(content_type)[0] if content_type else ""
    by_name = _TYPE_OF.get(PurePosixPath(name).suffix.lower())
    if _MARKUP.match(head[:4096]):
        return said if said == "application/xhtml+xml" else HTML
    if said in _VAGUE or (said == "text/plain" and by_name in ("text/markdown", "application/x-ndjson")):
        return by_name or said or UNKNOWN
    return said


def stated_name(disposition: str | None, url: str) -> str:
    """The name the server gives the file, else the last part of the address, else the host; not yet safe."""
    message = Message()
    message["Content-Disposition"] = disposition or "inline"
    parts = urlsplit(url)
    return message.get_filename() or unquote(PurePosixPath(parts.path).name) or parts.hostname or ""


def safe_name(name: str, kind: str) -> str:
    """A file name without folders, control and direction marks or devices, with the extension of its media type."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(" " if unicodedata.category(c)[0] in "CZ" or c in '<>:"|?*' else c for c in last)
    plain = " ".join(plain.split()).strip(". ")
    stem, extension = plain, PurePosixPath(plain).suffix.lower()
    wanted = EXTENSIONS.get(kind)
    if wanted and extension not in wanted:
        if extension in _TYPE_OF or extension in _PAGES:
            stem = plain[: -len(extension)]
        extension = wanted[0]
    else:
        stem = plain[: -len(extension)] if extension else plain
        extension = extension[:12] or ".bin"
    stem = _shortened(stem).strip(". ") or "document"
    return f"{'_' if _RESERVED.match(stem) else ''}{stem}{extension}"


def _shortened(stem: str) -> str:
    return stem.encode()[:LONGEST].decode("utf-8", "ignore")
