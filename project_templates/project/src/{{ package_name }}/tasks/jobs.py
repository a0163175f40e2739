"""The tasks themselves. Replace them by yours; each must bear to be run twice."""

import logging
import time
from collections.abc import Callable
from typing import Annotated, Any

import stamina
from redis.asyncio import Redis
from starlette.requests import HTTPConnection
from taskiq import TaskiqDepends

from .broker import GROUP
from .settings import TasksSettings

log = logging.getLogger(__name__)


class TryAgain(Exception):
    """What went wrong may pass."""


# The task is not acknowledged while it waits for another try, so a killed worker loses nothing.
retried = stamina.retry(
    on=(OSError, TryAgain), attempts=5, timeout=120, wait_initial=0.5, wait_max=30, wait_jitter=1
)


@retried
async def notify(email: str, message: str) -> None:
    """Hand a message to the mail service."""
    log.info("notification sent (%d characters)", len(message))


@retried
async def clean_up(conn: Annotated[HTTPConnection, TaskiqDepends()]) -> None:
    """Drop what every worker has finished with from the stream.

    `conn` carries the application's state, as in a request: a task asks it for a session of its own.
    """
    client: Redis | None = conn.state.tasks.client
    if client is None:
        return
    queue = TasksSettings().queue
    found: Any = await client.xinfo_groups(queue)
    group = next(group for group in found if group["name"] == GROUP)
    pending: Any = await client.xpending(queue, GROUP)
    oldest = pending["min"] or group["last-delivered-id"]
    removed = await client.xtrim(queue, minid=oldest, approximate=False)
    log.info("clean-up: %d finished tasks dropped", removed)


def update_records(user_id: int) -> None:
    """A step that blocks: it runs in a thread."""
    time.sleep(0.05)
    log.info("records of user %d updated", user_id)


# name → the function, and its labels; `schedule` is read by the scheduler process.
TASKS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "notify": (notify, {}),
    "clean_up": (clean_up, {"schedule": [{"cron": "*/10 * * * *"}]}),
}
