"""Which combinations exist, and how much of them was executed."""

from itertools import chain, combinations, product

import pytest

from fastapi_adv.catalogue.combinations import Count, Model, count, feasible, model_of, reached
from tests.unit.entries import catalogue
from tests.verify.models import CHAINED, FREE, NAMES

MODELS = pytest.mark.parametrize("model", [CHAINED, FREE], ids=["chained", "free"])


def brute_force(model: Model) -> set[frozenset[str]]:
    """Every subset that holds what its members require and no conflict."""
    subsets = chain.from_iterable(combinations(model.factors, size) for size in range(len(model.factors) + 1))
    return {frozenset(subset) for subset in subsets if model.closure(subset) == set(subset) and model.possible(subset)}


@MODELS
def test_every_combination_is_named_once_and_none_that_cannot_be(model: Model) -> None:
    found = list(model.every_combination())

    assert len(found) == len(set(found))
    assert set(found) == brute_force(model)


@MODELS
@pytest.mark.parametrize("strength", [1, 2, 3])
def test_an_interaction_is_feasible_exactly_if_a_combination_shows_it(model: Model, strength: int) -> None:
    shown = reached(model, brute_force(model), strength)

    assert feasible(model, strength) == shown


def test_without_requirements_every_interaction_is_feasible() -> None:
    assert len(feasible(FREE, 2)) == len(list(combinations(NAMES, 2))) * len(list(product((0, 1), repeat=2)))


def test_what_is_executed_twice_counts_once() -> None:
    assert count(FREE, [frozenset()] * 3, 1) == Count(8, 16)


def test_a_requirement_through_a_part_holds() -> None:
    assert CHAINED.closure(["d"]) == {"c", "d"}


def test_a_combination_is_named_by_what_leads_to_it() -> None:
    assert CHAINED.generators(frozenset("abch")) == ("c", "h")


def test_restricted_to_a_feature_a_model_keeps_what_it_requires() -> None:
    assert CHAINED.restricted(["h"]).factors == ("a", "b", "h")


def test_the_model_of_a_catalogue_varies_features_only() -> None:
    model = model_of(catalogue())

    assert model.factors == ("database", "auth", "cache", "sse", "polling")
    assert not model.possible(["sse", "polling"])
    assert model.closure(["auth"]) == {"database", "auth"}
