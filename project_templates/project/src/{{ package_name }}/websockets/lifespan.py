"""What is shared by all sockets of a process, and what each of them begins with."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Annotated, Any, cast
from uuid import uuid4

from fastapi import Depends, FastAPI, HTTPException, WebSocket
from starlette.requests import HTTPConnection

from .. import redis
from ..context import caller
from ..events import EventsDep
from ..events.background import beside
from ..events.seats import Seats
from ..lifecycle import announced
from .connection import Connection
from .handshake import welcome
from .hub import Hub
from .presence import Presence
from .settings import WebSocketSettings


class Opened:
    def __init__(self, settings: WebSocketSettings, presence: Presence) -> None:
        self.settings, self.presence = settings, presence
        self.seats = Seats(settings.connections, settings.connections_per_caller)
        self.hub: Hub | None = None


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    client = redis.connect(retries=0, on_undecodable="replace")
    async with AsyncExitStack() as stack:
        stack.enter_context(announced("websockets"))
        opened = Opened(WebSocketSettings(), Presence(client))
        if client is not None:
            await stack.enter_async_context(client)
            stack.push_async_callback(opened.presence.end)
            await stack.enter_async_context(beside(opened.presence.beat))
        yield {"websockets": opened}
        if opened.hub is not None:
            opened.hub.close()


def get_opened(conn: HTTPConnection) -> Opened:
    return cast(Opened, conn.state["websockets"])


def get_hub(opened: Annotated[Opened, Depends(get_opened)], events: EventsDep) -> Hub:
    """Lifespans do not see each other, so the first who asks brings the two together."""
    if opened.hub is None:
        opened.hub = Hub(events, opened.presence, opened.settings.rooms)
    return opened.hub


async def connection(
    socket: WebSocket, opened: Annotated[Opened, Depends(get_opened)]
) -> AsyncIterator[Connection]:
    """Not accepted yet; refused with 403, 429 or 503 before anything is opened."""
    if not welcome(socket, opened.settings.allowed_origins):
        raise HTTPException(403, "Pages of this origin may not connect")
    user = caller(socket)
    with opened.seats.take(socket):
        yield Connection(socket, user.id if user else uuid4().hex, opened.settings)


HubDep = Annotated[Hub, Depends(get_hub)]
ConnectionDep = Annotated[Connection, Depends(connection)]
