"""Fetching, against a real server on loopback."""

import gzip
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path

import pytest

from corpus.fetching import Fetched, Fetcher, FetchError, Limits, Outside, Validators, fetch
from corpus.fetching.terms import user_agent
from tests.unit.corpus.serving import PUBLIC, Request, Site, serving

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
PAGE = b"<!doctype html><html><title>Harbour Watch</title><p>412 victims</p></html>"
START = datetime(2024, 5, 1, 12, tzinfo=UTC)


@dataclass
class Time:
    """A clock that only sleeping moves."""

    passed: float = 0.0
    sleeps: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.passed += seconds

    def outside(self) -> Outside:
        return Outside(
            clock=lambda: self.passed, sleep=self.sleep, now=lambda: START + timedelta(seconds=self.passed),
            permitted=(ip_network(f"{PUBLIC}/32"),),
        )  # fmt: skip


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(PUBLIC) as opened:
        yield opened


@pytest.fixture
def clock() -> Time:
    return Time()


Get = Callable[..., Fetched]


@pytest.fixture
def get(site: Site, clock: Time, tmp_path: Path) -> Get:
    def fetched(path: str, known: Validators | None = None, **limits: float) -> Fetched:
        return fetch(
            site.url(path), folder=tmp_path / "in", known=known, outside=clock.outside(), limits=Limits(**limits)
        )

    return fetched


def trouble(get: Get, path: str, **limits: float) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(path, **limits)
    return caught.value


def test_a_publication_is_fetched_whole_with_what_its_server_says_of_it(site: Site, get: Get) -> None:
    changed = "Mon, 01 Apr 2024 10:00:00 GMT"
    site.routes["/docs/report.pdf"] = lambda r: r.give(
        200, PDF, content_type="application/pdf", etag='"v1"', last_modified=changed
    )
    found = get("/docs/report.pdf#page=3")
    assert found.path is not None and found.path.read_bytes() == PDF
    assert (found.size, found.sha256) == (len(PDF), sha256(PDF).hexdigest())
    assert (found.name, found.media_type, found.path.suffix) == ("report.pdf", "application/pdf", ".pdf")
    assert found.validators == Validators(etag='"v1"', last_modified=changed)
    assert found.final_url == found.url == site.url("/docs/report.pdf")
    assert found.fetched_at == "2024-05-01T12:00:00+00:00"
    assert sorted(p.suffix for p in found.path.parent.iterdir()) == [".lock", ".pdf"]


def test_the_user_agent_names_the_project_and_its_version(site: Site, get: Get) -> None:
    site.routes["/a"] = lambda r: r.give(200, PAGE)
    get("/a")
    assert {headers["user-agent"] for _, headers in site.seen} == {user_agent()}
    assert user_agent().startswith("trafficking-assistant/")


def test_an_unchanged_publication_is_not_sent_again(site: Site, get: Get) -> None:
    def answer(r: Request) -> None:
        same = r.headers["If-None-Match"] == '"v1"'
        r.give(304 if same else 200, b"" if same else PDF, etag='"v1"')

    site.routes["/a.pdf"] = answer
    first = get("/a.pdf")
    again = get("/a.pdf", known=first.validators)
    assert again.not_modified and again.path is None and again.validators == first.validators


def test_a_304_that_nobody_asked_for_is_an_error(site: Site, get: Get) -> None:
    site.routes["/a.pdf"] = lambda r: r.give(304)
    assert "304" in trouble(get, "/a.pdf").why


def test_redirects_are_followed_and_the_last_address_is_told(site: Site, get: Get) -> None:
    site.routes["/old"] = lambda r: r.give(301, location="/new/")
    site.routes["/new/"] = lambda r: r.give(302, location="report.html")
    site.routes["/new/report.html"] = lambda r: r.give(200, PAGE, content_type="text/html; charset=ISO-8859-1")
    found = get("/old")
    assert found.final_url == site.url("/new/report.html") and found.url == site.url("/old")
    assert (found.media_type, found.charset) == ("text/html", "iso-8859-1")


def test_the_sixth_redirect_is_not_followed(site: Site, get: Get) -> None:
    for n in range(6):
        site.routes[f"/{n}"] = lambda r, n=n: r.give(302, location=f"/{n + 1}")  # type: ignore[misc]
    site.routes["/6"] = lambda r: r.give(200, PAGE)
    assert get("/1").size == len(PAGE)
    assert "more than 5 times" in trouble(get, "/0").why


