"""Covering arrays: completeness, size and determinism."""

import subprocess
import sys

import pytest

from fastapi_adv.catalogue.combinations import Model, count
from fastapi_adv.verify.variants import covering_array
from tests.support import CHECKOUT, environment
from tests.verify.models import CHAINED, FREE

MODELS = pytest.mark.parametrize("model", [CHAINED, FREE], ids=["chained", "free"])


@MODELS
@pytest.mark.parametrize("strength", [1, 2, 3])
def test_an_array_covers_every_feasible_interaction(model: Model, strength: int) -> None:
    found = count(model, covering_array(model, strength), strength)

    assert found.reached == found.feasible


@MODELS
def test_an_array_has_valid_combinations_only(model: Model) -> None:
    assert set(covering_array(model, 3)) <= set(model.every_combination())


def test_no_row_of_an_array_is_superfluous() -> None:
    rows = covering_array(FREE, 2)
    whole = count(FREE, rows, 2)

    for row in rows:
        assert count(FREE, [other for other in rows if other != row], 2).reached < whole.reached


def test_a_strength_above_the_number_of_features_gives_every_combination() -> None:
    assert len(covering_array(Model(("a", "b")), 3)) == 4


def test_an_array_without_features_is_empty() -> None:
    assert covering_array(Model(()), 2) == []


@pytest.mark.parametrize("seed", ["1", "2"])
def test_an_array_is_the_same_in_every_process(seed: str) -> None:
    program = (
        "from tests.verify.models import CHAINED; from fastapi_adv.verify.variants import covering_array;"
        "print([sorted(row) for row in covering_array(CHAINED, 2)])"
    )

    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=CHECKOUT,
        env=environment(PYTHONHASHSEED=seed),
        capture_output=True,
        check=True,
        text=True,
    )

    assert said.stdout.strip() == str([sorted(row) for row in covering_array(CHAINED, 2)])
