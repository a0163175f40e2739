"""Background tasks of one request, one after another, in this process."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from inspect import iscoroutinefunction
from typing import Any, cast
from uuid import uuid4

from fastapi.concurrency import run_in_threadpool

from .records import Records

log = logging.getLogger(__name__)

# A function without arguments (functools.partial gives them); a plain one runs in a thread.
Step = Callable[[], Any]


async def run_in_order(records: Records, id: str, steps: Sequence[Step]) -> None:
    """Run every step, also after one has failed: Starlette's own list would stop there."""
    await records.mark(id, "running")
    error_id = None
    for number, step in enumerate(steps, 1):
        try:
            await run(step)
        except Exception:
            error_id = error_id or uuid4().hex
            log.exception(
                "task %s: step %d of %d failed: error %s", id, number, len(steps), error_id
            )
    await records.mark(id, "failed" if error_id else "done", error_id)


async def run(step: Step) -> None:
    function = getattr(step, "func", step)
    if iscoroutinefunction(function):
        await cast(Callable[[], Awaitable[Any]], step)()
    else:
        await run_in_threadpool(step)
