"""Variants of a run, and their names."""

import pytest

from fastapi_adv.catalogue.combinations import Model
from fastapi_adv.errors import Usage
from fastapi_adv.verify.variants import LONGEST, parse, plan, shard
from tests.verify.models import CHAINED, FREE


def test_none_each_alone_and_all_are_always_judged() -> None:
    names = [variant.name for variant in plan(FREE, FREE, 1)]

    assert {"none", "all", *FREE.factors} <= set(names)


@pytest.mark.parametrize("strength", [1, 2, 3])
@pytest.mark.parametrize("model", [FREE, Model(("a",))], ids=["free", "one"])
def test_the_shortest_and_the_longest_package_name_are_judged(model: Model, strength: int) -> None:
    packages = {variant.package for variant in plan(model, model, strength)}

    assert packages == {"myproj", "x", LONGEST}
    assert len(LONGEST) == 40


def test_no_combination_is_judged_twice_if_the_array_has_rows_for_the_names() -> None:
    enabled = [variant.enabled for variant in plan(FREE, FREE, 3)]

    assert len(enabled) == len(set(enabled))


def test_features_that_conflict_are_never_judged_together() -> None:
    assert all(not {"e", "f"} <= variant.enabled for variant in plan(CHAINED, CHAINED, 2))


@pytest.mark.parametrize("variant", plan(CHAINED, CHAINED, 2), ids=lambda variant: variant.name)
def test_the_name_of_a_variant_is_parsed_to_the_same_variant(variant: object) -> None:
    assert parse(CHAINED, variant.name) == variant  # type: ignore[attr-defined]  # pytest gives it no type


@pytest.mark.parametrize(
    ("text", "said"),
    [("nope", "nope"), ("a+nope", "nope"), ("e+f", "conflict"), ("a@Not", "Not"), (f"a@{LONGEST}q", "package")],
)
def test_an_invalid_name_of_a_variant_is_a_usage_error(text: str, said: str) -> None:
    with pytest.raises(Usage, match=said):
        parse(CHAINED, text)


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 50])
def test_every_variant_is_in_exactly_one_shard(parts: int) -> None:
    variants = plan(FREE, FREE, 2)
    shards = [shard(variants, number, parts) for number in range(1, parts + 1)]

    assert sorted(v.name for part in shards for v in part) == sorted(v.name for v in variants)


def test_sizes_of_shards_differ_by_at_most_one() -> None:
    sizes = {len(shard(plan(FREE, FREE, 2), number, 4)) for number in range(1, 5)}

    assert max(sizes) - min(sizes) <= 1
