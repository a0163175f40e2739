"""A generated project under uvicorn, with one module beside it that adds what is compared."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from fastapi_adv.template import source
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify.environments import Recipe, shared
from fastapi_adv.verify.process_group import Processes, free_port
from fastapi_adv.verify.workspace import describe

PATIENCE = 30.0  # seconds until the first reply


@contextmanager
def serving(features: list[str], module: str, **settings: str) -> Iterator[int]:
    """The port of the application `app` of the source text `module`; the package is called `workspace`."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        answers = {"project_name": "Workspace", "package_name": "workspace", "features": features}
        files = Template(source.root()).render(answers)
        for name, file in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data)
        (folder / "src" / "served.py").write_text(module)
        describe(folder / "src", {"name": "workspace", "version": "0.1.0"})
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        python = shared(Recipe(files["pyproject.toml"].data, version, "highest"), Processes()).python
        with _uvicorn(python, folder, settings) as port:
            yield port


@contextmanager
def _uvicorn(python: Path, folder: Path, settings: dict[str, str]) -> Iterator[int]:
    port = free_port()
    command = [str(python), "-m", "uvicorn", "served:app", "--port", str(port), "--no-access-log"]
    told = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(folder / "src")}
    told |= {"APP_ENVIRONMENT": "development"} | settings
    # A new environment has no bytecode yet: what is measured is every start but its first.
    subprocess.run([python, "-c", "import served"], cwd=folder, env=told, check=True, stdout=subprocess.DEVNULL)
    log = folder / "log"
    with log.open("wb") as output:
        told["STARTED"] = str(time.time())
        process = subprocess.Popen(command, cwd=folder, env=told, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_for(process, port, log)
        yield port
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and process.poll() is None:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5):
            return
        time.sleep(0.01)
    raise RuntimeError(log.read_text(errors="replace"))
