"""Subscriptions: events, and their end."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession

from .asking import create, delete, events_of, introduce, publish, socket, subscribe, subscriptions


def test_every_write_is_published_after_its_commit(client: TestClient) -> None:
    with socket(client) as session:
        introduce(session)
        subscribe(session)
        made, refused = create(client, "Bills"), create(client, "Bills")
        delete(client, made)
        seen = [session.receive_json()["payload"]["data"]["folderChanged"] for _ in range(2)]

    assert refused["__typename"] == "Taken"
    assert seen == [
        {"action": "CREATED", "folder": {"name": "Bills"}},
        {"action": "DELETED", "folder": {"name": "Bills"}},
    ]


@pytest.mark.parametrize(
    "junk", [1, None, {}, {"action": "created", "folder": {}}, {"action": "x", "folder": {}}]
)
def test_an_unknown_event_does_not_end_the_subscription(client: TestClient, junk: object) -> None:
    with socket(client) as session:
        introduce(session)
        subscribe(session)
        publish(client, "folders", junk)
        create(client, "Bills")
        change = session.receive_json()

    assert change["payload"]["data"]["folderChanged"]["folder"] == {"name": "Bills"}


def folders(session: WebSocketTestSession) -> Iterator[Any]:
    """Yield the folders of the changes that a subscription receives."""
    while True:
        yield session.receive_json()["payload"]["data"]["folderChanged"]["folder"]


def test_queries_and_relations_work_over_a_socket(client: TestClient) -> None:
    parent = create(client, "Bills")["id"]
    query = "subscription { folderChanged { folder { name parent { name } } } }"
    with socket(client) as session:
        introduce(session)
        subscribe(session, query)
        create(client, "Paid", parent)
        folder = next(folders(session))
        if folder["name"] == "Bills":  # Redis may deliver the parent's change after the start
            folder = next(folders(session))
        asked = {"query": "{ folders { edges { node { name } } } }"}
        session.send_json({"id": "2", "type": "subscribe", "payload": asked})
        answer = session.receive_json()

    assert folder == {"name": "Paid", "parent": {"name": "Bills"}}
    assert [edge["node"]["name"] for edge in answer["payload"]["data"]["folders"]["edges"]] == [
        "Bills",
        "Paid",
    ]


@pytest.mark.parametrize("message", [None, {"id": "1", "type": "complete"}])
def test_a_client_that_leaves_holds_no_subscription(
    client: TestClient, message: dict[str, str] | None
) -> None:
    with socket(client) as session:
        introduce(session)
        subscribe(session)
        during = subscriptions(client)
        if message is not None:
            session.send_json(message)
            session.send_json({"type": "ping"})
            session.receive_json()
            assert subscriptions(client) == 0

    assert during == 1
    assert subscriptions(client) == 0


def test_a_gap_in_the_events_is_a_reset(client: TestClient) -> None:
    events, portal = events_of(client), client.portal
    assert portal is not None
    with socket(client) as session:
        introduce(session)
        subscribe(session)
        portal.call(events.clear)
        reply = session.receive_json()

    assert reply["payload"]["data"] == {"folderChanged": {"action": "RESET", "folder": None}}
