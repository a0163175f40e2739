"""Units of work: commit, rollback, and actions after the commit."""

import pytest
from fastapi.testclient import TestClient

from .units import events, stored


@pytest.mark.parametrize(("how", "status"), [("http", 418), ("domain", 409), ("other", 500)])
def test_any_exception_rolls_back_and_skips_the_actions(
    demo: TestClient, how: str, status: int
) -> None:
    assert demo.post(f"/fails/{how}").status_code == status

    assert stored(demo) == []
    assert events == []


def test_a_failed_commit_is_a_500(demo: TestClient) -> None:
    assert demo.post("/late").status_code == 200

    assert demo.post("/late").status_code == 500
    assert stored(demo) == ["Lamp"]


def test_an_action_after_the_commit_sees_the_rows_and_cannot_undo_them(
    demo: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    reply = demo.post("/actions")

    assert reply.status_code == 200
    assert events == stored(demo) == ["Lamp"]
    assert "an action after the commit failed" in caplog.text
