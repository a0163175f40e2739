"""Clients that stop reading, and clients that die: what it costs the others."""

import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks.crowd import gathered, settled
from tests.benchmarks.members import Member, Talker
from tests.benchmarks.naive import NAIVE, OURS
from tests.benchmarks.ratio import Ratio
from tests.realtime.project import Server

SHORT, LONG = "x" * 128, "x" * 4096
ROUNDS, BROADCASTS, LISTENERS = 5, 2000, 20
CLIENTS = 100
LEAVES = (CLIENTS // 2) ** 2
Found = dict[str, Ratio]


async def stalled(server: Server) -> Found:
    rounds = []
    async with gathered(Talker, [server.port], OURS, LISTENERS) as others:
        await others.talk(1, LONG)
        idle = _memory(server, "VmRSS")
        for _ in range(ROUNDS):
            healthy = await others.talk(BROADCASTS, LONG)
            async with _stuck(server, OURS):
                rounds.append(await others.talk(BROADCASTS, LONG) / healthy)
    peak = _memory(server, "VmHWM")
    async with gathered(Talker, [server.port], NAIVE, LISTENERS) as others, _stuck(server, NAIVE):
        others.say(BROADCASTS, LONG)
        frozen = await settled(lambda: others.heard, BROADCASTS * LISTENERS)
    return {
        "deliveries while one does not read against all healthy": Ratio(median(rounds), at_least=0.9),
        "memory that it takes": Ratio(peak - idle, at_most=32, unit="MB"),
        "a list of sockets: what all get of 2000, then none": Ratio(frozen / LISTENERS, unit=""),
    }


@asynccontextmanager
async def _stuck(server: Server, path: str) -> AsyncIterator[None]:
    """One that has entered, and does not read any more."""
    async with gathered(Talker, [server.port], path, 1) as lazy:
        lazy.members[0].transport.pause_reading()
        yield


async def deaths(server: Server) -> Found:
    ours, said = await _told(server, OURS)
    naive, shouted = await _told(server, NAIVE)
    return {
        "half of 100 die: what the others are told": Ratio(ours, at_least=LEAVES, unit=""),
        "half of 100 die: tracebacks": Ratio(said, at_most=0, unit=""),
        "a list of sockets: what the others are told": Ratio(naive, unit=""),
        "a list of sockets: tracebacks": Ratio(shouted, unit=""),
    }


async def _told(server: Server, path: str) -> tuple[int, int]:
    """The leave messages that arrive, and the tracebacks."""
    server.news()
    async with gathered(Talker, [server.port], path, CLIENTS) as crowd:
        await crowd.talk(1, SHORT)
        dying, alive = crowd.members[::2], crowd.members[1::2]
        before = sum(member.notices for member in alive)
        for member in dying:
            _reset(member)
        told = await settled(lambda: sum(member.notices for member in alive) - before, LEAVES)
        return told, server.news().count("Traceback")


def _reset(member: Member) -> None:
    """As a machine that crashes: no goodbye."""
    found: socket.socket = member.transport.get_extra_info("socket")
    found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    member.transport.abort()


def _memory(server: Server, what: str) -> float:
    """Megabytes."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(f"{what}:"))
