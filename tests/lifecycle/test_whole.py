"""The whole way: a killed command and the next one; an owner's project that has changed and still passes its suite."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fastapi_adv.catalogue.model import Feature
from fastapi_adv.template import source
from fastapi_adv.verify.workspace import describe
from tests.lifecycle.conftest import commit
from tests.lifecycle.owner import edited
from tests.lifecycle.small import write
from tests.lifecycle.trees import CATALOGUE, rendered
from tests.support import CHECKOUT, environment, git, run_command, snapshot

KILLER = str(CHECKOUT / "tests/lifecycle/killing.py")


def lines_of_tests(entry: Feature) -> int:
    """Return the size of a feature's own suite, which predicts its time."""
    return sum(file.lines for file in source.owned_files(source.root(), CATALOGUE, entry) if file.is_test)


NEEDY = next(e.name for e in CATALOGUE.features if any(CATALOGUE[need].kind == "feature" for need in e.requires))


# Features with short suites of their own.
QUICK = [entry.name for entry in sorted(CATALOGUE.features, key=lambda e: (bool(e.requires), lines_of_tests(e)))][:3]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The owner's project, with edits in every shared file, committed."""
    root = tmp_path / "order-desk"
    write(root, edited(rendered(())))
    git("init", "-q", cwd=root)
    commit(root)
    return root


@pytest.mark.parametrize("at", [0, 1, 5, 20, 40, 60])
def test_a_command_that_was_killed_is_undone_or_finished_by_the_next_one(desk: Path, at: int) -> None:
    before = snapshot(desk)

    killed = run_command("add", NEEDY, cwd=desk, env=environment(KILL_AT=str(at)), command=(sys.executable, KILLER))
    again = run_command("add", NEEDY, cwd=desk)

    assert killed.code == -9
    assert again.code == 0, again.err
    after = snapshot(desk)
    git("stash", "-qu", cwd=desk)
    assert snapshot(desk) == before
    assert run_command("add", NEEDY, cwd=desk).code == 0
    assert snapshot(desk) == after


def test_an_edited_project_passes_its_suite_after_features_came_and_went(
    desk: Path, python: Path, tmp_path: Path
) -> None:
    for words in (("add", *QUICK), ("remove", QUICK[0]), ("add", QUICK[0])):
        assert run_command(*words, cwd=desk).code == 0
        commit(desk)
    describe(tmp_path / "metadata", {"name": "order-desk", "version": "0.1.0"})

    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=desk,
        env=environment(PYTHONPATH=f"{desk / 'src'}{os.pathsep}{tmp_path / 'metadata'}", PYTHONWARNINGS=None),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-2000:]
