"""One line in the log for each request and each socket, and the numbers that belong to it."""

import logging
import time
from typing import Any

import structlog
from opentelemetry import trace
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..context import caller
from . import metrics
from .redaction import redacted_text
from .tracing import probing

log = structlog.stdlib.get_logger(__name__)


class Observation:
    """Outside of all that can refuse, inside of the request id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        seen = Seen(scope)

        async def send_seen(message: Message) -> None:
            seen.sent(message)
            await send(message)

        async def receive_seen() -> Message:
            message = await receive()
            if message["type"] == "websocket.disconnect" and seen.close_code is None:
                seen.close_code = message.get("code")
            return message

        with (metrics.OPEN_SOCKETS if seen.socket else metrics.IN_FLIGHT).track_inprogress():
            try:
                await self.app(scope, receive_seen, send_seen)
            except BaseException as error:
                seen.failed(error)
                raise
            finally:
                seen.ended()


class Seen:
    """What is known of one exchange so far."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.began = scope, time.perf_counter()
        self.socket = scope["type"] == "websocket"
        self.root_path = scope.get("root_path", "")  # a mount changes it in place
        self.status: int | None = None
        self.close_code: int | None = None
        self.bytes, self.complete, self.error = 0, False, ""

    def sent(self, message: Message) -> None:
        kind = message["type"]
        if (error := self.scope.get("error")) and not self.error:
            self.failed(error)  # answered already; here the span still records
        if kind.endswith("response.start"):
            self.status = message["status"]
        elif kind == "http.response.body":
            self.bytes += len(message.get("body", b""))
            self.complete = not message.get("more_body", False)
        elif kind == "websocket.accept":
            self.status = 101
        elif kind == "websocket.close":
            self.close_code = message.get("code", 1000)
            self.status = self.status or 403  # what the server says to a refused handshake
        elif kind == "websocket.send":
            self.bytes += len(message.get("bytes") or (message.get("text") or "").encode())

    def failed(self, error: BaseException) -> None:
        self.error = type(error).__name__
        if isinstance(error, Exception):
            trace.get_current_span().record_exception(error)

    def ended(self) -> None:
        took = time.perf_counter() - self.began
        status = self.status or 499  # the client has left before the reply began
        route = metrics.route_of(self.scope, self.root_path)
        if not self.socket:
            metrics.observe(self.scope["method"], route, status, took)
        level = self.level(status)
        if log.is_enabled_for(level):
            line = {"route": route, "status": status, "duration": round(took, 6)} | self.details()
            told = {name: value for name, value in line.items() if value not in (None, "")}
            log.log(level, "websocket" if self.socket else "request", **told)

    def level(self, status: int) -> int:
        """What probes ask every few seconds drowns the rest, unless it fails or bears a name."""
        if status >= 500:
            return logging.ERROR
        named = any(name == b"x-request-id" for name, _ in self.scope["headers"])
        return logging.DEBUG if status < 400 and not named and probing(self.scope) else logging.INFO

    def details(self) -> dict[str, Any]:
        """For the log alone: a metric would have a label for each of their values."""
        scope, user = self.scope, caller(HTTPConnection(self.scope))
        details = {
            "path": scope["path"],
            "query": redacted_text(scope.get("query_string", b"").decode("latin-1")),
            "bytes": self.bytes,
            "client": scope["client"][0] if scope.get("client") else None,
            "user": user.id if user else None,
            "error": self.error,
        }
        if self.socket:
            return details | {"close_code": self.close_code}
        return details | {"method": scope["method"], "left": not self.complete or None}
