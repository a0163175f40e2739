"""What a judge gets: a rendered variant with all that it takes to run something in it."""

import os
import re
import shlex
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi_adv.catalogue.model import Catalogue, Feature
from fastapi_adv.verify.environments import Environment
from fastapi_adv.verify.process_group import Ended, Processes
from fastapi_adv.verify.variants import Variant

Rendering = Mapping[str, tuple[int, bytes]]
"""The files of a project: POSIX path → mode and content."""


@dataclass(frozen=True)
class Bench:
    """`scratch` is an empty folder beside the project, `cache` one that the worker's variants share."""

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
        """What is on, parts and core too."""
        on = {"core", *self.variant.chosen}
        while more := {name for entry in self.catalogue if entry.name in on for name in entry.requires} - on:
            on |= more
        return [entry for entry in self.catalogue if entry.name in on]

    @property
    def scratch(self) -> Path:
        """An empty folder: a working directory that is not the project's."""
        return self._folder("scratch")

    def _folder(self, name: str) -> Path:
        """Beside the project, and gone with it."""
        folder = self.root.parent / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def variables(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment of every process: nothing that the caller's shell sets for an app of its own."""
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
        """Run a module's or a program's command line in the project, by the environment's interpreter."""
        return self.processes.run(
            [self.environment.python, *command], cwd=cwd or self.root, env=self.variables(more), timeout=timeout
        )

    def prepare(self) -> None:
        """Write the project, and beside it the metadata that its installation would leave: it reads its name there."""
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
    """Write the metadata of a project that is not installed."""
    name = re.sub(r"[-_.]+", "_", project["name"]).lower()
    info = folder / f"{name}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    headers = {"Metadata-Version": "2.1", "Name": project["name"], "Version": project["version"]}
    headers["Summary"] = project.get("description", "")
    (info / "METADATA").write_text("".join(f"{key}: {value}\n" for key, value in headers.items()), encoding="utf-8")


def typed(command: Iterable[str]) -> str:
    """A command line as one would type it."""
    return shlex.join(command)
