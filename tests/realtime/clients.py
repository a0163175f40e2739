"""Clients of our own, on bare sockets: they can also be silent, break off and send nonsense."""

import asyncio
import base64
import json
import os
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
LIMIT = 2**24


def masked(payload: bytes, opcode: int = TEXT) -> bytes:
    """A frame as clients send it; its mask of zeros changes nothing."""
    size = len(payload)
    head = bytes([0x80 | opcode])
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 2**16:
        head += bytes([0x80 | 126]) + struct.pack("!H", size)
    else:
        head += bytes([0x80 | 127]) + struct.pack("!Q", size)
    return head + bytes(4) + payload


class Client:
    """A connection to a server on this machine."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def reset(self) -> None:
        """Break off as a crashed machine does: RST, no goodbye."""
        found: socket.socket = self.writer.get_extra_info("socket")
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def close(self) -> None:
        """End the connection."""
        self.writer.close()


class Socket(Client):
    """A WebSocket. `answers_pings` False is a machine that is gone without a word."""

    answers_pings = True

    async def send(self, data: bytes | str, opcode: int = TEXT) -> None:
        """One masked frame."""
        self.writer.write(masked(data.encode() if isinstance(data, str) else data, opcode))
        await self.writer.drain()

    async def say(self, text: str) -> None:
        """Talk in the room."""
        await self.send(json.dumps({"text": text}))

    async def frame(self) -> tuple[int, bytes]:
        """The next frame, whatever it is."""
        first, second = await self.reader.readexactly(2)
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
        return first & 0x0F, await self.reader.readexactly(size)

    async def text(self) -> str:
        """The next message; raises ConnectionError with the code when the server closes."""
        while True:
            opcode, payload = await self.frame()
            if opcode == TEXT:
                return payload.decode()
            if opcode == PING and self.answers_pings:
                await self.send(payload, PONG)
            if opcode == CLOSE:
                raise ConnectionError(*struct.unpack("!H", payload[:2]))

    async def until(self, kind: str) -> dict[str, Any]:
        """The next frame of this type."""
        while (found := json.loads(await self.text()))["type"] != kind:
            pass
        return dict(found)

    async def closed(self) -> int:
        """The code that the server closes with, in a while."""
        try:
            async with asyncio.timeout(10):
                while True:
                    await self.text()
        except ConnectionError as error:
            return int(error.args[0])


async def connected(port: int, request: str) -> Client:
    """Send a request and read nothing yet."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=LIMIT)
    writer.write(request.encode())
    await writer.drain()
    return Client(reader, writer)


async def enter(port: int, path: str = "/ws/rooms/a") -> Socket:
    """Open a WebSocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    client = await connected(port, request)
    head = await client.reader.readuntil(b"\r\n\r\n")
    assert b" 101 " in head, head
    return Socket(client.reader, client.writer)


async def follow(port: int, topic: str = "a", after: str = "") -> Client:
    """Open a stream of server-sent events and read its head."""
    resumed = f"Last-Event-ID: {after}\r\n" if after else ""
    client = await connected(port, f"GET /events/{topic} HTTP/1.1\r\nHost: x\r\n{resumed}\r\n")
    head = await client.reader.readuntil(b": open\n\n")
    assert b" 200 " in head, head
    return client


async def event(client: Client) -> dict[str, str]:
    """The fields of the next event; raises IncompleteReadError when the stream is over."""
    while True:
        block = (await client.reader.readuntil(b"\n\n")).decode()
        lines = [line for line in block.splitlines() if ": " in line and not line.startswith(":")]
        fields = dict(line.split(": ", 1) for line in lines)
        if "data" in fields:
            return fields


async def ask(port: int, path: str, body: object = None) -> tuple[int, Any]:
    """One request; the status and the body."""
    content = "" if body is None else json.dumps(body)
    head = f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    typed = f"Content-Type: application/json\r\nContent-Length: {len(content.encode())}\r\n" if content else ""
    client = await connected(port, f"{head}{typed}\r\n{content}")
    answer = await client.reader.read()
    client.close()
    head, _, rest = answer.decode().partition("\r\n\r\n")
    return int(head.split()[1]), json.loads(rest)


async def probed(port: int, name: str, wanted: int, within: float = 5) -> bool:
    """Return True once the server holds so many."""
    async with asyncio.timeout(within):
        while (await ask(port, "/probe"))[1][name] != wanted:  # noqa: ASYNC110  # it is another process
            await asyncio.sleep(0.05)
    return True


@asynccontextmanager
async def sockets(port: int, count: int, path: str = "/ws/rooms/a") -> AsyncIterator[list[Socket]]:
    """So many that have entered, each having seen itself."""
    found = [await enter(port, path) for _ in range(count)]
    for one in found:
        await one.until("joined")
    try:
        yield found
    finally:
        for one in found:
            one.close()
