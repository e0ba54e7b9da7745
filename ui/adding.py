"""Adding documents on the page: upload, one outcome each as they are read, and then ask about them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.library.incoming import Added
from corpus.errors import ExplainedError
from corpus.outcomes import STORED
from corpus.readers import CONTAINERS, READERS
from corpus.reading import MAX_BYTES
from ui.files import file_input
from ui.markup import Markup, join, tag
from ui.reader import require_editor
from ui.shelf import Shelf
from ui.words import counted, heads

LIMIT = f"{MAX_BYTES // 1024**2}mb"
OUTCOMES = {
    "added": "Added", "unchanged": "Already here, unchanged", "replaced": "Replaces the version that was here",
    "duplicate": "The same content is here already", "needs_ocr": "Pictures of text that could not be read",
    "password": "Asks for a password", "damaged": "Damaged", "empty": "Holds no text",
    "unsupported": "No reader for this kind of file", "too_large": "Too large", "failed": "Failed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refreshing:
    """What is to be shown anew, and where: the values stand in the order of the components."""

    what: Callable[..., list[Any]]
    where: list[Any]


def adding_panel(shelf: Shelf) -> dict[str, Any]:
    """Lay out the panel; `connect_adding` makes it work."""
    with gr.Accordion("Add documents", open=False, elem_id="adding", elem_classes="fold") as whole:
        kinds = sorted([*READERS, *CONTAINERS])
        files = file_input(label="Files to add", file_count="multiple", file_types=kinds, height=170)
        addresses = gr.Textbox(label="Web addresses, one a line", lines=2, elem_id="addresses")
        size = f"up to {MAX_BYTES // 1024**2} MB each"
        kept = "Everybody who can log in here can then read them" if shelf.shared else "They stay on this machine"
        explained = f"{', '.join(kinds)}; {size}. {kept}. No address but those entered is asked for."
        gr.HTML(tag("p", explained, class_="found"), apply_default_css=False, elem_classes="paper")
        with gr.Row():
            add = gr.Button("Add to the library", variant="primary", elem_id="add", scale=0, min_width=190)
            about = gr.Button("Ask about them", elem_id="ask-about", scale=0, min_width=190, visible=False)
        outcome = gr.HTML(elem_id="outcomes", apply_default_css=False, elem_classes="paper")
    return {
        "whole": whole,
        "files": files,
        "addresses": addresses,
        "add": add,
        "about": about,
        "outcome": outcome,
        "stored": gr.State([]),
    }


def connect_adding(shelf: Shelf, parts: dict[str, Any], after: Refreshing, limit_to: Refreshing, tabs: Any) -> None:
    """`after` shows the changed library; `limit_to` sets the filters to some sources of it."""

    def add(request: gr.Request, files: list[str] | None, addresses: str | None) -> Iterator[list[Any]]:
        unchanged = [gr.skip()] * len(after.where)
        found: list[Added] = []
        try:
            require_editor(request)
        except ExplainedError as error:
            yield [error_said(error), *[gr.skip()] * 4, *unchanged]
            return
        for html in progress(shelf, [Path(f) for f in files or []], (addresses or "").split(), found):
            yield [html, gr.skip(), gr.skip(), gr.skip(), gr.skip(), *unchanged]
        stored = list(dict.fromkeys(a.source_id for a in found if a.outcome in STORED and a.source_id))
        yield [gr.skip(), None, "", gr.Button(visible=bool(stored)), stored, *after.what()]

    shown = [parts[name] for name in ("outcome", "files", "addresses", "about", "stored")]
    parts["add"].click(
        add, [parts["files"], parts["addresses"]], [*shown, *after.where], concurrency_limit=1,
        concurrency_id="shelf", show_progress="hidden", trigger_mode="once", api_visibility="private",
    )  # fmt: skip
    parts["about"].click(
        lambda stored: [gr.Tabs(selected="ask"), *limit_to.what(source=stored)],
        parts["stored"], [tabs, *limit_to.where], queue=False, show_progress="hidden", api_visibility="private",
    )  # fmt: skip


def progress(shelf: Shelf, files: Sequence[Path], addresses: Sequence[str], found: list[Added]) -> Iterator[Markup]:
    """What the page shows while files are read; outcomes are collected in `found`."""
    if not files and not addresses:
        yield tag("p", "Choose files or enter addresses first.", class_="found", role="status")
        return
    parts = [(files, "file"), (addresses, "link")]
    reading = f"Reading {' and '.join(counted(len(of), name) for of, name in parts if of)} …"
    yield _outcomes(found, reading)
    try:
        for added in shelf.add(files, addresses):
            found.append(added)
            yield _outcomes(found, f"{reading} {counted(len(found), 'document')} so far")
    except ExplainedError as error:
        yield join([_outcomes(found, ""), error_said(error)])
        return
    stored = sum(a.outcome in STORED for a in found)
    yield _outcomes(found, f"Done: {counted(stored, 'document')} in the library, {len(found) - stored} not.")


def error_said(error: ExplainedError) -> Markup:
    said = join([tag("b", f"{error.what}: "), f"{error.why}. {error.fix}."])
    return tag("p", said, class_="error", role="alert")


def _outcomes(found: Sequence[Added], said: str) -> Markup:
    rows = [
        tag(
            "tr",
            tag("th", _name(a), scope="row", dir="auto"),
            tag("td", OUTCOMES[a.outcome], tag("span", f" {a.detail or ''}", class_="when"), data_outcome=a.outcome),
            tag("td", f"{a.pages:,}", class_="figure"),
            tag("td", f"{a.passages:,}", class_="figure"),
        )
        for a in found
    ]
    table = tag(
        "table",
        heads("File", "Outcome", "Pages", "Passages"),
        tag("tbody", *rows),
        aria_label="What became of each document",
    )
    return join([tag("p", said, class_="found", role="status"), table if found else ""])


def _name(added: Added) -> str:
    """The address as it was entered, or the file's own name, with the document in it where it holds several."""
    name = Path(added.path).name if Path(added.path).is_absolute() else added.path
    return f"{name} · {added.doc_id}" if added.doc_id else name