def test_a_redirect_to_nowhere_is_an_error(site: Site, get: Get) -> None:
    site.routes["/a"] = lambda r: r.give(302)
    assert "nowhere" in trouble(get, "/a").why


def test_a_server_error_that_passes_is_tried_again_with_growing_waits(site: Site, get: Get, clock: Time) -> None:
    answers = iter([500, 503, 502, 200])
    site.routes["/a"] = lambda r: r.give(next(answers), PAGE)
    assert get("/a").size == len(PAGE)
    assert clock.sleeps == [1.0, 2.0, 4.0]


def test_a_server_error_that_stays_is_told_after_four_tries(site: Site, get: Get) -> None:
    site.routes["/a"] = lambda r: r.give(500)
    assert "500" in trouble(get, "/a").why
    assert len(site.asked("/a")) == 4


@pytest.mark.parametrize(
    "retry_after", ["7", format_datetime(START + timedelta(seconds=7), usegmt=True)], ids=["seconds", "date"]
)
def test_a_busy_server_gets_the_wait_it_asks_for(site: Site, get: Get, clock: Time, retry_after: str) -> None:
    answers = iter([429, 200])
    site.routes["/a"] = lambda r: r.give(next(answers), PAGE, retry_after=retry_after)
    assert get("/a").size == len(PAGE)
    assert clock.sleeps == [7.0]


def test_a_server_that_asks_for_an_hour_is_given_up_at_once(site: Site, get: Get, clock: Time) -> None:
    site.routes["/a"] = lambda r: r.give(429, retry_after="3600")
    assert "3600 s" in trouble(get, "/a").why
    assert clock.sleeps == []


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
def test_a_refusal_is_told_at_once(site: Site, get: Get, status: int) -> None:
    site.routes["/a"] = lambda r: r.give(status, PAGE)
    error = trouble(get, "/a")
    assert str(status) in error.why and error.outcome == "failed" and len(site.asked("/a")) == 1


def test_a_server_that_is_not_there_is_tried_again_and_told(site: Site, get: Get, clock: Time) -> None:
    gone = Site(host=site.host, port=1)
    with pytest.raises(FetchError, match="refused"):
        fetch(gone.url("/a"), folder=Path("unused"), outside=clock.outside(), limits=Limits(tries=2))
    assert clock.sleeps == [1.0]


def test_a_truncated_file_is_never_passed_off_as_whole(site: Site, get: Get, tmp_path: Path) -> None:
    def answer(r: Request) -> None:
        r.give(200, PDF[:500], content_length=str(len(PDF)))
        r.cut()

    site.routes["/a.pdf"] = answer
    assert f"expected {len(PDF)}" in trouble(get, "/a.pdf").why
    assert not list((tmp_path / "in").glob("*.pdf"))


def test_a_cut_chunked_answer_is_never_passed_off_as_whole(site: Site, get: Get) -> None:
    def answer(r: Request) -> None:
        r.send_response(200)
        r.send_header("Transfer-Encoding", "chunked")
        r.end_headers()
        r.wfile.write(b"5\r\nhello\r\n")
        r.cut()

    site.routes["/a"] = answer
    assert "incomplete" in trouble(get, "/a").why


def cut_after(size: int, **headers: str) -> Callable[[Request], None]:
    """Serve PDF, at most `size` bytes a request, ranges included."""

    def answer(r: Request) -> None:
        start = 0
        if wanted := r.headers["Range"]:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            headers["content_range"] = f"bytes {start}-{len(PDF) - 1}/{len(PDF)}"
        r.give(
            206 if start else 200, PDF[start : start + size], content_length=str(len(PDF) - start), etag='"v1"', **headers
        )
        if start + size < len(PDF):
            r.cut()

    return answer


def test_an_interrupted_download_goes_on_where_it_stopped(site: Site, get: Get) -> None:
    site.routes["/a.pdf"] = cut_after(4000)
    found = get("/a.pdf")
    assert found.path is not None and found.path.read_bytes() == PDF
    asked = site.asked("/a.pdf")
    assert [h.get("range") for h in asked] == [None, "bytes=4000-", "bytes=8000-"]
    assert [h.get("if-range") for h in asked] == [None, '"v1"', '"v1"']


