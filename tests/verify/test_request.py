"""Options that contradict each other or mean nothing."""

from pathlib import Path
from typing import Any

import pytest

from fastapi_adv.errors import Usage
from fastapi_adv.verify.request import Request
from tests.support import CHECKOUT


@pytest.mark.parametrize(
    "options",
    [
        {"strength": 4},
        {"resolution": "newest"},
        {"shard": "0/3"},
        {"shard": "4/3"},
        {"shard": "a/b"},
        {"static": True, "only": ("none",)},
        {"static": True, "isolated": True},
        {"only": ("none",), "features": ("auth",)},
        {"report": (Path("report.txt"),)},
    ],
    ids=str,
)
def test_such_a_request_is_refused_as_usage(options: dict[str, Any]) -> None:
    with pytest.raises(Usage) as refusal:
        Request(**options)

    assert refusal.value.exit_code == 2


def test_the_command_to_repeat_a_failure_keeps_what_matters() -> None:
    request = Request(isolated=True, resolution="lowest-direct", services=False, template=Path("fork"), strength=3)

    assert request.again("auth+cache") == (
        "fastapi-adv verify --only auth+cache --isolated --resolution lowest-direct --no-services --template fork"
    )


@pytest.mark.parametrize(
    "options",
    [{"strength": 3}, {"isolated": True}, {"isolated": True, "resolution": "lowest-direct"}],
    ids=str,
)
def test_the_results_have_a_place_for_what_is_run_every_night(options: dict[str, Any]) -> None:
    place = f"<!-- verify: {Request(**options).label} -->"

    assert place in (CHECKOUT / "docs" / "verification.md").read_text(encoding="utf-8")
