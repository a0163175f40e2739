"""Server-sent events: topics that a browser follows with EventSource, and resumes where it was."""

import asyncio
import logging
import time
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, FastAPI, Header, Path
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.requests import HTTPConnection

from .context import caller
from .events import EventsDep, Reset, SlowConsumer, Subscription
from .events.seats import Seats
from .lifecycle import announced

log = logging.getLogger(__name__)

# A topic with a colon belongs to the application: nobody outside may read it, or write to it.
Topic = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class SSESettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SSE_", env_file=".env", extra="ignore")

    connections: int = Field(5000, ge=1)  # open streams in this process
    connections_per_caller: int = Field(1000, ge=1)
    retry: int = Field(3000, ge=0)  # milliseconds after which a browser comes back


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    settings = SSESettings()
    with announced("sse"):
        seats = Seats(settings.connections, settings.connections_per_caller)
        yield {"sse": (settings, seats)}


def opened(conn: HTTPConnection) -> tuple[SSESettings, Seats]:
    return cast(tuple[SSESettings, Seats], conn.state["sse"])


async def subscription(
    conn: HTTPConnection,
    events: EventsDep,
    topic: Topic,
    last_event_id: Annotated[str | None, Header()] = None,
) -> AsyncIterator[Subscription]:
    """One subscriber of `topic`, for as long as the reply takes and the caller's token is good.

    It is a dependency and not part of the stream, so that it ends with the request even if the
    client is gone before the first byte.
    """
    user = caller(conn)
    with opened(conn)[1].take(conn):
        async with events.subscribe(topic, after=last_event_id) as subscribed:
            if user is None:
                yield subscribed
                return
            left = max(0.0, user.expires_at - time.time())
            expiry = asyncio.get_running_loop().call_later(left, subscribed.end)
            try:
                yield subscribed
            finally:
                expiry.cancel()


async def stream(subscribed: Subscription, retry: int) -> AsyncIterator[ServerSentEvent]:
    """What a subscriber receives, as server-sent events; use it in routes of your own.

    The data is JSON, so it is one line whatever it holds. A client that is too slow is let go:
    it comes back by itself with the last id it has seen, and gets the rest from the history.
    """
    yield ServerSentEvent(comment="open", retry=retry)
    try:
        async for item in subscribed:
            if isinstance(item, Reset):
                yield ServerSentEvent(event="reset", id=item.id, raw_data="null")
            else:
                yield ServerSentEvent(id=item.id, raw_data=item.text)
    except SlowConsumer:
        log.info("sse: a slow client was let go")


router = APIRouter(prefix="/events", tags=["events"], lifespan=lifespan)


class Publication(BaseModel):
    data: Any


class Published(BaseModel):
    id: str


@router.get(
    "/{topic}",
    response_class=EventSourceResponse,
    responses={429: {"description": "Too many streams of this caller"}},
)
async def follow(
    conn: HTTPConnection, subscribed: Annotated[Subscription, Depends(subscription)]
) -> AsyncIterable[ServerSentEvent]:
    """The topic's events from now on, or from `Last-Event-ID` on; `reset` when some are gone."""
    async for event in stream(subscribed, opened(conn)[0].retry):
        yield event


@router.post("/{topic}", status_code=202)
async def publish(topic: Topic, publication: Publication, events: EventsDep) -> Published:
    return Published(id=await events.publish(topic, publication.data))
