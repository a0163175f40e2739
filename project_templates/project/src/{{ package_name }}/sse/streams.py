"""Event streams: seats, the wire format of subscriptions, and the reply."""

import asyncio
import logging
import time
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple, cast

import anyio
from fastapi import FastAPI
from fastapi.sse import format_sse_event
from starlette.requests import HTTPConnection
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from ..events import Event, Reset, Subscription
from ..events.background import running
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
    """Yield the items of a subscription for an EventStream.

    The time until a browser reconnects goes with the first event: alone, some clients take it for
    an event.
    """
    retry: int | None = opened(conn).settings.retry
    yield OPEN
    async for item in subscription:
        yield wire(item, retry)
        retry = None


@lru_cache(maxsize=16)  # all clients are sent the same bytes
def wire(item: Event | Reset, retry: int | None) -> bytes:
    if isinstance(item, Reset):
        return format_sse_event(data_str="null", event="reset", retry=retry)
    return format_sse_event(data_str=item.text, id=item.id, retry=retry)


class EventStream(StreamingResponse):
    """Reply with server-sent events, as bytes. Use it as `response_class=` too.

    It sends heartbeats, and ends with the login of the caller, or when a client reads nothing for
    SSE_SEND_SECONDS. FastAPI's EventSourceResponse has heartbeats only, and sends each event through
    two tasks.
    """

    # For `responses=`, as FastAPI describes its own.
    documented: ClassVar[dict[int | str, dict[str, Any]]] = {
        200: {"content": {TYPE: {"itemSchema": {"type": "object", "properties": FIELDS}}}}
    }

    def __init__(self, content: AsyncIterable[bytes], status_code: int = 200) -> None:
        super().__init__(content, status_code, HEADERS, TYPE)
        self.busy = False  # while the client does not take what is sent
        self.active = time.monotonic()  # time of the last change of `busy`

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def timed(message: Message) -> None:
            self.active, self.busy = time.monotonic(), True
            await send(message)
            self.busy = False

        with anyio.CancelScope() as whole:
            async with running(self.watch(HTTPConnection(scope), timed, whole)):
                await super().__call__(scope, receive, timed)
        if whole.cancelled_caught and not self.busy:
            await send({"type": "http.response.body", "body": b""})

    async def watch(self, conn: HTTPConnection, send: Send, whole: anyio.CancelScope) -> None:
        """Send heartbeats. Cancel the stream when it must end."""
        patience = opened(conn).settings.send_seconds
        while stay := may_stay(conn):
            left = self.active + (patience if self.busy else HEARTBEAT) - time.monotonic()
            if left > 0:  # it looks so often that no send can begin and end in between unseen
                await asyncio.sleep(min(left, stay, patience))
            elif self.busy:
                log.info("sse: a client read nothing for %s seconds", patience)
                break
            else:
                with anyio.move_on_after(patience):  # if that is too short, it stays busy
                    await send({"type": "http.response.body", "body": PING, "more_body": True})
        whole.cancel()
