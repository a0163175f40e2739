"""Child processes of one run. All of them end with the run, even if it is interrupted."""

import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen, TimeoutExpired

from fastapi_adv.system import processes

GRACE = 10.0
"""Seconds between SIGTERM and SIGKILL."""


@dataclass(frozen=True)
class Ended:
    """End of a process: its exit code (None after a timeout) and the output of both streams."""

    code: int | None
    output: str
    seconds: float


class Interrupted(Exception):
    """Raised by a start after the run was stopped."""


class Processes:
    """Group of child processes, for use from any thread."""

    def __init__(self) -> None:
        self._running: set[Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def run(self, command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str], timeout: float) -> Ended:
        """Run a command and return its end. After `timeout` seconds it is killed with its children."""
        began = time.monotonic()
        with tempfile.TemporaryFile() as log:
            process = self.start(command, cwd=cwd, env=env, log=log.fileno())
            try:
                code: int | None = process.wait(timeout)
            except TimeoutExpired:
                code = None
            finally:
                self.end(process)
            log.seek(0)
            return Ended(code, log.read().decode(errors="replace"), time.monotonic() - began)

    def start(
        self, command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str], log: int, talks: bool = False
    ) -> Popen[bytes]:
        """Start a process whose output goes to the file descriptor `log`. Raises Interrupted after `stop`."""
        with self._lock:
            if self._stopped:
                raise Interrupted
            process = processes.start(command, cwd=cwd, env=env, output=log, talks=talks)
            self._running.add(process)
            return process

    def end(self, process: Popen[bytes]) -> None:
        """Kill the process and its group."""
        _signal(process, signal.SIGKILL)
        process.wait()
        self.forget(process)

    def forget(self, process: Popen[bytes]) -> None:
        """Drop a process that ended by itself."""
        with self._lock:
            self._running.discard(process)

    def stop(self) -> None:
        """Refuse further starts, and end all running processes."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for process in running:
            _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for process in running:
            with suppress(TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            _signal(process, signal.SIGKILL)


def _signal(process: Popen[bytes], number: signal.Signals) -> None:
    """Signal the whole process group, which includes children that the process left behind."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def free_port() -> int:
    """Return a port of the loopback interface that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
