"""`add` and `check` on the project with every feature, as fresh processes, against the import of Copier."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from fastapi_adv.template import source
from fastapi_adv.template.renderer import Template
from tests.benchmarks.ratio import Ratio
from tests.support import COMMAND, environment

ROUNDS = 9
IMPORT = [sys.executable, "-c", "import copier"]


def run() -> dict[str, Ratio]:
    """The project lacks one feature, which `add` would bring; the rounds alternate, so that a busy moment hits all."""
    names = [feature.name for feature in source.catalogue(source.root()).features]
    answers = {"project_name": "workspace", "package_name": "workspace", "features": names[:-1]}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, file in Template(source.root()).render(answers).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(file.data)
        commands = {"copier": IMPORT, "add": [*COMMAND, "add", names[-1], "--dry-run"], "check": [*COMMAND, "check"]}
        rounds = [{title: _seconds(command, root) for title, command in commands.items()} for _ in range(ROUNDS)]
    took = {title: statistics.median(one[title] for one in rounds) for title in commands}
    return {
        "add on everything against `import copier`": Ratio(took["add"] / took["copier"], at_most=1),
        "check of everything against `import copier`": Ratio(took["check"] / took["copier"], at_most=0.7),
    }


def _seconds(command: Sequence[str], root: Path) -> float:
    """The time that the process takes; it has to succeed."""
    began = time.perf_counter()
    subprocess.run(command, cwd=root, env=environment(), capture_output=True, check=True)
    return time.perf_counter() - began
