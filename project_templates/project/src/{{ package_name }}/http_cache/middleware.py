"""Tags replies whose route asked for it, answers 304, and keeps errors and private replies out
of caches."""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .policy import Marked, credentials, marked
from .tags import matches, not_modified_since


class HttpCache:
    """A reply in one piece waits for its body, which is there; a stream does not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        reply = Reply(HTTPConnection(scope), send)
        await self.app(scope, receive, reply.send)


class Reply:
    """One reply on its way out."""

    def __init__(self, conn: HTTPConnection, send: Send) -> None:
        self.conn, self.onward = conn, send
        self.held: Message | None = None  # the start, until the body has been seen
        self.empty = False  # whether the body is left out

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self.start(message, marked(self.conn.scope))
        elif message["type"] == "http.response.body":
            await self.body(message)
        else:
            await self.onward(message)

    async def start(self, message: Message, found: Marked | None) -> None:
        headers = MutableHeaders(scope=message)
        if found is None or message["status"] not in (200, 304):
            self.unmarked(message["status"], headers)
            return await self.onward(message)
        if "set-cookie" in headers:
            headers["Cache-Control"] = "no-store"  # it is meant for this caller, once
            return await self.onward(message)
        headers.setdefault("Cache-Control", found.policy.cache_control(self.conn))
        depends(headers, found.policy.varies())
        if found.etag is not None:
            headers.setdefault("ETag", found.etag)
        if message["status"] == 200 and "etag" not in headers and "content-length" in headers:
            self.held = message
        else:
            await self.decide(message)

    def unmarked(self, status: int, headers: MutableHeaders) -> None:
        if status >= 400:
            headers.setdefault("Cache-Control", "no-store")
        elif credentials(self.conn):
            headers.setdefault("Cache-Control", "private, no-cache")
            depends(headers, ["Authorization"])

    async def body(self, message: Message) -> None:
        if self.held is not None:
            start, self.held = self.held, None
            found = marked(self.conn.scope)
            if found is not None and not message.get("more_body", False):
                etag = found.policy.etag(self.conn, b"body:" + message.get("body", b""))
                MutableHeaders(scope=start)["ETag"] = etag
            await self.decide(start)
        if self.empty:
            message = {**message, "body": b""}
        await self.onward(message)

    async def decide(self, start: Message) -> None:
        """Send the start, as a 304 if the client has this reply already."""
        headers = MutableHeaders(scope=start)
        if self.conn.scope["method"] in ("GET", "HEAD") and self.has(headers):
            start["status"] = 304
        if start["status"] == 304:
            for name in ("content-length", "content-type", "content-encoding"):
                del headers[name]
        self.empty = start["status"] == 304 or self.conn.scope["method"] == "HEAD"
        await self.onward(start)

    def has(self, headers: MutableHeaders) -> bool:
        asked = ", ".join(self.conn.headers.getlist("if-none-match"))
        if asked:
            return "etag" in headers and matches(asked, headers["etag"])
        since = self.conn.headers.get("if-modified-since", "")
        return "last-modified" in headers and not_modified_since(since, headers["last-modified"])


def depends(headers: MutableHeaders, names: list[str]) -> None:
    """Add to Vary what it does not name already."""
    named = {name.strip().lower() for name in headers.get("vary", "").split(",")}
    for name in names:
        if name.lower() not in named:
            headers.add_vary_header(name)
