"""Where fetching goes and where it never goes."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from corpus.fetching import FetchError, Limits, Outside, fetch
from corpus.fetching.addresses import why_closed
from tests.unit.corpus.serving import PRIVATE, PUBLIC, Site, serving

PAGE = b"<!doctype html><html><p>412 victims</p></html>"
CLOSED = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1
192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
255.255.255.255 :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1
64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1
fe80::1%eth0 fec0::1 ff02::1
""".split()
OPEN = (
    "1.1.1.1 8.8.8.8 100.128.0.1 172.32.0.1 192.0.1.1 223.255.255.255 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808"
)


def outside(resolve: dict[str, Sequence[str]] | None = None, **more: object) -> Outside:
    """Permits one loopback address, so that the rest of loopback plays the closed network."""
    table = resolve or {}
    return Outside(
        resolve=lambda host, port: table.get(host, [host]), sleep=lambda seconds: None,
        permitted=(ip_network(f"{PUBLIC}/32"),), **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def public() -> Iterator[Site]:
    with serving(PUBLIC) as site:
        site.routes["/a"] = lambda r: r.give(200, PAGE)
        yield site


@pytest.fixture
def private() -> Iterator[Site]:
    with serving(PRIVATE) as site:
        site.routes["/a"] = lambda r: r.give(200, PAGE)
        yield site


@pytest.mark.parametrize("address", CLOSED)
def test_a_closed_address_is_known_as_such(address: str) -> None:
    assert why_closed(ip_address(address)) is not None


@pytest.mark.parametrize("address", OPEN.split())
def test_a_public_address_is_known_as_such(address: str) -> None:
    assert why_closed(ip_address(address)) is None


def test_a_private_server_is_not_asked_unless_allowed(private: Site, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="loopback") as caught:
        fetch(private.url("/a"), folder=tmp_path)
    assert "--allow-private" in caught.value.fix and private.seen == []
    assert fetch(private.url("/a"), folder=tmp_path, allow_private=True).size == len(PAGE)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]", "localhost"])
def test_other_spellings_of_a_private_address_do_not_help(private: Site, tmp_path: Path, host: str) -> None:
    with pytest.raises(FetchError):
        fetch(f"http://{host}:{private.port}/a", folder=tmp_path, limits=Limits(tries=1))
    assert private.seen == []


def test_a_redirect_to_a_private_address_is_not_followed(public: Site, private: Site, tmp_path: Path) -> None:
    public.routes["/away"] = lambda r: r.give(302, location=private.url("/a"))
    with pytest.raises(FetchError, match="loopback"):
        fetch(public.url("/away"), folder=tmp_path, outside=outside())
    assert private.seen == [] and public.asked("/away")


