"""A rendered variant, prepared for its judges."""

import os
import shlex
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi_adv.catalogue.model import Catalogue, Feature
from fastapi_adv.catalogue.naming import canonical
from fastapi_adv.catalogue.selection import closure
from fastapi_adv.verify.environments import Environment
from fastapi_adv.verify.process_group import Ended, Processes
from fastapi_adv.verify.variants import Variant

Rendering = Mapping[str, tuple[int, bytes]]
"""Files of a project: POSIX path -> mode and content."""


@dataclass(frozen=True)
class Workspace:
    """Everything that a judge needs. `cache` is a folder that the variants of a worker share."""

    variant: Variant
    catalogue: Catalogue
    rendering: Rendering
    root: Path
    environment: Environment
    processes: Processes
    cache: Path
    services: Mapping[str, str]
    installed: bool = False

    @property
    def entries(self) -> list[Feature]:
        """Enabled entries of the catalogue, parts and core included."""
        return [self.catalogue[name] for name in closure(self.catalogue, self.variant.chosen)]

    @property
    def scratch(self) -> Path:
        """Empty folder, for a working directory outside the project."""
        return self._folder("scratch")

    def _folder(self, name: str) -> Path:
        """Return a folder next to the project, deleted with it."""
        folder = self.root.parent / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def variables(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment of every process, without variables that the caller's shell sets for its own apps."""
        own = {variable.name for entry in self.catalogue for variable in entry.environment}
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in own and not name.startswith(("TEST_", "PYTHON", "APP_", "VIRTUAL_ENV", "UV_"))
        }
        path = os.pathsep.join([str(self.environment.binaries), kept.get("PATH", "")])
        source = (
            {} if self.installed else {"PYTHONPATH": os.pathsep.join([str(self.root / "src"), str(self._metadata)])}
        )
        fixed = {"PATH": path, "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1", "TMPDIR": str(self._folder("tmp"))}
        return kept | fixed | source | dict(more or {})

    @property
    def _metadata(self) -> Path:
        return self.root.parent / "metadata"

    def run(
        self, command: Sequence[str], *, timeout: float, more: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> Ended:
        """Run a command line of the environment's interpreter, by default in the project. `timeout` is in seconds."""
        return self.processes.run(
            [self.environment.python, *command], cwd=cwd or self.root, env=self.variables(more), timeout=timeout
        )

    def prepare(self) -> None:
        """Write the project and, next to it, the package metadata that an installation would create."""
        write(self.root, self.rendering)
        if not self.installed:
            describe(self._metadata, tomllib.loads(self.rendering["pyproject.toml"][1].decode())["project"])


def write(root: Path, rendering: Rendering) -> None:
    """Write the files with their modes."""
    for path, (mode, content) in rendering.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        target.chmod(mode & 0o777)


def describe(folder: Path, project: Mapping[str, str]) -> None:
    """Write the package metadata of a project that is not installed."""
    name = canonical(project["name"]).replace("-", "_")
    info = folder / f"{name}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    headers = {"Metadata-Version": "2.1", "Name": project["name"], "Version": project["version"]}
    headers["Summary"] = project.get("description", "")
    (info / "METADATA").write_text("".join(f"{key}: {value}\n" for key, value in headers.items()), encoding="utf-8")


def typed(command: Iterable[str]) -> str:
    """Return the command line as a user would type it."""
    return shlex.join(command)
