"""A small project under git, and the way of a command over it, without the command."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fastapi_adv.merge import clean
from fastapi_adv.merge.apply import apply
from fastapi_adv.merge.plan import Change, plan
from fastapi_adv.project.work_tree import WorkTree
from fastapi_adv.template.tree import Tree
from fastapi_adv.verify.process_group import Processes
from tests.lifecycle.small import BASE, STATE, TARGET, write
from tests.shared_environment import shared_environment
from tests.support import environment, git

Merged = Callable[..., Change]


@pytest.fixture(autouse=True)
def git_knows_us(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the configuration of whoever runs it."""
    for name, value in environment().items():
        if name.startswith("GIT_"):
            monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def python() -> Iterator[Path]:
    """An interpreter with all that a project with every feature needs."""
    processes = Processes()
    yield shared_environment(processes).python
    processes.stop()


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A project as rendered, in no repository."""
    root = tmp_path / "project"
    write(root, BASE)
    return root


@pytest.fixture
def project(plain: Path) -> Path:
    """The same, committed."""
    git("init", "-q", cwd=plain)
    commit(plain)
    return plain


def commit(root: Path) -> None:
    """Commit everything."""
    git("add", "-A", cwd=root)
    git("commit", "-qm", "x", cwd=root)


@pytest.fixture
def merged() -> Merged:
    """Judge, merge and write, as add, remove and update do."""

    def run(root: Path, base: Tree = BASE, target: Tree = TARGET, *, force: bool = False) -> Change:
        change = plan(WorkTree(root), base, target, STATE)
        clean.refuse_conflicted(change)
        if not force:
            clean.refuse_dirty(change, STATE)
        apply(change, "a command")
        return change

    return run
