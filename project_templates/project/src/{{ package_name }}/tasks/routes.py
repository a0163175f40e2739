"""One task, several in order, and one with dependencies; each can be asked what became of it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, TypedDict

from fastapi import APIRouter, BackgroundTasks, FastAPI, Header, Path, Request, Response
from pydantic import BaseModel, Field
from redis.exceptions import RedisError
from taskiq import InMemoryBroker

from ..errors import DomainError
from ..lifecycle import announced
from .broker import create_broker, create_records
from .in_order import Step
from .jobs import notify, update_records
from .queue import Tasks, TasksDep
from .records import Record, Status
from .settings import TasksSettings

log = logging.getLogger(__name__)


class TasksState(TypedDict):
    tasks: Tasks


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[TasksState]:
    settings = TasksSettings()
    records, client = create_records(settings)
    broker = create_broker(settings, records)
    try:
        await broker.startup()
    except (RedisError, OSError) as error:
        log.warning("tasks: Redis is away (%s); tasks are refused meanwhile", type(error).__name__)
    if client is None:
        log.info("tasks: in memory, for one process (REDIS_URL is not set); a restart loses them")
    try:
        with announced("tasks"):
            yield {"tasks": Tasks(broker, records, settings, client)}
            await drain(broker, settings.drain)
    finally:
        await broker.shutdown()
        if client is not None:
            await client.aclose()


async def drain(broker: object, seconds: float) -> None:
    """Let what runs in this process end; workers have their own --wait-tasks-timeout."""
    if isinstance(broker, InMemoryBroker):
        try:
            async with asyncio.timeout(seconds):
                await broker.wait_all()
        except TimeoutError:
            log.warning("tasks: still running after %s seconds; they are lost", seconds)


router = APIRouter(prefix="/tasks", tags=["tasks"], lifespan=lifespan)

Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255)]


class Notification(BaseModel):
    email: Email
    message: str = Field(default="Hello!", max_length=10_000)


class Process(BaseModel):
    email: Email
    user_id: int = Field(ge=1)


class Accepted(BaseModel):
    id: str
    status_url: str


class Task(BaseModel):
    id: str
    status: Status
    error_id: str | None


class NoSuchTask(DomainError):
    status, code = 404, "no_such_task"


def accepted(request: Request, response: Response, record: Record) -> Accepted:
    address = request.url_for("task_status", id=record.id).path
    response.headers["Location"] = address
    return Accepted(id=record.id, status_url=address)


@router.post("/notifications", status_code=202)
async def send_notification(
    data: Notification, request: Request, response: Response, tasks: TasksDep, key: Key = None
) -> Accepted:
    """One durable task. Repeat the request with the same Idempotency-Key as often as you like."""
    record = await tasks.enqueue(request, "notify", key=key, **data.model_dump())
    return accepted(request, response, record)


@router.post("/process", status_code=202)
async def process(
    data: Process,
    request: Request,
    response: Response,
    tasks: TasksDep,
    background: BackgroundTasks,
) -> Accepted:
    """Several steps in order, in this process; a failed one does not stop the next."""
    steps: list[Step] = [
        partial(notify, data.email, "Processing started"),
        partial(update_records, data.user_id),
        partial(notify, data.email, "Processing completed"),
    ]
    record = await tasks.start_in_order(request, background, steps)
    return accepted(request, response, record)


@router.post("/cleanup", status_code=202)
async def clean_up(request: Request, response: Response, tasks: TasksDep) -> Accepted:
    """What the scheduler does every ten minutes, now: a task with dependencies of its own."""
    return accepted(request, response, await tasks.enqueue(request, "clean_up"))


@router.get("/{id}")
async def task_status(
    id: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")], request: Request, tasks: TasksDep
) -> Task:
    """What became of a task; the log tells more about `error_id`."""
    record = await tasks.find(request, id)
    if record is None:
        raise NoSuchTask("There is no such task, or it has been forgotten")
    return Task(id=record.id, status=record.status, error_id=record.error_id)
