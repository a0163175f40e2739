"""Variants with no feature, each feature, all features and every pair pass their own checks."""

import json
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from fastapi_adv.catalogue.combinations import model_of
from fastapi_adv.template import source
from fastapi_adv.verify.judges import SHARED
from fastapi_adv.verify.variants import plan
from tests.support import environment

MODEL = model_of(source.catalogue(source.root()))
VARIANTS = [variant.name for variant in plan(MODEL, MODEL, 2)]


@cache
def verified() -> dict[str, Any]:
    """Return the report of `verify`, which runs once."""
    done = subprocess.run(
        [sys.executable, "-m", "fastapi_adv", "verify", "--strength", "2", "--json"],
        env=environment(),
        stdout=subprocess.PIPE,
        check=False,
    )
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.mark.parametrize("name", VARIANTS)
def test_a_generated_project_passes_every_judge(name: str) -> None:
    result = next(found for found in verified()["variants"] if found["variant"] == name)

    failed = [judge for judge in result["judges"] if not judge["passed"]]
    assert not failed, "\n".join([result["reproduce"], *(judge["output"] for judge in failed)])
    assert [judge["judge"] for judge in result["judges"]] == list(SHARED)


def test_every_pair_of_features_was_executed_on_real_servers_too() -> None:
    found = verified()

    assert found["coverage"]["pairs"]["reached"] == found["coverage"]["pairs"]["feasible"]
    assert found["judged"] == found["planned"] == len(VARIANTS)
    assert not any("Without" in note for note in found["notes"])
