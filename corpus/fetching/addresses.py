"""Which addresses may be asked for, and which hosts may be connected to."""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urldefrag, urljoin

import httpx

from corpus.fetching.terms import FetchError, Outside

# IANA's special-purpose registries, written out: what the standard library knows of them differs between versions.
_CLOSED_4 = {
    IPv4Network("0.0.0.0/8"): "unspecified",
    IPv4Network("10.0.0.0/8"): "private",
    IPv4Network("100.64.0.0/10"): "shared by a provider's customers",
    IPv4Network("127.0.0.0/8"): "loopback",
    IPv4Network("169.254.0.0/16"): "link-local",
    IPv4Network("172.16.0.0/12"): "private",
    IPv4Network("192.0.0.0/24"): "reserved",
    IPv4Network("192.0.2.0/24"): "reserved",
    IPv4Network("192.88.99.0/24"): "reserved",
    IPv4Network("192.168.0.0/16"): "private",
    IPv4Network("198.18.0.0/15"): "reserved",
    IPv4Network("198.51.100.0/24"): "reserved",
    IPv4Network("203.0.113.0/24"): "reserved",
    IPv4Network("224.0.0.0/4"): "multicast",
    IPv4Network("240.0.0.0/4"): "reserved",
}
_CLOSED_6 = {
    IPv6Network("::/128"): "unspecified",
    IPv6Network("::1/128"): "loopback",
    IPv6Network("fc00::/7"): "private",
    IPv6Network("fe80::/10"): "link-local",
    IPv6Network("fec0::/10"): "private",
    IPv6Network("ff00::/8"): "multicast",
    IPv6Network("2001::/23"): "reserved",  # Teredo, which hides an IPv4 address, among them
    IPv6Network("2001:db8::/32"): "reserved",
    IPv6Network("2002::/16"): "reserved",  # 6to4, which hides an IPv4 address
    IPv6Network("3fff::/20"): "reserved",
}
_PUBLIC_6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NO_SUCH_HOST = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


def why_closed(address: IPv4Address | IPv6Address) -> str | None:
    """The kind of closed range an address lies in, seen through IPv4-mapped and NAT64 forms; None for a public one."""
    if isinstance(address, IPv4Address):
        return next((kind for network, kind in _CLOSED_4.items() if address in network), None)
    inner = address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else None)
    if inner is not None:
        return why_closed(inner)
    kind = next((kind for network, kind in _CLOSED_6.items() if address in network), None)
    return kind or (None if address in _PUBLIC_6 else "reserved")


def open_addresses(host: str, port: int, outside: Outside, *, allow_private: bool) -> list[str]:
    """The addresses of a host, each of which may be connected to.

    Raises FetchError where the host does not exist or any address of it is closed, OSError where it cannot be told now.
    """
    try:
        found = list(outside.resolve(host, port))
    except socket.gaierror as error:
        if error.errno not in _NO_SUCH_HOST:
            raise
        raise FetchError(
            what=f"Cannot fetch from {host}", why="there is no such host", fix="Check the address"
        ) from error
    for text in [] if allow_private else found:
        address = ip_address(text)
        kind = why_closed(address)
        if kind and not any(address in network for network in outside.permitted):
            raise FetchError(
                what=f"Will not fetch from {host}", why=f"its address {text} is {kind}, not public",
                fix="If it is a server of your own, add --allow-private",
            )  # fmt: skip
    return found


def web_address(url: str, base: httpx.URL | None = None) -> httpx.URL:
    """An http or https address without its fragment; a relative one is taken from `base`.

    Raises FetchError for anything else, and for addresses that carry a password.
    """
    try:
        address = httpx.URL(urldefrag(urljoin(str(base), url) if base is not None else url.strip())[0])
    except (httpx.InvalidURL, ValueError) as error:
        raise _bad(url, str(error)) from error
    if address.scheme not in ("http", "https"):
        raise _bad(url, f"{address.scheme or 'an address without http://'} is not fetched, only http and https")
    if not address.host:
        raise _bad(url, "it names no host")
    if address.userinfo:
        raise _bad(address.copy_with(userinfo=b""), "it carries a user name or password")
    return address


def _bad(url: str | httpx.URL, why: str) -> FetchError:
    return FetchError(what=f"Cannot fetch {url}", why=why, fix="Give a plain http:// or https:// address")
