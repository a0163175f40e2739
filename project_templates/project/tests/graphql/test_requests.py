"""Requests over HTTP: bodies, media types and operation names."""

import json

import pytest
from fastapi.testclient import TestClient

from .asking import error

NO_JSON = [b"", b"{", b"null", b"[]", b"\xff", b"[" * 10_000, b'{"query": ' + b"9" * 5000 + b"}"]
NO_QUERY = [b"{}", b'{"query": 1}', b'{"query": "{ __typename }", "variables": []}']
NOT_OURS = [
    b'[{"query": "{ __typename }"}]',
    b'{"query": "subscription { folderChanged { action } }"}',
]


@pytest.mark.parametrize("content", [*NO_JSON, *NO_QUERY, *NOT_OURS])
def test_a_body_that_is_not_a_request_is_a_problem(client: TestClient, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    reply = client.post("/graphql", content=content, headers=headers)

    assert reply.status_code == 400
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("kind", ["Application/JSON; charset=utf-8", "APPLICATION/JSON"])
def test_a_media_type_may_have_any_case(client: TestClient, kind: str) -> None:
    content = b'{"query": "{ __typename }"}'
    reply = client.post("/graphql", content=content, headers={"Content-Type": kind})

    assert reply.json() == {"data": {"__typename": "Query"}}


TWO = "query A { a: __typename } query B { b: __typename }"


@pytest.mark.parametrize("name", ["", "C", 1, ["A"], {}])
def test_an_unknown_operation_name_is_a_problem(client: TestClient, name: object) -> None:
    reply = client.post("/graphql", json={"query": TWO, "operationName": name})

    assert reply.status_code == 400
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("member", ["operationName", "query"])
def test_a_lone_surrogate_is_a_problem(client: TestClient, member: str) -> None:
    content = json.dumps({"query": TWO} | {member: "\ud800"})  # httpx cannot encode it
    reply = client.post("/graphql", content=content, headers={"Content-Type": "application/json"})

    assert reply.status_code == 400
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", [TWO, "mutation A { __typename } query B { __typename }"])
def test_several_operations_without_a_name_are_an_error(client: TestClient, query: str) -> None:
    assert "operationName" in error(client, query)["message"]


def test_an_operation_is_chosen_by_its_name(client: TestClient) -> None:
    reply = client.post("/graphql", json={"query": TWO, "operationName": "B"})

    assert reply.json() == {"data": {"b": "Query"}}


def test_a_query_by_get_or_form_is_refused(client: TestClient) -> None:
    query = {"query": "{ __typename }"}

    assert client.get("/graphql", params=query).status_code == 405
    assert client.post("/graphql", data=query).status_code == 400
