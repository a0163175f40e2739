"""What no route has raised: errors of the middleware, and errors that nobody has handled."""

import logging

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import MAX_TEXT, problem

log = logging.getLogger(__name__)

MAX_BODY = 10 * 2**20  # bytes


class Problems:
    """Near the outside: what middleware answers in plain text (400, 413) becomes a problem.

    An error of the middleware itself, which `Boundary` cannot see, is answered here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        await answered(self.app, scope, receive, Replacing(scope, send).send)


class Replacing:
    """Holds back a refusal in plain text until its words are known, and sends a problem for it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope, self.forward = scope, send
        self.held: Message | None = None
        self.done = False

    async def send(self, message: Message) -> None:
        if message["type"].endswith("http.response.start") and refused(self.scope, message):
            self.held = message
        elif self.held is not None:
            start, self.held, self.done = self.held, None, True
            await self.replace(start, message)
        elif not self.done:
            await self.forward(message)

    async def replace(self, start: Message, first: Message) -> None:
        words = first.get("body", b"")[:MAX_TEXT].decode(errors="replace")
        made = problem(self.scope, start["status"], None if first.get("more_body") else words)
        own = (b"content-type", b"content-length", b"content-encoding")
        kept = [header for header in start["headers"] if header[0].lower() not in own]
        body = b"" if self.scope.get("method") == "HEAD" else made.body
        await self.forward({**start, "headers": kept + made.raw_headers})
        await self.forward({"type": first["type"], "body": body, "more_body": False})


def refused(scope: Scope, start: Message) -> bool:
    """Whether it is in plain text and not of a route's own making (413: body limit; 416: files)."""
    plain = b"text/plain" in dict(start["headers"]).get(b"content-type", b"")
    outside = "endpoint" not in scope and start["status"] >= 400
    return plain and (outside or start["status"] in (413, 416))


class BodyLimit(RequestBodyLimitMiddleware):
    """Nobody fills the memory. Who comes further in decides: `@router.post(…, max_body_size=…)`."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, MAX_BODY)


class Boundary:
    """Innermost: an unhandled error is answered inside CORS and request id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        await answered(self.app, scope, receive, send)


async def answered(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Log an unhandled error once, and answer it with a 500 that says nothing about it."""
    started = False

    async def send_watched(message: Message) -> None:
        nonlocal started
        started = started or message["type"].endswith((".start", ".accept", ".close"))
        await send(message)

    try:
        await app(scope, receive, send_watched)
    except ClientDisconnect:
        return  # in the middle of its body: nobody is left to be answered
    except Exception as error:
        if started:  # too late for a reply: the server ends the connection, and logs
            raise
        log.exception("unhandled error")
        scope["error"] = error  # for whoever measures from the outside
        if scope["type"] == "http":
            await problem(scope, 500, code="internal_error")(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1011, "reason": ""})
