"""Interrupted at any moment, `new` leaves what was there."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli
from tests.support import COMMAND, SECONDS, environment, run_command, snapshot

PAUSE = 0.005  # seconds between two looks


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Look until it holds; the process must not have ended before."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert process.poll() is None, "ended too early"
        assert time.monotonic() < deadline, "never came"
        time.sleep(PAUSE)


def start(folder: Path, *arguments: str, path: Path | None = None) -> subprocess.Popen[bytes]:
    # A child process that is still running is a warning when Python ends.
    env = environment(PYTHONWARNINGS=None, **({"PATH": f"{path}:/bin:/usr/bin"} if path else {}))
    return subprocess.Popen([*COMMAND, *arguments], cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("there", [False, True])
def test_while_files_are_written(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    if there:
        (tmp_path / "a" / "demo").mkdir(parents=True)
    before = snapshot(tmp_path)
    create = os.open

    def interrupted(path: Any, *arguments: Any, **options: Any) -> int:
        if str(path).endswith("pyproject.toml"):
            raise KeyboardInterrupt
        return create(path, *arguments, **options)

    monkeypatch.setattr(os, "open", interrupted)

    result = cli("new", "demo", "--output-dir", "a")

    assert (result.code, result.out, result.err) == (130, "", "error: Interrupted. All changes were rolled back.\n")
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("there", [False, True])
def test_while_git_makes_the_first_commit(tmp_path: Path, number: signal.Signals, there: bool) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "work").mkdir()
    if there:
        (tmp_path / "work" / "demo").mkdir()
    before = snapshot(tmp_path / "work")
    git = tmp_path / "bin" / "git"
    git.write_text(f"#!/bin/sh\ntouch {tmp_path}/begun\nexec sleep 600\n")
    git.chmod(0o755)
    process = start(tmp_path / "work", "new", "demo", path=tmp_path / "bin")
    wait_until((tmp_path / "begun").exists, process)

    process.send_signal(number)

    out, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, out) == (130, b"")
    assert err == b"error: Interrupted. All changes were rolled back.\n"
    assert snapshot(tmp_path / "work") == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", [("new", "demo", "--no-git"), ("add", "sse", "--project", "demo")], ids=" ".join)
def test_while_uv_installs_the_project_stays_and_is_reported(
    tmp_path: Path, number: signal.Signals, command: tuple[str, ...]
) -> None:
    if command[0] == "add":
        run_command("new", "demo", "--no-git", cwd=tmp_path)
    (tmp_path / "bin").mkdir()
    uv = tmp_path / "bin" / "uv"
    uv.write_text(f"#!/bin/sh\ntouch {tmp_path}/begun\nexec sleep 600\n")
    uv.chmod(0o755)
    process = start(tmp_path, *command, "--sync", path=tmp_path / "bin")
    wait_until((tmp_path / "begun").exists, process)

    process.send_signal(number)

    out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert (tmp_path / "demo" / "pyproject.toml").is_file()
    assert b"uv sync" in [line.strip() for line in out.splitlines()]
    assert b"sync interrupted" in err
    assert err.splitlines()[-1].startswith(b"error: Interrupted. The report above")
    assert b"rolled back" not in err


def test_while_the_command_line_is_imported(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    paths = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])

    result = run_command("features", cwd=tmp_path, env=environment(PYTHONPATH=paths))

    assert (result.code, result.out) == (130, "")
    assert result.err == "error: Interrupted. Nothing was started.\n"
