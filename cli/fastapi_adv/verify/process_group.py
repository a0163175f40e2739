"""Processes of one run: each ends with the run, also when that is interrupted."""

import os
import signal
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
"""Seconds between asking a process to end and killing it."""


@dataclass(frozen=True)
class Ended:
    """What a process printed on both streams, and how it ended; `code` is None where it took too long."""

    code: int | None
    output: str
    seconds: float


class Interrupted(Exception):
    """The run was stopped; nothing more is started."""


class Processes:
    """Starts processes and can end them all, from any thread."""

    def __init__(self) -> None:
        self._running: set[Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def run(self, command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str], timeout: float) -> Ended:
        """Run to the end or for `timeout` seconds, then with its children no longer."""
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
        """Raises Interrupted once the run was stopped. `log` is an open file descriptor."""
        with self._lock:
            if self._stopped:
                raise Interrupted
            process = processes.start(command, cwd=cwd, env=env, output=log, talks=talks)
            self._running.add(process)
            return process

    def end(self, process: Popen[bytes]) -> None:
        """End what is left of the process and its group."""
        _signal(process, signal.SIGKILL)
        process.wait()
        self.forget(process)

    def forget(self, process: Popen[bytes]) -> None:
        """It ended by itself."""
        with self._lock:
            self._running.discard(process)

    def stop(self) -> None:
        """Let nothing start any more, and end all that runs."""
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
    """To the whole group: what a process left behind lives in it still."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
