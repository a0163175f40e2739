"""Subscriptions: events, and their end."""

import pytest
from fastapi.testclient import TestClient

from .asking import CREATE, ask, events_of, introduce, publish, socket, subscribe, subscriptions

LAMP = {"name": "Lamp", "price_cents": 1}


def test_every_write_is_published_after_its_commit(client: TestClient) -> None:
    with socket(client) as session:
        introduce(session)
        subscribe(session)
        made = client.post("/items", json=LAMP).json()
        refused = client.post("/items", json=LAMP)
        ask(client, CREATE, input={"name": "Torch", "priceCents": 1})
        client.delete(f"/items/{made['id']}", headers={"If-Match": "*"})
        seen = [session.receive_json()["payload"]["data"]["itemChanged"] for _ in range(3)]

    assert refused.status_code == 409
    assert seen == [
        {"action": "CREATED", "item": {"name": "Lamp"}},
        {"action": "CREATED", "item": {"name": "Torch"}},
        {"action": "DELETED", "item": {"name": "Lamp"}},
    ]


@pytest.mark.parametrize(
    "junk", [1, None, {}, {"action": "created", "item": {}}, {"action": "x", "item": LAMP}]
)
def test_an_unknown_event_does_not_end_the_subscription(client: TestClient, junk: object) -> None:
    with socket(client) as session:
        introduce(session)
        subscribe(session)
        publish(client, "items", junk)
        client.post("/items", json=LAMP)
        change = session.receive_json()

    assert change["payload"]["data"]["itemChanged"]["item"] == {"name": "Lamp"}


def test_queries_and_relations_work_over_a_socket(client: TestClient) -> None:
    category = client.post("/categories", json={"name": "Lights"}).json()["id"]
    query = "subscription { itemChanged { item { category { name } } } }"
    with socket(client) as session:
        introduce(session)
        subscribe(session, query)
        client.post("/items", json=LAMP | {"category_id": category})
        change = session.receive_json()
        asked = {"query": "{ items { edges { node { name } } } }"}
        session.send_json({"id": "2", "type": "subscribe", "payload": asked})
        answer = session.receive_json()

    assert change["payload"]["data"]["itemChanged"]["item"]["category"] == {"name": "Lights"}
    assert answer["payload"]["data"]["items"]["edges"] == [{"node": {"name": "Lamp"}}]


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

    assert reply["payload"]["data"] == {"itemChanged": {"action": "RESET", "item": None}}
