"""Clients with as little work as possible, so that many of them fit into one process: the server is measured."""

import asyncio
import re
from collections.abc import Callable
from typing import ClassVar, cast

from tests.realtime.clients import PING, PONG, masked

NOTICE = 128  # bytes from which on a frame is a message; what is smaller tells who came or left
NUMBER = re.compile(rb"data: \D*(\d+)")
Heard = Callable[[int], None]


class Member(asyncio.Protocol):
    """One connection; once the reply has begun, `take` looks at what has come, which is in `rest`."""

    headers: ClassVar[str] = ""
    transport: asyncio.Transport

    def __init__(self, path: str, heard: Heard) -> None:
        self.path, self.heard = path, heard
        self.rest = b""
        self.messages = self.notices = 0
        self.head: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\n{self.headers}\r\n".encode())

    def data_received(self, data: bytes) -> None:
        self.rest += data
        if not self.head.done():
            head, found, rest = self.rest.partition(b"\r\n\r\n")
            if not found:
                return
            self.rest = rest
            self.head.set_result(head.decode())
        self.take()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.head.done():
            self.head.set_exception(exc or ConnectionError(self.path))

    def take(self) -> None:
        raise NotImplementedError


class Talker(Member):
    """A WebSocket that counts its frames and answers pings."""

    headers = (
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    )

    def take(self) -> None:
        data, at = self.rest, 0
        while (begin := at + 2) <= len(data):
            size = data[at + 1]
            if size == 126:
                size, begin = int.from_bytes(data[begin : begin + 2]), begin + 2
            if begin + size > len(data):
                break
            if data[at] & 0x0F == PING:
                self.transport.write(masked(data[begin : begin + size], PONG))
            elif size >= NOTICE:
                self.messages += 1
                self.heard(0)
            else:
                self.notices += 1
            at = begin + size
        self.rest = data[at:]


class Follower(Member):
    """A stream of events, the data of which is a number."""

    def take(self) -> None:
        *lines, self.rest = self.rest.split(b"\n")
        for line in lines:
            if found := NUMBER.match(line):
                self.messages += 1
                self.heard(int(found[1]))
