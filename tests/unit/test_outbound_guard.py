"""Which addresses a request made for a user may go to."""

from __future__ import annotations

import asyncio

import pytest

from lumetra.engines.outbound import AllowedHosts, OutboundRefused, check_address, guarded_client

NOBODY = AllowedHosts.parse("")


def resolving(*addresses: str):
    async def resolve(_host: str, _port: int) -> list[str]:
        return list(addresses)

    return resolve


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "192.0.2.1",
        "[::1]", "[fe80::1]", "[fc00::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[ff02::1]", "255.255.255.255",
    ],
)  # fmt: skip
def test_private_and_reserved_literals_are_refused(host: str) -> None:
    with pytest.raises(OutboundRefused, match="private or reserved"):
        asyncio.run(check_address(f"http://{host}/x", NOBODY))


def test_a_name_is_judged_by_all_of_its_addresses() -> None:
    assert asyncio.run(check_address("https://a.example/", NOBODY, resolve=resolving("93.184.216.34"))) == "93.184.216.34"
    with pytest.raises(OutboundRefused):
        asyncio.run(check_address("https://a.example/", NOBODY, resolve=resolving("93.184.216.34", "10.0.0.1")))


def test_the_operator_allows_names_addresses_and_networks() -> None:
    allowed = AllowedHosts.parse("ollama.internal, 10.1.0.0/16, ::1")
    assert asyncio.run(check_address("http://ollama.internal:11434", allowed, resolve=resolving("192.168.0.9"))) == "192.168.0.9"
    assert asyncio.run(check_address("http://10.1.2.3/", allowed)) == "10.1.2.3"
    assert asyncio.run(check_address("http://[::1]:8000/", allowed)) == "::1"
    with pytest.raises(OutboundRefused):
        asyncio.run(check_address("http://10.2.0.1/", allowed))


@pytest.mark.parametrize("url", ["ftp://93.184.216.34/", "file:///etc/passwd", "gopher://x"])
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(OutboundRefused, match="http"):
        asyncio.run(check_address(url, NOBODY, resolve=resolving("93.184.216.34")))


def test_webhooks_use_web_ports_only() -> None:
    with pytest.raises(OutboundRefused, match="Port 22"):
        asyncio.run(check_address("http://93.184.216.34:22/", NOBODY, ports={80, 443}))


def test_the_client_connects_to_the_address_it_checked_and_never_resolves_twice() -> None:
    answers = iter([["127.0.0.1"]])

    async def once(_host: str, _port: int) -> list[str]:
        return next(answers)

    async def ask() -> str:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            body = head.split("host: ")[1].split("\r\n")[0].encode() if "host: " in head else head.encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, guarded_client(AllowedHosts.parse("rebind.example"), resolve=once) as client:
            return (await client.get(f"http://rebind.example:{port}/")).text

    assert "rebind.example:" in asyncio.run(ask()).lower()


def test_a_redirect_to_a_private_address_is_refused() -> None:
    async def ask() -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, guarded_client(AllowedHosts.parse("127.0.0.1")) as client:
            await client.get(f"http://127.0.0.1:{port}/")

    with pytest.raises(OutboundRefused):
        asyncio.run(ask())
