"""Upgrade notes: validation, and selection by version and features."""

from typing import Any

import pytest

from fastapi_adv.errors import Refused
from fastapi_adv.template import source, upgrades
from fastapi_adv.template.upgrades import between, declare

ENTRIES = ["core", "auth"]
RELEASES: list[dict[str, Any]] = [
    {"version": "0.9", "changed": [{"feature": "core", "summary": "nine"}]},
    {
        "version": "0.10",
        "renamed": [{"feature": "core", "from": "A", "to": "B"}],
        "required": [{"feature": "auth", "name": "AUTH_SECRET", "summary": "signs tokens"}],
    },
    {"version": "1.0.0", "changed": [{"feature": "core", "summary": "one"}]},
]


def told(old: str, new: str, *enabled: str) -> list[str]:
    """The texts of an update."""
    return [note.text for note in between(declare(RELEASES, ENTRIES), old, new, enabled)]


def test_notes_are_those_after_the_old_version_up_to_the_new_one() -> None:
    assert told("0.9", "0.10", "core", "auth") == [
        "the variable A is now B",
        "the variable AUTH_SECRET is now required: signs tokens",
    ]


def test_versions_are_compared_as_numbers() -> None:
    assert told("0.2", "0.11", "core") == ["nine", "the variable A is now B"]


def test_notes_of_features_that_are_off_are_left_out() -> None:
    assert told("0.9", "1.0.0", "auth") == ["the variable AUTH_SECRET is now required: signs tokens"]


@pytest.mark.parametrize(
    ("releases", "words"),
    [
        ({}, "must be a list of releases"),
        ([{"changed": []}], "each release must be a mapping with a version"),
        ([{"version": 0.1}], "version in quotes"),
        ([{"version": "one"}], "version 'one' must be numbers"),
        (
            [{"version": "1.0"}, {"version": "0.9"}],
            "version '0.9' must be numbers with dots, greater than the version before",
        ),
        ([{"version": "1.0", "moved": []}], "key 'moved' is unknown"),
        ([{"version": "1.0", "changed": {}}], "key 'changed' must be a list"),
        ([{"version": "1.0", "changed": [{"feature": "core"}]}], "with feature, summary"),
        ([{"version": "1.0", "changed": [{"feature": "core", "summary": 1}]}], "mapping of text"),
        ([{"version": "1.0", "changed": [{"feature": "sse", "summary": "x"}]}], "'sse' is not in the catalogue"),
    ],
)
def test_what_does_not_fit_is_refused_with_file_and_key(releases: object, words: str) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        declare(releases, ENTRIES, "u.yml")

    assert refusal.value.message.startswith("u.yml: ")


def test_what_is_shipped_is_sound_and_says_something_of_this_version() -> None:
    root = source.root()

    notes = upgrades.load(root, [entry.name for entry in source.catalogue(root)])

    assert source.version(root) in {note.version for note in notes}


MOVED: list[dict[str, Any]] = [
    {"version": "0.2", "feature_renamed": [{"from": "login", "to": "auth"}]},
    {"version": "0.3", "feature_dropped": [{"name": "soap", "summary": "use REST"}]},
]


def test_a_renamed_feature_is_found_under_its_present_name_and_a_dropped_one_is_left_out() -> None:
    notes = declare(MOVED, ENTRIES)

    assert upgrades.current_features(notes, ["login", "soap", "cache"]) == ("auth", "cache")
    assert [note.text for note in between(notes, "0.1", "0.3", ["auth", "soap"])] == [
        "the feature login is now auth",
        "the feature soap was dropped: use REST",
    ]
