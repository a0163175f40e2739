"""`uv sync` in a project, for --sync."""

import os
from pathlib import Path

from fastapi_adv.system import processes
from fastapi_adv.template.answers import Outcome


def sync(project: Path) -> Outcome:
    """Install the project's environment by uv, its own one even where another is active.

    Nothing is raised, not even on Ctrl-C: the project is written by now, and what there is to say of it must be said.
    """
    try:
        return _sync(project)
    except OSError as error:
        return Outcome("sync", "failed", f"uv: {error.strerror}")
    except KeyboardInterrupt:
        return Outcome("sync", "interrupted", "uv was stopped while it installed")


def _sync(project: Path) -> Outcome:
    if processes.find("uv") is None:
        return Outcome("sync", "skipped", "uv is not installed: python3 -m pip install uv")
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    done = processes.run(["uv", "sync", "--quiet"], cwd=project, env=environment)
    reason = " ".join(done.stderr.decode(errors="replace").split())[:400]
    return Outcome("sync", "failed" if done.returncode else "done", reason if done.returncode else "")
