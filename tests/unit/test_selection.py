"""Selection of features: closure, contradictions, presets, and the reasons of implied features."""

import pytest

from fastapi_adv.catalogue.loader import declare
from fastapi_adv.catalogue.selection import (
    FULL,
    PRESETS,
    Choice,
    choose,
    implied_features,
    implied_lines,
    needed_features,
    preset,
    select,
    split,
)
from fastapi_adv.errors import Usage
from tests.unit.entries import CORE, POLLING, REDIS, SSE, catalogue


def test_nothing_chosen_leaves_core() -> None:
    assert select(catalogue(), []).enabled == ("core",)


def test_requirements_are_enabled_in_catalogue_order_with_their_reason() -> None:
    selection = select(catalogue(), ["sse", "auth"])

    assert selection.chosen == ("auth", "sse")
    assert selection.enabled == ("core", "redis", "database", "auth", "sse")
    assert selection.implied == {"redis": ("sse",), "database": ("auth",)}


def test_a_chosen_feature_is_not_implied() -> None:
    assert select(catalogue(), ["auth", "database"]).implied == {}


def test_aliases_and_repetitions_collapse() -> None:
    assert select(catalogue(), ["redis", "cache", "CACHE", "lifespan"]).chosen == ("cache",)


def test_a_part_cannot_be_chosen_and_the_refusal_names_the_features_that_include_it() -> None:
    with pytest.raises(Usage) as refusal:
        select(declare([CORE, REDIS, SSE, POLLING]), ["redis"])

    assert "sse" in refusal.value.hint


def test_a_conflict_is_refused() -> None:
    with pytest.raises(Usage, match="sse and polling conflict"):
        select(catalogue(), ["polling", "sse"])


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (Choice({"auth": True, "database": False}), "--no-database contradicts the other options: auth needs database"),
        (
            Choice({"database": False}, listed="auth"),
            "--no-database contradicts the other options: auth needs database",
        ),
        (Choice({"auth": False}, listed="auth"), "--no-auth contradicts the other options, which choose auth"),
    ],
)
def test_a_contradiction_is_refused_naming_what_needs_it(choice: Choice, message: str) -> None:
    with pytest.raises(Usage) as refusal:
        choose(catalogue(), choice)

    assert message in refusal.value.message


def test_a_flag_takes_a_feature_out_of_a_whole_that_does_not_need_it() -> None:
    without_two = Choice({"auth": False, "polling": False}, everything=True)

    assert choose(catalogue(), without_two).chosen == ("database", "cache", "sse")


def test_everything_without_what_something_needs_is_a_contradiction() -> None:
    with pytest.raises(Usage, match="auth needs database") as refusal:
        choose(catalogue(), Choice({"database": False, "polling": False}, everything=True))

    assert "--no-auth" in refusal.value.hint


@pytest.mark.parametrize("listed", ["", "sse,,auth", "sse,", ",", " "])
def test_an_empty_item_in_a_list_is_refused(listed: str) -> None:
    with pytest.raises(Usage, match="empty item"):
        split(listed)


@pytest.mark.parametrize(
    "choice", [Choice(everything=True, preset="minimal"), Choice(everything=True, listed="database")]
)
def test_everything_beside_something_narrower_is_a_contradiction(choice: Choice) -> None:
    with pytest.raises(Usage, match=r"--all contradicts --(preset minimal|features database)\."):
        choose(catalogue(), choice)


def test_all_and_the_full_preset_may_be_combined() -> None:
    without = {"polling": False}
    twice = Choice(without, everything=True, preset=FULL)

    assert choose(catalogue(), twice) == choose(catalogue(), Choice(without, everything=True))


def test_a_preset_names_features_and_gives_those_that_the_catalogue_has() -> None:
    assert preset(catalogue(), "api") == ("database", "auth")


def test_the_full_preset_is_every_feature() -> None:
    assert preset(catalogue(), FULL) == ("database", "auth", "cache", "sse", "polling")


def test_an_unknown_preset_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Usage) as refusal:
        preset(catalogue(), "enterprise")

    assert all(name in refusal.value.hint for name in (*PRESETS, FULL))


@pytest.mark.parametrize(
    ("choice", "typed"),
    [
        (Choice(), False),
        (Choice({"auth": False}), True),
        (Choice(listed=""), True),
        (Choice(everything=True), True),
        (Choice(preset="minimal"), True),
    ],
)
def test_a_choice_is_false_only_if_nothing_was_typed(choice: Choice, typed: bool) -> None:
    assert bool(choice) is typed


# websockets needs chat only through the part `events`.
THROUGH_A_PART = declare(
    [
        CORE,
        {"name": "chat", "summary": "Rooms"},
        {"name": "events", "kind": "part", "summary": "Streams", "requires": ["chat"]},
        {"name": "websockets", "summary": "Sockets", "requires": ["events"]},
    ]
)


def test_an_implied_feature_is_reported_with_its_summary_and_the_features_that_need_it() -> None:
    selection = select(THROUGH_A_PART, ["websockets"])

    assert implied_features(THROUGH_A_PART, selection) == {"chat": ("websockets",)}
    assert implied_lines(THROUGH_A_PART, selection) == ["+ chat: Rooms (needed by websockets)"]
    assert implied_lines(THROUGH_A_PART, selection, among=["websockets"]) == []


def test_the_needs_of_a_feature_are_features_only() -> None:
    assert needed_features(THROUGH_A_PART, THROUGH_A_PART["websockets"]) == ("chat",)
