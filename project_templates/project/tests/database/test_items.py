"""Items over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from .making import LAMP, category, create


def test_a_new_item_has_an_address_and_a_version(client: TestClient) -> None:
    reply = client.post("/items", json=LAMP)

    item = reply.json()
    assert reply.status_code == 201
    assert reply.headers["location"] == f"/items/{item['id']}"
    assert reply.headers["etag"] == '"1"'
    assert item | LAMP == item
    assert (item["version"], item["description"], item["category_id"]) == (1, None, None)
    assert item["created_at"].endswith("Z")


def test_an_item_reads_as_it_was_written(client: TestClient) -> None:
    item = create(client, description="Bright ☀", category_id=category(client))
    reply = client.get(f"/items/{item['id']}")

    assert reply.json() == item
    assert reply.headers["etag"] == '"1"'


@pytest.mark.parametrize("path", ["/items/9", "/categories/9", "/categories/9/items"])
def test_a_missing_row_is_a_404(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("item_id", ["0", "-1", "x", str(2**63), "9" * 5000])
def test_an_id_that_no_column_can_hold_is_a_422(client: TestClient, item_id: str) -> None:
    assert client.get(f"/items/{item_id}").status_code == 422
    assert client.get("/items", params={"category_id": item_id}).status_code == 422


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 201},
        {"name": "a\x00b"},
        {"name": None},
        {"description": "a\x00b"},
        {"description": "x" * 5001},
        {"price_cents": -1},
        {"price_cents": 2**31},
        {"price_cents": None},
        {"category_id": 2**63},
        {"category_id": 0},
    ],
)
def test_a_value_that_no_column_can_hold_is_a_422(
    client: TestClient, fields: dict[str, Any]
) -> None:
    item = create(client, name="Chair")
    path, tag = f"/items/{item['id']}", {"If-Match": "*"}

    assert client.post("/items", json=LAMP | fields).status_code == 422
    assert client.put(path, json=LAMP | fields, headers=tag).status_code == 422
    assert client.get(path).json() == item
    if fields not in ({"description": None}, {"category_id": None}):
        assert client.patch(path, json=fields, headers=tag).status_code == 422


def test_the_name_of_an_item_is_unique(client: TestClient) -> None:
    create(client)
    chair = create(client, name="Chair")
    patch: dict[str, Any] = {"json": {"name": "Lamp"}, "headers": {"If-Match": "*"}}
    replies = [client.post("/items", json=LAMP), client.patch(f"/items/{chair['id']}", **patch)]

    assert [reply.status_code for reply in replies] == [409, 409]
    assert [reply.json()["code"] for reply in replies] == ["name_taken", "name_taken"]


def test_a_put_replaces_everything(client: TestClient) -> None:
    item = create(client, description="Bright", category_id=category(client))
    reply = client.put(
        f"/items/{item['id']}",
        json={"name": "Chair", "price_cents": 5},
        headers={"If-Match": '"1"'},
    )

    assert reply.status_code == 200
    assert reply.headers["etag"] == '"2"'
    expected = {"name": "Chair", "price_cents": 5, "description": None, "category_id": None}
    assert reply.json() == item | expected | {"version": 2}
    assert client.get(f"/items/{item['id']}").json() == reply.json()


@pytest.mark.parametrize(
    "changes", [{"description": None}, {"category_id": None}, {"price_cents": 0}]
)
def test_a_patch_changes_only_the_fields_it_names(
    client: TestClient, changes: dict[str, Any]
) -> None:
    item = create(client, description="Bright", category_id=category(client))
    reply = client.patch(f"/items/{item['id']}", json=changes, headers={"If-Match": '"1"'})

    assert reply.status_code == 200
    assert reply.json() == item | changes | {"version": 2}


def test_an_empty_patch_makes_no_new_version(client: TestClient) -> None:
    item = create(client)
    reply = client.patch(f"/items/{item['id']}", json={}, headers={"If-Match": '"1"'})

    assert (reply.status_code, reply.headers["etag"], reply.json()) == (200, '"1"', item)


@pytest.mark.parametrize("changes", [{"nmae": "Lantern"}, {"version": 99}, {"id": 7}])
def test_a_patch_of_an_unknown_or_fixed_field_is_a_422(
    client: TestClient, changes: dict[str, Any]
) -> None:
    item = create(client)
    reply = client.patch(f"/items/{item['id']}", json=changes, headers={"If-Match": '"1"'})

    assert (reply.status_code, reply.json()["errors"][0]["location"]) == (422, ["body", *changes])
    assert client.get(f"/items/{item['id']}").json() == item


def test_the_id_of_a_deleted_item_is_not_used_again(client: TestClient) -> None:
    item = create(client)
    reply = client.delete(f"/items/{item['id']}", headers={"If-Match": '"1"'})

    assert (reply.status_code, reply.content) == (204, b"")
    assert client.get(f"/items/{item['id']}").status_code == 404
    assert create(client)["id"] > item["id"]


def test_the_schema_documents_the_errors(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    assert {"404", "409", "412", "422", "428"} <= paths["/items/{id}"]["put"]["responses"].keys()
    assert "409" in paths["/items"]["post"]["responses"]


@pytest.mark.parametrize(
    "path", ["/items", "/items/1", "/categories", "/categories/1", "/categories/1/items"]
)
def test_head_has_the_status_and_headers_of_get(client: TestClient, path: str) -> None:
    create(client, category_id=category(client))
    reply, whole = client.head(path), client.get(path)

    own = ["content-type", "content-length", "etag"]
    assert (reply.status_code, whole.status_code) == (200, 200)
    assert [reply.headers.get(name) for name in own] == [whole.headers.get(name) for name in own]
    paths = client.get("/openapi.json").json()["paths"]
    assert "head" not in paths[path.replace("1", "{id}")]


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', "*", '"7", "1"'])
def test_an_item_that_the_client_has_is_a_304(client: TestClient, tag: str) -> None:
    path = f"/items/{create(client)['id']}"
    reply = client.get(path, headers={"If-None-Match": tag})

    assert (reply.status_code, reply.content) == (304, b"")
    assert reply.headers["etag"].removeprefix("W/") == '"1"'  # weak once it was compressed


@pytest.mark.parametrize("tag", ['"2"', '"01"', "1", "", '"x"'])
def test_an_item_that_the_client_does_not_have_is_sent(client: TestClient, tag: str) -> None:
    item = create(client)
    reply = client.get(f"/items/{item['id']}", headers={"If-None-Match": tag})

    assert (reply.status_code, reply.json()) == (200, item)


def test_a_missing_item_is_a_404_for_every_tag(client: TestClient) -> None:
    assert client.get("/items/9", headers={"If-None-Match": "*"}).status_code == 404
