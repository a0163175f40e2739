"""Exports of a million rows: rates against reading alone and a plain generator, and memory."""

import asyncio
import base64
import json
import time
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from tests.benchmarks.load import Target, compared
from tests.benchmarks.project import serving
from tests.benchmarks.ratio import Ratio

ROWS = 1_000_000
USUAL_ROWS = 50_000  # of the plain generator, which would take minutes for all rows
MODULE = '''
import csv
import os
from io import StringIO
from pathlib import Path
from time import perf_counter

from workspace.database import DatabaseDep
from workspace.items.models import Item
from workspace.main import app
from fastapi.responses import StreamingResponse
from sqlalchemy import create_engine, insert, select

COLUMNS = select(*Item.__table__.columns)


@app.post("/fill")
async def fill(database: DatabaseDep, rows: int) -> int:
    for start in range(0, rows, 10_000):
        async with database.begin() as session:
            some = [{"name": f"Item {n}", "price_cents": n} for n in range(start, start + 10_000)]
            await session.execute(insert(Item), some)
    return rows


@app.get("/iterate")
async def iterate(database: DatabaseDep) -> tuple[int, float]:
    began, count = perf_counter(), 0
    async with database.begin() as session:
        rows = await session.stream(COLUMNS.order_by(Item.id).execution_options(yield_per=2000))
        async for part in rows.partitions():
            count += len(part)
    return count, perf_counter() - began


@app.get("/usual")
def usual(rows: int) -> StreamingResponse:
    engine = create_engine(os.environ["DATABASE_URL"])

    def generate():
        output = StringIO()
        writer = csv.writer(output)
        with engine.connect() as connection:
            for row in connection.execute(COLUMNS.limit(rows)):
                writer.writerow(row)
                output.seek(0)
                data = output.read()
                output.seek(0)
                output.truncate(0)
                yield data

    return StreamingResponse(generate(), media_type="text/csv")


@app.get("/memory")
def memory() -> dict[str, float]:
    """Return megabytes now, and the maximum since the last call."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    Path("/proc/self/clear_refs").write_text("5")
    return {name: int(lines[name].split()[0]) / 1000 for name in ("VmRSS", "VmHWM")}
'''
Found = dict[str, Ratio]


def run() -> Found:
    """Measure each format in a process of its own, because libraries stay in memory."""
    with TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/app.db"
        with serving(["exports"], MODULE, DATABASE_URL=address) as port:
            _timed(port, f"/fill?rows={ROWS}", data=b"")
        found, taken = _csv(address), {}
        for suffix, most in (("ndjson", 60), ("parquet", 150), ("xlsx", 150)):
            with serving(["exports"], MODULE, DATABASE_URL=address) as port:
                taken[suffix], peak = _exported(port, suffix)
            found[f"{suffix}: memory above idle"] = Ratio(peak, at_most=most, unit="MB")
            found[f"{suffix}: seconds for a million rows"] = Ratio(taken[suffix], unit="s")
        found["XLSX: time against NDJSON"] = Ratio(taken["xlsx"] / taken["ndjson"], at_most=3)
    return found


def _csv(address: str) -> Found:
    with serving(["exports"], MODULE, DATABASE_URL=address) as port:
        _, peak = _exported(port, "csv")
        rounds = [_rates(port) for _ in range(3)]
        reading, ours, usual = (median(found) for found in zip(*rounds, strict=True))
        return {
            "CSV against only reading": Ratio(ours / reading, at_least=0.5),
            "CSV against the usual generator of lines": Ratio(ours / usual, at_least=10),
            "CSV: memory above idle": Ratio(peak, at_most=60, unit="MB"),
            "keyset page 1000 against page 1": Ratio(asyncio.run(_pages(port)), at_most=1.5),
        }


def _rates(port: int) -> tuple[float, float, float]:
    """Return rows per second of reading, of our CSV and of the plain generator, measured in turn."""
    count, seconds = _json(port, "/iterate")
    ours = ROWS / _timed(port, "/exports/items.csv")
    return count / seconds, ours, USUAL_ROWS / _timed(port, f"/usual?rows={USUAL_ROWS}")


def _json(port: int, path: str) -> Any:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=600) as reply:
        return json.load(reply)


def _timed(port: int, path: str, data: bytes | None = None) -> float:
    began = time.perf_counter()
    with urlopen(f"http://127.0.0.1:{port}{path}", data=data, timeout=600) as reply:
        while reply.read(1_000_000):
            pass
    return time.perf_counter() - began


def _exported(port: int, suffix: str) -> tuple[float, float]:
    """Return the seconds, and the megabytes above those of the idle process."""
    _timed(port, "/items")
    idle = _json(port, "/memory")["VmRSS"]
    seconds = _timed(port, f"/exports/items.{suffix}")
    return seconds, _json(port, "/memory")["VmHWM"] - idle


async def _pages(port: int) -> float:
    """Return the time of page 1000, of 100 items each, in relation to the first page."""
    cursor = base64.urlsafe_b64encode((999 * 100).to_bytes(8)).decode().rstrip("=")
    paths = ["/items?limit=100", f"/items?limit=100&cursor={cursor}"]
    first, later = await compared(port, [Target(path, {}) for path in paths])
    return first / later
