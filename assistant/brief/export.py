"""A brief written to a file: by pandoc, with citeproc's references; PDF through LibreOffice where that is installed."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from assistant.brief.document import document_of, with_contents
from assistant.brief.model import Brief
from assistant.brief.references import Item, references, to_bibtex, to_ris
from assistant.brief.rendering import render, style_file
from assistant.library.store import Library
from corpus.errors import SetupError, UsageError

FORMATS = (".docx", ".md", ".html", ".pdf", ".json", ".bib", ".ris")
OFFICE_SECONDS = 180


def require_format(out: Path) -> None:
    """Raises UsageError for a name whose ending is no format, or a folder that is not there."""
    if out.suffix.lower() not in FORMATS:
        raise UsageError(
            what=f"Cannot write {out}",
            why=f"{out.suffix or 'no ending'} is no format",
            fix="End it in " + ", ".join(FORMATS),
        )
    if not out.absolute().parent.is_dir():
        raise UsageError(what=f"Cannot write {out}", why="its folder does not exist", fix="Make the folder first")


def export(brief: Brief, library: Library, out: Path, *, style: str = "chicago") -> list[Path]:
    """Write the brief, whole or not at all, and its record beside it. Returns the files written.

    Raises UsageError for a format or style that is none, SetupError where LibreOffice is needed and missing.
    """
    require_format(out)
    suffix = out.suffix.lower()
    csl = style_file(style)
    items = references(library, brief.citations(), brief.accessed)
    record = json.dumps(brief.as_json(), ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
    if suffix == ".json":
        write_whole(out, lambda path: path.write_bytes(record))
        return [out]
    makers: dict[str, Callable[[Path], object]] = {
        ".docx": lambda path: render(document_of(brief), items, csl, path, "docx", "--toc", "--toc-depth=2"),
        ".html": lambda path: render(document_of(brief), items, csl, path, "html", "--toc", "--toc-depth=2"),
        ".md": lambda path: render(document_of(brief), items, csl, path, "markdown"),
        ".pdf": lambda path: _pdf(brief, items, csl, path),
        ".bib": lambda path: path.write_text(to_bibtex(items), "utf-8"),
        ".ris": lambda path: path.write_text(to_ris(items), "utf-8"),
    }
    write_whole(out, makers[suffix])
    beside = out.with_name(out.name + ".record.json")
    write_whole(beside, lambda path: path.write_bytes(record))
    return [out, beside]


def _pdf(brief: Brief, items: list[Item], csl: Path, out: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise SetupError(
            what="Cannot write a PDF", why="LibreOffice is not installed",
            fix="Install it (Debian: libreoffice-writer), or write .docx or .html",
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tree = with_contents(document_of(brief))  # Word's own table of contents would stay empty
        render(tree, items, csl, folder / "brief.docx", "docx")
        command = [
            office, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "pdf",
            "--outdir", str(folder), str(folder / "brief.docx"),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=OFFICE_SECONDS)
        except subprocess.TimeoutExpired:
            raise SetupError(
                what="Cannot write a PDF",
                why=f"LibreOffice took more than {OFFICE_SECONDS} s",
                fix="Write .docx instead",
            ) from None
        made = folder / "brief.pdf"
        if not made.is_file():
            raise SetupError(
                what="Cannot write a PDF", why=f"LibreOffice failed: {done.stderr.strip()[:300] or done.returncode}",
                fix="Write .docx instead",
            )  # fmt: skip
        shutil.copyfile(made, out)


def write_whole(out: Path, make: Callable[[Path], object]) -> None:
    """Make the file under another name, then move it into place, so that no half file is ever left there.

    Raises UsageError where it cannot be written.
    """
    partial = out.with_name(f".{out.stem}.partial{out.suffix}")
    try:
        make(partial)
        os.replace(partial, out)
    except OSError as error:
        raise UsageError(what=f"Cannot write {out}", why=str(error), fix="Name a file that can be written") from error
    finally:
        partial.unlink(missing_ok=True)
