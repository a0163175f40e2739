"""Every error is application/problem+json (RFC 9457), whoever made it."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

MAX_ERRORS, MAX_TEXT = 50, 200  # a reply must not grow with a hostile body


class DomainError(Exception):
    """Raise (a subclass of) this in your own code; the reply follows from it.

    The message is shown to the caller. `status` and `code` belong to the class.
    """

    status, code = 409, "conflict"


class ProblemResponse(JSONResponse):
    media_type = "application/problem+json"


def problem(
    scope: Scope,
    status: int,
    detail: str | None = None,
    *,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
    **extra: Any,
) -> ProblemResponse:
    """A problem reply for the request of `scope`; `extra` members are added to the body."""
    title = HTTPStatus(status).phrase
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail or title,
        "instance": printable(scope["path"]),
        "code": code or title.lower().replace(" ", "_").replace("-", "_"),
        "request_id": scope.get("request_id", "-"),
        **extra,
    }
    return ProblemResponse(body, status, headers=headers)


def printable(text: object) -> str:
    """At most MAX_TEXT characters, without the lone surrogates that UTF-8 cannot carry."""
    return str(text)[:MAX_TEXT].encode(errors="replace").decode()


async def on_http(conn: HTTPConnection, error: HTTPException) -> ProblemResponse:
    """Also the 404 and 405 of the router. A body that could not be read at all is a 422."""
    if error.status_code == 400 and isinstance(error.__cause__, UnicodeError | RecursionError):
        return problem(conn.scope, 422, "The body is not valid JSON", code="invalid_request")
    return problem(conn.scope, error.status_code, error.detail, headers=error.headers)


async def on_invalid(conn: HTTPConnection, error: RequestValidationError) -> ProblemResponse:
    """Says where and why, never what was received: it may be a secret, or a megabyte."""
    errors = [
        {
            "location": [printable(part) for part in found["loc"]],
            "message": printable(found["msg"]),
            "type": found["type"],
        }
        for found in error.errors()[:MAX_ERRORS]
    ]
    detail = "The request does not validate"
    return problem(conn.scope, 422, detail, code="invalid_request", errors=errors)


async def on_domain(conn: HTTPConnection, error: DomainError) -> ProblemResponse:
    return problem(conn.scope, error.status, str(error), code=error.code)


HANDLERS: dict[Any, Any] = {
    HTTPException: on_http,
    RequestValidationError: on_invalid,
    DomainError: on_domain,
}


class Problems:
    """Near the outside: what middleware answers in plain text (400, 413) becomes a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        replacement: ProblemResponse | None = None

        async def send_problem(message: Message) -> None:
            nonlocal replacement
            if message["type"] == "http.response.start":
                replacement = replacing(scope, message)
            elif replacement is not None:
                more = message.get("more_body", False)
                message = {"type": "http.response.body", "body": b"", "more_body": more}
                if not more:
                    message["body"] = b"" if scope["method"] == "HEAD" else replacement.body
            await send(message)

        await self.app(scope, receive, send_problem)


def replacing(scope: Scope, start: Message) -> ProblemResponse | None:
    """The problem for a refusal in plain text, whose headers are put into `start`; else None."""
    status, headers = start["status"], dict(start["headers"])
    plain = headers.get(b"content-type", b"").startswith(b"text/plain")
    if not plain or status < 400 or (status != 413 and "endpoint" in scope):
        return None
    made = problem(scope, status)
    own = (b"content-type", b"content-length")
    kept = [header for header in start["headers"] if header[0].lower() not in own]
    start["headers"] = kept + made.raw_headers
    return made


class Boundary:
    """Innermost: an unhandled error is logged once, and answered inside CORS and request id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        started = False

        async def send_watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"].endswith((".start", ".accept", ".close"))
            await send(message)

        try:
            await self.app(scope, receive, send_watched)
        except Exception:
            if started:  # too late for a reply: the server ends the connection, and logs
                raise
            log.exception("unhandled error")
            if scope["type"] == "http":
                await problem(scope, 500, code="internal_error")(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1011, "reason": ""})
