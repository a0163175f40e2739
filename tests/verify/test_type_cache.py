"""Cache of the type checker: shared by workers, copied, never filled by a failed check."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fastapi_adv.verify.judges import tools
from fastapi_adv.verify.verdict import Verdict


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Replace mypy. Each check records whether its cache was filled, and fills it."""
    filled: list[bool] = []

    def check(workspace: Any, _: str, command: list[str]) -> Verdict:
        cache = Path(command[-1])
        filled.append((cache / "modules").exists())
        cache.mkdir(exist_ok=True)
        (cache / "modules").touch()
        return Verdict("types", workspace.passes, 0.0)

    monkeypatch.setattr(tools, "run_tool", check)
    return filled


def worker(folder: Path, name: str, *, passes: bool = True, installed: bool = False) -> Any:
    (folder / "environment").mkdir(exist_ok=True)
    (folder / name).mkdir()
    environment = SimpleNamespace(folder=folder / "environment")
    return SimpleNamespace(cache=folder / name, environment=environment, installed=installed, passes=passes)


def test_the_second_worker_starts_with_the_cache_of_the_first(tmp_path: Path, checks: list[bool]) -> None:
    first, second = worker(tmp_path, "first"), worker(tmp_path, "second")

    for one in (first, second, second):
        tools.types(one)

    assert checks == [False, True, True]
    assert [path.name for path in (tmp_path / "environment").iterdir()] == ["mypy"]


def test_the_cache_of_a_failed_check_is_not_kept(tmp_path: Path, checks: list[bool]) -> None:
    tools.types(worker(tmp_path, "first", passes=False))
    tools.types(worker(tmp_path, "second"))

    assert checks == [False, False]


def test_a_variant_with_its_own_environment_keeps_no_cache_in_it(tmp_path: Path, checks: list[bool]) -> None:
    tools.types(worker(tmp_path, "first", installed=True))

    assert checks == [False]
    assert list((tmp_path / "environment").iterdir()) == []
