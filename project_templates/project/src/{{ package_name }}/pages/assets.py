"""Static files under addresses that hold a hash of their content, so that browsers keep them."""

import hashlib
from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..content_disposition import means_something

FOREVER = "public, max-age=31536000, immutable"


class HashedFiles(StaticFiles):
    """`style.css` is also `style.0f3a91c2d4e5.css`; only the second may be kept without asking."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)
        self.hashed: dict[str, str] = {}
        for file in sorted(path for path in directory.rglob("*") if path.is_file()):
            digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
            name = file.relative_to(directory)
            self.hashed[name.as_posix()] = name.with_suffix(f".{digest}{name.suffix}").as_posix()
        self.plain = {hashed: name for name, hashed in self.hashed.items()}

    def address(self, name: str) -> str:
        """The path below the mount; raises KeyError for a file that is not there."""
        return self.hashed[name]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A Range that means nothing, or is not of a GET, is ignored (RFC 9110, section 14.2)."""
        ranges = Headers(raw=scope.get("headers", [])).get("range", "")
        if scope.get("method") != "GET" or not means_something(ranges):
            headers = [header for header in scope.get("headers", ()) if header[0] != b"range"]
            scope = {**scope, "headers": headers}
        await super().__call__(scope, receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        name = self.plain.get(path)
        reply = await super().get_response(name or path, scope)
        headers = MutableHeaders(raw=reply.raw_headers)
        headers["Cache-Control"] = FOREVER if name else "no-cache"
        return reply
