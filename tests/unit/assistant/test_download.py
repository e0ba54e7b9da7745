"""Downloads from a real server on loopback: good, slow, cut off, redirecting, unchanged, busy and broken."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from assistant.library.addresses import Address, is_public
from assistant.library.download import Download, Downloader, DownloadError, Limits, shown
from assistant.library.partial import Validators
from tests.unit.corpus.serving import PRIVATE, PUBLIC, Request, Site, serving

BODY = b"Forty ports were searched. " * 4_000
Get = Callable[..., Download]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(PUBLIC) as opened:
        yield opened


def only_first(address: Address) -> bool:
    return address == ip_address(PUBLIC)


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def get(tmp_path: Path, waits: list[float]) -> Get:
    def fetch(url: str, known: Validators | None = None, **limits: Any) -> Download:
        with Downloader(
            tmp_path / "downloads", permits=only_first, limits=Limits(**limits), sleep=waits.append
        ) as downloader:
            return downloader.get(url, known)

    return fetch


def body_of(download: Download) -> bytes:
    assert download.path is not None
    return download.path.read_bytes()


def test_a_good_answer_is_stored_whole_with_what_tells_it_from_a_later_one(site: Site, get: Get) -> None:
    site.routes["/a.pdf"] = lambda r: r.give(200, BODY, content_type="application/pdf; q=1", etag='"one"')
    download = get(site.url("/a.pdf"))
    assert (body_of(download), download.content_type, download.validators.etag) == (BODY, "application/pdf", '"one"')
    assert site.asked("/a.pdf")[0]["user-agent"].startswith("trafficking-assistant/")
    assert len(site.asked("/robots.txt")) == 1


def test_what_has_not_changed_is_not_sent_again(site: Site, get: Get) -> None:
    site.routes["/a"] = lambda r: r.give(304) if r.headers["If-None-Match"] == '"one"' else r.give(200, BODY)
    assert get(site.url("/a"), Validators(etag='"one"')).path is None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_or_broken_server_is_asked_again_after_a_growing_pause(
    site: Site, get: Get, waits: list[float], status: int
) -> None:
    answers = iter([status, status, 200])
    site.routes["/a"] = lambda r: r.give(next(answers), BODY)
    assert body_of(get(site.url("/a"))) == BODY
    assert 1.0 <= waits[0] < waits[1] <= 2.5


def test_a_server_that_says_when_to_come_back_is_obeyed_up_to_a_limit(site: Site, get: Get, waits: list[float]) -> None:
    answers = iter([("7", 429), ("100000", 503), ("", 200)])

    def answer(request: Request) -> None:
        after, status = next(answers)
        request.give(status, BODY, retry_after=after)

    site.routes["/a"] = answer
    get(site.url("/a"))
    assert waits == [7.0, 60.0]


@pytest.mark.parametrize("asked", ["²", "soon", "-1"])
def test_a_wait_that_is_none_is_passed_over(site: Site, get: Get, waits: list[float], asked: str) -> None:
    site.routes["/a"] = lambda r: r.give(503, retry_after=asked)
    with pytest.raises(DownloadError, match="503"):
        get(site.url("/a"), attempts=2)
    assert len(waits) == 1 and 1.0 <= waits[0] <= 1.25


@pytest.mark.parametrize("status", [404, 403, 410])
def test_an_answer_that_will_not_change_is_not_asked_for_again(site: Site, get: Get, status: int) -> None:
    site.routes["/a"] = lambda r: r.give(status)
    with pytest.raises(DownloadError, match=f"answered {status}"):
        get(site.url("/a"))
    assert len(site.asked("/a")) == 1


def test_a_server_that_stays_broken_is_given_up_on(site: Site, get: Get) -> None:
    site.routes["/a"] = lambda r: r.give(500)
    with pytest.raises(DownloadError, match=r"500 Internal Server Error \(4 tries\)"):
        get(site.url("/a"))


def cut_short(request: Request) -> None:
    """Half of the body on a first request; the rest for a Range that still fits."""
    if "Range" in request.headers:
        first = int(request.headers["Range"].removeprefix("bytes=").rstrip("-"))
        assert request.headers["If-Range"] == '"one"'
        request.give(206, BODY[first:], content_range=f"bytes {first}-{len(BODY) - 1}/{len(BODY)}", etag='"one"')
    else:
        request.give(200, BODY[: len(BODY) // 2], content_length=str(len(BODY)), etag='"one"')
        request.cut()


def test_a_download_that_broke_off_goes_on_where_it_stopped(site: Site, get: Get) -> None:
    site.routes["/a"] = cut_short
    assert body_of(get(site.url("/a"))) == BODY
    assert [("range" in headers) for headers in site.asked("/a")] == [False, True]


def test_it_goes_on_in_a_later_run_too(site: Site, get: Get) -> None:
    site.routes["/a"] = cut_short
    with pytest.raises(DownloadError):
        get(site.url("/a"), attempts=1)
    assert body_of(get(site.url("/a"), attempts=1)) == BODY


def test_a_file_that_changed_meanwhile_is_fetched_anew(site: Site, get: Get) -> None:
    site.routes["/a"] = cut_short
    with pytest.raises(DownloadError):
        get(site.url("/a"), attempts=1)
    site.routes["/a"] = lambda r: r.give(200, b"new" * 100, etag='"two"')
    assert body_of(get(site.url("/a"))) == b"new" * 100


def test_a_part_that_was_not_asked_for_is_not_taken(site: Site, get: Get) -> None:
    site.routes["/a"] = cut_short
    with pytest.raises(DownloadError):
        get(site.url("/a"), attempts=1)
    site.routes["/a"] = lambda r: (
        r.give(206, b"x", content_range="bytes 5-5/9") if "Range" in r.headers else r.give(200, BODY)
    )
    assert body_of(get(site.url("/a"))) == BODY


def test_a_size_that_is_too_large_is_refused_before_it_is_read(site: Site, get: Get) -> None:
    site.routes["/a"] = lambda r: r.give(200, b"x", content_length=str(3 * 1024 * 1024))
    with pytest.raises(DownloadError) as raised:
        get(site.url("/a"), megabytes=1)
    assert raised.value.outcome == "too_large"


def test_a_size_that_is_not_declared_is_bounded_too(site: Site, get: Get) -> None:
    site.routes["/a"] = lambda r: r.give_chunks(b"x" * 65_536 for _ in range(1_000))
    with pytest.raises(DownloadError) as raised:
        get(site.url("/a"), megabytes=1)
    assert raised.value.outcome == "too_large"


def test_silence_and_dripping_end(site: Site, get: Get) -> None:
    stop = threading.Event()
    site.routes["/silent"] = lambda r: (stop.wait(5), r.give(200, BODY))[1]
    site.routes["/drip"] = lambda r: r.give_chunks((stop.wait(0.05), b"x")[1] for _ in range(100))
    begun = time.monotonic()
    for path, said in (("/silent", "timed out"), ("/drip", "took longer")):
        with pytest.raises(DownloadError, match=said):
            get(site.url(path), attempts=1, silence=0.4, seconds=0.4)
    stop.set()
    assert time.monotonic() - begun < 4


def test_a_redirect_is_followed_and_one_without_end_is_not(site: Site, get: Get) -> None:
    site.routes["/old"] = lambda r: r.give(301, location="/new?a=1#part")
    site.routes["/new"] = lambda r: r.give(200, BODY)
    site.routes["/loop"] = lambda r: r.give(302, location="/loop")
    download = get(site.url("/old"))
    assert (body_of(download), download.url) == (BODY, site.url("/new?a=1#part"))
    with pytest.raises(DownloadError, match="redirects without end"):
        get(site.url("/loop"))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.2/a", "gopher://x/1"])
def test_a_redirect_to_anything_but_the_web_is_refused(site: Site, get: Get, target: str) -> None:
    site.routes["/a"] = lambda r: r.give(302, location=target)
    with pytest.raises(DownloadError, match="no web address"):
        get(site.url("/a"))


def test_a_private_address_is_refused_also_behind_a_redirect(site: Site, get: Get) -> None:
    with serving(PRIVATE) as inside:
        inside.routes["/secret"] = lambda r: r.give(200, b"secret")
        site.routes["/a"] = lambda r: r.give(302, location=inside.url("/secret"))
        for url in (inside.url("/secret"), site.url("/a")):
            with pytest.raises(DownloadError, match="--allow-private"):
                get(url)
        assert inside.seen == []


def test_a_name_that_leads_to_a_private_address_is_refused(
    site: Site, get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where only one of several answers is private, and where a later answer is another one."""
    real = socket.getaddrinfo

    def answers(host: str, *args: Any, **rest: Any) -> Any:
        if host == "two.example":
            return [*real(PUBLIC, *args, **rest), *real(PRIVATE, *args, **rest)]
        return real({"good.example": PUBLIC, "bad.example": PRIVATE}.get(host, host), *args, **rest)

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    site.routes["/a"] = lambda r: r.give(200, BODY)
    for host in ("bad.example", "two.example"):
        with pytest.raises(DownloadError, match="--allow-private"):
            get(f"http://{host}:{site.port}/a")
    download = get(f"http://good.example:{site.port}/a")
    assert download.url == f"http://good.example:{site.port}/a"
    assert site.asked("/a")[0]["host"] == f"good.example:{site.port}"


