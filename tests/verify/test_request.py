"""Requests: contradicting options, and the command that repeats a failure."""

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
def test_an_invalid_request_is_a_usage_error(options: dict[str, Any]) -> None:
    with pytest.raises(Usage) as refusal:
        Request(**options)

    assert refusal.value.exit_code == 2


def test_the_command_that_repeats_a_failure_keeps_the_relevant_options() -> None:
    request = Request(isolated=True, resolution="lowest-direct", services=False, template=Path("fork"), strength=3)

    assert request.again("auth+cache") == (
        "fastapi-adv verify --only auth+cache --isolated --resolution lowest-direct --no-services --template fork"
    )


@pytest.mark.parametrize(
    "options",
    [{"strength": 3}, {"isolated": True}, {"isolated": True, "resolution": "lowest-direct"}],
    ids=str,
)
def test_the_docs_have_a_block_for_each_nightly_run(options: dict[str, Any]) -> None:
    place = f"<!-- verify: {Request(**options).label} -->"

    assert place in (CHECKOUT / "docs" / "verification.md").read_text(encoding="utf-8")
