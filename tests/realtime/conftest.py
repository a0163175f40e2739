"""One project for all tests here, with servers and a Redis for each."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from fastapi_adv.verify.process_group import Processes
from tests.realtime.project import Project, Server, render, serving
from tests.realtime.redis_server import RedisServer

Serve = Callable[..., AbstractContextManager[Server]]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Rendered once."""
    processes = Processes()
    yield render(tmp_path_factory.mktemp("lively"), processes)
    processes.stop()


@pytest.fixture
def serve(project: Project, tmp_path: Path) -> Serve:
    """Called with options of uvicorn, `redis=URL` and settings by their names, it gives a running server."""
    numbers = count()

    def start(*options: str, **settings: str) -> AbstractContextManager[Server]:
        return partial(serving, project, tmp_path / f"server-{next(numbers)}.log")(*options, **settings)

    return start


@pytest.fixture(scope="session")
def plain_server(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all tests that need nothing special."""
    with serving(project, tmp_path_factory.mktemp("plain") / "server.log") as server:
        yield server


@pytest.fixture
def plain(plain_server: Server) -> Server:
    """The same, of whose log only what is new counts."""
    plain_server.news()
    return plain_server


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """Running."""
    server = RedisServer()
    server.start()
    yield server
    server.stop()
