"""The state file: read back, or refused with file and line or key."""

import pytest

from fastapi_adv.errors import Refused
from fastapi_adv.project import state
from fastapi_adv.template.answers import Answers
from tests.unit.entries import catalogue

SOUND = """\
# comment
template_version: "0.1.0"
project_name: "Caf\\u00e9: {{ 7*7 }}"
package_name: "cafe"
description: ""
author: "Ada \\"Countess\\" Example"
python_version: "3.11"
features: ["auth", "sse"]
"""


def test_the_answers_are_read_back() -> None:
    answers = Answers("Café: {{ 7*7 }}", "cafe", "", 'Ada "Countess" Example', "3.11", ("auth", "sse"))

    assert state.parse(SOUND, state.FILE, "0.1.0").answers == answers


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SOUND + "features: [", "f.yml, line 10: not valid YAML"),
        (SOUND.replace('"3.11"', "3.11"), "key 'python_version' must be text, not 3.11"),
        (SOUND.replace('package_name: "cafe"\n', ""), "key 'package_name' is missing"),
        (SOUND + "colour: red\n", "unknown key 'colour'"),
        (SOUND.replace('["auth", "sse"]', "auth"), "key 'features' must be a list of names, not 'auth'"),
        (SOUND.replace('["auth", "sse"]', "[1]"), "key 'features' must be a list of names, not [1]"),
        ("", "must be a mapping of answers"),
        ("- a\n", "must be a mapping of answers"),
        (SOUND + 'author: "Eve"\n', "f.yml, line 9: not valid YAML: key 'author' twice"),
        (SOUND.replace('description: ""', "description: 2024-13-45"), "f.yml, line 5: not valid YAML: month must be"),
        (SOUND + f"n: {'9' * 5000}\n", "f.yml, line 9: not valid YAML: Exceeds the limit"),
        (SOUND.replace("0.1.0", "9" * 5000), "key 'template_version' must be numbers with dots"),
        (SOUND + "n: \uffff\n", "f.yml, line 9: not valid YAML: U+FFFF is not allowed"),
        (SOUND.replace("Caf\\u00e9: ", "a\\nb"), "key 'project_name' must be one line, not 'a\\nb"),
        (SOUND.replace("Caf\\u00e9: {{ 7*7 }}", " "), "key 'project_name' is empty"),
        (SOUND.replace('description: ""', 'description: "a\\u202eb"'), "key 'description' holds control characters"),
        (SOUND.replace('description: ""', 'description: "a\\n"'), "key 'description' must be one line"),
        (SOUND.replace('["auth", "sse"]', "[sse, auth, sse]"), "key 'features' names 'sse' twice"),
        ("!!python/object/apply:os.getcwd []\n", "f.yml, line 1: not valid YAML"),
    ],
)
def test_what_is_not_sound_is_refused_with_file_and_line_or_key(text: str, told: str) -> None:
    with pytest.raises(Refused) as refusal:
        state.parse(text, "f.yml", "0.1.0")

    assert refusal.value.message.startswith("f.yml")
    assert told in refusal.value.message


LEVELS = ("&a [z]", *(f"&{name} [{', '.join([f'*{below}'] * 9)}]" for below, name in ("ab", "bc", "cd", "de", "ef")))
BOMB = f"[{', '.join(LEVELS)}]"  # short, and printed in full a book


@pytest.mark.parametrize(
    "text",
    [
        SOUND.replace('["auth", "sse"]', BOMB),
        SOUND.replace('"3.11"', BOMB),
        SOUND.replace('"3.11"', "0x" + "f" * 9000),
        SOUND.replace("0.1.0", "x" * 9000),
        SOUND + "x" * 900 + ": 1\n",
        SOUND.replace('description: ""', f'description: "{"x" * 9000}\\n"'),
    ],
    ids=["features", "text", "number", "version", "key", "line"],
)
def test_of_a_very_long_value_the_refusal_shows_the_beginning(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        state.parse(text, "f.yml", "0.1.0")

    assert len(refusal.value.message) < 300


@pytest.mark.parametrize("name", ["pathspec", "rich_toolkit", "json", "tests"])
def test_a_package_of_a_name_that_is_taken_is_refused(name: str) -> None:
    recorded = state.parse(SOUND.replace('"cafe"', name), state.FILE, "0.1.0")

    with pytest.raises(Refused, match="key 'package_name'"):
        state.refuse_taken_name(recorded, catalogue())


def test_a_feature_that_the_catalogue_does_not_have_is_refused() -> None:
    recorded = state.parse(SOUND.replace("sse", "carrier-pigeon"), state.FILE, "0.1.0")

    with pytest.raises(Refused, match="'carrier-pigeon', which is not a feature"):
        state.refuse_unknown_features(recorded, catalogue())


def test_another_version_may_have_asked_other_questions() -> None:
    older = SOUND.replace('author: "Ada \\"Countess\\" Example"\n', "") + "licence: MIT\n"

    assert state.parse(older, state.FILE, "0.2.0").answers.author == ""


def test_a_merge_conflict_between_two_added_features_is_reported_with_the_line_to_type() -> None:
    ours, theirs = 'features: ["auth", "sse"]\n', 'features: ["auth", "cache"]\n'
    text = SOUND.replace('features: ["auth", "sse"]\n', f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> other\n")

    with pytest.raises(Refused, match="has conflict markers of a git merge") as refusal:
        state.parse(text, "f.yml", "0.1.0")

    assert 'features: ["auth", "sse", "cache"]' in refusal.value.hint
