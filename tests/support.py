"""Helpers for tests of the command: run it as users do, and compare folders."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-m", "fastapi_adv"]
SECONDS = 60


@dataclass(frozen=True)
class Result:
    """Result of a command."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)


def environment(**changes: str | None) -> dict[str, str]:
    """The tests' environment, where git has an identity and asks nobody; None removes a variable."""
    quiet = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "Ada Example",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada Example",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
        "PYTHONPATH": str(CHECKOUT / "cli"),
        "PYTHONWARNINGS": "error",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    merged = {**os.environ, **quiet, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def run_command(
    *arguments: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    command: Sequence[str] = tuple(COMMAND),
    encoding: str = "utf-8",
) -> Result:
    """Run the command as a process of its own, with nothing to read on stdin."""
    done = subprocess.run(
        [*command, *arguments],
        cwd=cwd,
        env=environment() if env is None else env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))


def git(*arguments: str, cwd: Path) -> str:
    """Return the output of git, stripped."""
    done = subprocess.run(["git", *arguments], cwd=cwd, env=environment(), capture_output=True, check=True)
    return done.stdout.decode().strip()


def snapshot(folder: Path, *, git_too: bool = False) -> dict[str, bytes | str | None]:
    """Every path below the folder: bytes of a file, target of a link, None for a folder."""
    seen: dict[str, bytes | str | None] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if git_too or ".git" not in name.split("/"):
            seen[name] = os.readlink(path) if path.is_symlink() else None if path.is_dir() else path.read_bytes()  # noqa: PTH115
    return seen


def commands(report: str) -> list[str]:
    """Return the commands below `Next` in the report of `new`, without their explanations."""
    lines = report.partition("\nNext\n")[2].splitlines()
    return [line.strip().partition("  ")[0] for line in lines]
