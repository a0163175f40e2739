"""Slices of random resources: formatted, linted and parsed as every generated file is."""

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fastapi_adv.resources.changes import FieldChanges, Resources, changed
from fastapi_adv.resources.fields import live
from fastapi_adv.template import slices, source
from fastapi_adv.template.renderer import Template
from tests.inventing import fields, resource
from tests.lifecycle.small import write
from tests.lifecycle.trees import ANSWERS, NAMES

PROJECTS = 24
TEMPLATE = Template(source.root())


def invented(seed: int) -> Resources:
    """Return the demonstration and three resources, one of them changed twice."""
    dice = random.Random(seed)  # noqa: S311  # repeatable
    resources = slices.demonstration(source.root())
    for _ in range(3):
        resources = (*resources, resource(dice, resources, count=dice.choice((1, 5, 18))))
    one = resources[-1]
    for step in range(2):
        present = [str(field["name"]) for field in live(one)]
        found = [field for field in fields(dice, one["plural"], (), 2) if field["name"] not in present]
        new = [{**field, "optional": True} for field in found if "default" not in field]
        old = present[0]
        one = changed(one, FieldChanges(new, (), {old: f"{old[:20]}_b{step}"}, "0wner1"))
    return (*resources[:-1], one)


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the slices of random projects, half of them with every feature and half with database alone."""
    folder = tmp_path_factory.mktemp("projects")
    for seed in range(PROJECTS):
        resources = invented(seed)
        features = NAMES if seed % 2 else ("database",)
        tree = TEMPLATE.render(replace(ANSWERS, features=features, resources=resources).data())
        parts = {str(resource["plural"]) for resource in resources}
        kept = {
            name: file
            for name, file in tree.items()
            if parts & set(name.split("/")) or name.endswith(("features.py", "pyproject.toml"))
        }
        write(folder / f"seed_{seed}", kept)
    return folder


@pytest.mark.parametrize("command", [["format", "--check"], ["check", "--no-cache"]], ids=" ".join)
def test_slices_of_random_names_are_clean(projects: Path, command: list[str]) -> None:
    words = [sys.executable, "-m", "ruff", *command, "--quiet", "."]
    done = subprocess.run(words, cwd=projects, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
