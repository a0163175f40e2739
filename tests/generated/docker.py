"""Interpreter for a Dockerfile that builds into a folder instead of an image."""

import json
import shlex
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from tests.generated.shell import run

INSTRUCTIONS = {"FROM", "LABEL", "ENV", "RUN", "WORKDIR", "COPY", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}
NEEDS_AN_IMAGE = ("pip install", "useradd")
"""Commands that are skipped: they change the machine."""


@dataclass
class Image:
    """Folder `root` in place of `/`. Paths in instructions are moved into it."""

    root: Path
    context: Path
    env: dict[str, str]
    workdir: str = "/"
    command: list[str] = field(default_factory=list)
    healthcheck: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)

    def place(self, path: str) -> Path:
        """Return the place of an image's path."""
        inside = path if path.startswith("/") else f"{self.workdir.rstrip('/')}/{path}"
        return self.root / inside.lstrip("/")

    def build(self, text: str) -> None:
        """Run each instruction."""
        for line in text.splitlines():
            if line.strip() and not line.startswith("#"):
                instruction, rest = line.split(" ", 1)
                assert instruction in INSTRUCTIONS, line
                getattr(self, f"_{instruction.lower()}")(rest)

    def _from(self, _: str) -> None:
        """Start a stage in the same folder, because virtual environments cannot be moved."""
        self.workdir = "/"

    def _label(self, rest: str) -> None:
        assert "=" in rest

    def _env(self, rest: str) -> None:
        for setting in shlex.split(rest):
            name, value = setting.split("=", 1)
            value = value.replace("$PATH", self.env["PATH"]).replace("/app", str(self.root / "app"))
            self.env[name] = value

    def _run(self, rest: str) -> None:
        if not rest.startswith(NEEDS_AN_IMAGE):
            run(rest, self.place("."), self.env)
            self.ran.append(rest)

    def _workdir(self, rest: str) -> None:
        self.workdir = rest
        self.place(".").mkdir(parents=True, exist_ok=True)

    def _copy(self, rest: str) -> None:
        if rest.startswith("--from="):
            _, source, target = rest.split()
            assert self.place(source) == self.place(target)
            assert self.place(source).exists(), source
            return
        *sources, target = rest.split()
        for source in sources:
            goal = self.place(target) / source if target.endswith("/") and target == "./" else self.place(target)
            copied = self.context / source
            shutil.copytree(copied, goal, dirs_exist_ok=True) if copied.is_dir() else shutil.copy(copied, goal)

    def _user(self, user: str) -> None:
        """Keep the user of the test, but check that the image has a numeric one."""
        assert user.isdigit()

    def _expose(self, _: str) -> None:
        """Do nothing: the test chooses a port."""

    def _healthcheck(self, rest: str) -> None:
        self.healthcheck = json.loads(rest.partition(" CMD ")[2])

    def _cmd(self, rest: str) -> None:
        self.command = json.loads(rest)
