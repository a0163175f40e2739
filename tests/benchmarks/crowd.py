"""Many clients, and what all of them have heard."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from tests.benchmarks.load import ask
from tests.benchmarks.members import Member
from tests.realtime.clients import masked

AT_ONCE = 50  # clients that connect together
PATIENCE, QUIET = 60.0, 3.0  # seconds: for what has to come; without anything new


class Crowd:
    """`latencies` are the seconds from an event's publication, whose number it bears, to each who gets it."""

    def __init__(self) -> None:
        self.members: list[Member] = []
        self.heard = self.wanted = 0
        self.complete = asyncio.Event()
        self.published: list[float] = [0.0]
        self.latencies: list[float] = []

    def hear(self, number: int) -> None:
        self.heard += 1
        if number:
            self.latencies.append(time.perf_counter() - self.published[number])
        if self.heard >= self.wanted:
            self.complete.set()

    def say(self, count: int, text: str) -> None:
        """The first member says something so often, without a pause."""
        self.members[0].transport.write(masked(json.dumps({"text": text}).encode()) * count)

    async def talk(self, count: int, text: str) -> float:
        """The deliveries per second of it. Raises TimeoutError, and RuntimeError where somebody got more or less."""
        before = [member.messages for member in self.members]
        deliveries = count * len(self.members)
        self.wanted = self.heard + deliveries
        self.complete.clear()
        began = time.perf_counter()
        self.say(count, text)
        async with asyncio.timeout(PATIENCE):
            await self.complete.wait()
        seconds = time.perf_counter() - began
        if any(member.messages != count + earlier for member, earlier in zip(self.members, before, strict=True)):
            raise RuntimeError([member.messages for member in self.members])
        return deliveries / seconds

    async def publish(self, port: int, path: str, count: int, interval: float) -> None:
        """Numbered events, for members that follow them; the interval is in seconds."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        for number in range(len(self.published), len(self.published) + count):
            body = json.dumps({"data": str(number)})
            self.published.append(time.perf_counter())
            status, reply = await ask(reader, writer, f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
            if status != 202:
                raise RuntimeError(reply)
            await asyncio.sleep(max(0.0, self.published[-1] + interval - time.perf_counter()))
        writer.close()


@asynccontextmanager
async def gathered(kind: type[Member], ports: Sequence[int], path: str, count: int) -> AsyncIterator[Crowd]:
    """Connect `count` clients, spread over the ports; disconnect them at the end."""
    crowd, loop = Crowd(), asyncio.get_running_loop()
    try:
        while (begin := len(crowd.members)) < count:
            some = [ports[number % len(ports)] for number in range(begin, min(begin + AT_ONCE, count))]
            opened = [await loop.create_connection(lambda: kind(path, crowd.hear), "127.0.0.1", one) for one in some]
            crowd.members += [member for _, member in opened]
            async with asyncio.timeout(PATIENCE):
                heads = await asyncio.gather(*(member.head for _, member in opened))
            if bad := [head for head in heads if not head.startswith(("HTTP/1.1 101", "HTTP/1.1 200"))]:
                raise RuntimeError(bad[0])
        yield crowd
    finally:
        for member in crowd.members:
            member.transport.abort()


async def settled(found: Callable[[], int], wanted: int) -> int:
    """Return the count once it is as high as wanted, or has not changed for a while."""
    last, since = found(), time.perf_counter()
    while last < wanted and time.perf_counter() < since + QUIET:
        await asyncio.sleep(0.05)
        if found() != last:
            last, since = found(), time.perf_counter()
    return last
