"""Imports and processor time of the commands."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks import cli as benchmark
from tests.support import environment, run_command

HEAVY = {
    "copier",
    "fastapi",
    "jinja2",
    "plumbum",
    "prompt_toolkit",
    "pydantic",
    "questionary",
    "rich",
    "uvicorn",
    "yaml",
}
SLOW_HELP = {"rich.markdown", "pygments", "typer.rich_utils"}


def loaded(folder: Path, *arguments: str) -> set[str]:
    """Return the names of the modules that the command imports."""
    result = run_command(*arguments, cwd=folder, env=environment(PYTHONPROFILEIMPORTTIME="1"))
    names = {line.rpartition("|")[2].strip() for line in result.err.splitlines() if line.startswith("import time:")}
    assert "typer" in names
    return names


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--version"], set()),
        (["--help"], set()),
        (["nwe"], set()),
        (["doctor"], set()),
        (["new", "--help"], {"yaml"}),
        (["new"], {"yaml"}),
        (["new", "demo", "--features", "nothing"], {"yaml"}),
        (["new", "there"], {"yaml"}),
        (["features", "core", "--json"], {"yaml"}),
        (["features"], {"yaml", "rich"}),
        (["new", "demo"], {"yaml", "jinja2"}),
        (["check", "--project", "made"], {"yaml", "jinja2"}),
        (["add", "sse", "--project", "made", "--dry-run"], {"yaml", "jinja2"}),
    ],
    ids=lambda item: " ".join(item) if isinstance(item, list) else "",
)
def test_a_command_imports_only_the_heavy_packages_that_it_needs(
    tmp_path: Path, arguments: list[str], heavy: set[str]
) -> None:
    (tmp_path / "there" / "file").mkdir(parents=True)
    if "made" in arguments:
        run_command("new", "made", "--no-git", cwd=tmp_path)

    names = loaded(tmp_path, *arguments)

    assert names & HEAVY == heavy
    assert names & SLOW_HELP == set()
    if "--help" in arguments or "nwe" in arguments:
        assert {name for name in names if name.startswith("fastapi_adv.commands.")} <= {
            f"fastapi_adv.commands.{name}" for name in ("new", "options", "prompts")
        }


@pytest.mark.parametrize("arguments", benchmark.STARTS, ids=" ".join)
def test_help_and_usage_errors_cost_little_more_than_the_import_of_typer(
    tmp_path: Path, arguments: Sequence[str]
) -> None:
    """The limit has a margin for a busy machine; tests/benchmarks states the target."""
    least, ours = benchmark.costs([benchmark.IMPORT_TYPER, benchmark.command(*arguments)], tmp_path)

    assert ours <= 1.2 * benchmark.START_LIMIT * least


def test_new_costs_a_fraction_of_copier(tmp_path: Path) -> None:
    copier, ours = benchmark.costs([benchmark.copier_copy(), benchmark.new_all()], tmp_path, runs=2)

    assert ours <= 1.2 * benchmark.NEW_LIMIT * copier
