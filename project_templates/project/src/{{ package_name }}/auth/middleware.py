"""Finds out who is calling, before anything asks."""

from collections.abc import Callable
from typing import Any, cast

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .guard import guards, not_authenticated
from .tokens import Tokens

SUBPROTOCOL = "bearer."  # browsers can send nothing else with a WebSocket


def tokens_of(conn: HTTPConnection) -> Tokens:
    return cast(Tokens, conn.scope["state"]["auth"].tokens)


def bearer(scope: Scope) -> str | None:
    """The token, taken out of the offered subprotocols: nobody shall answer with it."""
    offered: list[str] = scope.get("subprotocols", [])
    if found := [name for name in offered if name.startswith(SUBPROTOCOL)]:
        scope["subprotocols"] = [name for name in offered if name not in found]
        return found[0].removeprefix(SUBPROTOCOL)
    kind, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


class Authentication:
    """Sets `scope["user"]` for a good token. A bad or missing one is for the guard to refuse."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.closed: frozenset[Callable[..., Any]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        conn = HTTPConnection(scope)
        token = bearer(scope)
        user = tokens_of(conn).read(token) if token else None
        if user is not None:
            scope["user"] = user
            return await self.app(scope, receive, send)

        async def receive_checked() -> Message:
            """A body is read before any dependency is asked: not for a stranger."""
            if scope.get("endpoint") in self.closed_endpoints(scope["app"]):
                raise not_authenticated(scope)
            return await receive()

        await self.app(scope, receive_checked if scope["type"] == "http" else receive, send)

    def closed_endpoints(self, app: FastAPI) -> frozenset[Callable[..., Any]]:
        """The functions behind the guard, looked up once."""
        if self.closed is None:
            routes = list(iter_route_contexts(app.routes))
            ways = [(r.endpoint, guards(getattr(r, "dependencies", ()))) for r in routes]
            opened = {endpoint for endpoint, guarded in ways if not guarded}
            self.closed = frozenset(e for e, _ in ways if e and e not in opened)
        return self.closed
