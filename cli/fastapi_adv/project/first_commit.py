"""First commit of a new project. It never asks, and its failure does not fail the run."""

import os
from collections.abc import Sequence
from pathlib import Path

from fastapi_adv.system import git, processes
from fastapi_adv.template.answers import Outcome

SECONDS = 60
# The user's hooks, signing and ignore rules could block or change this commit.
QUIET = {
    "core.hooksPath": os.devnull,
    "core.excludesFile": os.devnull,
    "core.fsmonitor": "false",
    "commit.gpgSign": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "user.useConfigOnly": "true",
}


def first_commit(project: Path, message: str) -> Outcome:
    """Make `project` a git repository with one commit of all files. Returns the outcome; raises nothing."""
    if not git.installed():
        return Outcome("git", "skipped", "git is not installed")
    try:
        if reason := _git(project, ["init", "--quiet", "--initial-branch=main", "--template="]):
            return Outcome("git", "failed", f"git init: {reason}")
        if reason := _git(project, ["add", "--all"]) or _git(project, ["commit", "--quiet", "--message", message]):
            return Outcome("git", "failed", f"no first commit: {reason}")
    except OSError as error:
        return Outcome("git", "failed", f"git: {error.strerror}")
    return Outcome("git", "done")


def _git(project: Path, command: Sequence[str]) -> str:
    """Run git; return the reason of a failure, or an empty text."""
    settings = [word for name, value in QUIET.items() for word in ("-c", f"{name}={value}")]
    done = processes.run(["git", *settings, *command], cwd=project, env=git.environment(), timeout=SECONDS)
    if done.returncode == 0:
        return ""
    said = done.stderr.decode(errors="replace")
    if "user.useConfigOnly" in said or "tell me who you are" in said:
        return "git does not know your name and e-mail address yet"
    return " ".join(said.split())[:200]
