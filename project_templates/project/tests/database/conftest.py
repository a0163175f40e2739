"""Application with a pool of one connection."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from .units import demo_routes, events


@pytest.fixture
def one_connection(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    events.clear()
    monkeypatch.setenv("DATABASE_POOL_SIZE", "1")
    monkeypatch.setenv("DATABASE_MAX_OVERFLOW", "0")
    monkeypatch.setenv("DATABASE_POOL_TIMEOUT", "1")


@pytest.fixture
def demo(one_connection: None, app: FastAPI) -> Iterator[TestClient]:
    app.include_router(demo_routes())
    with TestClient(app) as client:
        yield client
