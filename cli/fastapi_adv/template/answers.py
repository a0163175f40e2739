"""Answers of a project, the plan of `new`, and the outcome of its steps, as plain data."""

import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePath, PureWindowsPath
from typing import Any

PYTHON_VERSIONS = ("3.11", "3.12", "3.13", "3.14")


@dataclass(frozen=True)
class Answers:
    """Answers to the template's questions, as the state file records them.

    `features` holds the chosen features only, in catalogue order. `resources` is None before the project has a
    database: the template's demonstration comes with it.
    """

    project_name: str
    package_name: str
    description: str = ""
    author: str = ""
    python_version: str = PYTHON_VERSIONS[0]
    features: tuple[str, ...] = ()
    resources: tuple[Mapping[str, Any], ...] | None = None

    def data(self) -> dict[str, Any]:
        """Return the answers by question."""
        data = asdict(self) | {"features": list(self.features), "resources": list(self.resources or ())}
        if self.resources is None:
            del data["resources"]
        return data


@dataclass(frozen=True)
class ProjectPlan:
    """Destination, answers and options of a new project. `here` means that `destination` is the current folder."""

    destination: PurePath
    answers: Answers
    here: bool = False
    force: bool = False
    git: bool = True
    sync: bool = False


@dataclass(frozen=True)
class Outcome:
    """Result of a step after the render. `status` is done, skipped, failed or interrupted."""

    step: str
    status: str
    reason: str = ""


def next_commands(plan: ProjectPlan, outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    """Return the commands that start the project. `uv sync` is included only if --sync did not succeed."""
    there = () if plan.here else (f"cd {quoted(plan.destination)}",)
    sync = outcomes.get("sync")
    synced = () if sync is None or sync.status == "done" else ("uv sync",)
    return (*there, *synced, "uv run fastapi dev")


def quoted_text(text: str) -> str:
    """Quote a word of a command line, if it needs quotes."""
    return shlex.quote(text)


def quoted(path: PurePath) -> str:
    """Quote a path for the system's shell. A leading dash is escaped, so that it is not read as an option."""
    if isinstance(path, PureWindowsPath):
        return f'"{path}"' if " " in str(path) else str(path)
    return shlex.quote(f"./{path}" if str(path).startswith("-") else str(path))
