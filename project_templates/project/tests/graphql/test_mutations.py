"""Mutations: stored rows, and results for mistakes of callers."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from .asking import CREATE, ask, create, data, delete

COUNT = "{ folders { edges { cursor } } }"


@pytest.mark.parametrize(
    ("fields", "kind", "field"),
    [
        ({"name": "Bills"}, "Taken", "name"),
        ({"parentId": "99"}, "UnknownReference", "parentId"),
        ({"parentId": "x"}, "InvalidInput", "parentId"),
        ({"parentId": "0"}, "InvalidInput", "parentId"),
    ],
)
def test_a_mistake_is_a_typed_result(
    client: TestClient, fields: dict[str, Any], kind: str, field: str
) -> None:
    create(client, "Bills")
    result = data(client, CREATE, input={"name": "Letters"} | fields)["createFolder"]

    assert result == {"__typename": kind, "field": field}
    assert len(data(client, COUNT)["folders"]["edges"]) == 1


def test_an_input_may_leave_out_a_field_or_set_it_to_null(client: TestClient) -> None:
    inputs: list[dict[str, Any]] = [{"name": "Bills"}, {"name": "Letters", "parentId": None}]
    made = [data(client, CREATE, input=input)["createFolder"] for input in inputs]

    assert [folder["parent"] for folder in made] == [None, None]


def test_a_deletion_names_its_mistakes(client: TestClient) -> None:
    parent = create(client, "Bills")
    child = create(client, "Paid", parent["id"])

    assert delete(client, parent) == "InUse"
    assert delete(client, child | {"version": 2}) == "Conflict"
    assert [delete(client, child), delete(client, child)] == ["Deleted", "NotFound"]


def test_a_failing_mutation_does_not_roll_back_another_one(client: TestClient) -> None:
    pair = """mutation { a: createFolder(input: {name: "One"}) { __typename }
      b: createFolder(input: {name: "One"}) { __typename } }"""

    assert ask(client, pair)["data"] == {
        "a": {"__typename": "Folder"},
        "b": {"__typename": "Taken"},
    }
    assert len(data(client, COUNT)["folders"]["edges"]) == 1
