"""Imports of the owner that a change breaks are named, and `remove` asks on a terminal."""

from pathlib import Path

import pytest

from fastapi_adv.commands import prompts
from tests.conftest import Cli
from tests.lifecycle.conftest import commit
from tests.support import snapshot

ORDERS = '''"""Orders."""

from demo import cache as stored
from demo.cache.typed import x
from . import features
from .cache import y
import demo.cache.settings
import demo.app
'''


@pytest.fixture
def root(cli: Cli, tmp_path: Path) -> Path:
    """A committed project with the feature `cache` and an owner's module that imports it."""
    assert cli("new", "demo", "--cache").code == 0
    folder = tmp_path / "demo"
    (folder / "src/demo/orders.py").write_text(ORDERS, encoding="utf-8")
    commit(folder)
    return folder


@pytest.mark.usefixtures("root")
def test_imports_of_a_removed_feature_are_named(cli: Cli) -> None:
    result = cli("remove", "cache", "--project", "demo", "--dry-run", "--json")

    broken = result.json()["broken_imports"]
    assert {found["path"] for found in broken} == {"src/demo/orders.py"}
    assert sorted({found["line"] for found in broken}) == [3, 4, 6, 7]


def test_the_report_names_them_for_people(cli: Cli, root: Path) -> None:
    result = cli("remove", "cache", "--project", str(root))

    assert result.code == 0
    assert "broken    src/demo/orders.py:4  (imports demo.cache" in result.err


def test_a_project_without_such_imports_has_none(cli: Cli, root: Path) -> None:
    (root / "src/demo/orders.py").write_text("from demo import app, state\n", encoding="utf-8")
    commit(root)

    assert cli("remove", "cache", "--project", "demo", "--json").json()["broken_imports"] == []


def test_on_a_terminal_remove_shows_the_deletions_and_stops_without_consent(
    cli: Cli, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts, "possible", lambda: True)
    monkeypatch.setattr(prompts, "confirm", lambda _question: False)
    before = snapshot(root)

    result = cli("remove", "cache", "--project", "demo")

    assert result.code == 3
    assert "delete    src/demo/cache/__init__.py" in result.err
    assert "broken    src/demo/orders.py:3" in result.err
    assert snapshot(root) == before


@pytest.mark.parametrize("words", [(), ("--yes",)])
def test_consent_or_yes_removes(cli: Cli, root: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    asked: list[str] = []

    def agree(question: str) -> bool:
        asked.append(question)
        return True

    monkeypatch.setattr(prompts, "possible", lambda: True)
    monkeypatch.setattr(prompts, "confirm", agree)

    assert cli("remove", "cache", "--project", "demo", *words).code == 0
    assert not (root / "src/demo/cache").exists()
    assert bool(asked) == (not words)
