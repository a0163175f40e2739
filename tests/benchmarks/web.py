"""Cost of the middleware, and of a project with every feature compared with a hello-world."""

import asyncio
import json
from statistics import median
from urllib.request import urlopen

from fastapi_adv.template import source
from tests.benchmarks.load import ROUNDS, Target, compared, rate
from tests.benchmarks.project import serving
from tests.benchmarks.ratio import Ratio

# One process with three applications, so that whatever else goes on meets all of them.
STACKS = """
import time
from collections.abc import Awaitable, Callable

from workspace import middleware
from workspace.settings import Settings
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel
from starlette.middleware import Middleware

Next = Callable[[Request], Awaitable[Response]]


class Item(BaseModel):
    id: int
    name: str
    tags: list[str]


def made(stack: list[Middleware]) -> FastAPI:
    made = FastAPI(middleware=stack)
    made.state.settings = Settings()

    @made.get("/item")
    async def item() -> Item:
        return Item(id=1, name="lamp", tags=["light", "desk"])

    @made.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "ok"}

    return made


bare = made([])
pure = made([*middleware.first(), *middleware.stack(), *middleware.last()])
decorated = made([])
TRUSTED, ORIGINS, HOSTS, LIMIT = ("10.0.0.1",), ("https://app.example.org",), ("localhost",), 1_000_000


@decorated.middleware("http")
async def body_limit(request: Request, call_next: Next) -> Response:
    if int(request.headers.get("content-length", 0)) > LIMIT:
        return Response(status_code=413)
    return await call_next(request)


@decorated.middleware("http")
async def compression(request: Request, call_next: Next) -> Response:
    reply = await call_next(request)
    reply.headers["Vary"] = "Accept-Encoding"
    return reply


@decorated.middleware("http")
async def trusted_host(request: Request, call_next: Next) -> Response:
    if request.headers.get("host", "").partition(":")[0] not in HOSTS:
        return Response(status_code=400)
    return await call_next(request)


@decorated.middleware("http")
async def cors(request: Request, call_next: Next) -> Response:
    reply = await call_next(request)
    if request.headers.get("origin") in ORIGINS:
        reply.headers["Access-Control-Allow-Origin"] = request.headers["origin"]
    return reply


@decorated.middleware("http")
async def reply_headers(request: Request, call_next: Next) -> Response:
    began = time.perf_counter()
    reply = await call_next(request)
    reply.headers["X-Content-Type-Options"] = "nosniff"
    reply.headers["X-Frame-Options"] = "DENY"
    reply.headers["X-Process-Time"] = str(time.perf_counter() - began)
    return reply


@decorated.middleware("http")
async def proxies(request: Request, call_next: Next) -> Response:
    if request.client and request.client.host in TRUSTED:
        request.scope["client"] = (request.headers.get("x-forwarded-for", ""), 0)
    return await call_next(request)


APPS = {"/bare": bare, "/pure": pure, "/decorated": decorated}


async def app(scope, receive, send) -> None:
    if scope["type"] == "lifespan":
        return await bare(scope, receive, send)
    for prefix, chosen in APPS.items():
        if scope["path"].startswith(prefix):
            scope = {**scope, "path": scope["path"].removeprefix(prefix)}
            return await chosen(scope, receive, send)
    await bare(scope, receive, send)
"""

HELLO = """
from fastapi import FastAPI

inner = FastAPI()


@inner.get("/health/live")
async def live() -> dict[str, str]:
    return {"status": "ok"}
"""

# The seconds from the start of the process to its first reply, and the memory that it holds then.
MEASURED = """
import json
import os
import time
from pathlib import Path

taken = {}


async def app(scope, receive, send):
    if scope["type"] == "http" and scope["path"] == "/measured":
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        return await send({"type": "http.response.body", "body": json.dumps(taken).encode()})
    await inner(scope, receive, send)
    if scope["type"] == "http" and not taken:
        taken["seconds"] = time.time() - float(os.environ["STARTED"])
        taken["memory"] = int(Path("/proc/self/statm").read_text().split()[1])
"""
EVERYTHING = "from workspace.main import app as inner\n"
LIVE = Target("/health/live", {})


def run() -> dict[str, Ratio]:
    """Rates of the same route, and of liveness; start-up and memory of whole projects."""
    with serving(["middleware"], STACKS) as port:
        targets = [Target(f"/{name}/item", {}) for name in ("bare", "pure", "decorated")]
        bare, pure, decorated = asyncio.run(compared(port, targets))
    catalogue = source.catalogue(source.root())
    features = [entry.name for entry in catalogue.features]
    with serving([], HELLO + MEASURED) as hello, serving(features, EVERYTHING + MEASURED) as everything:
        pairs = [[asyncio.run(rate(port, LIVE)) for port in (everything, hello)] for _ in range(ROUNDS)]
        seconds, memory = (_measured(everything, what) / _measured(hello, what) for what in ("seconds", "memory"))
    return {
        "a JSON route behind the middleware against bare": Ratio(pure / bare, at_least=0.5),
        "the middleware against the same by @app.middleware": Ratio(pure / decorated, at_least=3),
        "liveness of every feature against hello-world": Ratio(
            median(rich / plain for rich, plain in pairs), at_least=0.4
        ),
        "start-up of every feature against hello-world": Ratio(seconds, at_most=5),
        "memory of every feature against hello-world": Ratio(memory, at_most=3),
    }


def _measured(port: int, what: str) -> float:
    with urlopen(f"http://127.0.0.1:{port}/measured", timeout=10) as reply:
        return float(json.load(reply)[what])
