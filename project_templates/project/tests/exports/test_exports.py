"""Exports over HTTP, in every format."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from ..database.folders import store, used_database
from .reading import rows_of

NAMES = ["Ångström", "=1+1", "a, “b”\n🌱", "-5"]
FORMATS = ["csv", "ndjson", "parquet", "xlsx"]
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_row_is_exported(client: TestClient, suffix: str) -> None:
    store(client, *({"name": name} for name in NAMES))
    reply = client.get(f"/exports/folders.{suffix}")

    rows = rows_of(reply.content, suffix)
    assert reply.headers["content-type"] == MEDIA_TYPES[suffix]
    assert reply.headers["content-disposition"] == f'attachment; filename="folders.{suffix}"'
    assert reply.headers["x-export-max-rows"] == "1000000"
    assert len(rows) == len(NAMES)
    if suffix != "xlsx":
        shown = ["Ångström", "'=1+1", "a, “b”\n🌱", "'-5"] if suffix == "csv" else NAMES
        assert [row["name"] for row in rows] == shown


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_export_is_a_file_without_rows(client: TestClient, suffix: str) -> None:
    reply = client.get(f"/exports/folders.{suffix}")

    assert reply.status_code == 200
    assert rows_of(reply.content, suffix) == []


@pytest.fixture
def narrow(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORT_CHUNK_ROWS", "2")
    monkeypatch.setenv("EXPORT_MAX_ROWS", "5")


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("count", [3, 4])
def test_chunks_have_no_gaps_and_no_repetitions(
    client: TestClient, suffix: str, count: int
) -> None:
    store(client, *({} for _ in range(count)))
    reply = client.get(f"/exports/folders.{suffix}", params={"columns": ["size"]})

    rows = rows_of(reply.content, suffix)
    assert len(rows) == count
    if suffix != "xlsx":
        assert [int(row["size"]) for row in rows] == list(range(count))


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("suffix", FORMATS)
def test_an_export_above_the_limit_is_refused_rather_than_cut(
    client: TestClient, suffix: str
) -> None:
    store(client, *({} for _ in range(6)))
    reply = client.get(f"/exports/folders.{suffix}")

    assert reply.status_code == 422
    assert reply.json()["code"] == "too_many_rows"
    assert "5 rows" in reply.json()["detail"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_head_has_the_headers_of_get_and_runs_no_query(client: TestClient, suffix: str) -> None:
    asked: list[str] = []
    engine = used_database(client).engine.sync_engine
    path, params = f"/exports/folders.{suffix}", {"filename": "letters"}
    whole = client.get(path, params=params)
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    reply = client.head(path, params=params)

    own = ["content-type", "content-disposition", "cache-control"]
    own.append("x-export-max-rows")
    assert reply.status_code == 200
    assert [reply.headers.get(name) for name in own] == [whole.headers.get(name) for name in own]
    assert reply.headers.get("content-length") in (None, whole.headers.get("content-length"))
    assert reply.content == b""
    assert not any("folders" in statement for statement in asked)
    assert client.head(path, params={"columns": "secret"}).status_code == 422
