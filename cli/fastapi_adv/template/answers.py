"""What `new` is going to do, as data."""

import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePath, PureWindowsPath
from typing import Any

PYTHON_VERSIONS = ("3.11", "3.12", "3.13", "3.14")


@dataclass(frozen=True)
class Answers:
    """All that a render depends on besides the template: its answers, as the state file records them.

    `features` holds the chosen ones only, in catalogue order.
    """

    project_name: str
    package_name: str
    description: str = ""
    author: str = ""
    python_version: str = PYTHON_VERSIONS[0]
    features: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        """As the template's questions want it."""
        return asdict(self) | {"features": list(self.features)}


@dataclass(frozen=True)
class ProjectPlan:
    """Where the project goes, what it is rendered from, and what follows."""

    destination: PurePath
    answers: Answers
    here: bool = False
    force: bool = False
    git: bool = True
    sync: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a step after the render ended: `done`, `skipped`, `failed` or `interrupted`, and why."""

    step: str
    status: str
    reason: str = ""


def still_to_type(plan: ProjectPlan, outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    """Return the commands that are left: none that was run already, no `cd` to where the user is."""
    there = () if plan.here else (f"cd {quoted(plan.destination)}",)
    sync = outcomes.get("sync")
    synced = () if sync is None or sync.status == "done" else ("uv sync",)
    return (*there, *synced, "uv run fastapi dev")


def quoted(path: PurePath) -> str:
    """As the system's shell takes it: in quotes where that would split or expand it, and never as an option."""
    if isinstance(path, PureWindowsPath):
        return f'"{path}"' if " " in str(path) else str(path)
    return shlex.quote(f"./{path}" if str(path).startswith("-") else str(path))
