"""Applications with a table of the tests."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from .things import thing_routes
from .units import demo_routes, events


@pytest.fixture
def things(app: FastAPI) -> Iterator[TestClient]:
    """Client of an application with an empty table of the tests, and its routes."""
    app.include_router(thing_routes())
    app.include_router(demo_routes())
    with TestClient(app) as client:
        yield client


@pytest.fixture
def one_connection(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    events.clear()
    monkeypatch.setenv("DATABASE_POOL_SIZE", "1")
    monkeypatch.setenv("DATABASE_MAX_OVERFLOW", "0")
    monkeypatch.setenv("DATABASE_POOL_TIMEOUT", "1")


@pytest.fixture
def demo(one_connection: None, things: TestClient) -> TestClient:
    return things
