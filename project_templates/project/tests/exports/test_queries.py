"""Query parameters: columns, filters, byte order mark and file name."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from ..database.folders import store
from .reading import rows_of


def names(client: TestClient, **params: Any) -> list[str]:
    reply = client.get("/exports/folders.ndjson", params=params)
    assert reply.status_code == 200, reply.text
    return [row["name"] for row in rows_of(reply.content, "ndjson")]


def test_columns_appear_once_in_the_requested_order(client: TestClient) -> None:
    store(client, {"name": "Bills"})
    reply = client.get("/exports/folders.csv?columns=size&columns=name&columns=size")

    assert reply.content == b"size,name\r\n0,Bills\r\n"


def test_filters_select_rows(client: TestClient) -> None:
    days = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
    store(client, {"name": "bill", "created_at": days[0]})
    store(client, {"name": "Bill", "created_at": days[1], "parent_id": 1})
    store(client, {"name": "Bi%l", "created_at": days[2]})

    assert names(client, parent_id=1) == ["Bill"]
    assert names(client, name_prefix="Bi") == ["Bill", "Bi%l"]
    assert names(client, name_prefix="%") == []
    assert names(client, created_from="2026-01-02T00:00:00Z") == ["Bill", "Bi%l"]
    assert names(client, created_before="2026-01-02T01:00:00+01:00") == ["bill"]


@pytest.mark.parametrize(
    "params",
    [
        {"columns": "password"},
        {"parent_id": 2**63},
        {"created_from": "2026-01-01T00:00:00"},
        {"created_from": "0001-01-01T00:00:00+14:00"},
        {"created_before": "9999-12-31T23:59:59-12:00"},
        {"name_prefix": "\x00"},
        {"name_prefix": "x" * 201},
        {"filename": ""},
        {"unknown": "1"},
    ],
)
def test_an_invalid_query_is_refused(client: TestClient, params: dict[str, Any]) -> None:
    assert client.get("/exports/folders.ndjson", params=params).status_code == 422


def test_a_byte_order_mark_is_sent_on_request(client: TestClient) -> None:
    marked = client.get("/exports/folders.csv?bom=true&columns=name")
    bare = client.get("/exports/folders.csv?columns=name")

    assert (marked.content, bare.content) == (b"\xef\xbb\xbfname\r\n", b"name\r\n")


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("日本", "download.csv"),
        ("“r” 🌱", "r .csv"),
        ('a"b\r\nX-Evil: 1', "a_b__X-Evil: 1.csv"),
        ("../../etc/passwd", "download.._.._etc_passwd.csv"),
    ],
)
def test_a_file_name_is_safe_in_the_header(client: TestClient, name: str, folded: str) -> None:
    reply = client.get("/exports/folders.csv", params={"filename": name})

    disposition = reply.headers["content-disposition"]
    assert reply.status_code == 200
    assert disposition.isascii()
    assert disposition.startswith(f'attachment; filename="{folded}"')
    assert "x-evil" not in reply.headers
    if not name.isascii():
        assert disposition.endswith(f"filename*=UTF-8''{quote(f'{name}.csv', safe='')}")
