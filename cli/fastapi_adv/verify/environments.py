"""Virtual environments: one for all variants, or one per variant."""

import hashlib
import json
import os
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi_adv.errors import EnvironmentLacks, FastapiAdvError
from fastapi_adv.system import processes
from fastapi_adv.verify.process_group import Processes

INSTALL_TIMEOUT = 900.0
"""Limit of an installation in seconds, downloads included."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment in `folder/.venv`."""

    folder: Path

    @property
    def binaries(self) -> Path:
        """Folder of its programs."""
        return self.folder / ".venv" / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        """Path of its interpreter."""
        return self.binaries / "python"


@dataclass(frozen=True)
class Recipe:
    """Inputs of an environment."""

    pyproject: bytes
    python: str
    resolution: str

    @property
    def key(self) -> str:
        """Hash that is equal for projects with equal dependencies."""
        declared = tomllib.loads(self.pyproject.decode())
        project = declared["project"]
        needs = [project["dependencies"], project["requires-python"], declared.get("dependency-groups", {})]
        text = json.dumps([needs, self.python, self.resolution], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def uv() -> str:
    """Return the path of uv. Raises EnvironmentLacks if it is not installed."""
    beside = Path(sys.executable).with_name("uv.exe" if os.name == "nt" else "uv")
    found = processes.find("uv") or (str(beside) if beside.exists() else None)
    if found is None:
        raise EnvironmentLacks("uv is required to create environments, and was not found.", "pip install uv")
    return found


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of this tool in the user's cache."""
    root = environment.get("XDG_CACHE_HOME") or environment.get("LOCALAPPDATA")
    return (Path(root) if root else Path.home() / ".cache") / "fastapi-adv" / "verify"


def shared(recipe: Recipe, processes: Processes, announce: Callable[[str], object] = str) -> Environment:
    """Return an environment with all dependencies of the recipe's project, but without the project itself.

    It is kept in the user's cache. The first call creates it, which can take minutes: `announce` is called before.
    """
    folder = cache_folder() / recipe.key
    ready = folder / "ready"
    if not ready.exists():
        announce(f"Installing the shared environment in {folder}; later runs use it again.")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pyproject.toml").write_bytes(recipe.pyproject)
        sync(recipe, folder, processes, "--no-install-project")
        ready.touch()
    return Environment(folder)


def sync(recipe: Recipe, project: Path, processes: Processes, *options: str) -> str:
    """Run `uv sync` in a project and return its output. Raises FastapiAdvError if it fails."""
    command = [uv(), "sync", "--python", recipe.python, "--resolution", recipe.resolution, *options]
    # Compiled once here, since the variants' processes write no bytecode.
    environment = {**os.environ, "UV_COMPILE_BYTECODE": "1", "UV_PROJECT_ENVIRONMENT": ".venv"}
    environment.pop("VIRTUAL_ENV", None)
    ended = processes.run(command, cwd=project, env=environment, timeout=INSTALL_TIMEOUT)
    if ended.code != 0:
        raise FastapiAdvError(f"`{' '.join(command)}` failed:\n{ended.output[-4000:]}", exit_code=1)
    return ended.output
