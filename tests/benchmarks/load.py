"""Requests over kept connections, with as little of a client as possible: the server is measured."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

ROUNDS, SECONDS, CONNECTIONS = 5, 1.0, 16


@dataclass(frozen=True, slots=True)
class Target:
    """Request that is repeated."""

    path: str
    headers: Mapping[str, str]
    body: str = ""  # makes the request a POST of JSON

    @property
    def request(self) -> bytes:
        lines = [f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1", "Host: localhost"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body.encode())}"]
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> tuple[int, bytes]:
    """One request; its status and head, the body having been read."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            await reader.readexactly(int(line.split(b":")[1]))
    return status, head


async def rate(port: int, target: Target, seconds: float = SECONDS, connections: int = CONNECTIONS) -> float:
    """Replies per second. Raises RuntimeError for one that is an error."""
    ends = time.perf_counter() + seconds

    async def client() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        done = 0
        while time.perf_counter() < ends:
            status, head = await ask(reader, writer, target.request)
            if status >= 400:
                raise RuntimeError(head)
            done += 1
        writer.close()
        return done

    return sum(await asyncio.gather(*(client() for _ in range(connections)))) / seconds


async def compared(port: int, targets: Sequence[Target]) -> list[float]:
    """The rates of several targets, in turn, so that what else goes on meets all of them; medians."""
    rounds = [[await rate(port, target) for target in targets] for _ in range(ROUNDS)]
    return [median(found) for found in zip(*rounds, strict=True)]


async def at_once(port: int, target: Target, clients: int) -> list[int]:
    """The statuses of so many clients that ask together, each on a connection of its own."""

    async def client() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        status, _ = await ask(reader, writer, target.request)
        writer.close()
        return status

    return list(await asyncio.gather(*(client() for _ in range(clients))))


async def latencies(port: int, target: Target, seconds: float, pause: float = 0.002) -> list[float]:
    """Milliseconds of single requests on one connection, sorted."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    found, ends = [], time.perf_counter() + seconds
    while time.perf_counter() < ends:
        began = time.perf_counter()
        await ask(reader, writer, target.request)
        found.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(pause)
    writer.close()
    return sorted(found)
