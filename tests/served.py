"""A generated project under uvicorn, for tests that ask it from outside."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any
from urllib.request import Request, urlopen

from fastapi_adv.template import source
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify.process_group import Processes, free_port
from fastapi_adv.verify.workspace import describe, write
from tests.shared_environment import shared_environment

PATIENCE = 60.0
"""Seconds until the first reply, on a machine that has other work."""


@dataclass(frozen=True)
class Project:
    """`source` is what Python looks for modules in; `python` has all that any project needs."""

    source: Path
    python: Path
    processes: Processes


def render(folder: Path, features: Sequence[str], processes: Processes) -> Project:
    """Write a project called Served below `folder`."""
    answers = {"project_name": "Served", "package_name": "served"}
    files = Template(source.root()).render(answers | {"features": list(features)})
    write(folder, {name: (file.mode, file.data) for name, file in files.items()})
    describe(folder / "src", {"name": "served", "version": "0.1.0"})
    return Project(folder / "src", shared_environment(processes).python, processes)


@contextmanager
def serving(project: Project, folder: Path, **settings: str) -> Iterator[str]:
    """Host and port of a server whose files are in the empty `folder`; it ends with the block."""
    port = free_port()
    command: list[str | Path] = [
        project.python,
        "-m",
        "uvicorn",
        "served.main:app",
        "--port",
        str(port),
        "--no-access-log",
    ]
    told = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(project.source), "NO_COLOR": "1"}
    told["APP_ENVIRONMENT"] = "development"
    log = folder / "log"
    with log.open("wb") as output:
        process = project.processes.start(command, cwd=folder, env=told | settings, log=output.fileno())
    try:
        wait_for(process, port, log)
        yield f"127.0.0.1:{port}"
    finally:
        project.processes.end(process)


def wait_for(process: Popen[bytes], port: int, log: Path) -> None:
    """Until it answers; raises AssertionError with its log where it ends, or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5):
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text(errors="replace"))


def ask(host: str, path: str, body: bytes | None = None, **headers: str) -> Any:
    """The JSON of one reply, to a POST where there is a body; raises HTTPError where that is no success."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with urlopen(Request(f"http://{host}{path}", body, named), timeout=60) as reply:
        return json.load(reply)
