"""What every event stream needs: a seat, a subscription, the wire format, an end."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, cast

import anyio
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.sse import ServerSentEvent
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from ..context import caller
from ..events import Events, Reset, SlowConsumer, Subscription
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
    """One subscriber of `topic`, which ends when the caller's token does.

    Enter it in a dependency, not in the stream: so it ends with the request even if the client is
    gone before the first byte. Raises 503 or 429 when there are too many streams.
    """
    user = caller(conn)
    with opened(conn).seats.take(conn):
        async with events.subscribe(topic, after) as subscription:
            if user is None:
                yield subscription
                return
            left = max(0.0, user.expires_at - time.time())
            expiry = asyncio.get_running_loop().call_later(left, subscription.end)
            try:
                yield subscription
            finally:
                expiry.cancel()


async def stream(subscription: Subscription, retry: int) -> AsyncIterator[ServerSentEvent]:
    """What a subscriber receives, as server-sent events.

    `retry`, in milliseconds, goes with the first of them: some clients take it for an event when
    it is alone. The data is JSON, so it is one line whatever it holds. A client that is too slow
    is let go: it comes back by itself with the last id that it has seen, and is given the rest.
    """
    yield ServerSentEvent(comment="open")
    first: int | None = retry
    try:
        async for item in subscription:
            if isinstance(item, Reset):
                yield ServerSentEvent(event="reset", id=item.id, raw_data="null", retry=first)
            else:
                yield ServerSentEvent(id=item.id, raw_data=item.text, retry=first)
            first = None
    except SlowConsumer:
        log.info("sse: a slow client was let go")


class EventStreamRoute(APIRoute):
    """Gives up a client that takes nothing for SSE_SEND_SECONDS: it would hold its seat for ever."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        with anyio.CancelScope() as whole:

            async def send_in_time(message: Message) -> None:
                with anyio.move_on_after(
                    opened(HTTPConnection(scope)).settings.send_seconds
                ) as wait:
                    await send(message)
                if wait.cancelled_caught:
                    log.info("sse: a client that took nothing was given up")
                    whole.cancel()

            try:
                await super().handle(scope, receive, send_in_time)
            except* anyio.BrokenResourceError:
                log.debug("sse: a client left in the middle of an event")  # FastAPI's own queue
