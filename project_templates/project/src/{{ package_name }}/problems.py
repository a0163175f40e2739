"""Problem details (RFC 9457): the one form that every error reply has."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from starlette.types import Scope

MAX_TEXT = 200  # characters of one text: a reply must not grow with a hostile request


# The words of RFC 9110, which Python has since 3.13.
TITLES = {status.value: status.phrase for status in HTTPStatus} | {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}


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
    title = TITLES.get(status, "Error")
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