def test_a_robots_txt_that_redirects_to_a_private_address_is_not_followed(
    public: Site, private: Site, tmp_path: Path
) -> None:
    public.routes["/robots.txt"] = lambda r: r.give(302, location=private.url("/a"))
    with pytest.raises(FetchError, match="loopback"):
        fetch(public.url("/a"), folder=tmp_path, outside=outside())
    assert private.seen == [] and not public.asked("/a")


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://harbour.example/a", "javascript:alert(1)", "http://["]
)
def test_a_redirect_to_anything_but_the_web_is_not_followed(public: Site, tmp_path: Path, location: str) -> None:
    public.routes["/away"] = lambda r: r.give(302, location=location)
    with pytest.raises(FetchError, match="Cannot fetch"):
        fetch(public.url("/away"), folder=tmp_path, outside=outside())


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://harbour.example/a", "harbour.example/a", "http://", "https://me:pw@harbour.example"],
)
def test_only_plain_web_addresses_are_fetched(tmp_path: Path, url: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(url, folder=tmp_path)
    assert "http" in caught.value.fix and "pw" not in str(caught.value)


def test_a_name_that_leads_to_a_private_address_is_not_connected_to(private: Site, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="loopback"):
        fetch(
            f"http://harbour.example:{private.port}/a", folder=tmp_path,
            outside=outside({"harbour.example": [PUBLIC, PRIVATE]}),
        )  # fmt: skip
    assert private.seen == []


def test_the_address_that_was_checked_is_the_one_connected_to(public: Site, private: Site, tmp_path: Path) -> None:
    """DNS rebinding: a name whose second look-up differs is caught, and no look-up comes between check and connection."""
    answers = iter([[PUBLIC], [PRIVATE]])
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    def answer_and_close(r: object) -> None:
        r.give(200, PAGE, connection="close")  # type: ignore[attr-defined]
        r.close_connection = True  # type: ignore[attr-defined]

    public.routes["/robots.txt"] = answer_and_close
    guarded = Outside(resolve=resolve, permitted=(ip_network(f"{PUBLIC}/32"),))
    with pytest.raises(FetchError, match="loopback"):
        fetch(f"http://harbour.example:{public.port}/a", folder=tmp_path, outside=guarded)
    assert asked == ["harbour.example"] * 2 and len(public.seen) == 1 and private.seen == []


def test_the_host_header_stays_that_of_the_name(public: Site, tmp_path: Path) -> None:
    fetch(f"http://harbour.example:{public.port}/a", folder=tmp_path, outside=outside({"harbour.example": [PUBLIC]}))
    assert public.asked("/a")[0]["host"] == f"harbour.example:{public.port}"


def test_the_next_address_of_a_host_is_tried_where_one_is_down(public: Site, tmp_path: Path) -> None:
    table = {"harbour.example": ["127.0.0.3", PUBLIC]}
    both = outside(table)
    both = Outside(resolve=both.resolve, permitted=(*both.permitted, ip_network("127.0.0.3/32")))
    assert fetch(f"http://harbour.example:{public.port}/a", folder=tmp_path, outside=both).size == len(PAGE)


def test_a_host_that_does_not_exist_is_told_without_trying_again(tmp_path: Path) -> None:
    import socket

    tries: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        tries.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(FetchError, match="no such host"):
        fetch("https://harbour.invalid/a", folder=tmp_path, outside=Outside(resolve=resolve))
    assert len(tries) == 1


def test_proxies_of_the_environment_are_not_used(
    public: Site, private: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, private.url("/"))
    assert fetch(public.url("/a"), folder=tmp_path, outside=outside()).size == len(PAGE)
    assert private.seen == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: no certificate for the test server")
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout key.pem -out cert.pem "
        "-subj /CN=harbour.example -addext subjectAltName=DNS:harbour.example"
    )
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def secure(certificate: Path) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with serving(PUBLIC, context) as site:
        site.routes["/a"] = lambda r: r.give(200, PAGE)
        yield site


def test_tls_checks_the_name_and_not_the_address_connected_to(secure: Site, certificate: Path, tmp_path: Path) -> None:
    table = {"harbour.example": [PUBLIC], "other.example": [PUBLIC]}
    trusting = outside(table, tls=ssl.create_default_context(cafile=certificate / "cert.pem"))
    found = fetch(f"https://harbour.example:{secure.port}/a", folder=tmp_path, outside=trusting)
    assert found.size == len(PAGE)
    with pytest.raises(FetchError, match="not to be trusted"):
        fetch(f"https://other.example:{secure.port}/a", folder=tmp_path, outside=trusting)


def test_a_certificate_of_nobody_is_not_trusted_nor_tried_again(secure: Site, tmp_path: Path) -> None:
    slept: list[float] = []
    guarded = Outside(resolve=lambda host, port: [PUBLIC], sleep=slept.append, permitted=(ip_network(f"{PUBLIC}/32"),))
    with pytest.raises(FetchError, match="not to be trusted"):
        fetch(f"https://harbour.example:{secure.port}/a", folder=tmp_path, outside=guarded)
    assert slept == [] and secure.seen == []