def test_names_at_one_address_share_no_connection(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real, ports = socket.getaddrinfo, []
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *args, **rest: real(PUBLIC, *args, **rest))

    def answer(request: Request) -> None:
        ports.append(request.client_address[1])
        request.give(200, BODY)

    site.routes["/a"] = answer
    with Downloader(tmp_path / "downloads", permits=only_first) as downloader:
        for host in ("one.example", "two.example"):
            downloader.get(f"http://{host}:{site.port}/a")
    assert len(set(ports)) == 2


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "ff02::1"],
)  # fmt: skip
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


def test_public_addresses_are_public() -> None:
    assert all(is_public(ip_address(address)) for address in ("8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"))


def test_what_a_site_closes_to_programs_is_not_fetched(site: Site, get: Get) -> None:
    site.routes["/robots.txt"] = lambda r: r.give(200, b"User-agent: *\nDisallow: /closed/*.pdf$\nCrawl-delay: 3")
    site.routes["/open.pdf"] = site.routes["/closed/a.pdf"] = lambda r: r.give(200, BODY)
    site.routes["/way"] = lambda r: r.give(302, location="/closed/a.pdf")
    assert body_of(get(site.url("/open.pdf"))) == BODY
    for path in ("/closed/a.pdf", "/way"):
        with pytest.raises(DownloadError, match=r"robots\.txt"):
            get(site.url(path))
    assert site.asked("/closed/a.pdf") == []


