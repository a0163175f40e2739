"""How a route hands work over."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
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
from .durable import find_group
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
        """Queue the task `name` with `payload`. Calls with one `key` make one task.

        Raises KeyReused when the key came with another payload before, and HTTPException 503 when
        the queue is full, or Redis is away or too slow. What Redis did not confirm in time may be
        queued all the same; another call with the same `key` does not queue it again.
        """
        record = self.new_record(conn, name, key, payload)
        if key is None:
            await self.send(conn, name, record, payload)
            return record
        existing = await self.known(record)
        if existing is None:
            await self.send(conn, name, record, payload)
            existing = await self.known(record)  # another call may have been faster
        if existing is not None and existing.fingerprint != record.fingerprint:
            raise KeyReused("This Idempotency-Key belongs to another request")
        return existing or record

    async def start_in_order(
        self, conn: HTTPConnection, background: BackgroundTasks, steps: Sequence[Step]
    ) -> Record:
        """Run `steps` one after another in this process, once the reply is sent."""
        record = self.new_record(conn, "in order", None, {})
        async with answering():
            await self.records.put(record)
        background.add_task(run_in_order, self.records, record.id, steps)
        return record

    @staticmethod
    def new_record(
        conn: HTTPConnection, name: str, key: str | None, payload: dict[str, Any]
    ) -> Record:
        user = caller(conn)
        owner = user.id if user else None
        id = digest(owner, name, key) if key else uuid4().hex
        return Record(id=id, owner=owner, fingerprint=digest(name, payload))

    async def known(self, record: Record) -> Record | None:
        async with answering():
            return await self.records.get(record.id)

    async def send(
        self, conn: HTTPConnection, name: str, record: Record, payload: dict[str, Any]
    ) -> None:
        task = self.broker.find_task(name)
        if task is None:
            raise LookupError(f"no task is called {name}")
        kicker = task.kicker().with_task_id(record.id)
        async with answering():
            if await self.waiting() >= self.settings.max_waiting:
                raise unavailable("Too many tasks are waiting")
            if isinstance(self.broker, InMemoryBroker):  # the task runs here, with our state
                populate_dependency_context(self.broker, conn.app, conn.scope.get("state"))
                await kicker.kiq(**payload)
                await self.records.put(record)  # nothing has waited: the task has not begun
            else:
                await kicker.with_labels(record=record.model_dump_json()).kiq(**payload)

    async def waiting(self) -> int:
        """Tasks that no worker has finished."""
        if isinstance(self.broker, InMemoryBroker):
            return len(self.broker._running_tasks)
        assert self.client is not None
        group = await find_group(self.client, self.settings.queue)
        return 0 if group is None else int(group["pending"]) + int(group["lag"] or 0)

    async def find(self, conn: HTTPConnection, id: str) -> Record | None:
        """The record, if it is the caller's."""
        async with answering():
            record = await self.records.get(id)
        user = caller(conn)
        mine = record is not None and record.owner in (None, user.id if user else None)
        return record if mine else None


@asynccontextmanager
async def answering() -> AsyncIterator[None]:
    """For what asks Redis: 503 when it does not answer in time."""
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except (RedisError, OSError, TaskiqError) as error:
        raise unavailable("The queue cannot be reached") from error


def digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def unavailable(detail: str) -> HTTPException:
    return HTTPException(503, detail, {"Retry-After": "5"})


def get_tasks(conn: HTTPConnection) -> Tasks:
    return cast(Tasks, conn.state.tasks)


TasksDep = Annotated[Tasks, Depends(get_tasks)]
