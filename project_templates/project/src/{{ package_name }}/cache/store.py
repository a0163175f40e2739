"""Where entries are: cashews, in memory or in Redis, behind a circuit.

An entry carries the generation that each of its tags had before it was loaded. Invalidation gives
the tag a new one, so that whatever was loaded before is no hit, even if it is stored afterwards.
"""

import asyncio
import logging
import random
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import uuid4

import cashews
from cashews.exceptions import CacheError
from redis.exceptions import RedisError

from ..circuit import Circuit, Unavailable
from ..redis import RedisSettings, connect
from .keys import bounded
from .settings import CacheSettings

log = logging.getLogger(__name__)

TAG_SECONDS = 3600  # a tag that has been forgotten makes misses, never old hits
SWEEP_SECONDS = 60  # how often expired entries are looked for in memory
CONNECTIONS = 10  # of one event loop: more would only be opened in bursts, all at once


@dataclass(frozen=True, slots=True)
class Read:
    """One question to the cache; seconds, and a version that names the shape of the payload."""

    key: str
    load: Callable[[], Awaitable[bytes]]
    tags: tuple[str, ...]
    ttl: float
    stale: float
    version: str


@dataclass(frozen=True, slots=True)
class Found:
    """What is there; `generations` are those of the tags, now. `odd` is what cannot be read."""

    payload: bytes | None
    fresh: bool
    generations: tuple[str | None, ...]
    odd: bool = False


class Store:
    """Every method raises Unavailable, unless it says that it does not."""

    def __init__(self, settings: CacheSettings) -> None:
        self.settings = settings
        self.cashews = cashews.Cache()
        self.circuit = Circuit(
            "cache",
            timeout=settings.timeout,
            pause=settings.retry_after,
            failures=(CacheError, RedisError),
        )
        client = connect()
        self.shared = client is not None
        if client is None:
            memory: dict[str, Any] = {"size": settings.size, "check_interval": SWEEP_SECONDS}
            self.cashews.setup("mem://", pickle_type="null", check_repr=False, **memory)
        else:  # JSON: by default it unpickles, and suppresses what the circuit has to know
            pool = client.connection_pool
            policy: dict[str, Any] = pool.connection_kwargs | {
                "max_connections": min(pool.max_connections, CONNECTIONS),
                "socket_timeout": settings.timeout,
                "socket_connect_timeout": settings.timeout,
            }
            safe: dict[str, Any] = {"pickle_type": "json", "check_repr": False, "suppress": False}
            self.cashews.setup(str(RedisSettings().url), **safe, **policy)

    def name(self, key: str) -> str:
        return f"{self.settings.prefix}:{bounded(key)}"

    def tag_name(self, tag: str) -> str:
        return self.name(f"tag:{tag}")

    async def find(self, read: Read) -> Found:
        names = [self.name(read.key), *map(self.tag_name, read.tags)]
        try:
            entry, *tags = await self.circuit.call(lambda: self.cashews.get_many(*names))
        except ValueError:  # no JSON: somebody else wrote it
            entry, tags = "", [None for _ in read.tags]
        generations = tuple(tag if isinstance(tag, str) else None for tag in tags)
        odd = tags != [*generations]
        match entry:
            case [read.version, float(fresh_until), [*stamps], str(text)]:
                if None not in generations and tuple(stamps) == generations:
                    payload = text.encode("utf-8", "surrogateescape")
                    return Found(payload, time.time() < fresh_until, generations)
            case None:
                pass
            case _:
                odd = True
        return Found(None, False, generations, odd)

    async def stamps(self, read: Read, found: Found) -> list[str | None]:
        """The generations to load under: a tag that has none gets its first."""
        names = map(self.tag_name, read.tags)
        known = dict(zip(names, found.generations, strict=True))
        if found.odd:
            log.warning("cache: an entry that is not of this version is made anew")
            odd = [self.name(read.key), *(name for name, at in known.items() if at is None)]
            await self.circuit.call(lambda: self.cashews.delete_many(*odd))
        return [at or await self.first(name) for name, at in known.items()]

    async def first(self, name: str) -> str | None:
        made = uuid4().hex
        put = self.cashews.set
        if await self.circuit.call(lambda: put(name, made, expire=TAG_SECONDS, exist=False)):
            return made
        given: str | None = await self.circuit.call(lambda: self.cashews.get(name))
        return given

    async def keep(self, read: Read, payload: bytes, stamps: Sequence[str | None]) -> None:
        if len(payload) > self.settings.max_bytes:
            return
        ttl = read.ttl * random.uniform(0.9, 1)  # what was loaded together does not expire together
        text = payload.decode("utf-8", "surrogateescape")
        entry = [read.version, time.time() + ttl, list(stamps), text]
        name, seconds = self.name(read.key), ttl + read.stale
        await self.circuit.call(lambda: self.cashews.set(name, entry, expire=seconds))

    async def renew(self, tag: str) -> None:
        """Give the tag a generation that no entry has."""
        name, made = self.tag_name(tag), uuid4().hex
        await self.circuit.call(lambda: self.cashews.set(name, made, expire=TAG_SECONDS))

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Wait while another process loads this key. Never raises."""
        name, token, seconds = self.name(f"lock:{key}"), uuid4().hex, self.settings.lock
        held, give_up = False, monotonic() + seconds
        with suppress(Unavailable):
            while self.shared and not held and monotonic() < give_up:
                held = await self.circuit.call(lambda: self.cashews.set_lock(name, token, seconds))
                await asyncio.sleep(0 if held else random.uniform(0.02, 0.06))
        try:
            yield
        finally:
            if held:
                with suppress(Unavailable):
                    await self.circuit.call(lambda: self.cashews.unlock(name, token))

    async def close(self) -> None:
        with warnings.catch_warnings():  # cashews calls what redis-py has renamed
            warnings.simplefilter("ignore", DeprecationWarning)
            await self.cashews.close()
