"""Processor time of `generate resource` in a project with every feature, against `copier copy` of the template."""

import tempfile
from pathlib import Path

from tests.benchmarks.cli import command, copier_copy, costs
from tests.benchmarks.ratio import Ratio
from tests.support import run_command

LIMIT = 0.3  # times `copier copy`
FIELDS = (
    "number:str:50:unique",
    "total:decimal:14,2:min=0",
    "status:enum:draft,sent,paid:default=draft",
    "due:date:optional",
    "item:ref:items,restrict",
)


def run() -> dict[str, Ratio]:
    """Return the ratio of `generate resource` with five fields; each round has a project of its own."""
    rounds = 3
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for number in range(rounds):
            run_command("new", "demo", "--all", "--output-dir", f"mine-{number}", cwd=root)
        generate = command("generate", "resource", "invoice", *FIELDS, "--project", "mine-{run}/demo")
        copier, ours = costs([copier_copy(), generate], root, runs=rounds)
        written = all((root / f"mine-{number}/demo/src/demo/invoices/models.py").is_file() for number in range(rounds))
    if not written:
        raise RuntimeError("generate resource has failed")
    return {"`generate resource` against `copier copy`": Ratio(ours / copier, at_most=LIMIT)}