def test_a_later_call_goes_on_with_what_an_earlier_one_left(site: Site, get: Get) -> None:
    site.routes["/a.pdf"] = cut_after(4000)
    trouble(get, "/a.pdf", tries=1)
    trouble(get, "/a.pdf", tries=1)
    assert get("/a.pdf", tries=1).sha256 == sha256(PDF).hexdigest()
    assert len(site.asked("/a.pdf")) == 3


def test_a_file_that_changed_meanwhile_is_begun_anew(site: Site, get: Get) -> None:
    site.routes["/a.pdf"] = cut_after(4000)
    trouble(get, "/a.pdf", tries=1)
    newer = PDF + b"second edition"
    site.routes["/a.pdf"] = lambda r: r.give(200, newer, etag='"v2"')
    assert get("/a.pdf").sha256 == sha256(newer).hexdigest()


@pytest.mark.parametrize("content_range", ["bytes 1-10248/10249", "bytes 4000-9999/10000", "garbage"])
def test_a_rest_that_does_not_fit_is_thrown_away(site: Site, get: Get, content_range: str) -> None:
    site.routes["/a.pdf"] = cut_after(4000)
    trouble(get, "/a.pdf", tries=1)

    def answer(r: Request) -> None:
        if r.headers["Range"]:
            r.give(206, b"x" * 6249, content_range=content_range, etag='"v1"')
        else:
            r.give(200, PDF, etag='"v1"')

    site.routes["/a.pdf"] = answer
    assert get("/a.pdf").sha256 == sha256(PDF).hexdigest()


@pytest.mark.parametrize("etag", ['W/"v1"', None])
def test_without_a_strong_validator_a_download_begins_anew(site: Site, get: Get, etag: str | None) -> None:
    cuts = iter([True, False])

    def answer(r: Request) -> None:
        cut = next(cuts)
        headers = {"etag": etag} if etag else {}
        r.give(200, PDF[:4000] if cut else PDF, content_length=str(len(PDF)), **headers)
        if cut:
            r.cut()

    site.routes["/a.pdf"] = answer
    assert get("/a.pdf").sha256 == sha256(PDF).hexdigest()
    assert all("range" not in headers for headers in site.asked("/a.pdf"))


def test_a_file_declared_too_large_is_not_begun(site: Site, get: Get, tmp_path: Path) -> None:
    site.routes["/a.pdf"] = lambda r: r.give(200, b"x" * 3000)
    error = trouble(get, "/a.pdf", max_bytes=2999)
    assert error.outcome == "too_large" and not list((tmp_path / "in").glob("*.part*"))
    assert len(site.asked("/a.pdf")) == 1


def test_a_file_that_turns_out_too_large_is_stopped(site: Site, get: Get, tmp_path: Path) -> None:
    sent = []

    def endless() -> Iterator[bytes]:
        for _ in range(2000):
            sent.append(1)
            yield b"x" * 65536

    site.routes["/a"] = lambda r: r.give_chunks(endless())
    assert trouble(get, "/a", max_bytes=100_000).outcome == "too_large"
    assert len(sent) < 2000 and not list((tmp_path / "in").glob("*.part*"))


def test_a_packed_file_is_unpacked(site: Site, get: Get) -> None:
    packed = gzip.compress(PAGE)
    site.routes["/a"] = lambda r: r.give(200, packed, content_encoding="gzip", content_type="text/html")
    found = get("/a")
    assert found.path is not None and found.path.read_bytes() == PAGE and found.size == len(PAGE)


def test_a_packed_file_is_too_large_by_what_comes_out_of_it(site: Site, get: Get, tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(5_000_000))
    site.routes["/a"] = lambda r: r.give(200, bomb, content_encoding="gzip")
    assert trouble(get, "/a", max_bytes=1_000_000).outcome == "too_large"
    assert [p.name for p in (tmp_path / "in").iterdir()] == ["fetching.lock"]


def test_a_packed_file_that_is_broken_is_told(site: Site, get: Get) -> None:
    site.routes["/a"] = lambda r: r.give(200, gzip.compress(PAGE)[:-9], content_encoding="gzip")
    assert "packed" in trouble(get, "/a").why


def test_a_packing_that_was_not_asked_for_is_told(site: Site, get: Get) -> None:
    site.routes["/a"] = lambda r: r.give(200, PAGE, content_encoding="br")
    assert "packed as br" in trouble(get, "/a").why


def test_a_silent_server_runs_into_the_time_out(site: Site, get: Get) -> None:
    site.routes["/a"] = lambda r: time.sleep(1)
    assert "in time" in trouble(get, "/a", read_s=0.1, tries=1).why


