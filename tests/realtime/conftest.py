"""One project for all tests, and servers and a Redis for each test."""

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
    """Project, rendered once."""
    processes = Processes()
    yield render(tmp_path_factory.mktemp("lively"), processes)
    processes.stop()


@pytest.fixture
def serve(project: Project, tmp_path: Path) -> Serve:
    """Start a server with options of uvicorn, `redis=URL`, and settings by their names."""
    numbers = count()

    def start(*options: str, **settings: str) -> AbstractContextManager[Server]:
        return partial(serving, project, tmp_path / f"server-{next(numbers)}.log")(*options, **settings)

    return start


@pytest.fixture(scope="session")
def plain_server(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Server for all tests that need no settings."""
    with serving(project, tmp_path_factory.mktemp("plain") / "server.log") as server:
        yield server


@pytest.fixture
def plain(plain_server: Server) -> Server:
    """Return the same server. Its log so far does not count."""
    plain_server.news()
    return plain_server


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """Redis that runs."""
    server = RedisServer()
    server.start()
    yield server
    server.stop()
