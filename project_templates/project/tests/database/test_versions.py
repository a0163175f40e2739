"""Conditional writes: If-Match and If-None-Match."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from .things import LAMP, PATH, create

WRITES = [("PUT", LAMP), ("PATCH", {"size": 1}), ("PATCH", {}), ("DELETE", None)]


@pytest.mark.parametrize(("method", "body"), WRITES)
def test_a_write_without_if_match_is_a_428(things: TestClient, method: str, body: Any) -> None:
    thing = create(things)
    reply = things.request(method, f"{PATH}/{thing['id']}", json=body)

    assert (reply.status_code, reply.json()["code"]) == (428, "if_match_required")
    assert things.get(f"{PATH}/{thing['id']}").json() == thing


@pytest.mark.parametrize(
    "tag", ['"2"', '"01"', 'W/"1"', "1", '"x"', "", '"2", "3"', '"' + "9" * 5000 + '"']
)
@pytest.mark.parametrize(("method", "body"), WRITES)
def test_a_write_to_another_version_is_a_412(
    things: TestClient, method: str, body: Any, tag: str
) -> None:
    thing = create(things)
    reply = things.request(method, f"{PATH}/{thing['id']}", json=body, headers={"If-Match": tag})

    assert (reply.status_code, reply.json()["code"]) == (412, "version_mismatch")
    assert things.get(f"{PATH}/{thing['id']}").json() == thing


@pytest.mark.parametrize("tag", ['"1"', "*", '"7", "1"'])
@pytest.mark.parametrize(("method", "body"), WRITES)
def test_a_write_to_the_version_that_was_read_succeeds(
    things: TestClient, method: str, body: Any, tag: str
) -> None:
    thing = create(things)
    reply = things.request(method, f"{PATH}/{thing['id']}", json=body, headers={"If-Match": tag})

    assert reply.status_code in (200, 204)


@pytest.mark.parametrize("tags", [['"1"', '"7"'], ['"7"', '"1"']])
def test_several_lines_of_if_match_are_one_list(things: TestClient, tags: list[str]) -> None:
    thing = create(things)
    headers = [("If-Match", tag) for tag in tags]

    assert things.delete(f"{PATH}/{thing['id']}", headers=headers).status_code == 204


@pytest.mark.parametrize(("method", "body"), WRITES)
def test_a_write_to_a_missing_thing_is_a_404(things: TestClient, method: str, body: Any) -> None:
    reply = things.request(method, f"{PATH}/9", json=body, headers={"If-Match": '"1"'})

    assert (reply.status_code, reply.json()["code"]) == (404, "thing_not_found")


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', "*", '"7", "1"'])
@pytest.mark.parametrize(("method", "body"), WRITES)
def test_a_write_to_a_version_that_if_none_match_names_is_a_412(
    things: TestClient, method: str, body: Any, tag: str
) -> None:
    thing = create(things)
    headers = {"If-Match": "*", "If-None-Match": tag}
    reply = things.request(method, f"{PATH}/{thing['id']}", json=body, headers=headers)

    assert (reply.status_code, reply.json()["code"]) == (412, "version_mismatch")
    assert things.get(f"{PATH}/{thing['id']}").json() == thing


def test_a_write_to_a_version_that_if_none_match_does_not_name_succeeds(things: TestClient) -> None:
    thing = create(things)
    headers = {"If-Match": '"1"', "If-None-Match": '"2"'}

    assert things.delete(f"{PATH}/{thing['id']}", headers=headers).status_code == 204


def test_of_concurrent_writers_exactly_one_succeeds(things: TestClient) -> None:
    thing = create(things)

    def write(size: int) -> int:
        tag = {"If-Match": '"1"'}
        path = f"{PATH}/{thing['id']}"
        return things.patch(path, json={"size": size}, headers=tag).status_code

    with ThreadPoolExecutor(8) as threads:
        statuses = sorted(threads.map(write, range(8)))

    assert statuses == [200] + [412] * 7
    assert things.get(f"{PATH}/{thing['id']}").json()["version"] == 2


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', "*", '"7", "1"'])
def test_a_version_that_the_client_has_is_a_304(things: TestClient, tag: str) -> None:
    path = f"{PATH}/{create(things)['id']}"
    reply = things.get(path, headers={"If-None-Match": tag})

    assert (reply.status_code, reply.content) == (304, b"")
    assert reply.headers["etag"].removeprefix("W/") == '"1"'  # weak once it was compressed


@pytest.mark.parametrize("tag", ['"2"', '"01"', "1", "", '"x"'])
def test_a_version_that_the_client_does_not_have_is_sent(things: TestClient, tag: str) -> None:
    thing = create(things)
    reply = things.get(f"{PATH}/{thing['id']}", headers={"If-None-Match": tag})

    assert (reply.status_code, reply.json()) == (200, thing)


def test_a_missing_row_is_a_404_for_every_tag(things: TestClient) -> None:
    assert things.get(f"{PATH}/9", headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize("row_id", ["0", "-1", "x", str(2**63), "9" * 5000])
def test_an_id_that_no_column_can_hold_is_a_422(things: TestClient, row_id: str) -> None:
    assert things.get(f"{PATH}/{row_id}").status_code == 422


def test_the_id_of_a_deleted_row_is_not_used_again(things: TestClient) -> None:
    thing = create(things)
    things.delete(f"{PATH}/{thing['id']}", headers={"If-Match": "*"})

    assert create(things)["id"] > thing["id"]


def test_a_unique_value_that_is_taken_is_a_409(things: TestClient) -> None:
    create(things)
    reply = things.post(PATH, json=LAMP)

    assert (reply.status_code, reply.json()["code"]) == (409, "name_taken")
