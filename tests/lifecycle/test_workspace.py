"""`--sync` in a uv workspace, whose one lock file lies at its root."""

import os
from pathlib import Path

import pytest

from fastapi_adv.project.sync import sync


@pytest.fixture
def fake_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installer that does nothing."""
    script = tmp_path / "bin/uv"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.usefixtures("fake_uv")
@pytest.mark.parametrize(("lock", "said"), [("uv.lock", True), ("services/demo/uv.lock", False), ("other", False)])
def test_a_lock_file_above_the_project_is_reported(tmp_path: Path, lock: str, said: bool) -> None:
    project = tmp_path / "services/demo"
    project.mkdir(parents=True)
    (tmp_path / lock).touch()

    outcome = sync(project)

    assert outcome.status == "done"
    assert ("uv workspace" in outcome.reason) == said
