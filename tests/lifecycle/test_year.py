"""A year in a project's life: an owner's edits survive every command, in any order, over four releases."""

import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fastapi_adv.project import state
from fastapi_adv.project.work_tree import WorkTree
from fastapi_adv.verify.workspace import describe
from tests.conftest import Cli
from tests.lifecycle.conftest import commit
from tests.lifecycle.owner import edited
from tests.lifecycle.releases import releases
from tests.lifecycle.small import write
from tests.support import environment, git

START = ("auth", "cache", "responses")
# Lines of the owner, which must be in the project after every command.
MINE = (
    "api.include_router(orders.router)",
    'currency: str = "EUR"',
    "currencies: int",
    "boto3>=1.40,<2",
    "freezegun>=1.5,<2",
    "axllent/mailpit",
    "They are listed at `/orders`.",
    "def order() -> str:",
    "# APP_CURRENCY=EUR",
    "Orders are immutable once paid.",
    "orders.csv",
    "LABEL team=orders",
    "- run: uv build",
    'APIRouter(prefix="/orders"',
    'revision = "orders_0001"',
    "def test_orders_are_listed",
)
WORK = [
    ("add", "sse"),
    ("add", "middleware", "openapi"),
    ("remove", "cache"),
    ("add", "pages"),
    ("remove", "sse"),
    ("set", "description", "Takes orders, all year"),
    ("set", "python", "3.13"),
    ("set", "package", "shop"),
    ("add", "exports"),
    ("keep", "Dockerfile"),
]


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The four releases, oldest first."""
    return releases(tmp_path_factory.mktemp("releases"))


@pytest.fixture
def desk(cli: Cli, tmp_path: Path, wheels: list[Path]) -> Path:
    """A committed project of the first release, with the owner's edits and modules."""
    made = cli("new", "Order Desk", "--features", ",".join(START), "--template", str(wheels[0]), "--no-git")
    assert made.code == 0, made.err
    root = tmp_path / "order-desk"
    tree = WorkTree(root).read(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    write(root, edited(tree))
    git("init", "-q", cwd=root)
    commit(root)
    return root


def _year(seed: int, wheels: list[Path]) -> Iterator[tuple[str, ...]]:
    """Yield the commands of a year: the updates in their order, and everything else anywhere between them."""
    order = random.Random(seed)  # noqa: S311  # it repeats, and guards nothing
    updates = [("update", "--template", str(wheel)) for wheel in wheels[1:]]
    work = list(WORK)
    order.shuffle(work)
    for at in sorted(order.sample(range(len(work)), len(updates)), reverse=True):
        work.insert(at, updates.pop())
    yield from work


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_of_the_owner_is_lost_and_the_reports_are_what_git_sees(  # noqa: PLR0913, PLR0917  # fixtures
    cli: Cli, desk: Path, wheels: list[Path], python: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.chdir(desk)
    commands: list[str] = []
    for words in _year(seed, wheels):
        result = cli(*words, "--json")

        assert result.code == 0, (words, result.err, result.out[:2000])
        commands += result.json().get("next", [])
        if words[0] != "keep":
            assert _listed(result.json()["files"]) == _seen(desk), words
        commit_if_changed(desk)
        assert [line for line in MINE if line not in _text(desk)] == [], words
        assert cli("check").code in (0, 1)

    assert cli("check").code == 0
    assert any(command.endswith("database.migrate upgrade heads") for command in commands)
    assert "exports, " in (recorded := (desk / state.FILE).read_text(encoding="utf-8"))
    assert "replies" in recorded
    assert cli("check", "--json").json()["template_version"] == {"project": "0.4.0", "tool": "0.4.0"}
    assert not list(desk.glob("src/*/legacy.py"))
    assert list(desk.glob("src/*/support/helpers.py"))
    _pass_suites(desk, python)


def _pass_suites(root: Path, python: Path) -> None:
    """Run the owner's tests, and the smallest suites of the project."""
    describe(root / ".metadata", {"name": "shop", "version": "0.1.0"})
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_orders.py", "tests/test_app.py"],
        cwd=root,
        env=environment(PYTHONPATH=f"{root / 'src'}{os.pathsep}{root / '.metadata'}", PYTHONWARNINGS=None),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


def _listed(files: dict[str, list[str]]) -> list[str]:
    return sorted(path for kind in ("created", "changed", "deleted") for path in files[kind])


def _seen(root: Path) -> list[str]:
    """Return the paths that git reports as created, changed or deleted."""
    entries = git("status", "--porcelain", "-z", "--no-renames", "-uall", cwd=root).split("\0")
    return sorted(entry.lstrip()[2:].lstrip() for entry in entries if entry)


def commit_if_changed(root: Path) -> None:
    if _seen(root):
        commit(root)


def _text(root: Path) -> str:
    names = git("ls-files", cwd=root).splitlines()
    return "\n".join((root / name).read_text(encoding="utf-8", errors="replace") for name in names)
