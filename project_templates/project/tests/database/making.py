"""Items and categories for the tests."""

from typing import Any

from fastapi.testclient import TestClient

LAMP = {"name": "Lamp", "price_cents": 1999}


def create(client: TestClient, **fields: Any) -> Any:
    reply = client.post("/items", json=LAMP | fields)
    assert reply.status_code == 201, reply.text
    return reply.json()


def category(client: TestClient, name: str = "Lights") -> int:
    return int(client.post("/categories", json={"name": name}).json()["id"])
