"""The served page: the real engine over a small library, in a real browser."""

import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from fpdf import FPDF

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.library.starter import STARTER
from assistant.library.store import Library
from assistant.settings import Settings
from tests.conftest import DOCUMENTS, add
from tests.e2e.hostile import HOSTILE, listed

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")

DIGESTS = (
    "ohchr-online-scam-2023", "us-tip-2024-laos", "hrc-policies-patterns-2025", "ilo-gems-2017", "ilo-gems-2022",
    "walkfree-gsi-2023",
)  # fmt: skip
REPORT = (
    "The harbour police of Sandport freed forty-one workers in March 2024,",
    "all of whom had been promised work in hotels and had paid for it",
    "with loans that grew by the week. None of them had a contract.",
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


@dataclass
class Watch:
    """What the browser did that it should not do unnoticed."""

    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def follow(self, context: Any) -> None:
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("dialog", self._dialog)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _console(self, message: Any) -> None:
        if message.type == "error":  # the policy's violations are among them
            self.errors.append(message.text)

    @property
    def hosts(self) -> set[str]:
        return {urlsplit(url).netloc for url in self.requests if not url.startswith(("data:", "blob:"))}


@pytest.fixture(scope="session")
def served_library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Library:
    folder = tmp_path_factory.mktemp("served")
    documents = folder / "documents.jsonl"
    hostile = [
        {
            "doc_id": f"hostile-{n}",
            "title": words,
            "publisher": words,
            "text": f"{words}\n\nThe fair of Zembla had {n} tents.",
        }
        for n, words in enumerate([*HOSTILE, *listed()])
    ]
    documents.write_text("\n".join(json.dumps(d, ensure_ascii=False) for d in [*DOCUMENTS, *hostile]), "utf-8")
    library = Library(folder / "library", create=True)
    add(
        library,
        embedder,
        documents,
        printed(folder / "sandport-report.pdf", REPORT),
        *[STARTER / f"{name}.md" for name in DIGESTS],
    )
    return library


def printed(path: Path, lines: Sequence[str]) -> Path:
    """A page of our own, set in type."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.add_page()
    pdf.set_font("Helvetica", "", 11)
    for number, line in enumerate(lines):
        pdf.text(60, 120 + 14 * number, line)
    path.write_bytes(bytes(pdf.output()))
    return path


@pytest.fixture(scope="session")
def address(served_library: Library) -> Iterator[str]:
    from ui.app import create_app

    app = create_app(Engine(Settings(library=served_library.folder, history=True), served_library))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = server.force_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")  # it leaves an event loop running, in which tests of other modules could run none
def browser() -> Iterator[Any]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("chromium is not installed: apt-get install chromium, or name it in CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def context(browser: Any, address: str, watch: Watch) -> Iterator[Any]:
    """A browser session of its own, which must end without an error and without having asked another host."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
    opened.set_default_timeout(15_000)
    watch.follow(opened)
    yield opened
    opened.close()
    assert watch.hosts == {urlsplit(address).netloc}
    assert not watch.dialogs
    assert not watch.errors


@pytest.fixture
def page(context: Any) -> Any:
    return open_page(context)


def open_page(context: Any) -> Any:
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Your question").wait_for()
    return page


def ask(page: Any, question: str) -> Any:
    """Ask, wait, and give the new exchange."""
    before = page.locator(".exchange").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    exchange = page.locator(".exchange").nth(before)
    exchange.locator(":is(.as-of, .refusal, .error)").first.wait_for()
    return exchange


def open_source(page: Any, link: Any) -> Any:
    """Open a citation or a nearest passage in the panel."""
    link.click()
    source = page.locator(".source-panel .reading")
    source.wait_for()
    return source
