"""Answers of the page of `web` to changes of one feature, on random walks, asked as the browser asks."""

import random
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


def run() -> dict[str, Ratio]:
    """Return the 95th percentile and the slowest answer of all walks, in milliseconds."""
    names = [feature.name for feature in source.catalogue(source.root()).features]
    with tempfile.TemporaryDirectory() as folder:
        start = Path(folder, "start")
        start.mkdir()
        with web_page(start) as visitor:
            visitor.enter()
            took = sorted(seconds for seed in range(WALKS) for seconds in walk(visitor, names, random.Random(seed)))  # noqa: S311  # repeatable
    return {
        "a change of one feature, 95th percentile": Ratio(
            1000 * took[int(0.95 * len(took))], at_most=P95_LIMIT, unit="ms"
        ),
        "a change of one feature, slowest": Ratio(1000 * took[-1], unit="ms"),
    }


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
