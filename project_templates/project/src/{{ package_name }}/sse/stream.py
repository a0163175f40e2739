"""What every event stream needs: a seat, a subscription, the wire format."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, NamedTuple, cast

from fastapi import FastAPI
from fastapi.sse import format_sse_event
from starlette.requests import HTTPConnection

from ..context import caller, end_of_stay
from ..events import Event, Events, Reset, SlowConsumer, Subscription
from ..events.seats import Seats
from ..lifecycle import announced
from .settings import SSESettings

log = logging.getLogger(__name__)


class Opened(NamedTuple):
    settings: SSESettings
    seats: Seats


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    settings = SSESettings()
    with announced("sse"):
        yield {
            "sse": Opened(settings, Seats(settings.connections, settings.connections_per_caller))
        }


def opened(conn: HTTPConnection) -> Opened:
    return cast(Opened, conn.state["sse"])


@asynccontextmanager
async def subscribed(
    conn: HTTPConnection, events: Events, topic: str, after: str | None
) -> AsyncIterator[Subscription]:
    """One subscriber of `topic`, which ends when the caller's token or login does.

    Enter it in a dependency, not in the stream: so it ends with the request even if the client is
    gone before the first byte. Raises 503 or 429 when there are too many streams.
    """
    with opened(conn).seats.take(conn):
        begin = Event(events.last_id, topic, None, text="")
        async with events.subscribe(topic, after) as subscription:
            if subscription.after is None and not subscription.items:  # it resumes nothing
                subscription.items.append(begin)
            if caller(conn) is None:
                yield subscription
                return
            expiry = asyncio.create_task(expire(conn, subscription))
            try:
                yield subscription
            finally:
                expiry.cancel()


async def expire(conn: HTTPConnection, subscription: Subscription) -> None:
    await end_of_stay(conn)
    subscription.end()


async def stream(subscription: Subscription, retry: int) -> AsyncIterator[bytes]:
    """What a subscriber receives, as server-sent events; for an EventStream.

    `retry`, in milliseconds, goes with the first of them: some clients take it for an event when
    it is alone. The data is JSON, so it is one line whatever it holds. A client that is too slow
    is let go: it comes back by itself with the last id that it has seen, and is given the rest.
    """
    yield format_sse_event(comment="open")
    first: int | None = retry
    try:
        async for item in subscription:
            if isinstance(item, Reset):
                yield wire(item.id, "null", "reset", first)
            elif item.text:
                yield wire(item.id, item.text, None, first)
            else:  # no event, only an id to come back with
                yield format_sse_event(id=item.id)
                continue
            first = None
    except SlowConsumer:
        log.info("sse: a slow client was let go")


@lru_cache(maxsize=16)  # the next client is sent the same bytes
def wire(id_: str, text: str, event: str | None, retry: int | None) -> bytes:
    return format_sse_event(data_str=text, event=event, id=id_, retry=retry)
