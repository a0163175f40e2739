"""First commit and `uv sync` of a new project. Their failure does not fail `new`, which never asks."""

from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.support import commands, environment, git, run_command

NOBODY = dict.fromkeys(["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"])


def test_without_git_the_project_is_written_with_a_note(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))

    result = cli("new", "demo")

    assert result.code == 0
    assert result.err == "git skipped: git is not installed\n"
    assert (tmp_path / "demo" / "pyproject.toml").is_file()


def test_without_an_identity_the_repository_is_left_without_a_commit(tmp_path: Path) -> None:
    result = run_command("new", "demo", cwd=tmp_path, env=environment(**NOBODY, EMAIL=None, HOME=str(tmp_path)))

    assert result.code == 0
    assert result.err == "git failed: no first commit: git does not know your name and e-mail address yet\n"
    assert git("rev-parse", "--is-inside-work-tree", cwd=tmp_path / "demo") == "true"


def test_hooks_signing_templates_and_ignores_of_the_user_neither_block_nor_change_the_commit(tmp_path: Path) -> None:
    hooks = tmp_path / "template" / "hooks"
    hooks.mkdir(parents=True)
    for name in ("pre-commit", "commit-msg", "post-commit", "prepare-commit-msg"):
        (hooks / name).write_text("#!/bin/sh\ntouch %s\nexit 1\n" % (tmp_path / "hook-ran"))
        (hooks / name).chmod(0o755)
    (tmp_path / "ignore").write_text("*\n")
    (tmp_path / "config").write_text(
        f"""
[init]
    templateDir = {tmp_path / "template"}
    defaultBranch = trunk
[core]
    hooksPath = {hooks}
    excludesFile = {tmp_path / "ignore"}
    editor = false
[commit]
    gpgSign = true
[gpg]
    program = false
"""
    )

    result = run_command(
        "new", "demo", "--json", cwd=tmp_path, env=environment(GIT_CONFIG_GLOBAL=str(tmp_path / "config"))
    )

    assert result.code == 0
    assert result.json()["steps"] == [{"step": "git", "status": "done", "reason": ""}]
    assert git("ls-files", cwd=tmp_path / "demo").splitlines() == sorted(result.json()["files"])
    assert not (tmp_path / "hook-ran").exists()
    assert git("log", "-1", "--format=%an %ae", cwd=tmp_path / "demo") == "Ada Example ada@example.org"


def test_a_git_that_fails_does_not_fail_the_command(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    broken = tmp_path / "bin" / "git"
    broken.write_text("#!/bin/sh\necho out of order >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin:/usr/bin")

    result = cli("new", "demo")

    assert result.code == 0
    assert result.err == "git failed: git init: out of order\n"


@pytest.mark.parametrize(("script", "left"), [("exit 0", []), ("echo no network >&2; exit 1", ["uv sync"])])
def test_sync_runs_uv_in_the_project_and_a_failure_is_left_to_type(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, left: list[str]
) -> None:
    (tmp_path / "bin").mkdir()
    uv = tmp_path / "bin" / "uv"
    uv.write_text(f'#!/bin/sh\necho "$PWD $@ [$VIRTUAL_ENV]" > "{tmp_path}/called"\n{script}\n')
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin:/usr/bin")
    monkeypatch.setenv("VIRTUAL_ENV", "/nowhere")

    result = cli("new", "demo", "--sync", "--no-git", "--json")

    assert result.code == 0
    assert (tmp_path / "called").read_text() == f"{tmp_path}/demo sync --quiet []\n"
    assert result.json()["next"] == ["cd demo", *left, "uv run fastapi dev"]
    assert ("sync failed: no network" in result.err) is bool(left)


def test_sync_without_uv_is_a_note_and_left_to_type(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))

    result = cli("new", "demo", "--sync", "--no-git")

    assert result.code == 0
    assert "sync skipped: uv is not installed: python3 -m pip install uv" in result.err
    assert commands(result.out)[:3] == ["cd demo", "uv sync", "uv run fastapi dev"]


def test_a_uv_that_cannot_be_executed_is_a_step_that_failed(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_bytes(b"\x7fnothing")
    (tmp_path / "bin" / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin:/usr/bin")

    result = cli("new", "demo", "--sync", "--no-git")

    assert result.code == 0
    assert "sync failed: uv: Exec format error" in result.err
    assert commands(result.out)[:3] == ["cd demo", "uv sync", "uv run fastapi dev"]
