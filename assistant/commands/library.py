"""`library …`: build, add, list, show, edit, remove, status, check, rebuild-index."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.library.lock import writer_lock
from assistant.library.store import Library
from assistant.settings import Settings, load_settings
from corpus.dates import written_out
from corpus.errors import UsageError
from corpus.model import PUBLISHER_TYPES
from corpus.outcomes import STORED

if TYPE_CHECKING:
    from assistant.library.download import Downloader
    from assistant.library.incoming import Added

AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Contact addresses of this machine and of private networks too.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]

commands = typer.Typer(no_args_is_help=True, help="What the assistant reads.")


def register(app: typer.Typer) -> None:
    app.add_typer(commands, name="library")


@commands.command()
def build(as_json: Json = False) -> None:
    """Add the starter corpus shipped with the project."""
    from assistant.encoders.embedding import make_embedder
    from assistant.index.searching import Indexes
    from assistant.library.starter import build_starter, starter_files

    settings = load_settings()
    with opened(settings, create=True) as library:
        added = build_starter(library, Indexes(library, settings), make_embedder(settings), settings.passage_tokens)
        _report(added, len(starter_files()), as_json)


@commands.command()
def add(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders, JSON lines or web addresses.", metavar="PATH_OR_URL…")
    ],
    as_json: Json = False,
    allow_private: AllowPrivate = False,
    where: Annotated[str, typer.Option("--on", help="here, or ray: read and embed on a Ray cluster.")] = "here",
    address: Annotated[
        str | None, typer.Option(help="HOST:PORT of the Ray cluster; without it, one is started.")
    ] = None,
) -> None:
    """Add documents: exactly one outcome each; a bad one never stops the rest."""
    from assistant.encoders.embedding_bulk import bulk_embedder
    from assistant.library.fetching import add_urls
    from assistant.library.importing import add_files, files_under
    from assistant.library.reader import limits_of

    urls = [path for path in paths if is_url(path)]
    files = files_under(Path(path).absolute() for path in paths if not is_url(path))
    settings = load_settings()
    if where not in ("here", "ray") or (where == "here" and address is not None):
        why = f"--on {where} is neither here nor ray" if address is None else "--address goes with --on ray"
        raise UsageError(what="Cannot add", why=why, fix="Write --on ray [--address HOST:PORT], or neither")

    def added(library: Library) -> "Iterator[Added]":
        embedder, limits = bulk_embedder(settings), limits_of(settings)
        if files and where == "ray":
            from assistant.library.cluster import add_on_cluster, connected

            with connected(address):
                yield from add_on_cluster(library, files, embedder, settings, limits)
        elif files:
            yield from add_files(library, files, embedder, settings.passage_tokens, limits)
        if urls:
            with downloader_of(library, allow_private) as downloader:
                yield from add_urls(library, urls, downloader, embedder, settings.passage_tokens, limits)

    _write(settings, added, len(files) + len(urls), as_json)


@commands.command()
def fetch(
    source_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID…]")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every catalogued publication that has an address.")] = False,
    as_json: Json = False,
    allow_private: AllowPrivate = False,
) -> None:
    """Fetch the full text of catalogued publications from their own addresses; it is searched instead of the digest."""
    from assistant.encoders.embedding_bulk import bulk_embedder
    from assistant.library.fetching import fetch_sources, wanted_sources
    from assistant.library.reader import limits_of

    settings = load_settings()
    with opened(settings, create=True) as library:
        wanted = wanted_sources(library, source_ids or [], every)

    def added(library: Library) -> "Iterator[Added]":
        with downloader_of(library, allow_private) as downloader:
            yield from fetch_sources(
                library, wanted, downloader, bulk_embedder(settings), settings.passage_tokens, limits_of(settings)
            )

    _write(settings, added, len(wanted), as_json)


@commands.command("list")
def list_sources(as_json: Json = False) -> None:
    """Sources with publisher, date, kind and how many passages."""
    with opened(load_settings()) as library:
        counts = dict(library.connection.execute("SELECT source_id, count(*) FROM passage GROUP BY source_id"))
        for source in library.sources.values():
            passages = counts.get(source.id, 0)
            if as_json:
                print(json.dumps({**library.described(source.id), "passages": passages}, ensure_ascii=False))
            else:
                publisher = source.publisher or "unknown publisher"
                facts = (source.id, publisher, written_out(source.published), source.kind, passages, source.title)
                print(*facts, *_links(library, source.id), sep="\t")


@commands.command()
def show(
    source_id: Annotated[str, typer.Argument(metavar="ID")],
    page: Annotated[int | None, typer.Option(min=1, help="Print this page's text, as offsets count it.")] = None,
) -> None:
    """What the library knows of a source, or the text of one of its pages."""
    with opened(load_settings()) as library:
        library.source(source_id)
        if page is None:
            record = {**library.described(source_id), "pages": len(library.pages(source_id))}
            print(json.dumps(record, ensure_ascii=False, indent=2))
            return
        stored = library.page(source_id, page)
        if stored is None:
            raise UsageError(
                what=f"{source_id} has no page {page}", why=f"it has {len(library.pages(source_id))} page(s)",
                fix="Name a page from 1 on",
            )  # fmt: skip
        sys.stdout.write(stored.page.text)
        if sys.stdout.isatty():
            print()


@commands.command()
def edit(
    source_id: Annotated[str, typer.Argument(metavar="ID")],
    title: Annotated[str | None, typer.Option()] = None,
    publisher: Annotated[str | None, typer.Option()] = None,
    publisher_type: Annotated[str | None, typer.Option(help=", ".join(PUBLISHER_TYPES))] = None,
    published: Annotated[str | None, typer.Option(metavar="YYYY[-MM[-DD]]")] = None,
    language: Annotated[str | None, typer.Option(help="Two letters, such as km.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Name or code; repeat for several.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="Repeat for several.")] = None,
    symbol: Annotated[list[str] | None, typer.Option(help="Such as A/79/801; repeat for several.")] = None,
    url: Annotated[str | None, typer.Option()] = None,
    licence: Annotated[str | None, typer.Option()] = None,
    edition_of: Annotated[str | None, typer.Option(help="The series it belongs to.")] = None,
) -> None:
    """Correct what is known of a source; an empty value makes it unknown. Kept when its file is added anew."""
    from assistant.encoders.embedding import make_embedder
    from assistant.index.searching import Indexes
    from assistant.library.describing import checked_fields, with_series
    from assistant.library.writing import edit_source, keep_edits

    given = {
        "title": title, "publisher": publisher, "publisher_type": publisher_type, "published": published,
        "language": language, "countries": country, "topics": topic, "symbols": symbol, "url": url,
        "licence": licence, "edition_of": edition_of,
    }  # fmt: skip
    fields = checked_fields({key: value for key, value in given.items() if value is not None}, "the command line")
    if not fields:
        raise UsageError(
            what=f"Cannot edit {source_id}",
            why="nothing to change was named",
            fix="Name a field, such as --published 2024",
        )
    settings = load_settings()
    with opened(settings) as library, writer_lock(library.folder):
        changed = with_series(replace(library.source(source_id), **fields))
        edit_source(library, changed, make_embedder(settings))
        keep_edits(library, source_id, fields)
        Indexes(library, settings).follow()
        print(json.dumps(library.described(source_id), ensure_ascii=False, indent=2))


@commands.command()
def remove(source_ids: Annotated[list[str], typer.Argument(metavar="ID…")]) -> None:
    """Forget sources wholly, pages and vectors included."""
    from assistant.index.searching import Indexes
    from assistant.library.writing import remove_source

    settings = load_settings()
    with opened(settings) as library, writer_lock(library.folder):
        for source_id in source_ids:
            library.source(source_id)
        for source_id in source_ids:
            remove_source(library, source_id)
            print(f"{source_id}\tremoved")
        Indexes(library, settings).follow()


@commands.command()
def status(as_json: Json = False) -> None:
    """What the library holds and whether its indexes are up to date."""
    from assistant.index.searching import Indexes

    settings = load_settings()
    with opened(settings) as library:
        record = {
            "folder": str(library.folder),
            "sources": len(library.sources),
            "pages": library.count("page"),
            "passages": library.count("passage"),
            "kinds": dict(Counter(s.kind for s in library.sources.values())),
            "embedder": library.meta("embedder"),
            "generation": library.generation,
            "indexes": Indexes(library, settings).applied(),
            "fingerprint": library.fingerprint,
        }
    if as_json:
        print(json.dumps(record, ensure_ascii=False))
    else:
        for key, value in record.items():
            print(f"{key}: {value}")


@commands.command()
def check(as_json: Json = False) -> None:
    """Whether the library is whole; exit code 1 where it is not."""
    from assistant.index.searching import Indexes
    from assistant.library.checking import check as problems_of

    settings = load_settings()
    with opened(settings) as library:
        problems = problems_of(library, Indexes(library, settings))
    if as_json:
        print(json.dumps({"problems": problems}, ensure_ascii=False))
    else:
        print("\n".join(problems) or "The library is whole.")
    raise typer.Exit(1 if problems else 0)


@commands.command("rebuild-index")
def rebuild_index(
    again: Annotated[bool, typer.Option("--embed-again", help="Embed every passage with the settings' model.")] = False,
) -> None:
    """Make every index again from the library."""
    from assistant.commands.progress import indexing, steps
    from assistant.encoders.embedding_bulk import bulk_embedder
    from assistant.index.searching import Indexes
    from assistant.library.embedding_again import embed_again

    settings = load_settings()
    with opened(settings) as library, writer_lock(library.folder):
        if again:
            with steps("Embedding") as progress:
                embed_again(library, bulk_embedder(settings), progress)
        with indexing() as progress:
            Indexes(library, settings).rebuild(progress)
        print(f"{library.count('passage')} passages indexed.")


def _links(library: Library, source_id: str) -> Iterator[str]:
    """Copies, a newer edition, amendments: in words, where there are any."""
    if newer := library.superseded_by(source_id):
        yield f"superseded by {newer}"
    if copies := library.copies_of(source_id):
        yield f"same text as {', '.join(copies)}"
    if amended := library.amended_by(source_id):
        yield f"amended by {', '.join(amended)}"


@contextmanager
def opened(settings: Settings, *, create: bool = False) -> Iterator[Library]:
    library = Library(settings.library_folder, create=create)
    try:
        yield library
    finally:
        library.close()


def downloader_of(library: Library, allow_private: bool) -> "Downloader":
    from assistant.library.addresses import anywhere, is_public
    from assistant.library.download import Downloader
    from assistant.library.fetching import DOWNLOADS

    return Downloader(library.folder / DOWNLOADS, permits=anywhere if allow_private else is_public)


def is_url(path: str) -> bool:
    return path.lower().startswith(("http://", "https://"))


def _write(settings: Settings, adding: "Callable[[Library], Iterator[Added]]", total: int, as_json: bool) -> None:
    """Add under the writer lock, bring the indexes up whatever happens, and end with 1 where a document failed."""
    from assistant.commands.progress import indexing
    from assistant.index.searching import Indexes

    with opened(settings, create=True) as library, writer_lock(library.folder):
        indexes = Indexes(library, settings)
        try:
            failed = _report(adding(library), total, as_json)
        finally:
            with indexing() as progress:
                indexes.follow(progress)
    raise typer.Exit(1 if failed else 0)


def _printable(line: str) -> str:
    """Control characters in the name of a file written out, so that they do nothing to the terminal."""
    return "".join(c if c.isprintable() or c == "\t" else c.encode("unicode_escape").decode() for c in line)


def _report(added: "Iterable[Added]", total: int, as_json: bool) -> int:
    """Print outcomes as they come, then a count of each; returns how many documents were not stored."""
    from assistant.commands.progress import tracked

    counts: Counter[str] = Counter()
    for item in tracked(added, total=total):
        counts[item.outcome] += 1
        if as_json:
            print(json.dumps(item.as_dict(), ensure_ascii=False), flush=True)
        elif item.outcome not in STORED:
            print(_printable(f"{item.outcome}\t{item.path}\t{item.detail or ''}"))
    summary = ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
    print(summary or "nothing to add", file=sys.stderr if as_json else sys.stdout)
    return sum(count for outcome, count in counts.items() if outcome not in STORED)
