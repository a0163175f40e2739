"""Every error is application/problem+json (RFC 9457): what routes raise is answered here."""

from collections.abc import Mapping
from typing import Any, ClassVar

from fastapi import Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from fastapi.utils import is_body_allowed_for_status_code
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import HTTPConnection
from starlette.routing import Match

from .problems import ProblemResponse, printable, problem

__all__ = ["HANDLERS", "DomainError", "ProblemResponse", "printable", "problem"]

MAX_ERRORS = 50  # a reply must not grow with a hostile body
UNREADABLE = "There was an error parsing the body"  # FastAPI's words


class DomainError(Exception):
    """Raise (a subclass of) this in your own code; the reply follows from it.

    The message is shown to the caller. `status`, `code` and `headers` belong to the class.
    """

    status, code = 409, "conflict"
    headers: ClassVar[Mapping[str, str]] = {}


async def on_http(conn: HTTPConnection, error: HTTPException) -> Response:
    """Also the 404 and 405 of the router. A body that could not be read at all is a 422."""
    if not is_body_allowed_for_status_code(error.status_code):
        return Response(status_code=error.status_code, headers=error.headers)
    unread = isinstance(error.__cause__, ValueError | LookupError | RecursionError)
    if (unread and error.detail == UNREADABLE) or isinstance(error.__context__, MultiPartException):
        return problem(conn.scope, 422, "The body cannot be read", code="invalid_request")
    headers = dict(error.headers or {})
    served = methods_of(conn) if error.status_code == 405 else set()
    if served and conn.scope.get("method") not in served:
        headers["Allow"] = ", ".join(sorted(served))
    detail: Any = error.detail
    if isinstance(detail, str):
        return problem(conn.scope, error.status_code, detail, headers=headers)
    return problem(conn.scope, error.status_code, headers=headers, details=detail)


def methods_of(conn: HTTPConnection) -> set[str]:
    """All that the path is served by: the router's refusal names those of one route only."""
    return {
        method
        for route in iter_route_contexts(conn.app.routes)
        if route.methods and route.matches(conn.scope)[0] is not Match.NONE
        for method in route.methods
    }


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
    return problem(conn.scope, error.status, str(error), code=error.code, headers=error.headers)


HANDLERS: dict[Any, Any] = {
    HTTPException: on_http,
    RequestValidationError: on_invalid,
    DomainError: on_domain,
}
