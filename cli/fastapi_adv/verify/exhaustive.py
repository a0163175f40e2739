"""Static pass over all combinations, in several processes."""

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from fastapi_adv.template import source
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify.static.space import Space
from fastapi_adv.verify.static.survey import Findings, Survey

ENOUGH = 2000
"""Number of combinations up to which one process is faster than starting another."""


@dataclass(frozen=True)
class Fault:
    """A fault, the number of combinations that have it, and the smallest of them as `variant`."""

    text: str
    combinations: int
    variant: str


@dataclass(frozen=True)
class Exhaustive:
    """Result of the pass. `choices` of features lead to `combinations`; `files` have `distinct` renderings in them."""

    choices: int
    combinations: int
    files: int
    distinct: int
    faults: Sequence[Fault]
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.combinations} combinations ({self.choices} choices), {self.distinct} distinct renderings of "
            f"{self.files} files, {self.seconds:.1f} s"
        )


def examine(root: Path, jobs: int) -> Exhaustive:
    """Check every combination of the template's features, in up to `jobs` processes."""
    began = time.monotonic()
    space = Space(Template(root), source.catalogue(root))
    parts = jobs if 2 ** len(space.model.factors) > ENOUGH else 1
    if parts == 1:
        findings = _part(root, 0, 1)
    else:
        findings = Findings()
        # Forked children inherit the locks of threads, progress bars among them.
        with ProcessPoolExecutor(parts, mp_context=get_context("spawn")) as pool:
            for part in pool.map(_part, [root] * parts, range(parts), [parts] * parts):
                findings.add(part)
    faults = [
        Fault(text, number, space.name(findings.examples[text])) for text, number in sorted(findings.counts.items())
    ]
    return Exhaustive(
        choices=2 ** len(space.model.factors),
        combinations=findings.combinations,
        files=len(findings.distinct),
        distinct=sum(map(len, findings.distinct.values())),
        faults=faults,
        seconds=time.monotonic() - began,
    )


def _part(root: Path, first: int, step: int) -> Findings:
    space = Space(Template(root), source.catalogue(root))
    return Survey(space).look(islice(space.combinations(), first, None, step))
