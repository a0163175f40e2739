"""Creation of the shared environment."""

from pathlib import Path

import pytest

from fastapi_adv.verify import environments
from fastapi_adv.verify.environments import Recipe, shared
from fastapi_adv.verify.process_group import Processes

PYPROJECT = b'[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = []\n'


def test_the_first_run_announces_the_installation_and_the_second_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    messages: list[str] = []
    announced_before_sync: list[int] = []
    monkeypatch.setattr(environments, "sync", lambda *_: announced_before_sync.append(len(messages)))
    recipe = Recipe(PYPROJECT, "python", "highest")

    first = shared(recipe, Processes(), messages.append)
    second = shared(recipe, Processes(), messages.append)

    assert first == second
    assert announced_before_sync == [1]
    assert [message.split(" in ")[0] for message in messages] == ["Installing the shared environment"]
