"""Changes to the library from the page: one at a time, each document whole or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from assistant.encoders.embedding import Embedder, make_embedder
from assistant.index.searching import Indexes
from assistant.library.addresses import is_public
from assistant.library.describing import checked_fields, with_series
from assistant.library.download import Downloader
from assistant.library.fetching import DOWNLOADS, add_urls
from assistant.library.importing import add_files
from assistant.library.incoming import Added
from assistant.library.lock import writer_lock
from assistant.library.originals import forget_uploads, keep_upload
from assistant.library.reader import limits_of
from assistant.library.store import Library
from assistant.library.writing import edit_source, keep_edits, remove_source
from assistant.settings import Settings
from corpus.outcomes import STORED

PATIENCE = 5.0  # seconds to wait for another writer before its name is said


class Shelf:
    """Writes to a library that others read meanwhile. Every method raises LibraryError while another is writing."""

    def __init__(self, library: Library, settings: Settings, *, shared: bool = False) -> None:
        """`shared`: others than who adds to it can read it."""
        self.library, self._settings, self.shared = library, settings, shared

    @cached_property
    def _embedder(self) -> Embedder:
        return make_embedder(self._settings)

    def add(self, files: Sequence[Path], addresses: Sequence[str] = ()) -> Iterator[Added]:
        """Add uploaded files and what stands at web addresses, yielding one outcome a document."""
        with self._writing():
            if files:
                yield from self._add_files(files)
            if addresses:
                limits = limits_of(self._settings)
                with Downloader(self.library.folder / DOWNLOADS, permits=is_public) as downloader:
                    yield from add_urls(
                        self.library, addresses, downloader, self._embedder, self._settings.passage_tokens, limits
                    )

    def _add_files(self, files: Sequence[Path]) -> Iterator[Added]:
        """A copy is kept beside the library of what was stored, so that its pages can be shown as printed; the uploads
        themselves are deleted."""
        kept: dict[str, bool] = {}  # paths of copies, and whether the library needs them

        def copies() -> Iterator[Path]:
            for file in files:
                copy = keep_upload(self.library, file.name, file.read_bytes())
                file.unlink()
                kept[str(copy)] = False
                yield copy

        limits = limits_of(self._settings)
        try:
            for added in add_files(self.library, copies(), self._embedder, self._settings.passage_tokens, limits):
                kept[added.path] |= added.outcome in STORED and added.outcome != "duplicate"
                yield added
        finally:
            forget_uploads([Path(path) for path, needed in kept.items() if not needed])

    def edit(self, source_id: str, fields: Mapping[str, object]) -> None:
        """Correct what is known of a source; what is empty becomes unknown. Raises UsageError for unusable values."""
        checked = checked_fields(fields, "what was entered")
        with self._writing():
            edit_source(self.library, with_series(replace(self.library.source(source_id), **checked)), self._embedder)
            keep_edits(self.library, source_id, checked)

    def remove(self, source_id: str) -> None:
        """Forget a source wholly. Raises UsageError for an unknown id."""
        with self._writing():
            remove_source(self.library, source_id)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The writer lock, and indexes that hold what was written once it is let go."""
        with writer_lock(self.library.folder, wait_s=PATIENCE):
            try:
                yield
            finally:
                Indexes(self.library, self._settings).follow()
