"""Limits of queries."""

import pytest
from fastapi.testclient import TestClient

from .asking import ask, data, error

NESTED = "parent { children(first: 1) { edges { node { "
DEEP = "{ folder(id: 1) { " + NESTED * 3 + "id" + " } }" * 7
PAGE = "(first: 100) { edges { node "
PAGES = "{ folders" + PAGE + "{ children" + PAGE + "{ id name } } } } } } }"


@pytest.mark.parametrize(("query", "code"), [(DEEP, "too_deep"), (PAGES, "too_many_fields")])
def test_a_query_beyond_a_limit_is_not_executed(client: TestClient, query: str, code: str) -> None:
    assert error(client, query)["extensions"]["code"] == code


def test_fields_of_a_page_count_once_for_each_row(
    backend: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("GRAPHQL_MAX_FIELDS", "100")
    client: TestClient = request.getfixturevalue("client")
    query = "query ($n: Int!) { folders(first: $n) { edges { ...node } } }"
    fragment = "fragment node on FolderEdge { node { id name } }"

    assert "errors" not in ask(client, f"{query} {fragment}", n=20)
    assert error(client, f"{query} {fragment}", n=25)["extensions"]["code"] == "too_many_fields"
    assert data(client, "{ folders { edges { node { id name } } } }") == {"folders": {"edges": []}}


def test_fragments_that_multiply_are_refused_quickly(client: TestClient) -> None:
    bomb = "{ folder(id: 1) { ...f0 } } fragment f60 on Folder { a: id } "
    for number in range(60):
        bomb += f"fragment f{number} on Folder {{ ...f{number + 1} ...f{number + 1} }} "

    assert error(client, bomb)["extensions"]["code"] == "too_many_fields"


@pytest.mark.parametrize(
    "query", ["{ folder(id: 1) { " + "id " * 1000 + "} }", "{a" * 400 + "}" * 400]
)
def test_a_query_with_too_many_tokens_is_not_parsed(client: TestClient, query: str) -> None:
    assert error(client, query)["message"].startswith("Syntax Error: Document")


@pytest.mark.parametrize(
    "query",
    [
        "{ folders(first: !) { pageInfo { endCursor } } }",
        "query ($n: Int = !) { folders(first: $n) { pageInfo { endCursor } } }",
        'mutation { deleteFolder(id: "1", version: !) { __typename } }',
    ],
)
def test_a_number_of_thousands_of_digits_is_an_invalid_value(
    client: TestClient, query: str
) -> None:
    assert "Int" in error(client, query.replace("!", "9" * 5000))["message"]
