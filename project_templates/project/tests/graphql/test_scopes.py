"""Scopes: the same as over REST."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ..database.callers import narrow
from ..database.folders import READ, WRITE
from .asking import CHANGES, ask, create, data, introduce, socket

LACKING = {"code": "insufficient_scope"}
READS = ['{ folder(id: "1") { name } }', "{ folders { edges { node { name } } } }"]
WRITES = [
    'mutation { createFolder(input: {name: "Letters"}) { __typename } }',
    'mutation { deleteFolder(id: "1", version: 1) { __typename } }',
]


def lacks(reply: dict[str, Any]) -> bool:
    return [error["extensions"] for error in reply["errors"]] == [LACKING]


@pytest.mark.parametrize("query", READS)
def test_reading_needs_its_scope(client: TestClient, app: FastAPI, query: str) -> None:
    create(client, "Bills")
    narrow(app, WRITE)

    assert lacks(ask(client, query))


@pytest.mark.parametrize("mutation", WRITES)
def test_writing_needs_its_scope(client: TestClient, app: FastAPI, mutation: str) -> None:
    create(client, "Bills")
    narrow(app, READ)

    assert lacks(ask(client, mutation))
    assert data(client, READS[1])["folders"]["edges"] == [{"node": {"name": "Bills"}}]


def test_a_relation_needs_the_scope_for_reading(client: TestClient, app: FastAPI) -> None:
    parent = create(client, "Bills")["id"]
    narrow(app, WRITE)
    change = """mutation ($input: FolderInput!) {
      createFolder(input: $input) { ... on Folder { name parent { name } } } }"""
    reply = ask(client, change, input={"name": "Paid", "parentId": parent})

    assert reply["data"] == {"createFolder": {"name": "Paid", "parent": None}}
    assert lacks(reply)


def test_a_subscription_needs_the_scope_for_reading(client: TestClient, app: FastAPI) -> None:
    narrow(app, WRITE)
    token = client.headers.get("authorization", "")
    with socket(client, authorization=token) as session:
        introduce(session)
        session.send_json({"id": "1", "type": "subscribe", "payload": {"query": CHANGES}})
        reply = session.receive_json()

    assert reply["type"] in ("error", "next")
    assert "insufficient_scope" in str(reply)
