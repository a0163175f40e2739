"""The same wait, done in the four ways that there are."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any, TypedDict, cast

import anyio
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from pydantic import BaseModel
from starlette.requests import HTTPConnection

from ..lifecycle import announced
from .blocking import BlockingWork
from .gathering import gather
from .settings import ConcurrencySettings
from .upstreams import Upstreams, open_upstreams


class ConcurrencyState(TypedDict):
    blocking_work: BlockingWork
    upstreams: Upstreams


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[ConcurrencyState]:
    settings = ConcurrencySettings()
    async with open_upstreams(settings) as upstreams:
        with announced("concurrency"):
            work = BlockingWork(settings.threads, settings.patience)
            yield {"blocking_work": work, "upstreams": upstreams}


router = APIRouter(prefix="/concurrency", tags=["concurrency"], lifespan=lifespan)


def get_blocking_work(conn: HTTPConnection) -> BlockingWork:
    return cast(ConcurrencyState, conn.state)["blocking_work"]


def get_upstreams(conn: HTTPConnection) -> Upstreams:
    return cast(ConcurrencyState, conn.state)["upstreams"]


BlockingWorkDep = Annotated[BlockingWork, Depends(get_blocking_work)]
UpstreamsDep = Annotated[Upstreams, Depends(get_upstreams)]


async def hold_place(work: BlockingWorkDep) -> AsyncIterator[None]:
    async with work.place():
        yield


Seconds = Annotated[float, Query(ge=0, le=5)]
BUSY: dict[int | str, dict[str, Any]] = {503: {"description": "Too much blocking work is waiting"}}


class Done(BaseModel):
    message: str


class Aggregate(BaseModel):
    results: dict[str, Any]
    errors: dict[str, str]


@router.get("/async")
async def waits(seconds: Seconds = 1) -> Done:
    """`async def`: waits without a thread. Nothing in it may block."""
    await anyio.sleep(seconds)
    return Done(message="Async")


@router.get("/sync", dependencies=[Depends(hold_place, scope="function")], responses=BUSY)
def blocks(seconds: Seconds = 1) -> Done:
    """`def`: FastAPI runs it in a thread of the pool that all share; it holds a place meanwhile."""
    time.sleep(seconds)
    return Done(message="Sync")


@router.get("/mixed", responses=BUSY)
async def mixes(work: BlockingWorkDep, seconds: Seconds = 1) -> Done:
    """`async def` that hands its blocking part to a thread."""
    await work.run(time.sleep, seconds)
    return Done(message="Mixed")


def address_of(request: Request, url: str) -> str:
    """A path means this server itself, by its socket: a Host header is the client's to choose."""
    if not url.startswith("/"):
        return url
    host, port = request.scope["server"]
    return f"http://[{host}]:{port}{url}" if ":" in host else f"http://{host}:{port}{url}"


@router.get("/aggregate")
async def aggregates(request: Request, upstreams: UpstreamsDep) -> Aggregate:
    """All upstreams side by side; those that fail do not take the others with them."""
    settings = upstreams.settings
    calls = {
        name: partial(upstreams.get, address_of(request, url))
        for name, url in settings.upstreams.items()
    }
    gathered = await gather(calls, seconds=settings.total_timeout)
    return Aggregate(results=gathered.results, errors=gathered.errors)
