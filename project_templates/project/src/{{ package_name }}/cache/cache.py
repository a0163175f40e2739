"""Reading through: single flight, stale while it is made anew, and the source if all else fails."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from ..circuit import Unavailable
from .settings import CacheSettings
from .store import Found, Read, Store

log = logging.getLogger(__name__)

MAX_UNSAID = 10_000  # tags


class Cache:
    """One for the process, in the lifespan's state as `cache`.

    `counters` has hits, misses, stale, and errors: reads that the store could not serve.
    """

    def __init__(self, settings: CacheSettings) -> None:
        self.settings, self.store = settings, Store(settings)
        self.counters = Counter(hits=0, misses=0, stale=0, errors=0)
        self.loads: dict[tuple[str, tuple[str | None, ...]], asyncio.Task[bytes]] = {}
        self.unsaid: set[str] = set()  # tags whose invalidation Redis has not heard of yet
        self.saying: asyncio.Task[None] | None = None
        self.invalidations = 0

    async def read_through(
        self,
        key: str,
        load: Callable[[], Awaitable[bytes]],
        *,
        tags: Sequence[str] = (),
        ttl: float | None = None,
        stale: float | None = None,
        version: str = "",
    ) -> tuple[bytes, str]:
        """The payload of `key`, or `load`'s, and how it was found: hit, miss or stale.

        `load` may outlive the caller and serve others: it opens what it needs itself. Its errors
        reach everybody who waits for it, and are not kept.
        """
        ttl = self.settings.ttl if ttl is None else ttl
        stale = self.settings.stale if stale is None else stale
        read = Read(key, load, tuple(tags), ttl, stale, version)
        found = await self.find(read)
        if found.payload is not None and found.fresh:
            self.counters["hits"] += 1
            return found.payload, "hit"
        loading = self.loading(read, found)
        if found.payload is not None:
            self.counters["stale"] += 1
            return found.payload, "stale"
        self.counters["misses"] += 1
        return await asyncio.shield(loading), "miss"

    async def find(self, read: Read) -> Found:
        """Never raises: without a store nothing is found, and what is loaded is not kept."""
        if not self.unsaid:
            with suppress(Unavailable):
                return await self.store.find(read)
        self.counters["errors"] += 1
        return Found(None, False, ("unavailable", str(self.invalidations)))

    def loading(self, read: Read, found: Found) -> asyncio.Task[bytes]:
        """The load that is under way: whoever asks after an invalidation does not join one that
        began before it, since the generations differ."""
        name = (read.key, found.generations)
        task = self.loads.get(name)
        if task is None:
            task = self.loads[name] = asyncio.create_task(self.fill(read, found))
            task.add_done_callback(lambda done: self.landed(name, done))
        return task

    def landed(self, name: tuple[str, tuple[str | None, ...]], done: asyncio.Task[bytes]) -> None:
        del self.loads[name]
        if not done.cancelled():
            done.exception()  # whoever waited has got it; nobody may be left

    async def fill(self, read: Read, found: Found) -> bytes:
        """Load, unless another process has just done so, and keep it."""
        try:
            async with self.store.turn(read.key):
                stamps: list[str | None] | None = None
                with suppress(Unavailable):
                    now = await self.store.find(read)
                    if now.payload is not None and now.fresh:
                        return now.payload
                    stamps = await self.store.stamps(read, now)
                payload = await read.load()
                if stamps is not None and not self.unsaid:
                    with suppress(Unavailable):
                        await self.store.keep(read, payload, stamps)
                return payload
        except Exception as error:
            if found.payload is not None:  # nobody waits for it
                log.warning("cache: stale, and cannot be made anew (%s)", type(error).__name__)
            raise

    async def invalidate(self, tag: str) -> None:
        """Nothing that was loaded before is served after this, in any process.

        While Redis is away this process remembers what it has to say, reads from the source
        until it has said it, and the others may serve old entries until then.
        """
        self.invalidations += 1
        try:
            await self.store.renew(tag)
        except Unavailable:
            if len(self.unsaid) >= MAX_UNSAID:
                log.error("cache: too many lost invalidations; entries are old until they expire")
                return
            self.unsaid.add(tag)
            if self.saying is None or self.saying.done():
                self.saying = asyncio.create_task(self.say())

    async def say(self) -> None:
        while self.unsaid:
            await asyncio.sleep(self.settings.retry_after)
            with suppress(Unavailable):
                for tag in list(self.unsaid):
                    await self.store.renew(tag)
                    self.unsaid.discard(tag)

    async def close(self) -> None:
        tasks: list[asyncio.Task[Any]] = [*self.loads.values()]
        tasks += [self.saying] if self.saying else []
        while pending := [task for task in tasks if not task.done()]:
            for task in pending:
                task.cancel()  # more than once: on Python 3.11 redis-py may swallow it
            await asyncio.wait(pending, timeout=0.1)
        await self.store.close()


@asynccontextmanager
async def running(settings: CacheSettings) -> AsyncIterator[Cache]:
    """A cache that ends what is still loading when it is closed."""
    cache = Cache(settings)
    await cache.store.open()
    try:
        yield cache
    finally:
        await cache.close()
