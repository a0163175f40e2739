"""Which client is in which room, and with how many connections; shared by all processes."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

import anyio
from redis.asyncio import Redis
from redis.exceptions import RedisError

from ..events import EventsUnavailable
from ..redis import TIMEOUT

BEAT, ALIVE = 10, 30  # seconds: what a process says is believed for a while
PROCESSES, OF_PROCESS = "ws:processes", "ws:presence:"


@contextmanager
def reachable() -> Iterator[None]:
    try:
        with anyio.fail_after(TIMEOUT):
            yield
    except (RedisError, OSError) as error:
        raise EventsUnavailable("It is not known at the moment who is there") from error


class Presence:
    """Every process keeps its own counts in Redis, so that they vanish with it.

    A room's name holds no colon: `<room>:<client>` is the field of a count.
    """

    def __init__(self, client: Redis | None) -> None:
        self.redis, self.process = client, uuid4().hex
        self.local: Counter[str] = Counter()

    async def enter(self, room: str, client: str) -> bool:
        """Whether the client was not there before; raises EventsUnavailable."""
        field = f"{room}:{client}"
        self.local[field] += 1
        first = self.local[field] == 1
        await self._say(field)
        return first and not any(await self._ask_others("hexists", field))

    async def leave(self, room: str, client: str) -> bool:
        """Whether the client is not there any more; raises EventsUnavailable."""
        field = f"{room}:{client}"
        self.forget(room, client)
        await self._say(field)
        return not self.local[field] and not any(await self._ask_others("hexists", field))

    def forget(self, room: str, client: str) -> None:
        """One connection less, without telling the others: the next beat does."""
        field = f"{room}:{client}"
        self.local[field] -= 1
        if not self.local[field]:
            del self.local[field]

    async def everybody(self) -> dict[str, dict[str, int]]:
        """Connections by room and client."""
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for counts in [dict(self.local), *await self._ask_others("hgetall")]:
            for field, count in counts.items():
                room, _, client = field.partition(":")
                found[room][client] = found[room].get(client, 0) + int(count)
        return dict(found)

    async def beat(self) -> None:
        """Say for ever what is so, as often as it must be to be believed, and after an outage."""
        while True:
            with suppress(EventsUnavailable):
                await self._say(*self.local, afresh=True)
            await anyio.sleep(BEAT)

    async def end(self) -> None:
        self.local.clear()
        with suppress(EventsUnavailable):
            await self._say(afresh=True)

    async def _say(self, *fields: str, afresh: bool = False) -> None:
        if self.redis is None:
            return
        key, now = OF_PROCESS + self.process, time.time()
        with reachable():
            async with self.redis.pipeline() as commands:
                if afresh:
                    commands.delete(key)
                    commands.zremrangebyscore(PROCESSES, 0, now)
                for field in fields:
                    if count := self.local[field]:
                        commands.hset(key, field, str(count))
                    else:
                        commands.hdel(key, field)
                commands.expire(key, ALIVE)
                commands.zadd(PROCESSES, {self.process: now + ALIVE})
                await commands.execute()

    async def _ask_others(self, command: str, *arguments: str) -> list[Any]:
        """The replies of one command about each of the other processes that are alive."""
        if self.redis is None:
            return []
        with reachable():
            alive: Any = await self.redis.zrangebyscore(PROCESSES, time.time(), "+inf")
            others = [OF_PROCESS + process for process in alive if process != self.process]
            async with self.redis.pipeline(transaction=False) as commands:
                for key in others:
                    getattr(commands, command)(key, *arguments)
                return await commands.execute()
