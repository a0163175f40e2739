"""One Redis stream carries all topics: one reader per process, and one order for all.

A stream per topic would give every topic a history of its own, but would let clients create keys,
and would need a blocking read that is interrupted whenever somebody subscribes.
"""

import logging
from typing import Any

import anyio
from redis.asyncio import Redis
from redis.exceptions import RedisError

from ..redis import TIMEOUT
from .bus import Events
from .model import Event, EventsUnavailable, decoded, position

log = logging.getLogger(__name__)

BLOCK = 2.0  # seconds that a read waits for events
BATCH, PAGE = 100, 200  # entries of one read
FIRST_DELAY, LONGEST_DELAY = 0.1, 2.0  # seconds between attempts while Redis is away
EMPTY = "0-0"

Entries = list[tuple[str, dict[str, str]]]


class Stream:
    """`writer` and `reader` must not retry: a retried XADD would publish twice."""

    def __init__(self, events: Events, writer: Redis, reader: Redis) -> None:
        self.events, self.writer, self.reader = events, writer, reader
        self.name = events.settings.stream
        self.keep = max(events.settings.history, BATCH)  # or a gap could end in less than a batch
        self.cursor: str | None = None  # the last entry that was read
        self.connected = anyio.Event()
        self.away = False

    async def append(self, topic: str, text: str) -> str:
        fields: Any = {"topic": topic, "data": text}
        try:
            with anyio.fail_after(TIMEOUT):
                return str(await self.writer.xadd(self.name, fields, maxlen=self.keep))
        except (RedisError, OSError) as error:
            raise EventsUnavailable("Events cannot be published at the moment") from error

    async def follow(self) -> None:
        """Read for ever; after an outage go on where it began, or tell that something is lost."""
        delay = FIRST_DELAY
        while True:
            try:
                if not await self.intact():
                    await self.load()
                self.say_connected()
                while True:
                    await self.read()
                    delay = FIRST_DELAY
            except Exception as error:
                self.say_away(error)
                await anyio.sleep(delay)
                delay = min(2 * delay, LONGEST_DELAY)

    async def read(self) -> None:
        """Wait for a batch and deliver it. A full one may be the end of a trimmed stream."""
        found: Any = await self.reader.xread(
            {self.name: self.cursor or EMPTY}, BATCH, int(BLOCK * 1000)
        )
        entries: Entries = found[0][1] if found else []
        if len(entries) == BATCH and not await self.intact():
            return await self.load()
        if entries:
            self.cursor = entries[-1][0]
            await self.events.take(self.events_of(entries))

    async def intact(self) -> bool:
        """Whether nothing can be missing between the cursor and the stream."""
        if self.cursor is None:
            return False
        first: Any = await self.reader.xrange(self.name, count=1)
        last: Any = await self.reader.xrevrange(self.name, count=1)
        if self.cursor == EMPTY or not last:
            return self.cursor == EMPTY
        return position(first[0][0]) <= position(self.cursor) <= position(last[0][0])

    async def load(self) -> None:
        """Begin anew with what the stream holds, newest first until there is enough."""
        entries: Entries = []
        size, end = 0, "+"
        while len(entries) < self.keep and size < self.events.settings.history_bytes:
            page: Any = await self.reader.xrevrange(self.name, end, "-", PAGE)
            if not page:
                break
            entries += page
            size += sum(len(fields.get("data", "")) for _, fields in page)
            end = f"({page[-1][0]}"
        seconds, micros = await self.reader.time()
        oldest = entries[-1][0] if entries else f"{seconds * 1000 + micros // 1000}-0"
        self.cursor = entries[0][0] if entries else EMPTY
        self.events.restart(self.events_of(entries[::-1]), position(oldest))

    def events_of(self, entries: Entries) -> list[Event]:
        """Without those that somebody else wrote."""
        found = []
        for id_, fields in entries:
            try:
                found.append(decoded(id_, fields["topic"], fields["data"]))
            except (KeyError, ValueError, RecursionError):
                log.warning("events: entry %s of stream %s is skipped", id_, self.name)
        return found

    def say_connected(self) -> None:
        if self.away:
            log.info("events: Redis is back")
        self.away = False
        self.connected.set()

    def say_away(self, error: Exception) -> None:
        if not self.away:
            log.warning("events: Redis is away (%s: %s)", type(error).__name__, error)
        self.away = True