def test_a_server_that_drips_runs_into_the_total_time(site: Site, tmp_path: Path) -> None:
    def drip() -> Iterator[bytes]:
        for _ in range(40):
            time.sleep(0.05)
            yield b"x"

    site.routes["/a"] = lambda r: r.give_chunks(drip())
    outside = Outside(permitted=(ip_network(f"{PUBLIC}/32"),))
    with pytest.raises(FetchError, match="longer than 0.4 s"):
        fetch(site.url("/a"), folder=tmp_path, outside=outside, limits=Limits(total_s=0.4, tries=1))


def test_what_robots_txt_disallows_is_not_asked_for(site: Site, get: Get) -> None:
    rules = b"User-agent: *\nDisallow: /private/\n\nUser-agent: trafficking-assistant\nDisallow: /drafts/\n"
    site.routes["/robots.txt"] = lambda r: r.give(200, rules)
    site.routes["/drafts/a"] = site.routes["/private/a"] = lambda r: r.give(200, PAGE)
    assert "robots.txt" in trouble(get, "/drafts/a").why and not site.asked("/drafts/a")
    assert get("/private/a").size == len(PAGE)


def test_robots_txt_is_asked_about_redirects_too(site: Site, get: Get) -> None:
    site.routes["/robots.txt"] = lambda r: r.give(200, b"User-agent: *\nDisallow: /private/\n")
    site.routes["/a"] = lambda r: r.give(302, location="/private/a")
    assert "robots.txt" in trouble(get, "/a").why and not site.asked("/private/a")


def test_a_robots_txt_that_cannot_be_read_now_allows_nothing(site: Site, get: Get) -> None:
    site.routes["/robots.txt"] = lambda r: r.give(503)
    site.routes["/a"] = lambda r: r.give(200, PAGE)
    assert "503" in trouble(get, "/a").why and not site.asked("/a")
    assert len(site.asked("/robots.txt")) == 4


@pytest.mark.parametrize("rules", [b"Disallow: //[\nUser-agent: *\nDisallow: //[\n", b"\xff\xfe\x00", b"x" * 600_000])
def test_a_senseless_robots_txt_does_no_harm(site: Site, get: Get, rules: bytes) -> None:
    site.routes["/robots.txt"] = lambda r: r.give(200, rules)
    site.routes["/a"] = lambda r: r.give(200, PAGE)
    try:
        assert get("/a").size == len(PAGE)
    except FetchError as error:
        assert "lets programs fetch" in error.what


def test_robots_txt_is_read_once_a_host_and_its_pause_kept(site: Site, clock: Time, tmp_path: Path) -> None:
    site.routes["/robots.txt"] = lambda r: r.give(200, b"User-agent: *\nCrawl-delay: 3\n")
    site.routes["/a"] = site.routes["/b"] = lambda r: r.give(200, PAGE)
    fetcher = Fetcher(tmp_path, outside=clock.outside())
    fetcher.fetch(site.url("/a"))
    fetcher.fetch(site.url("/b"))
    assert len(site.asked("/robots.txt")) == 1 and clock.sleeps == [3.0]


def test_cookies_of_one_fetch_are_forgotten_at_the_next(site: Site, clock: Time, tmp_path: Path) -> None:
    site.routes["/a"] = lambda r: r.give(302, location="/b", set_cookie="seen=1")
    site.routes["/b"] = lambda r: r.give(200, PAGE)
    fetcher = Fetcher(tmp_path, outside=clock.outside())
    fetcher.fetch(site.url("/a"))
    fetcher.fetch(site.url("/b"))
    assert [headers.get("cookie") for headers in site.asked("/b")] == ["seen=1", None]


def test_two_downloads_of_one_address_never_mix(site: Site, get: Get) -> None:
    from concurrent.futures import ThreadPoolExecutor

    site.routes["/a.pdf"] = cut_after(4000)
    with ThreadPoolExecutor(4) as pool:
        hashes = {found.sha256 for found in pool.map(get, ["/a.pdf"] * 4)}
    assert hashes == {sha256(PDF).hexdigest()}


def test_a_folder_that_cannot_be_written_is_told(site: Site, clock: Time, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(FetchError, match="cannot be stored"):
        fetch(site.url("/a"), folder=tmp_path / "file" / "in", outside=clock.outside())
