"""Errors as a page, for clients that prefer HTML; programs go on receiving problem+json."""

import json

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .rendering import page

PROBLEM = "application/problem+json"


def quality(accept: str, media_type: str) -> float:
    """The weight that an Accept header gives to exactly this type (RFC 9110, section 12.5.1)."""
    for offer in accept.lower().split(","):
        name, *parameters = (part.strip() for part in offer.split(";"))
        if name == media_type:
            weights = [p.removeprefix("q=") for p in parameters if p.startswith("q=")]
            try:
                return float(weights[0]) if weights else 1.0
            except ValueError:
                return 0.0
    return 0.0


def prefers_html(scope: Scope) -> bool:
    accept = Headers(scope=scope).get("accept", "")
    as_html = quality(accept, "text/html")
    return as_html > 0 and as_html > max(
        quality(accept, PROBLEM), quality(accept, "application/json")
    )


class ErrorPages:
    """Outside of boundaries.Problems: whoever made the problem, a browser shows a page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        as_page = prefers_html(scope)
        start: Message | None = None
        body = bytearray()

        async def send_page(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type") == PROBLEM:
                    headers.add_vary_header("Accept")  # a cache must not mix up the two forms
                    if as_page:
                        start = message
                        return
            elif start is not None:
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    await send_rendered(scope, start, bytes(body), send)
                return
            await send(message)

        await self.app(scope, receive, send_page)


async def send_rendered(scope: Scope, start: Message, body: bytes, send: Send) -> None:
    """The page for a problem, under the problem's own headers."""
    problem = json.loads(body) if body else {"status": start["status"], "title": "", "detail": ""}
    reply = page(Request(scope), "error.html", start["status"], problem=problem)
    headers = MutableHeaders(raw=list(start["headers"]))
    for name, value in reply.headers.items():
        headers[name] = value
    await send({**start, "headers": headers.raw})
    shown = b"" if scope["method"] == "HEAD" else bytes(reply.body)
    await send({"type": "http.response.body", "body": shown})
