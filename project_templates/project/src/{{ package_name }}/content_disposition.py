"""Files to be saved: their names (RFC 6266, RFC 8187), and parts of them (RFC 9110)."""

import re
import unicodedata
from urllib.parse import quote

from fastapi.responses import FileResponse
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

LAST = 10**18
BYTE_RANGE = re.compile(r"([0-9]{0,18})-([0-9]{0,18})")
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\\/\"]")
REORDERING = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # hide an .exe


def attachment(filename: str) -> str:
    """A Content-Disposition that offers to save the body as `filename`.

    Control characters, quotes and separators become `_`; those that turn the direction of writing
    are left out. Names outside ASCII are sent twice: folded for old clients, and exact as
    `filename*`.
    """
    name = UNSAFE.sub("_", REORDERING.sub("", filename)).encode(errors="replace").decode()
    name = name or "download"
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    folded = UNSAFE.sub("_", folded).strip()  # wide quotes and slashes are plain ones by now
    if folded in ("", ".") or folded.startswith("."):
        folded = f"download{folded.rstrip('.')}"
    value = f'attachment; filename="{folded}"'
    return value if name == folded else f"{value}; filename*=UTF-8''{quote(name, safe='')}"


class Download(FileResponse):
    """A file, or the parts of it that a GET asks for. A Range that means nothing is ignored."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ranges = Headers(scope=scope).get("range", "")
        if scope.get("method") != "GET" or not means_something(ranges):
            headers = [header for header in scope["headers"] if header[0].lower() != b"range"]
            scope = {**scope, "headers": headers}
        await super().__call__(scope, receive, send)


def means_something(ranges: str) -> bool:
    """Whether these are byte ranges, as `bytes=0-99,-5`; the file may be shorter all the same."""
    unit, _, listed = ranges.partition("=")
    found = [BYTE_RANGE.fullmatch(part.strip()) for part in listed.split(",")]
    return unit.strip().lower() == "bytes" and all(
        part is not None and (part[1] or part[2]) and int(part[1] or 0) <= int(part[2] or LAST)
        for part in found
    )
