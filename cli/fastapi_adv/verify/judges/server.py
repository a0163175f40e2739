"""A variant's app as a server process, and an HTTP client for it."""

import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from subprocess import Popen, TimeoutExpired
from typing import IO

from fastapi_adv.verify.process_group import free_port
from fastapi_adv.verify.workspace import Workspace

TIMEOUT = 10.0
"""Limit of a reply in seconds."""
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@dataclass(frozen=True)
class Server:
    """A running server on `port` of the loopback interface."""

    process: Popen[bytes]
    port: int
    output: IO[bytes]

    @property
    def alive(self) -> bool:
        """True while the process runs."""
        return self.process.poll() is None

    def get(self, path: str, method: str = "GET") -> tuple[int, bytes]:
        """Return status and body; the body of an event stream is empty. Raises OSError without an answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path)
            reply = connection.getresponse()
            endless = reply.getheader("content-type", "").startswith("text/event-stream")
            return reply.status, b"" if endless else reply.read()
        finally:
            connection.close()

    def handshake(self, path: str) -> int:
        """Return the status of a WebSocket handshake, 101 if it is accepted."""
        with socket.create_connection(("127.0.0.1", self.port), TIMEOUT) as connection:
            connection.sendall(HANDSHAKE.format(path=path, port=self.port).encode())
            return int(connection.makefile("rb").readline().split()[1])

    def log(self) -> str:
        """Return the output so far."""
        self.output.seek(0)
        return self.output.read().decode(errors="replace")

    def stop(self, seconds: float) -> bool:
        """Send SIGTERM. Return True if the process ends within `seconds`."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(seconds)
        except TimeoutExpired:
            return False
        return True


@contextmanager
def serving(workspace: Workspace, command: list[str]) -> Iterator[Server]:
    """Run the app on a free port until the end of the block."""
    port = free_port()
    with tempfile.TemporaryFile() as log:
        process = workspace.processes.start(
            [workspace.environment.python, "-m", *command, "--port", str(port)],
            cwd=workspace.scratch,
            env=workspace.variables({"APP_ENVIRONMENT": "development"}),
            log=log.fileno(),
        )
        try:
            yield Server(process, port, log)
        finally:
            workspace.processes.end(process)
