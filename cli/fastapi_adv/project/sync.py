"""Installation of a project's environment, for `--sync`."""

import os
from pathlib import Path

from fastapi_adv.system import processes
from fastapi_adv.template.answers import Outcome


def sync(project: Path) -> Outcome:
    """Run `uv sync` in the project, for its own environment even if another one is active.

    Returns the outcome and raises nothing, not even on Ctrl-C: the project is written and its report must follow.
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
