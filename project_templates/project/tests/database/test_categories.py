"""Categories over HTTP."""

from typing import Any

from fastapi.testclient import TestClient

from .making import LAMP, category, create


def test_categories_are_listed_and_read(client: TestClient) -> None:
    reply = client.post("/categories", json={"name": "Lights"})

    lights = reply.json()
    assert reply.status_code == 201
    assert client.get(reply.headers["location"]).json() == lights
    assert client.get("/categories").json() == {"items": [lights], "next_cursor": None}
    assert client.get(f"/categories/{lights['id']}/items").json()["items"] == []


def test_items_are_found_by_their_category(client: TestClient) -> None:
    lights = category(client)
    lamp = create(client, category_id=lights)
    create(client, name="Chair")

    assert client.get("/items", params={"category_id": lights}).json()["items"] == [lamp]
    assert client.get(f"/categories/{lights}/items").json()["items"] == [lamp]


def test_the_name_of_a_category_is_unique(client: TestClient) -> None:
    category(client)
    reply = client.post("/categories", json={"name": "Lights"})

    assert (reply.status_code, reply.json()["code"]) == (409, "name_taken")


def test_an_unknown_category_is_a_422(client: TestClient) -> None:
    chair = create(client, name="Chair")
    patch: dict[str, Any] = {"json": {"category_id": 9}, "headers": {"If-Match": "*"}}
    replies = [
        client.post("/items", json=LAMP | {"category_id": 9}),
        client.patch(f"/items/{chair['id']}", **patch),
    ]

    assert [reply.status_code for reply in replies] == [422, 422]
    assert [reply.json()["code"] for reply in replies] == ["unknown_category"] * 2
