"""Items and categories over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

LAMP = {"name": "Lamp", "price_cents": 1999}


def create(client: TestClient, **fields: Any) -> Any:
    reply = client.post("/items", json=LAMP | fields)
    assert reply.status_code == 201, reply.text
    return reply.json()


def category(client: TestClient, name: str = "Lights") -> int:
    return int(client.post("/categories", json={"name": name}).json()["id"])


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


def test_pages_follow_each_other_without_gap_or_repetition(client: TestClient) -> None:
    made = [create(client, name=f"Lamp {n}")["id"] for n in range(5)]
    seen, cursor = [], None
    while True:
        page = client.get("/items", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        seen.append([item["id"] for item in page.json()["items"]])
        cursor = page.json()["next_cursor"]
        if cursor is None:
            break

    assert seen == [made[:2], made[2:4], made[4:]]


def test_a_last_page_that_is_full_has_no_next(client: TestClient) -> None:
    create(client)

    assert client.get("/items", params={"limit": 1}).json()["next_cursor"] is None


@pytest.mark.parametrize("limit", [0, 101, -1, 2**70])
def test_a_page_has_a_hard_maximum(client: TestClient, limit: int) -> None:
    assert client.get("/items", params={"limit": limit}).status_code == 422


@pytest.mark.parametrize("cursor", ["", "1", "AAAA", "é", "//////////8", "_" * 11, "A" * 2000])
def test_a_cursor_that_was_not_given_out_is_refused(client: TestClient, cursor: str) -> None:
    reply = client.get("/items", params={"cursor": cursor})

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["location"] == ["query", "cursor"]


def test_items_are_found_by_the_exact_beginning_of_their_name(client: TestClient) -> None:
    for name in ("lamp", "Lamp%", "Lampshade", "100%"):
        create(client, name=name)

    def found(prefix: str) -> list[str]:
        page = client.get("/items", params={"name_prefix": prefix}).json()
        return [item["name"] for item in page["items"]]

    assert found("Lamp") == ["Lamp%", "Lampshade"]
    assert found("Lamp%") == ["Lamp%"]
    assert found("%") == []


def test_items_are_found_by_their_category(client: TestClient) -> None:
    lights = category(client)
    lamp = create(client, category_id=lights)
    create(client, name="Chair")

    assert client.get("/items", params={"category_id": lights}).json()["items"] == [lamp]
    assert client.get(f"/categories/{lights}/items").json()["items"] == [lamp]


def test_categories_are_listed_and_read(client: TestClient) -> None:
    reply = client.post("/categories", json={"name": "Lights"})

    lights = reply.json()
    assert reply.status_code == 201
    assert client.get(reply.headers["location"]).json() == lights
    assert client.get("/categories").json() == {"items": [lights], "next_cursor": None}
    assert client.get(f"/categories/{lights['id']}/items").json()["items"] == []


@pytest.mark.parametrize("path", ["/items/9", "/categories/9", "/categories/9/items"])
def test_what_is_not_there_is_a_404(client: TestClient, path: str) -> None:
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
def test_what_no_column_can_hold_is_a_422(client: TestClient, fields: dict[str, Any]) -> None:
    item = create(client, name="Chair")
    path, tag = f"/items/{item['id']}", {"If-Match": "*"}

    assert client.post("/items", json=LAMP | fields).status_code == 422
    assert client.put(path, json=LAMP | fields, headers=tag).status_code == 422
    assert client.get(path).json() == item
    if fields not in ({"description": None}, {"category_id": None}):
        assert client.patch(path, json=fields, headers=tag).status_code == 422


def test_a_nul_character_in_a_filter_is_a_422(client: TestClient) -> None:
    assert client.get("/items?name_prefix=a%00").status_code == 422


def test_a_name_is_taken_once(client: TestClient) -> None:
    create(client)
    chair = create(client, name="Chair")
    patch: dict[str, Any] = {"json": {"name": "Lamp"}, "headers": {"If-Match": "*"}}
    replies = [client.post("/items", json=LAMP), client.patch(f"/items/{chair['id']}", **patch)]

    assert [reply.status_code for reply in replies] == [409, 409]
    assert [reply.json()["code"] for reply in replies] == ["name_taken", "name_taken"]


def test_the_name_of_a_category_is_taken_once(client: TestClient) -> None:
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
def test_a_patch_changes_what_it_names_and_only_that(
    client: TestClient, changes: dict[str, Any]
) -> None:
    item = create(client, description="Bright", category_id=category(client))
    reply = client.patch(f"/items/{item['id']}", json=changes, headers={"If-Match": '"1"'})

    assert reply.status_code == 200
    assert reply.json() == item | changes | {"version": 2}


def test_a_patch_that_names_nothing_is_no_new_version(client: TestClient) -> None:
    item = create(client)
    reply = client.patch(f"/items/{item['id']}", json={}, headers={"If-Match": '"1"'})

    assert (reply.status_code, reply.headers["etag"], reply.json()) == (200, '"1"', item)


@pytest.mark.parametrize("changes", [{"nmae": "Lantern"}, {"version": 99}, {"id": 7}])
def test_a_patch_of_what_no_caller_can_change_is_a_422(
    client: TestClient, changes: dict[str, Any]
) -> None:
    item = create(client)
    reply = client.patch(f"/items/{item['id']}", json=changes, headers={"If-Match": '"1"'})

    assert (reply.status_code, reply.json()["errors"][0]["location"]) == (422, ["body", *changes])
    assert client.get(f"/items/{item['id']}").json() == item


def test_a_deleted_item_is_gone_and_its_id_is_not_used_again(client: TestClient) -> None:
    item = create(client)
    reply = client.delete(f"/items/{item['id']}", headers={"If-Match": '"1"'})

    assert (reply.status_code, reply.content) == (204, b"")
    assert client.get(f"/items/{item['id']}").status_code == 404
    assert create(client)["id"] > item["id"]


WRITES = [("PUT", LAMP), ("PATCH", {"price_cents": 1}), ("PATCH", {}), ("DELETE", None)]


@pytest.mark.parametrize(("method", "body"), WRITES)
def test_a_write_without_if_match_is_a_428(client: TestClient, method: str, body: Any) -> None:
    item = create(client)
    reply = client.request(method, f"/items/{item['id']}", json=body)

    assert (reply.status_code, reply.json()["code"]) == (428, "if_match_required")
    assert client.get(f"/items/{item['id']}").json() == item


@pytest.mark.parametrize(
    "tag", ['"2"', '"01"', 'W/"1"', "1", '"x"', "", '"2", "3"', '"' + "9" * 5000 + '"']
)
@pytest.mark.parametrize(("method", "body"), WRITES)
def test_a_write_on_another_version_is_a_412(
    client: TestClient, method: str, body: Any, tag: str
) -> None:
    item = create(client)
    reply = client.request(method, f"/items/{item['id']}", json=body, headers={"If-Match": tag})

    assert (reply.status_code, reply.json()["code"]) == (412, "version_mismatch")
    assert client.get(f"/items/{item['id']}").json() == item


@pytest.mark.parametrize("tag", ['"1"', "*", '"7", "1"'])
@pytest.mark.parametrize(("method", "body"), WRITES)
def test_a_write_on_the_version_that_was_read_is_done(
    client: TestClient, method: str, body: Any, tag: str
) -> None:
    item = create(client)
    reply = client.request(method, f"/items/{item['id']}", json=body, headers={"If-Match": tag})

    assert reply.status_code in (200, 204)


@pytest.mark.parametrize("tags", [['"1"', '"7"'], ['"7"', '"1"']])
def test_two_fields_of_if_match_are_one_list(client: TestClient, tags: list[str]) -> None:
    item = create(client)
    headers = [("If-Match", tag) for tag in tags]

    assert client.delete(f"/items/{item['id']}", headers=headers).status_code == 204


@pytest.mark.parametrize(("method", "body"), WRITES)
def test_a_write_on_what_is_not_there_is_a_404(client: TestClient, method: str, body: Any) -> None:
    reply = client.request(method, "/items/9", json=body, headers={"If-Match": '"1"'})

    assert (reply.status_code, reply.json()["code"]) == (404, "item_not_found")


def test_the_schema_says_what_can_go_wrong(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    assert {"404", "409", "412", "422", "428"} <= paths["/items/{id}"]["put"]["responses"].keys()
    assert "409" in paths["/items"]["post"]["responses"]
