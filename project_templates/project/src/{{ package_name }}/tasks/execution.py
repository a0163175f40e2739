"""Execution of tasks: their registration with a broker, and their records."""

import logging
from typing import Any
from uuid import uuid4

from taskiq import AsyncBroker, TaskiqMessage, TaskiqMiddleware, TaskiqResult

from ..context import request_id
from .settings import TasksSettings
from .store import Store

log = logging.getLogger(__name__)


class Records(TaskiqMiddleware):
    """Records the state of each task; gives it its time limit and the request's id."""

    def __init__(self, store: Store, settings: TasksSettings) -> None:
        super().__init__()
        self.store = store
        self.settings = settings

    async def pre_execute(self, message: TaskiqMessage) -> TaskiqMessage:
        request_id.set(str(message.labels.get("request_id", "-")))
        message.labels["timeout"] = self.settings.time_limit
        await self.store.mark(message.task_id, "running")
        return message

    async def post_execute(self, message: TaskiqMessage, result: TaskiqResult[Any]) -> None:
        if not result.is_err:
            await self.store.mark(message.task_id, "done")
            return
        error_id = uuid4().hex  # taskiq has logged the traceback, under the same request id
        log.error("task %s (%s) failed: error %s", message.task_id, message.task_name, error_id)
        await self.store.mark(message.task_id, "failed", error_id)


def register_tasks(broker: AsyncBroker, store: Store, settings: TasksSettings) -> None:
    """Register every task of jobs.py with `broker`."""
    from .jobs import TASKS  # imports what a task needs, and a broker does not

    for name, (function, labels) in TASKS.items():
        broker.register_task(function, task_name=name, **labels)
    broker.add_middlewares(Records(store, settings))
