"""Scopes: the same as over REST."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ..database.callers import narrow
from .asking import CHANGES, ask, category, create, introduce, socket

LACKING = {"code": "insufficient_scope"}
READS = [
    '{ item(id: "1") { name } }',
    "{ items { edges { node { name } } } }",
    "{ categories { edges { node { name } } } }",
]
WRITES = [
    'mutation { createItem(input: {name: "Lamp", priceCents: 1}) { __typename } }',
    'mutation { updateItem(id: "1", version: 1, changes: {name: "Lamp"}) { __typename } }',
    'mutation { deleteItem(id: "1", version: 1) { __typename } }',
    'mutation { createCategory(name: "Lights") { __typename } }',
]


def lacks(reply: dict[str, Any]) -> bool:
    return [error["extensions"] for error in reply["errors"]] == [LACKING]


@pytest.mark.parametrize("query", READS)
def test_reading_needs_its_scope(client: TestClient, app: FastAPI, query: str) -> None:
    create(client, "Chair")
    narrow(app, "items:write")

    assert lacks(ask(client, query))


@pytest.mark.parametrize("mutation", WRITES)
def test_writing_needs_its_scope(client: TestClient, app: FastAPI, mutation: str) -> None:
    create(client, "Chair")
    narrow(app, "items:read")

    assert lacks(ask(client, mutation))
    assert [item["name"] for item in client.get("/items").json()["items"]] == ["Chair"]
    assert client.get("/categories").json()["items"] == []


def test_a_relation_needs_the_scope_for_reading(client: TestClient, app: FastAPI) -> None:
    lights = category(client, "Lights")
    narrow(app, "items:write")
    item = f'name: "Lamp", priceCents: 1, categoryId: {lights}'
    shown = "... on Item { name category { name } }"
    change = "mutation { createItem(input: {" + item + "}) { " + shown + " } }"
    reply = ask(client, change)

    assert reply["data"] == {"createItem": {"name": "Lamp", "category": None}}
    assert lacks(reply)


def test_a_subscription_needs_the_scope_for_reading(client: TestClient, app: FastAPI) -> None:
    narrow(app, "items:write")
    token = client.headers.get("authorization", "")
    with socket(client, authorization=token) as session:
        introduce(session)
        session.send_json({"id": "1", "type": "subscribe", "payload": {"query": CHANGES}})
        reply = session.receive_json()

    assert reply["type"] in ("error", "next")
    assert "insufficient_scope" in str(reply)
