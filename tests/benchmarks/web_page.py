"""Answers of the page of `web` to changes of one feature, on random walks, asked as the browser asks."""

import random
import resource
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from fastapi_adv.template import source
from tests.benchmarks.ratio import Ratio
from tests.web_page import Visitor, web_page

WALKS = 3
CLICKS = 200
VIEWS = ("code", "change")
P95_LIMIT = 100  # milliseconds
CPU_LIMIT = 50  # milliseconds


def run() -> dict[str, Ratio]:
    """Return the 95th percentile of the answers, and the processor time of one, which other work hardly changes."""
    names = [feature.name for feature in source.catalogue(source.root()).features]
    start, _ = served(names, walks=0)
    total, took = served(names, WALKS)
    return {
        "a change of one feature, 95th percentile": Ratio(
            1000 * took[int(0.95 * len(took))], at_most=P95_LIMIT, unit="ms"
        ),
        "processor time of a change, on average": Ratio(
            1000 * (total - start) / len(took), at_most=CPU_LIMIT, unit="ms"
        ),
    }


def served(names: list[str], walks: int) -> tuple[float, list[float]]:
    """Return the processor time of a server in seconds, and the sorted seconds of its answers."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "start").mkdir()
        with web_page(Path(folder) / "start") as visitor:
            visitor.enter()
            chances = [random.Random(seed) for seed in range(walks)]  # noqa: S311  # the same walks every time
            took = [seconds for chance in chances for seconds in walk(visitor, names, chance)]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, sorted(took)


def walk(visitor: Visitor, names: list[str], chance: random.Random) -> list[float]:
    """Toggle one feature per click and return the seconds of each answer."""
    chosen: set[str] = set()
    took = []
    for _ in range(CLICKS):
        before = ",".join(name for name in names if name in chosen)
        chosen ^= {chance.choice(names)}
        features = [name for name in names if name in chosen]
        query = urlencode({"features": features, "before": before, "view": chance.choice(VIEWS)}, doseq=True)
        began = time.perf_counter()
        reply = visitor.get(f"/?{query}")
        took.append(time.perf_counter() - began)
        assert reply.status == 200
    return took
