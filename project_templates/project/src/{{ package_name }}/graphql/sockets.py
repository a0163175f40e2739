"""What the protocol's handler leaves open: clients that vanish, junk, and tokens that end."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocketDisconnected as AlreadyClosed
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.exceptions import WebSocketDisconnected

from ..context import caller, state
from .context import Context

MAX_REASON = 123  # bytes, by the WebSocket protocol


class Socket(ASGIWebSocketAdapter):
    """A client that is gone is no error: the handler hears of it when it listens again."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        with suppress(WebSocketDisconnected, AlreadyClosed):
            await super().send_json(message)

    async def close(self, code: int, reason: str) -> None:
        with suppress(AlreadyClosed):
            await super().close(code, reason.encode()[:MAX_REASON].decode(errors="ignore"))


def sound(message: dict[str, Any]) -> bool:
    """Whether the parts are of the kinds that the protocol's handler takes for granted."""
    payload = message.get("payload") or {}
    if not isinstance(payload, dict) or not isinstance(message.get("id", ""), str):
        return False
    variables = payload.get("variables") or {}
    return isinstance(payload.get("query", ""), str) and isinstance(variables, dict)


def introduce(context: Context) -> None:
    """Where callers are asked for: the payload's token counts, else the handshake's.

    Raises ConnectionRejectionError. When the token ends, so does the socket.
    """
    authenticate = state(context.conn).get("authenticate")
    if authenticate is None:
        return
    given = (context.connection_params or {}).get("authorization")
    user = caller(context.conn)
    if given is not None:
        user = authenticate(str(given).removeprefix("Bearer "))
    if user is None:
        raise ConnectionRejectionError
    context.conn.scope["user"] = user
    context.expiry = asyncio.create_task(expire(context.conn, user.expires_at))


async def expire(socket: Any, at: float) -> None:
    await asyncio.sleep(at - time.time())
    with suppress(AlreadyClosed):
        await socket.close(4401, "The token has expired")
