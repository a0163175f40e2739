"""Queries that ask for too much are not run."""

import pytest
from fastapi.testclient import TestClient

from .asking import ask, error

DEEP = "{ item(id: 1) { " + "category { items { edges { node { " * 3 + "id" + " } }" * 7
ALIASES = "{ item(id: 1) { " + " ".join(f"a{n}: id" for n in range(16)) + " } }"
ITEMS = "edges { node { items(first: 100) { edges { node { category { items(first: 2) { "
ROWS = "{ categories(first: 100) { " + ITEMS + "edges { cursor }" + " }" * 9


@pytest.mark.parametrize(
    ("query", "code"),
    [(DEEP, "too_many_levels"), (ALIASES, "too_many_aliases"), (ROWS, "too_many_rows")],
)
def test_a_query_that_asks_for_too_much_is_not_run(
    client: TestClient, query: str, code: str
) -> None:
    assert error(client, query)["extensions"]["code"] == code


def test_variables_and_fragments_are_counted_in(client: TestClient) -> None:
    pages = "query ($n: Int!) { categories(first: $n) { edges { node { ...x } } } }"
    inner = "fragment x on Category { items(first: $n) { edges { node { id } } } }"
    twice = " { ...f! ...f! } "
    bomb = "{ item(id: 1) { ...f0 } } fragment f60 on Item { a: id } "
    bomb += "".join(f"fragment f{n} on Item" + twice.replace("!", str(n + 1)) for n in range(60))

    assert "errors" not in ask(client, f"{pages} {inner}", n=10)
    assert error(client, f"{pages} {inner}", n=200)["extensions"]["code"] == "too_many_rows"
    assert error(client, bomb)["extensions"]["code"] == "too_many_aliases"


@pytest.mark.parametrize(
    "query", ["{ item(id: 1) { " + "id " * 1000 + "} }", "{a" * 400 + "}" * 400]
)
def test_a_query_that_is_too_long_or_too_deep_is_not_even_parsed(
    client: TestClient, query: str
) -> None:
    assert error(client, query)["message"].startswith("Syntax Error: Document")


@pytest.mark.parametrize(
    "query",
    [
        "{ items(first: !) { pageInfo { endCursor } } }",
        "query ($n: Int = !) { items(first: $n) { pageInfo { endCursor } } }",
        'mutation { deleteItem(id: "1", version: !) { __typename } }',
    ],
)
def test_a_number_of_thousands_of_digits_is_a_mistake_of_the_caller(
    client: TestClient, query: str
) -> None:
    errors = ask(client, query.replace("!", "9" * 5000))["errors"]

    assert "Int cannot represent non 32-bit signed integer value" in errors[-1]["message"]


def test_pages_of_thousands_of_digits_within_each_other_are_too_many_rows(
    client: TestClient,
) -> None:
    query = "query ($n: Int!) { categories(first: $n) { edges { node { items(first: $n) { "
    found = ask(client, query + "pageInfo { endCursor } } } } } }", n=10**4000)["errors"]

    assert found[0]["extensions"]["code"] == "too_many_rows"
