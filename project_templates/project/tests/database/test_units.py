"""Units of work: what is stored, what is not, and what follows the commit."""

import pytest
from fastapi.testclient import TestClient

from .units import said, stored


@pytest.mark.parametrize(("how", "status"), [("http", 418), ("domain", 409), ("other", 500)])
def test_whatever_is_raised_nothing_is_stored_and_nothing_follows(
    demo: TestClient, how: str, status: int
) -> None:
    assert demo.post(f"/fails/{how}").status_code == status

    assert stored(demo) == []
    assert said == []


def test_a_commit_that_fails_is_not_answered_as_a_success(demo: TestClient) -> None:
    assert demo.post("/late").status_code == 200

    assert demo.post("/late").status_code == 500
    assert stored(demo) == ["Lamp"]


def test_what_waits_for_the_commit_sees_the_rows_and_cannot_undo_them(
    demo: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    reply = demo.post("/actions")

    assert reply.status_code == 200
    assert said == stored(demo) == ["Lamp"]
    assert "an action after the commit failed" in caplog.text
