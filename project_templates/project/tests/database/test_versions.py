"""Conditional writes: If-Match and If-None-Match."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from .making import LAMP, create

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
def test_a_write_to_another_version_is_a_412(
    client: TestClient, method: str, body: Any, tag: str
) -> None:
    item = create(client)
    reply = client.request(method, f"/items/{item['id']}", json=body, headers={"If-Match": tag})

    assert (reply.status_code, reply.json()["code"]) == (412, "version_mismatch")
    assert client.get(f"/items/{item['id']}").json() == item


@pytest.mark.parametrize("tag", ['"1"', "*", '"7", "1"'])
@pytest.mark.parametrize(("method", "body"), WRITES)
def test_a_write_to_the_version_that_was_read_succeeds(
    client: TestClient, method: str, body: Any, tag: str
) -> None:
    item = create(client)
    reply = client.request(method, f"/items/{item['id']}", json=body, headers={"If-Match": tag})

    assert reply.status_code in (200, 204)


@pytest.mark.parametrize("tags", [['"1"', '"7"'], ['"7"', '"1"']])
def test_several_lines_of_if_match_are_one_list(client: TestClient, tags: list[str]) -> None:
    item = create(client)
    headers = [("If-Match", tag) for tag in tags]

    assert client.delete(f"/items/{item['id']}", headers=headers).status_code == 204


@pytest.mark.parametrize(("method", "body"), WRITES)
def test_a_write_to_a_missing_item_is_a_404(client: TestClient, method: str, body: Any) -> None:
    reply = client.request(method, "/items/9", json=body, headers={"If-Match": '"1"'})

    assert (reply.status_code, reply.json()["code"]) == (404, "item_not_found")


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', "*", '"7", "1"'])
@pytest.mark.parametrize(("method", "body"), WRITES)
def test_a_write_to_a_version_that_if_none_match_names_is_a_412(
    client: TestClient, method: str, body: Any, tag: str
) -> None:
    item = create(client)
    headers = {"If-Match": "*", "If-None-Match": tag}
    reply = client.request(method, f"/items/{item['id']}", json=body, headers=headers)

    assert (reply.status_code, reply.json()["code"]) == (412, "version_mismatch")
    assert client.get(f"/items/{item['id']}").json() == item


def test_a_write_to_a_version_that_if_none_match_does_not_name_succeeds(client: TestClient) -> None:
    item = create(client)
    headers = {"If-Match": '"1"', "If-None-Match": '"2"'}

    assert client.delete(f"/items/{item['id']}", headers=headers).status_code == 204


def test_of_concurrent_writers_exactly_one_succeeds(client: TestClient) -> None:
    item = client.post("/items", json=LAMP).json()

    def write(price: int) -> int:
        tag = {"If-Match": '"1"'}
        path = f"/items/{item['id']}"
        return client.patch(path, json={"price_cents": price}, headers=tag).status_code

    with ThreadPoolExecutor(8) as threads:
        statuses = sorted(threads.map(write, range(8)))

    assert statuses == [200] + [412] * 7
    assert client.get(f"/items/{item['id']}").json()["version"] == 2
