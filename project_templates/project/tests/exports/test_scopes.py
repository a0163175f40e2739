"""Scopes."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ..database.callers import narrow
from ..database.folders import READ, WRITE


@pytest.mark.parametrize("kind", ["csv", "ndjson", "parquet", "xlsx"])
def test_an_export_needs_the_scope_for_reading(client: TestClient, app: FastAPI, kind: str) -> None:
    path = f"/exports/folders.{kind}"
    narrow(app, WRITE)
    refused = client.get(path)
    narrow(app, READ)

    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")
    assert client.get(path).status_code == 200
