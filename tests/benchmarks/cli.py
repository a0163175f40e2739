"""Processor time of `--help`, usage errors and `new`, against the import of Typer and `copier copy`."""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fastapi_adv.template import source
from tests.benchmarks.ratio import Ratio
from tests.support import COMMAND, environment

Command = list[str]

ROUNDS = 7
START_LIMIT = 2.2  # times the import of Typer
NEW_LIMIT = 0.25  # times `copier copy`
IMPORT_TYPER: Command = [sys.executable, "-c", "import typer"]
STARTS = (["--help"], ["new", "--help"], ["nwe"], ["new", "demo", "--websockeds"], ["--version"])


def command(*arguments: str) -> Command:
    return [*COMMAND, *arguments]


def new_all() -> Command:
    """Return the command that creates a project with every feature; `{run}` is the number of the round."""
    return command("new", "demo", "--all", "--output-dir", "ours-{run}")


def copier_copy() -> Command:
    """Return the command by which Copier creates the same project."""
    names = [feature.name for feature in source.catalogue(source.root()).features]
    data = ["--data", "package_name=demo", "--data", f"features={names}"]
    copy = [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults"]
    return [*copy, *data, str(source.root()), "theirs-{run}/demo"]


def costs(commands: Sequence[Command], folder: Path, runs: int = ROUNDS) -> list[float]:
    """Return the least processor time of each command in seconds, child processes included.

    The rounds alternate, so that a busy moment affects all commands.
    """
    rounds = [[_seconds(one, folder, number) for one in commands] for number in range(runs)]
    return [min(times) for times in zip(*rounds, strict=True)]


def _seconds(one: Command, folder: Path, number: int) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = [word.replace("{run}", str(number)) for word in one]
    # Bytecode is kept, as in an installation.
    env = environment(PYTHONWARNINGS=None, PYTHONDONTWRITEBYTECODE=None)
    subprocess.run(words, cwd=folder, env=env, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run() -> dict[str, Ratio]:
    """Return the ratios of the starts and of `new --all`."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        least, *starts = costs([IMPORT_TYPER, *(command(*words) for words in STARTS)], root)
        copier, ours = costs([copier_copy(), new_all()], root, runs=3)
    ratios = {
        f"`{' '.join(words)}` against `import typer`": Ratio(cost / least, at_most=START_LIMIT)
        for words, cost in zip(STARTS, starts, strict=True)
    }
    return ratios | {"`new --all` against `copier copy`": Ratio(ours / copier, at_most=NEW_LIMIT)}
