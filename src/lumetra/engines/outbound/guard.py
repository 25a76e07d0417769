"""An HTTP client that refuses private networks: after name resolution, on every redirect, connected to the very address it checked."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import httpx2

from lumetra.domain.errors import Refusal

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[list[str]]]
MAX_REDIRECTS: Final = 10
WEB_PORTS: Final = frozenset({80, 443})
_EXTRA_PRIVATE: Final[tuple[Network, ...]] = tuple(
    ipaddress.ip_network(text)
    for text in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)


class OutboundRefused(Refusal):
    """The address is not one that a request may go to."""

    code = "outbound_refused"


@dataclass(frozen=True)
class AllowedHosts:
    """What the operator exempts from the guard: host names, addresses, networks."""

    names: frozenset[str]
    networks: tuple[Network, ...]

    @classmethod
    def parse(cls, text: str) -> AllowedHosts:
        """From a comma separated list such as `ollama.internal, 10.1.2.0/24, ::1`."""
        names: set[str] = set()
        networks: list[Network] = []
        for item in filter(None, (part.strip() for part in text.split(","))):
            try:
                networks.append(ipaddress.ip_network(item, strict=False))
            except ValueError:
                names.add(item.lower().rstrip("."))
        return cls(frozenset(names), tuple(networks))

    def allows(self, host: str, address: Address) -> bool:
        """True when the operator named this host or a network that holds the address."""
        return host.lower().rstrip(".") in self.names or any(
            address.version == network.version and address in network for network in self.networks
        )

    def names_host(self, host: str) -> bool:
        """True when the operator named this host, by name or as an address, whatever it resolves to."""
        text = host.strip("[]")
        return text.lower().rstrip(".") in self.names or (_is_literal(text) and self.allows("", ipaddress.ip_address(text)))


NOBODY: Final = AllowedHosts(frozenset(), ())


def is_public(address: Address) -> bool:
    """True for a plain, globally reachable unicast address. Addresses that wrap another one count as what they wrap."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if any(address.version == network.version and address in network for network in _EXTRA_PRIVATE):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved and not address.is_unspecified


async def resolve_host(host: str, port: int) -> list[str]:
    """Every address of a host name, from the system's resolver."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise OutboundRefused(f"The host '{host}' is not known") from error
    return [str(entry[4][0]) for entry in found]


async def check_address(
    url: str, allowed: AllowedHosts, *, ports: Iterable[int] | None = None, resolve: Resolve = resolve_host
) -> str:
    """An address of the URL's host to which a request may go. Raises OutboundRefused with the reason.

    Every address of the host must be public, so that nobody gets a private one by asking twice. `ports` bounds the port
    of hosts that are not explicitly allowed.
    """
    parsed = httpx2.URL(url)
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise OutboundRefused("Only http and https addresses can be called")
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    texts = [parsed.host] if _is_literal(parsed.host) else await resolve(parsed.host, port)
    addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in texts]
    if not addresses:
        raise OutboundRefused(f"The host '{parsed.host}' has no address")
    for address in addresses:
        if allowed.allows(parsed.host, address):
            continue
        if not is_public(address):
            raise OutboundRefused(
                f"The host '{parsed.host}' lies in a private or reserved network; "
                "an operator can allow it with LUMETRA_OUTBOUND_ALLOWED_HOSTS"
            )
        if ports is not None and port not in ports:
            raise OutboundRefused(f"Port {port} cannot be called; use 80 or 443")
    return str(addresses[0])


@cache
def _trusted_authorities() -> ssl.SSLContext:
    """Read once: reading the authorities takes longer than all else that a call costs. Nothing ever changes it."""
    return httpx2.create_ssl_context()


class _GuardedTransport(httpx2.AsyncBaseTransport):
    """Checks each request (so each redirect, too) and connects to the checked address under the original name."""

    def __init__(self, allowed: AllowedHosts, ports: frozenset[int] | None, resolve: Resolve) -> None:
        self._inner = httpx2.AsyncHTTPTransport(verify=_trusted_authorities(), retries=0)
        self._allowed = allowed
        self._ports = ports
        self._resolve = resolve

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """See httpx2.AsyncBaseTransport. Raises OutboundRefused before anything is sent."""
        url = request.url
        address = await check_address(str(url), self._allowed, ports=self._ports, resolve=self._resolve)
        request.headers.setdefault("Host", url.netloc.decode("ascii"))
        if url.scheme == "https" and not _is_literal(url.host):
            request.extensions = {**request.extensions, "sni_hostname": url.host}
        request.url = url.copy_with(host=address)
        try:
            return await self._inner.handle_async_request(request)
        finally:
            request.url = url  # redirects and error messages speak of the name

    async def aclose(self) -> None:
        """See httpx2.AsyncBaseTransport."""
        await self._inner.aclose()


def guarded_client(
    allowed: AllowedHosts = NOBODY,
    *,
    ports: frozenset[int] | None = None,
    resolve: Resolve = resolve_host,
    timeout_seconds: float = 60,
    **options: Any,
) -> httpx2.AsyncClient:
    """A client for addresses that users gave. Follows up to 10 redirects; each hop is checked anew. The caller closes it."""
    return httpx2.AsyncClient(
        transport=_GuardedTransport(allowed, ports, resolve),
        timeout=httpx2.Timeout(timeout_seconds, connect=min(10, timeout_seconds)),
        follow_redirects=True,
        max_redirects=MAX_REDIRECTS,
        trust_env=False,
        **options,
    )


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True
