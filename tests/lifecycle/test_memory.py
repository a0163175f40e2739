"""The renderer in memory and Copier write the same bytes."""

from dataclasses import replace
from pathlib import Path

import pytest
from covertable import make  # type: ignore[import-untyped]  # it has no types

from fastapi_adv.catalogue.selection import resolve
from fastapi_adv.template.answers import Answers
from fastapi_adv.template.copier_renderer import render
from fastapi_adv.template.renderer import InvalidAnswerError, Template
from tests.lifecycle.small import on_disk
from tests.lifecycle.trees import ANSWERS, CATALOGUE, NAMES, TEMPLATE

# Every pair of features, on and off.
ROWS = make({name: [True, False] for name in NAMES})
PAIRS = sorted({(), NAMES, *(resolve(CATALOGUE, [name for name in NAMES if row[name]]) for row in ROWS)})
AWKWARD = Answers("Café: {{ 7*7 }} & co", "x", 'He said "no" \\ ☃ # {{ 7*7 }}', "O'Neil <ada@example.org>", "3.13")
LONGEST = replace(ANSWERS, package_name="p" * 40, project_name="P" * 40, description="", author="")


def by_copier(answers: Answers, folder: Path) -> dict[str, object]:
    """The tree that `new` writes."""
    render(TEMPLATE.root, answers, folder)
    return dict(on_disk(folder))


@pytest.mark.parametrize("names", PAIRS, ids=map(str, range(len(PAIRS))))
def test_both_renderers_write_the_same_bytes(tmp_path: Path, names: tuple[str, ...]) -> None:
    answers = replace(ANSWERS, features=names)

    in_memory = TEMPLATE.render(answers.data())

    assert in_memory == by_copier(answers, tmp_path / "project")


@pytest.mark.parametrize("answers", [AWKWARD, LONGEST], ids=["awkward", "longest"])
def test_both_renderers_treat_texts_alike(tmp_path: Path, answers: Answers) -> None:
    everything = replace(answers, features=NAMES)

    in_memory = TEMPLATE.render(everything.data())

    assert in_memory == by_copier(everything, tmp_path / "project")


def test_a_render_depends_on_nothing_but_template_and_answers() -> None:
    shuffled = ANSWERS.data() | {"features": [*reversed(NAMES), *NAMES]}

    tree = Template(TEMPLATE.root).render(shuffled)

    assert tree == TEMPLATE.render(ANSWERS.data() | {"features": list(NAMES)})


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"package_name": "Not-One"}, "package_name: Not-One is not"),
        ({"package_name": "p" * 41}, "at most 40"),
        ({"features": ["carrier-pigeon"]}, "features: 'carrier-pigeon' is none of"),
    ],
)
def test_answers_that_the_template_does_not_take_are_named(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidAnswerError, match=told):
        TEMPLATE.render(ANSWERS.data() | wrong)
