"""gzip that never holds back a stream: not its headers, and no part of it."""

import re
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipResponder
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Compressed by themselves, or (event streams) better not at all.
EXCLUDED = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/pdf",
    "application/vnd.apache.parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
LEVEL = 6  # 9 takes twice the time for one per cent
BODILESS = (204, 304)
KIN = (206, 304)  # never compressed themselves, but of replies that may be
NOUGHT = re.compile(r"0(\.0*)?")


def given(scope: Scope, name: str) -> str:
    """All that a request says in a header, in however many lines."""
    return ",".join(Headers(scope=scope).getlist(name))


def takes_gzip(scope: Scope) -> bool:
    """Whether the client names gzip, and not with a weight of nought."""
    offered = given(scope, "accept-encoding").lower()
    if "gzip" not in offered:
        return False
    offers = re.sub(r"\s", "", offered).split(",")
    weights = dict(offer.partition(";q=")[::2] for offer in offers)
    return "gzip" in weights and not NOUGHT.fullmatch(weights["gzip"])


class Prompt(GZipResponder):
    """Sends the headers of a stream (a reply of unknown length) before its first part exists."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_true(message: Message) -> None:
            if message["type"] == "http.response.start" and not self.content_encoding_set:
                self.tell(scope, message)
            await send(message)

        await super().__call__(scope, receive, send_true)

    def tell(self, scope: Scope, start: Message) -> None:
        """Keep apart, for caches and for who resumes a download, what is sent in two codings.

        Parts are cut from the file as it is, so they must not fit what was compressed. Where there
        are no parts a strong tag stays: it may come back in If-Match, which a weak one never passes.
        """
        headers = MutableHeaders(scope=start)
        if start["status"] in KIN and not self.content_type_is_excluded:
            headers.add_vary_header("Accept-Encoding")
        weak = f"W/{headers.get('etag', '')}"
        whole = "content-encoding" in headers and "accept-ranges" in headers
        known = start["status"] == 304 and weak in given(scope, "if-none-match")
        if weak.startswith('W/"') and (whole or known):
            headers["ETag"] = weak
        if whole:
            del headers["Accept-Ranges"]

    async def send_with_compression(self, message: Message) -> None:
        await super().send_with_compression(message)
        if message["type"] != "http.response.start" or message["status"] in BODILESS:
            return
        if self.content_encoding_set or self.partial_response or self.content_type_is_excluded:
            return  # these are sent already, as they are
        headers = MutableHeaders(scope=message)
        if "content-length" not in headers:
            headers.add_vary_header("Accept-Encoding")
            headers["Content-Encoding"] = self.content_encoding
            self.started = True
            await self.send(message)


class Compression:
    """gzip for clients that take it. Parts of a stream are flushed as they come."""

    def __init__(
        self, app: ASGIApp, *, minimum_size: int, excluded: Sequence[str] = EXCLUDED
    ) -> None:
        self.app, self.minimum_size, self.excluded = app, minimum_size, tuple(excluded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if takes_gzip(scope) and scope["method"] != "HEAD":
            reply = Prompt(self.app, self.minimum_size, LEVEL, exclude_content_types=self.excluded)
            return await reply(scope, receive, send)

        async def send_plain(message: Message) -> None:
            if message["type"] == "http.response.start" and self.might_be_compressed(message):
                MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
            await send(message)

        await self.app(scope, receive, send_plain)

    def might_be_compressed(self, start: Message) -> bool:
        """Whether it, or the whole of which it is a part, is sent to others in another coding."""
        headers = Headers(raw=start["headers"])
        if start["status"] not in KIN:
            length = headers.get("content-length", "")
            if "content-encoding" in headers or start["status"] == 204:
                return False
            if length.isdecimal() and int(length) < self.minimum_size:
                return False
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        return kind not in self.excluded and f"{kind.partition('/')[0]}/*" not in self.excluded
