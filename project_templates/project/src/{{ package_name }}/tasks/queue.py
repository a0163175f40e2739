"""How a route hands work over."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any, cast
from uuid import uuid4

from fastapi import BackgroundTasks, Depends
from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from taskiq import AsyncBroker, InMemoryBroker
from taskiq.exceptions import TaskiqError
from taskiq_fastapi import populate_dependency_context

from ..context import caller
from ..errors import DomainError
from .broker import GROUP
from .in_order import Step, run_in_order
from .records import Record, Records
from .settings import TasksSettings

PATIENCE = 3.0  # seconds that Redis may take for one step of a request, with all tries


class KeyReused(DomainError):
    status, code = 422, "idempotency_key_reused"


class Tasks:
    """Enqueues durable tasks, starts in-process ones, and knows what became of both."""

    def __init__(
        self, broker: AsyncBroker, records: Records, settings: TasksSettings, client: Redis | None
    ) -> None:
        self.broker, self.records, self.settings = broker, records, settings
        self.client = client

    async def enqueue(
        self, conn: HTTPConnection, name: str, *, key: str | None = None, **payload: Any
    ) -> Record:
        """Queue the task `name` with `payload`. Two calls with one `key` make one task.

        Raises KeyReused when the key came with another payload before, and HTTPException 503 when
        the queue is full or Redis is away; then nothing is queued.
        """
        record, is_new = await self.register(conn, name, key, payload)
        if is_new:
            try:
                await self.send(conn, name, record, payload)
            except BaseException:
                await self.forget(record)
                raise
        return record

    async def start_in_order(
        self, conn: HTTPConnection, background: BackgroundTasks, steps: Sequence[Step]
    ) -> Record:
        """Run `steps` one after another in this process, once the reply is sent."""
        record, _ = await self.register(conn, "in order", None, {})
        background.add_task(run_in_order, self.records, record.id, steps)
        return record

    async def register(
        self, conn: HTTPConnection, name: str, key: str | None, payload: dict[str, Any]
    ) -> tuple[Record, bool]:
        user = caller(conn)
        owner = user.id if user else None
        fingerprint = digest(name, payload)
        id = digest(owner, name, key) if key else uuid4().hex
        record = Record(id=id, owner=owner, fingerprint=fingerprint)
        try:
            async with asyncio.timeout(PATIENCE):
                existing = await self.records.create(record)
        except (RedisError, OSError) as error:
            raise unavailable("The queue cannot be reached") from error
        if existing is not None and existing.fingerprint != fingerprint:
            raise KeyReused("This Idempotency-Key belongs to another request")
        return existing or record, existing is None

    async def send(
        self, conn: HTTPConnection, name: str, record: Record, payload: dict[str, Any]
    ) -> None:
        task = self.broker.find_task(name)
        if task is None:
            raise LookupError(f"no task is called {name}")
        try:
            async with asyncio.timeout(PATIENCE):
                if await self.waiting() >= self.settings.max_waiting:
                    raise unavailable("Too many tasks are waiting")
                if isinstance(self.broker, InMemoryBroker):  # the task runs here, with our state
                    populate_dependency_context(self.broker, conn.app, conn.scope.get("state"))
                await task.kicker().with_task_id(record.id).kiq(**payload)
        except (RedisError, OSError, TaskiqError) as error:
            raise unavailable("The queue cannot be reached") from error

    async def waiting(self) -> int:
        """Tasks that no worker has finished."""
        if isinstance(self.broker, InMemoryBroker):
            return len(self.broker._running_tasks)
        assert self.client is not None
        found: Any = await self.client.xinfo_groups(self.settings.queue)
        group = next(group for group in found if group["name"] == GROUP)
        return int(group["pending"]) + int(group["lag"] or 0)

    async def forget(self, record: Record) -> None:
        with suppress(RedisError, OSError):  # it expires by itself
            async with asyncio.timeout(PATIENCE):
                await self.records.discard(record.id)

    async def find(self, conn: HTTPConnection, id: str) -> Record | None:
        """The record, if it is the caller's."""
        try:
            async with asyncio.timeout(PATIENCE):
                record = await self.records.get(id)
        except (RedisError, OSError) as error:
            raise unavailable("The queue cannot be reached") from error
        user = caller(conn)
        mine = record is not None and record.owner in (None, user.id if user else None)
        return record if mine else None


def digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def unavailable(detail: str) -> HTTPException:
    return HTTPException(503, detail, {"Retry-After": "5"})


def get_tasks(conn: HTTPConnection) -> Tasks:
    return cast(Tasks, conn.state.tasks)


TasksDep = Annotated[Tasks, Depends(get_tasks)]
