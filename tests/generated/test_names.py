"""Package names: format and lint with any length, and reserved names."""

import sys
import tomllib
from pathlib import Path

import pytest

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.reserved import reserved_names
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify.variants import LONGEST, SHORTEST
from fastapi_adv.verify.workspace import write
from tests.generated.conftest import Generate
from tests.generated.shell import clean_environment, run


@pytest.mark.parametrize("package", [SHORTEST, "sqlalchemy_of_mine", LONGEST])
def test_no_line_depends_on_the_length_of_the_name(
    package: str, template: Path, everything: list[str], tmp_path: Path
) -> None:
    answers = {"project_name": package, "package_name": package, "features": everything}
    write(tmp_path, Template(template).render(answers))

    for command in ("format --check --diff", "check"):
        run(f"{sys.executable} -m ruff {command} --no-cache .", tmp_path, clean_environment(tmp_path))


def test_every_locked_distribution_is_a_reserved_name(
    generate: Generate, everything: list[str], shipped: Catalogue, tmp_path: Path
) -> None:
    root = generate(*everything)

    run("uv lock", root, clean_environment(tmp_path))

    locked = {package["name"] for package in tomllib.loads((root / "uv.lock").read_text())["package"]}
    assert locked - reserved_names(shipped).keys() == {root.name}
