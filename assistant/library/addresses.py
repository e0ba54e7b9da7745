"""Which machines may be contacted: public ones, unless the user says otherwise, checked where the connection is made.

A name is looked up here and the connection goes to the very address that was checked, so that neither a redirect nor a
second answer of the name server can lead to a machine inside the user's network.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

Address = IPv4Address | IPv6Address
Permits = Callable[[Address], bool]
_NAT64 = ip_network("64:ff9b::/96")


class AddressRefused(httpx.TransportError):
    """The host's address is not one to be contacted."""


def is_public(address: Address) -> bool:
    """Whether an address, and one written inside it (mapped, 6to4, Teredo, NAT64), belongs to the public internet."""
    inner = _inner(address)
    return address.is_global and not address.is_multicast and (inner is None or is_public(inner))


def anywhere(address: Address) -> bool:
    """For users who allow private addresses."""
    return True


def _inner(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


class CheckedTransport(httpx.BaseTransport):
    """Looks names up, refuses addresses that are not permitted, and connects to those that are.

    No connection is kept for a second request: they are told apart by address, and the certificate was checked for
    the first one's name.
    """

    def __init__(self, permits: Permits, inner: httpx.BaseTransport | None = None) -> None:
        self._permits = permits
        self._inner = inner or httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.raw_host.decode("ascii")
        failure: httpx.TransportError = httpx.ConnectError(f"{host} has no address")
        for address in self._addresses(host, request.url.port or (443 if request.url.scheme == "https" else 80)):
            try:
                return self._inner.handle_request(
                    httpx.Request(
                        request.method,
                        request.url.copy_with(host=str(address)),
                        headers=request.headers,
                        extensions={**request.extensions, "sni_hostname": host},
                    )
                )
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure

    def close(self) -> None:
        self._inner.close()

    def _addresses(self, host: str, port: int) -> list[Address]:
        """Every address of a host. Raises AddressRefused where one is not permitted, ConnectError for no host."""
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"{host} cannot be found ({error})") from error
        addresses = list(dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))
        if refused := [address for address in addresses if not self._permits(address)]:
            raise AddressRefused(f"{host} is {refused[0]}, an address of a private network or of this machine")
        return addresses
