"""A generated project that runs: rendered from this checkout, in an environment that holds what it needs."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from fastapi_adv.template import source
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify.process_group import Processes, free_port
from fastapi_adv.verify.workspace import describe
from tests.shared_environment import shared_environment

FEATURES = ["websockets", "sse"]
PROBE = '''"""The application, and a look at what it holds."""

from starlette.requests import Request

from lively.main import app


@app.get("/probe")
async def probe(request: Request) -> dict[str, int]:
    state = request.scope["state"]
    return {
        "subscriptions": len(state["events"].subscriptions),
        "streams": state["sse"].seats.taken.total(),
        "sockets": state["websockets"].seats.taken.total(),
    }
'''


@dataclass(frozen=True)
class Project:
    """Folder of the source, and the interpreter that can run it."""

    root: Path
    python: Path


@dataclass
class Server:
    """One process that serves; `log` is what it has said so far."""

    process: subprocess.Popen[bytes]
    port: int
    output: Path
    read: int = 0

    @property
    def log(self) -> str:
        """Both streams."""
        return self.output.read_text(errors="replace")

    def news(self) -> str:
        """Return the output since the last call."""
        log = self.log
        found, self.read = log[self.read :], len(log)
        return found

    def stop(self, within: float) -> float:
        """Ask it to end; the seconds that it took. Raises TimeoutExpired."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(within)
        return time.monotonic() - began


def render(
    folder: Path, processes: Processes, features: Sequence[str] = tuple(FEATURES), probe: str = PROBE
) -> Project:
    """Write the project below `folder`."""
    answers = {"project_name": "Lively", "package_name": "lively", "features": list(features)}
    files = Template(source.root()).render(answers)
    for name, file in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.data)
    (folder / "src" / "probe.py").write_text(probe)
    describe(folder / "src", {"name": "lively", "version": "0.1.0"})
    return Project(folder, shared_environment(processes).python)


@contextmanager
def serving(project: Project, output: Path, *options: str, redis: str = "", **settings: str) -> Iterator[Server]:
    """Run uvicorn until the block ends."""
    port = free_port()
    command = [str(project.python), "-m", "uvicorn", "probe:app", "--port", str(port), *options]
    own = ("REDIS_", "EVENTS_", "WS_", "SSE_", "APP_", "PYTHON", "WEB_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    told = {"PYTHONPATH": str(project.root / "src"), "APP_ENVIRONMENT": "development"}
    told |= ({"REDIS_URL": redis} if redis else {}) | settings
    with output.open("wb") as log:
        process = subprocess.Popen(command, cwd=output.parent, env=kept | told, stdout=log, stderr=subprocess.STDOUT)
    server = Server(process, port, output)
    try:
        wait_for(server)
        yield server
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait()


def wait_for(server: Server) -> None:
    """Until it answers; raises AssertionError with its log if that takes too long."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and server.process.poll() is None:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{server.port}/health/live", timeout=5):
            return
        time.sleep(0.02)
    raise AssertionError(server.log)