def test_a_site_that_cannot_say_what_it_allows_is_left_alone(site: Site, get: Get) -> None:
    site.routes["/robots.txt"] = lambda r: r.give(500)
    site.routes["/a"] = lambda r: r.give(200, BODY)
    with pytest.raises(DownloadError, match=r"robots\.txt"):
        get(site.url("/a"))


def test_credentials_in_an_address_are_never_shown() -> None:
    assert shown("https://me:secret@ports.example/a?b=1") == "https://ports.example/a?b=1"


def test_a_body_that_cannot_be_unpacked_is_said_to_be_so_and_not_kept(site: Site, get: Get, tmp_path: Path) -> None:
    site.routes["/a"] = lambda r: r.give(200, BODY, content_encoding="gzip", etag='"one"')
    with pytest.raises(DownloadError, match="unpacked"):
        get(site.url("/a"))
    assert not [*(tmp_path / "downloads").iterdir()]


@pytest.mark.parametrize("length", [None, "half", "whole"], ids=lambda length: f"length-{length}")
def test_a_packed_body_that_is_cut_off_is_said_to_be_so_and_not_kept(
    site: Site, get: Get, tmp_path: Path, length: str | None
) -> None:
    whole = gzip.compress(BODY * 40)
    half = whole[: len(whole) // 2]
    declared = {None: {}, "half": {"Content-Length": f"{len(half)}"}, "whole": {"Content-Length": f"{len(whole)}"}}[
        length
    ]

    def answer(request: Request) -> None:
        assert "Range" not in request.headers
        request.give_until_closed(half, **{"Content-Encoding": "gzip", "ETag": '"one"', **declared})

    site.routes["/a"] = answer
    with pytest.raises(DownloadError, match=r"cut off|incomplete|peer closed"):
        get(site.url("/a"), attempts=2)
    assert not [*(tmp_path / "downloads").iterdir()]
    site.routes["/a"] = lambda r: r.give(200, whole, content_encoding="gzip", etag='"one"')
    download = get(site.url("/a"))
    assert body_of(download) == BODY * 40 and download.validators.etag == '"one"'


def test_a_part_that_is_packed_is_not_joined_to_one_that_is_not(site: Site, get: Get) -> None:
    site.routes["/a"] = cut_short
    with pytest.raises(DownloadError):
        get(site.url("/a"), attempts=1)
    half, rest = len(BODY) // 2, gzip.compress(BODY[len(BODY) // 2 :])
    site.routes["/a"] = lambda r: (
        r.give(206, rest, content_range=f"bytes {half}-{len(BODY) - 1}/{len(BODY)}", content_encoding="gzip")
        if "Range" in r.headers
        else r.give(200, gzip.compress(BODY), content_encoding="gzip")
    )
    assert body_of(get(site.url("/a"))) == BODY
    assert "range" not in site.asked("/a")[-1]


@pytest.mark.parametrize("address", ["http://[::1", "http://a:b:c/x"])
def test_what_is_no_address_is_said_to_be_none(get: Get, address: str) -> None:
    with pytest.raises(DownloadError, match="no address"):
        get(address)
    assert shown(address.replace("//", "//me:secret@")) == address


def test_a_host_that_does_not_exist_is_said_to(get: Get) -> None:
    with pytest.raises(DownloadError, match="cannot be found"):
        get("http://nowhere.invalid/a", attempts=1)
