"""Lists of rows: pages, cursors and filters."""

import pytest
from fastapi.testclient import TestClient

from .things import PATH, create


def test_pages_have_no_gaps_and_no_repetitions(things: TestClient) -> None:
    made = [create(things, name=f"Lamp {n}")["id"] for n in range(5)]
    seen, cursor = [], None
    while True:
        page = things.get(PATH, params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        seen.append([item["id"] for item in page.json()["items"]])
        cursor = page.json()["next_cursor"]
        if cursor is None:
            break

    assert seen == [made[:2], made[2:4], made[4:]]


def test_a_full_last_page_has_no_next_cursor(things: TestClient) -> None:
    create(things)

    assert things.get(PATH, params={"limit": 1}).json()["next_cursor"] is None


@pytest.mark.parametrize("limit", [0, 101, -1, 2**70])
def test_a_page_has_a_hard_maximum(things: TestClient, limit: int) -> None:
    assert things.get(PATH, params={"limit": limit}).status_code == 422


@pytest.mark.parametrize("cursor", ["", "1", "AAAA", "é", "//////////8", "_" * 11, "A" * 2000])
def test_an_invalid_cursor_is_refused(things: TestClient, cursor: str) -> None:
    reply = things.get(PATH, params={"cursor": cursor})

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["location"] == ["query", "cursor"]


def test_rows_are_found_by_the_exact_prefix_of_their_name(things: TestClient) -> None:
    for name in ("lamp", "Lamp%", "Lampshade", "100%"):
        create(things, name=name)

    def found(prefix: str) -> list[str]:
        page = things.get(PATH, params={"name_prefix": prefix}).json()
        return [item["name"] for item in page["items"]]

    assert found("Lamp") == ["Lamp%", "Lampshade"]
    assert found("Lamp%") == ["Lamp%"]
    assert found("%") == []


def test_a_nul_character_in_a_filter_is_a_422(things: TestClient) -> None:
    assert things.get(PATH, params={"name_prefix": "a\x00"}).status_code == 422
