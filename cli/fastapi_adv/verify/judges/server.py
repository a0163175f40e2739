"""A variant's app as a process, and a client for it."""

import os
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from subprocess import Popen, TimeoutExpired
from typing import IO

from fastapi_adv.verify.bench import Bench
from fastapi_adv.verify.ports import free_port

TIMEOUT = 10.0
"""Seconds that a reply may take."""
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@dataclass(frozen=True)
class Server:
    """`port` on the loopback interface."""

    process: Popen[bytes]
    port: int
    output: IO[bytes]

    @property
    def alive(self) -> bool:
        """It has not ended."""
        return self.process.poll() is None

    def get(self, path: str, method: str = "GET") -> tuple[int, bytes]:
        """Status and body; of an endless reply only the status. Raises OSError where nobody answers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path)
            reply = connection.getresponse()
            endless = reply.getheader("content-type", "").startswith("text/event-stream")
            return reply.status, b"" if endless else reply.read()
        finally:
            connection.close()

    def handshake(self, path: str) -> int:
        """The status that answers a WebSocket's opening; 101 where it is accepted."""
        with socket.create_connection(("127.0.0.1", self.port), TIMEOUT) as connection:
            connection.sendall(HANDSHAKE.format(path=path, port=self.port).encode())
            return int(connection.makefile("rb").readline().split()[1])

    def log(self) -> str:
        """What it printed so far."""
        self.output.seek(0)
        return self.output.read().decode(errors="replace")

    def stop(self, seconds: float) -> bool:
        """Tell it to end; whether it did so in time."""
        os.kill(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(seconds)
        except TimeoutExpired:
            return False
        return True


@contextmanager
def serving(bench: Bench, command: list[str]) -> Iterator[Server]:
    """Run the app on a free port, to the end of the block at most."""
    port = free_port()
    with tempfile.TemporaryFile() as log:
        process = bench.processes.start(
            [bench.environment.python, "-m", *command, "--port", str(port)],
            cwd=bench.scratch,
            env=bench.variables({"APP_ENVIRONMENT": "development"}),
            log=log.fileno(),
        )
        try:
            yield Server(process, port, log)
        finally:
            bench.processes.end(process)
