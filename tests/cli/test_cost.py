"""What a command loads, and what it costs next to the least that it could."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from fastapi_adv.catalogue.model import Catalogue
from tests.support import COMMAND, environment, run_command

HEAVY = ("copier", "jinja2", "pydantic", "questionary", "prompt_toolkit", "plumbum")
RUNS = 3


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The heavy packages that the command imports."""
    env = environment(PYTHONPROFILEIMPORTTIME="1")
    result = run_command(*arguments, cwd=folder, env=env)
    names = {line.rpartition("|")[2].strip() for line in result.err.splitlines() if line.startswith("import time:")}
    assert "typer" in names
    return names & set(HEAVY)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["features"],
        ["features", "core", "--json"],
        ["features", "nothing"],
        ["new"],
        ["new", "fastapi"],
        ["new", "demo", "--features", "nothing"],
        ["new", "there"],
        ["doctor"],
        ["--help"],
    ],
    ids=" ".join,
)
def test_what_writes_nothing_imports_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "there" / "file").mkdir(parents=True)

    assert loaded(tmp_path, *arguments) == set()


def test_the_list_of_heavy_packages_is_what_new_imports(tmp_path: Path) -> None:
    assert loaded(tmp_path, "new", "demo") >= {"copier", "jinja2", "pydantic"}


def cost(*command: str, folder: Path) -> float:
    """The least seconds of processor that the command took in a few runs."""
    spent = []
    for run in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [word.replace("{run}", str(run)) for word in command],
            cwd=folder,
            env=environment(PYTHONWARNINGS=None, PYTHONDONTWRITEBYTECODE=None),
            capture_output=True,
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


def test_features_costs_at_most_four_times_the_import_of_typer(tmp_path: Path) -> None:
    least = cost(sys.executable, "-c", "import typer", folder=tmp_path)

    ours = cost(*COMMAND, "features", folder=tmp_path)

    assert ours <= 4 * least


def test_new_costs_at_most_a_third_more_than_plain_copier(tmp_path: Path, template: Path, shipped: Catalogue) -> None:
    names = [feature.name for feature in shipped.features]
    data = ["--data", "package_name=demo", "--data", f"features={names}"]
    copier = [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults", *data, str(template)]
    least = cost(*copier, "plain-{run}/demo", folder=tmp_path)

    ours = cost(*COMMAND, "new", "demo", "--all", "--output-dir", "ours-{run}", folder=tmp_path)

    assert ours <= 1.3 * least
