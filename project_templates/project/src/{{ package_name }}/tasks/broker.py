"""The durable queue (taskiq): a Redis stream with acknowledgements, or this process's memory.

Delivery is at least once: what a killed worker left behind is given to another one after
`TASKS_IDLE_TIMEOUT`, so a task must bear to be run twice.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Any
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError
from taskiq import AsyncBroker, InMemoryBroker, TaskiqMessage, TaskiqMiddleware, TaskiqResult
from taskiq_redis import RedisStreamBroker

from .. import redis
from ..context import request_id
from .records import MemoryRecords, Records, RedisRecords
from .settings import TasksSettings

log = logging.getLogger(__name__)

GROUP = "workers"
BLOCK = 2.0  # seconds that a worker waits for new tasks before it looks again


class Bookkeeping(TaskiqMiddleware):
    """Carries the request's id into the task's log, and records what becomes of the task."""

    def __init__(self, records: Records) -> None:
        super().__init__()
        self.records = records

    async def pre_send(self, message: TaskiqMessage) -> TaskiqMessage:
        message.labels.setdefault("request_id", request_id.get())
        return message

    async def pre_execute(self, message: TaskiqMessage) -> TaskiqMessage:
        request_id.set(str(message.labels.get("request_id", "-")))
        await self.records.mark(message.task_id, "running")
        return message

    async def post_execute(self, message: TaskiqMessage, result: TaskiqResult[Any]) -> None:
        if not result.is_err:
            await self.records.mark(message.task_id, "done")
            return
        error_id = uuid4().hex  # taskiq has logged the traceback, under the same request id
        log.error("task %s (%s) failed: error %s", message.task_id, message.task_name, error_id)
        await self.records.mark(message.task_id, "failed", error_id)


class DurableBroker(RedisStreamBroker):
    """A stream whose tasks are found again when the worker that took them is gone."""

    def __init__(self, url: str, settings: TasksSettings) -> None:
        super().__init__(
            url,
            queue_name=settings.queue,
            consumer_group_name=GROUP,
            consumer_id="0",
            xread_block=int(BLOCK * 1000),
            xread_count=1,
            idle_timeout=int(settings.idle_timeout * 1000),
            unacknowledged_lock_timeout=10,
            socket_timeout=redis.TIMEOUT + BLOCK,
            socket_connect_timeout=redis.TIMEOUT,
            retry=redis.retry(),
        )
        self.settings = settings
        self.rescuing: asyncio.Task[None] | None = None

    async def startup(self) -> None:
        await super().startup()
        if self.is_worker_process:
            self.rescuing = asyncio.create_task(self.rescue())

    async def shutdown(self) -> None:
        if self.rescuing is not None:
            self.rescuing.cancel()
            with suppress(asyncio.CancelledError):
                await self.rescuing
        await super().shutdown()

    async def rescue(self) -> None:
        """Put what a lost worker left back into the queue.

        The broker's own search runs only after a new task has come: an idle queue would wait for ever.
        """
        async with Redis(connection_pool=self.connection_pool) as client:
            while True:
                await asyncio.sleep(self.settings.idle_timeout / 2)
                try:
                    await self.rescue_once(client)
                except (RedisError, OSError) as error:
                    log.warning("tasks: cannot look for lost work (%s)", type(error).__name__)

    async def rescue_once(self, client: Redis) -> None:
        queue = self.settings.queue
        found: Any = await client.xautoclaim(
            queue, GROUP, self.consumer_name, self.idle_timeout, count=100
        )
        for id, fields in found[1]:
            async with client.pipeline(transaction=True) as both:
                both.xadd(queue, fields)
                both.xack(queue, GROUP, id)
                await both.execute()
            log.warning("tasks: rescued a task that its worker had left")


def create_records(settings: TasksSettings) -> tuple[Records, Redis | None]:
    client = redis.connect()
    if client is None:
        return MemoryRecords(settings.keep), None
    return RedisRecords(client, settings.keep), client


def create_broker(settings: TasksSettings, records: Records) -> AsyncBroker:
    """The queue that REDIS_URL asks for, with every task that there is."""
    from .jobs import TASKS  # the tasks import what a request may use, the broker does not

    url = redis.RedisSettings().url
    broker: AsyncBroker = InMemoryBroker() if url is None else DurableBroker(str(url), settings)
    for name, (task, labels) in TASKS.items():
        broker.register_task(task, task_name=name, timeout=settings.time_limit, **labels)
    return broker.with_middlewares(Bookkeeping(records))
