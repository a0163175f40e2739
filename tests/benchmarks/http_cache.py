"""A 304 against the full reply of an article of 50 kB in 400 blocks, on one generated project."""

import asyncio
from urllib.request import urlopen

from tests.benchmarks.load import Target, compared
from tests.benchmarks.project import serving
from tests.benchmarks.ratio import Ratio

MODULE = """
from workspace.http_cache import http_cache
from workspace.main import app
from pydantic import BaseModel


class Block(BaseModel):
    id: int
    kind: str
    text: str


class Article(BaseModel):
    id: int
    blocks: list[Block]


async def revision() -> str:
    return "7"


def article() -> Article:
    return Article(id=1, blocks=[Block(id=n, kind="paragraph", text="word " * 18) for n in range(400)])


@app.get("/versioned", dependencies=[http_cache(max_age=60, version=revision)])
async def versioned() -> Article:
    return article()


@app.get("/hashed", dependencies=[http_cache(max_age=60)])
async def hashed() -> Article:
    return article()
"""


def run() -> dict[str, Ratio]:
    """With gzip in front, as `middleware` puts it, and without."""
    with serving(["http-cache"], MODULE) as port:
        plain = asyncio.run(_measured(port, {}))
    with serving(["http-cache", "middleware"], MODULE) as port:
        zipped = asyncio.run(_measured(port, {"Accept-Encoding": "gzip"}))
    return {
        "304 of a version against the full reply": Ratio(plain["versioned"], at_least=2),
        "304 of a version against the full reply, gzip": Ratio(zipped["versioned"], at_least=2),
        "304 of a hashed body against the full reply": Ratio(plain["hashed"]),
        "304 of a hashed body against the full reply, gzip": Ratio(zipped["hashed"]),
    }


async def _measured(port: int, headers: dict[str, str]) -> dict[str, float]:
    found = {}
    for path in ("/versioned", "/hashed"):
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as reply:  # noqa: ASYNC210  # nothing else runs
            etag, size = reply.headers["ETag"], len(reply.read())
        if size < 50_000:
            raise RuntimeError(size)
        full, unchanged = await compared(port, [Target(path, headers), Target(path, headers | {"If-None-Match": etag})])
        found[path.strip("/")] = unchanged / full
    return found
