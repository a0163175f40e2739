"""What a request carries: its id, its caller, and the state that the lifespans yield."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypedDict, cast
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

request_id: ContextVar[str] = ContextVar("request_id", default="-")

LOOK = 5.0  # seconds until it is noticed of who stays connected that the login has ended
ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
# A refused WebSocket handshake is answered by a message type of its own.
REPLY_STARTS = frozenset(
    ("http.response.start", "websocket.accept", "websocket.http.response.start")
)


@dataclass(frozen=True, slots=True)
class User:
    """Who is calling, as `scope["user"]`; `expires_at` is in seconds since the epoch."""

    id: str
    scopes: frozenset[str]
    expires_at: float
    login_id: str = ""  # what a logout ends


class Publish(Protocol):
    """Hand `data` to every subscriber of `topic`; the new event's id is returned."""

    def __call__(self, topic: str, data: Any) -> Awaitable[str]: ...


class ReadThrough(Protocol):
    """The cached payload of `key`, or `load`'s, and how it was found: hit, miss or stale."""

    def __call__(
        self, key: str, load: Callable[[], Awaitable[bytes]], *, tags: Sequence[str] = ()
    ) -> Awaitable[tuple[bytes, str]]: ...


class State(TypedDict, total=False):
    """What lifespans yield, merged: yours, and the words that features say to each other."""

    started_at: datetime
    authenticate: Callable[[str], User | None]
    has_ended: Callable[[User], bool]  # the login, before the token has expired
    credential_paths: Sequence[str]  # where passwords and tokens can be guessed
    publish: Publish
    own_topics: Collection[str]  # where only the application itself publishes
    read_through: ReadThrough
    invalidate: Callable[[str], Awaitable[None]]  # everything with this tag


def state(conn: HTTPConnection) -> State:
    """The application's state, seen from a request or a WebSocket."""
    return cast(State, conn.scope.get("state", {}))


def caller(conn: HTTPConnection) -> User | None:
    """Who is calling; None where nobody has asked, or nobody has proved it."""
    return cast(User | None, conn.scope.get("user"))


def may_stay(conn: HTTPConnection) -> float:
    """For how many seconds who is calling may stay until it is asked again; 0 is the end."""
    user, has_ended = caller(conn), state(conn).get("has_ended")
    if user is None:
        return float("inf")
    if has_ended is not None and has_ended(user):
        return 0.0
    left = max(0.0, user.expires_at - time.time())
    return left if has_ended is None else min(left, LOOK)


async def end_of_stay(conn: HTTPConnection) -> None:
    """Wait until who is calling may not stay any longer."""
    left = may_stay(conn)
    while left:
        await asyncio.sleep(left)
        left = may_stay(conn)


def once(lists: Sequence[str]) -> str:
    """The names of all lists, each as it came first: case makes no difference."""
    names = [name.strip() for name in ",".join(lists).split(",")]
    first: dict[str, str] = {}
    for name in filter(None, names):
        first.setdefault(name.lower(), name)
    return ", ".join(first.values())


class RequestContext:
    """Outermost: names the request in the context, in the scope and in the reply.

    Whoever adds to `Vary` on the way does not look at what is there; here it is put in order.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        given = Headers(scope=scope).get("x-request-id", "")
        name = given if ACCEPTABLE_ID.fullmatch(given) else uuid4().hex
        scope["request_id"] = name
        token = request_id.set(name)

        async def send_named(message: Message) -> None:
            if message["type"] in REPLY_STARTS:
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = name
                if varies := headers.getlist("vary"):
                    headers["Vary"] = once(varies)
            await send(message)

        try:
            await self.app(scope, receive, send_named)
        finally:
            request_id.reset(token)
