"""Scopes."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from .callers import narrow

LAMP = {"name": "Lamp", "price_cents": 1999}
READS = [f"/{path}" for path in ("items", "items/1", "categories", "categories/1")]
WRITES: list[tuple[str, str, Any]] = [
    ("POST", "/items", LAMP),
    ("PUT", "/items/1", LAMP),
    ("PATCH", "/items/1", {"name": "Lantern"}),
    ("DELETE", "/items/1", None),
    ("POST", "/categories", {"name": "Lights"}),
]


@pytest.mark.parametrize("path", [*READS, "/categories/1/items"])
def test_reading_needs_its_scope(client: TestClient, app: FastAPI, path: str) -> None:
    narrow(app, "items:write")
    reply = client.get(path)

    assert (reply.status_code, reply.json()["code"]) == (403, "insufficient_scope")
    challenge = 'Bearer error="insufficient_scope", scope="items:read"'
    assert reply.headers["www-authenticate"] == challenge


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_writing_needs_its_scope(
    client: TestClient, app: FastAPI, method: str, path: str, body: Any
) -> None:
    item = client.post("/items", json=LAMP | {"name": "Chair"}).json()
    narrow(app, "items:read")
    reply = client.request(method, path, json=body, headers={"If-Match": "*"})

    assert (reply.status_code, reply.json()["code"]) == (403, "insufficient_scope")
    assert client.get("/items").json()["items"] == [item]
    assert client.get("/categories").json()["items"] == []


def test_a_scope_allows_its_routes(client: TestClient, app: FastAPI) -> None:
    narrow(app, "items:write")
    made = client.post("/items", json=LAMP)
    narrow(app, "items:read")
    read = client.get(made.headers["location"])

    assert (made.status_code, read.status_code) == (201, 200)
