"""Shared fixtures: small invented libraries, made with the real parts."""

import json
import os
import shutil
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder, make_embedder
from assistant.engine import Engine
from assistant.index.searching import Indexes
from assistant.library.importing import add_files, files_under
from assistant.library.incoming import Added
from assistant.library.lock import writer_lock
from assistant.library.store import Library
from assistant.settings import Settings

DOCUMENTS = [
    {
        "doc_id": "harbour-2021",
        "title": "Harbour Watch annual report 2021",
        "publisher": "Harbour Watch",
        "published": "2021-03-01",
        "country": "Cambodia",
        "url": "https://harbour.example/2021.pdf",
        "text": "Harbour Watch counted 412 trafficking victims in Cambodia in 2020. "
        "Most of them were men from Laos.\n\n"
        "Police in Phnom Penh charged Sok Dara on 9 March 2020 with forging contracts.",
    },
    {
        "doc_id": "harbour-2023",
        "title": "Harbour Watch annual report 2023",
        "publisher": "Harbour Watch",
        "published": "2023-03-01",
        "country": "Cambodia",
        "url": "https://harbour.example/2023.html",
        "text": "Harbour Watch counted 590 trafficking victims in Cambodia in 2022. "
        "The ransom asked was 3,000 US dollars.",
    },
    {
        "doc_id": "រដ្ឋ-១",
        "title": "សេចក្តីជូនដំណឹង",
        "publisher": "Mekong Bureau, Ltd.",
        "country": "LA",
        "text": "The Mekong Bureau found 17 fishing boats with forced labourers off Laos. <script>alert(1)</script>",
    },
]


@pytest.fixture(autouse=True)
def _no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Tests see neither the user's settings nor the user's library."""
    for name in [n for n in os.environ if n.startswith("ASSISTANT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ASSISTANT_CONFIG", str(tmp_path / "none.toml"))


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return make_embedder(Settings())


def written(path: Path) -> Path:
    """The documents as JSON lines."""
    path.write_text("\n".join(json.dumps(d, ensure_ascii=False) for d in DOCUMENTS), "utf-8")
    return path


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    return written(tmp_path / "documents.jsonl")


def add(library: Library, embedder: Embedder, *paths: Path) -> list[Added]:
    """Add files and bring the indexes up, as `library add` does."""
    with writer_lock(library.folder):
        added = list(add_files(library, files_under(paths), embedder, 180))
        Indexes(library, Settings(library=library.folder)).follow()
    return added


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """The documents' library, imported once; each test gets a copy of its own."""
    folder = tmp_path_factory.mktemp("imported")
    written(folder / "documents.jsonl")
    opened = Library(folder / "library", create=True)
    add(opened, embedder, folder / "documents.jsonl")
    opened.close()
    return opened.folder


@pytest.fixture
def library(tmp_path: Path, imported: Path) -> Library:
    return Library(Path(shutil.copytree(imported, tmp_path / "library")))


@pytest.fixture
def engine(library: Library) -> Engine:
    return Engine(Settings(library=library.folder), library)
