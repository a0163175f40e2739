"""Valid combinations, and the coverage of executed ones."""

from itertools import chain, combinations, product

import pytest

from fastapi_adv.catalogue.combinations import Count, Model, count, feasible, model_of, reached
from tests.unit.entries import catalogue
from tests.verify.models import CHAINED, FREE, NAMES

MODELS = pytest.mark.parametrize("model", [CHAINED, FREE], ids=["chained", "free"])


def brute_force(model: Model) -> set[frozenset[str]]:
    """Return every subset that has all requirements of its members and no conflict."""
    subsets = chain.from_iterable(combinations(model.factors, size) for size in range(len(model.factors) + 1))
    return {frozenset(subset) for subset in subsets if model.closure(subset) == set(subset) and model.possible(subset)}


@MODELS
def test_every_valid_combination_occurs_once(model: Model) -> None:
    found = list(model.every_combination())

    assert len(found) == len(set(found))
    assert set(found) == brute_force(model)


@MODELS
@pytest.mark.parametrize("strength", [1, 2, 3])
def test_an_interaction_is_feasible_exactly_if_a_combination_has_it(model: Model, strength: int) -> None:
    shown = reached(model, brute_force(model), strength)

    assert feasible(model, strength) == shown


def test_without_requirements_every_interaction_is_feasible() -> None:
    assert len(feasible(FREE, 2)) == len(list(combinations(NAMES, 2))) * len(list(product((0, 1), repeat=2)))


def test_a_combination_executed_twice_counts_once() -> None:
    assert count(FREE, [frozenset()] * 3, 1) == Count(8, 16)


def test_a_requirement_through_a_part_is_in_the_closure() -> None:
    assert CHAINED.closure(["d"]) == {"c", "d"}


def test_generators_are_the_smallest_choice() -> None:
    assert CHAINED.generators(frozenset("abch")) == ("c", "h")


def test_a_restricted_model_keeps_requirements() -> None:
    assert CHAINED.restricted(["h"]).factors == ("a", "b", "h")


def test_the_factors_of_a_catalogue_are_its_features() -> None:
    model = model_of(catalogue())

    assert model.factors == ("database", "auth", "cache", "sse", "polling")
    assert not model.possible(["sse", "polling"])
    assert model.closure(["auth"]) == {"database", "auth"}
