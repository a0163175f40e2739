"""Event streams: seats, subscriptions, the wire format, and the reply."""

import asyncio
import logging
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple, cast

from fastapi import FastAPI
from fastapi.sse import format_sse_event
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from ..events import Event, Reset, Subscription
from ..events.seats import Seats
from ..lifecycle import announced
from ..login_expiry import may_stay
from .settings import SSESettings

log = logging.getLogger(__name__)

HEARTBEAT = 15.0  # seconds without an event after which a comment keeps proxies from hanging up
OPEN, PING = format_sse_event(comment="open"), format_sse_event(comment="ping")
TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
FIELDS = {
    "data": {"type": "string"},
    "event": {"type": "string"},
    "id": {"type": "string"},
    "retry": {"type": "integer", "minimum": 0},
}


class Opened(NamedTuple):
    settings: SSESettings
    seats: Seats


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    settings = SSESettings()
    seats = Seats(settings.connections, settings.connections_per_caller)
    with announced("sse"):
        yield {"sse": Opened(settings, seats)}


def opened(conn: HTTPConnection) -> Opened:
    return cast(Opened, conn.scope["state"]["sse"])


async def seated(conn: HTTPConnection) -> AsyncIterator[None]:
    """Hold a seat for the request, as a dependency. Raises 503 or 429 without a free one."""
    with opened(conn).seats.take(conn):
        yield


async def stream(conn: HTTPConnection, subscription: Subscription) -> AsyncIterator[bytes]:
    """Yield events for an EventStream, until the login of the caller ends.

    The time until a browser reconnects goes with the first event: some clients take it for an event
    if it is alone.
    """
    retry: int | None = opened(conn).settings.retry
    yield OPEN
    while left := may_stay(conn):
        try:
            async with asyncio.timeout(min(left, HEARTBEAT)):
                item = await anext(subscription)
        except TimeoutError:
            yield PING
        except StopAsyncIteration:
            return
        else:
            yield wire(item, retry)
            retry = None


@lru_cache(maxsize=16)  # all clients are sent the same bytes
def wire(item: Event | Reset, retry: int | None) -> bytes:
    if isinstance(item, Reset):
        return format_sse_event(data_str="null", event="reset", retry=retry)
    return format_sse_event(data_str=item.text, id=item.id, retry=retry)


class EventStream(StreamingResponse):
    """Reply with server-sent events, as bytes. Use it as `response_class=` too.

    FastAPI's EventSourceResponse sends each event through two tasks and has no limit of time: a
    client that reads nothing would hold its seat for ever. Here it has SSE_SEND_SECONDS.
    """

    # For `responses=`, as FastAPI describes its own.
    documented: ClassVar[dict[int | str, dict[str, Any]]] = {
        200: {"content": {TYPE: {"itemSchema": {"type": "object", "properties": FIELDS}}}}
    }

    def __init__(self, content: AsyncIterable[bytes], status_code: int = 200) -> None:
        super().__init__(content, status_code, HEADERS, TYPE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        seconds = opened(HTTPConnection(scope)).settings.send_seconds

        async def send_in_time(message: Message) -> None:
            try:
                async with asyncio.timeout(seconds):
                    await send(message)
            except TimeoutError:
                log.info("sse: a client read nothing for %s seconds", seconds)
                raise ClientDisconnect from None

        with suppress(ClientDisconnect):
            await super().__call__(scope, receive, send_in_time)
