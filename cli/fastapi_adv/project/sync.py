"""Installation of a project's environment, for `--sync`."""

import os
from pathlib import Path

from fastapi_adv.system import processes
from fastapi_adv.template.answers import Outcome

LOCK_FILE = "uv.lock"


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
    if done.returncode:
        return Outcome("sync", "failed", reason)
    return Outcome("sync", "done", _elsewhere(project))


def _elsewhere(project: Path) -> str:
    """Return a note if `uv.lock` is at the root of a workspace, where the project's Dockerfile does not find it."""
    if (project / LOCK_FILE).is_file():
        return ""
    root = next((above for above in project.parents if (above / LOCK_FILE).is_file()), None)
    if root is None:
        return ""
    return (
        f"{LOCK_FILE} is in {root}, because the project is in a uv workspace. Its Dockerfile copies {LOCK_FILE} from "
        "the project's directory: build with the workspace as context, and change the COPY lines"
    )
