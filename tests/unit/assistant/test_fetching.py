"""From an address into the library: full texts beside their digests, pages added by address."""

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.index.searching import Indexes
from assistant.library.checking import check
from assistant.library.download import Downloader, Limits
from assistant.library.fetching import add_urls, fetch_sources, wanted_sources
from assistant.library.incoming import Added
from assistant.library.lock import writer_lock
from assistant.library.originals import original_of
from assistant.library.reader import Limits as ReadingLimits
from assistant.library.store import Library
from assistant.library.writing import edit_source, remove_source
from assistant.settings import Settings
from corpus.errors import UsageError
from tests.conftest import add
from tests.unit.corpus.serving import PUBLIC, Site, serving
from tests.unit.corpus.test_sameness import STORY

PAGE = f"<html><head><title>Ports</title></head><body><h1>Ports</h1><p>{STORY}</p></body></html>".encode()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(PUBLIC) as opened:
        yield opened


@pytest.fixture
def digest(library: Library, tmp_path: Path, embedder: Embedder, site: Site, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("assistant.library.incoming.STARTER", tmp_path)
    text = (
        "---\nid: ports-2031\ntitle: Ports of the South\npublisher: Harbour Watch\npublished: '2031'\nkind: digest\n"
        f"url: {site.url('/report')}\n---\n\n## Boats\n\nHarbour Watch wrote of 41 workers. (First-hand.)\n"
        "<!-- facts: ports-f01; evidence: first-hand -->\n"
    )
    (tmp_path / "ports.md").write_text(text, "utf-8")
    add(library, embedder, tmp_path / "ports.md")
    return "ports-2031"


def downloader(library: Library) -> Downloader:
    return Downloader(
        library.folder / "downloads", permits=lambda a: a == ip_address(PUBLIC), limits=Limits(attempts=1)
    )


def fetch(library: Library, embedder: Embedder, *ids: str) -> list[Added]:
    with writer_lock(library.folder), downloader(library) as opened:
        added = list(fetch_sources(library, ids, opened, embedder, 180, ReadingLimits()))
        Indexes(library, Settings(library=library.folder)).follow()
    return added


def add_address(library: Library, embedder: Embedder, *urls: str) -> list[Added]:
    with writer_lock(library.folder), downloader(library) as opened:
        return list(add_urls(library, urls, opened, embedder, 180, ReadingLimits()))


def test_a_full_text_is_searched_instead_of_the_digest_which_stays_readable(
    library: Library, embedder: Embedder, site: Site, digest: str
) -> None:
    before = library.page(digest, 1)
    assert before is not None
    site.routes["/report"] = lambda r: r.give(200, PAGE, content_type="text/html", etag='"one"')
    [added] = fetch(library, embedder, digest)
    assert (added.outcome, added.source_id, added.path) == ("replaced", digest, site.url("/report"))
    source = library.source(digest)
    assert (source.kind, source.title, source.published) == ("full_text", "Ports of the South", "2031")
    assert all("41 workers from two" in p.text for p in library.passages_of(digest)[:1])
    old = library.page(digest, 1, before.source_sha256)
    assert old is not None and old.page.text == before.page.text and not old.newest
    assert [each["kind"] for each in library.described(digest)["revisions"]] == ["full_text", "digest"]
    newest = library.page(digest, 1)
    assert newest is not None and original_of(library, digest, newest.source_sha256) is not None
    assert check(library, Indexes(library, Settings(library=library.folder))) == []


def test_fetching_again_asks_whether_it_changed(library: Library, embedder: Embedder, site: Site, digest: str) -> None:
    site.routes["/report"] = lambda r: (
        r.give(304) if "If-None-Match" in r.headers else r.give(200, PAGE, content_type="text/html", etag='"one"')
    )
    assert [a.outcome for a in fetch(library, embedder, digest)] == ["replaced"]
    assert [a.outcome for a in fetch(library, embedder, digest)] == ["unchanged"]
    assert site.asked("/report")[1]["if-none-match"] == '"one"'


def test_a_digest_becomes_a_full_text_whose_address_was_added_before(
    library: Library, embedder: Embedder, site: Site, digest: str
) -> None:
    site.routes["/report"] = lambda r: (
        r.give(304) if "If-None-Match" in r.headers else r.give(200, PAGE, content_type="text/html", etag='"one"')
    )
    [page] = add_address(library, embedder, site.url("/report"))
    [added] = fetch(library, embedder, digest)
    assert page.source_id != digest
    assert (added.outcome, added.source_id, library.source(digest).kind) == ("replaced", digest, "full_text")
    assert [a.outcome for a in fetch(library, embedder, digest)] == ["unchanged"]
    remove_source(library, str(page.source_id))
    assert original_of(library, digest, library.revisions(digest)[0]["sha256"]) is not None


def test_building_the_corpus_again_keeps_the_full_text(
    library: Library, embedder: Embedder, site: Site, digest: str, tmp_path: Path
) -> None:
    site.routes["/report"] = lambda r: r.give(200, PAGE, content_type="text/html")
    fetch(library, embedder, digest)
    assert [a.outcome for a in add(library, embedder, tmp_path / "ports.md")] == ["unchanged"]
    assert library.source(digest).kind == "full_text"


def test_a_mere_notice_does_not_replace_a_digest(library: Library, embedder: Embedder, site: Site, digest: str) -> None:
    site.routes["/report"] = lambda r: r.give(200, b"<p>Moved.</p>", content_type="text/html")
    [added] = fetch(library, embedder, digest)
    assert added.outcome == "empty" and "which stays" in (added.detail or "")
    assert library.source(digest).kind == "digest"
    assert not list((library.folder / "uploads").rglob("*.html"))


def test_one_that_cannot_be_had_does_not_stop_the_rest(
    library: Library, embedder: Embedder, site: Site, digest: str
) -> None:
    site.routes["/good.txt"] = lambda r: r.give(200, STORY.encode(), content_type="text/plain")
    added = add_address(library, embedder, "http://[::1", site.url("/gone.pdf"), site.url("/good.txt"))
    assert [a.outcome for a in added] == ["failed", "failed", "added"]
    assert [a.detail for a in added[1:]] == ["the server answered 404 Not Found", None]


@pytest.mark.parametrize(
    ("path", "content_type", "body", "name"),
    [
        ("/doc.aspx?id=4", "text/html; charset=utf-8", PAGE, "doc.aspx.html"),
        ("/report.pdf", "text/html", PAGE, "report.html"),
        ("/notes.md", "text/plain", b"# Ports\n\nForty ports were searched.", "notes.md"),
        ("/a/..%2f..%2fetc%2fnotes.txt", "text/plain", b"Forty ports were searched.", "notes.txt"),
    ],
)
def test_what_an_address_gives_is_told_by_its_type_and_name(
    library: Library, embedder: Embedder, site: Site, path: str, content_type: str, body: bytes, name: str
) -> None:
    site.routes[path.partition("?")[0]] = lambda r: r.give(200, body, content_type=content_type)
    [added] = add_address(library, embedder, site.url(path))
    assert added.outcome == "added" and added.source_id
    assert library.source(added.source_id).url == site.url(path)
    origin = Path(library.described(added.source_id)["revisions"][0]["origin"])
    assert origin.name == name and origin.is_relative_to(library.folder / "uploads")


def test_a_changed_page_at_the_same_address_is_the_same_source(
    library: Library, embedder: Embedder, site: Site
) -> None:
    site.routes["/a"] = lambda r: r.give(200, PAGE, content_type="text/html")
    [first] = add_address(library, embedder, site.url("/a"))
    site.routes["/a"] = lambda r: r.give(200, PAGE.replace(b"41", b"43"), content_type="text/html")
    [second] = add_address(library, embedder, site.url("/a"))
    assert (second.outcome, second.source_id) == ("replaced", first.source_id)


def test_an_address_that_was_cleared_is_not_taken_from_the_catalogue(
    library: Library, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "assistant.library.fetching._catalogued", lambda: {"harbour-2021": {"url": "https://harbour.example/2021.pdf"}}
    )
    assert wanted_sources(library, ["harbour-2021"], every=False) == ["harbour-2021"]
    edit_source(library, replace(library.source("harbour-2021"), url=None), embedder)
    with pytest.raises(UsageError, match="no address is known"):
        wanted_sources(library, ["harbour-2021"], every=False)


def test_only_what_has_an_address_is_fetched(library: Library, digest: str) -> None:
    assert wanted_sources(library, [], every=True) == [digest]
    for ids, every in (([], False), (["harbour-2021"], True), (["nobody"], False), (["រដ្ឋ-១"], False)):
        with pytest.raises(UsageError):
            wanted_sources(library, ids, every=every)
