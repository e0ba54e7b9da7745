"""The word index: BM25 by tantivy over passages, pages and documents, with title, publisher and date beside them.

Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009); tantivy's k1 = 1.2, b = 0.75.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy

from assistant.questions.terms import terms
from corpus.errors import LibraryError

HEAP = 64_000_000
FIELDS = {"body": 1.0, "context": 1.0}
MAX_QUERY_TERMS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row: a passage, page or document. `context` stands beside the words: title, publisher, date, place."""

    key: str
    source_id: str
    context: str
    body: str


class WordIndex:
    """One tantivy index in a folder. `add` and `delete` show after `commit`; a reader sees them after `reload`.

    Every method raises LibraryError where the files are damaged; `clear` makes them anew.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("key", stored=True, tokenizer_name="raw")
        builder.add_text_field("source_id", stored=True, tokenizer_name="raw")
        for field in FIELDS:
            builder.add_text_field(field, stored=False, tokenizer_name="whitespace")
        self._schema = builder.build()
        self._known: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None

    @property
    def _index(self) -> tantivy.Index:
        if self._known is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            with _explained(self._folder):
                self._known = tantivy.Index(self._schema, path=str(self._folder))
        return self._known

    def add(self, entries: Iterable[Entry]) -> None:
        """Add entries; one with a key already there takes its place."""
        with self._writing() as writer:
            for entry in entries:
                writer.delete_documents_by_term("key", entry.key)
                document = tantivy.Document()
                document.add_text("key", entry.key)
                document.add_text("source_id", entry.source_id)
                document.add_text("body", " ".join(terms(entry.body)))
                document.add_text("context", " ".join(terms(entry.context)))
                writer.add_document(document)

    def delete(self, keys: Iterable[str]) -> None:
        with self._writing() as writer:
            for key in keys:
                writer.delete_documents_by_term("key", key)

    def delete_sources(self, sources: Iterable[str]) -> None:
        with self._writing() as writer:
            for source_id in sources:
                writer.delete_documents_by_term("source_id", source_id)

    def commit(self) -> None:
        if self._writer is not None:
            with self._writing() as writer:
                writer.commit()
                writer.wait_merging_threads()
            self._writer = None
        self.reload()

    def let_go(self) -> None:
        """Give up what was not committed, and the writer with its lock."""
        self._writer = None

    def reload(self) -> None:
        with _explained(self._folder):
            self._index.reload()

    def search(self, words: Sequence[str], k: int, sources: Iterable[str] | None = None) -> list[tuple[str, float]]:
        """Keys and BM25 scores of the k best, best first; ties break by key. `words` are index terms."""
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, word), weight),
            )
            for word in list(dict.fromkeys(words))[:MAX_QUERY_TERMS]
            for field, weight in FIELDS.items()
        ]
        if not clauses:
            return []
        query = tantivy.Query.boolean_query(clauses)
        if sources is not None:
            within = tantivy.Query.term_set_query(self._schema, "source_id", [*sources])
            allowed = tantivy.Query.const_score_query(within, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, allowed)])
        searcher = self._index.searcher()
        with _explained(self._folder):
            hits = searcher.search(query, k).hits
            found = [(searcher.doc(address)["key"][0], float(score)) for score, address in hits]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def document_frequency(self, word: str, field: str = "body") -> int:
        """In how many entries a term stands, in the body or the context."""
        return int(self._index.searcher().doc_freq(field, word))

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def clear(self) -> None:
        """Empty the index, whatever state it is in; who reads it meanwhile keeps what stood there until `commit`."""
        try:
            with self._writing() as writer:
                writer.delete_all_documents()
        except LibraryError:
            self._known = None
            shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """The writer, which is let go where it fails: it cannot be used again."""
        try:
            with _explained(self._folder):
                if self._writer is None:
                    self._writer = self._index.writer(heap_size=HEAP, num_threads=1)
                yield self._writer
        except BaseException:
            self._writer = None
            raise


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        if not isinstance(error, ValueError | OSError) and type(error).__name__ != "PanicException":  # tantivy's own
            raise
        raise LibraryError(
            what="Cannot use the word index", why=f"{folder} is damaged or cannot be written ({error})",
            fix="Free the disk if it is full, and run `assistant library rebuild-index`",
        ) from error  # fmt: skip
