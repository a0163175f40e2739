"""With any package name, every file is formatted and free of lint."""

import sys
from pathlib import Path

import pytest

from fastapi_adv.memory import Template
from fastapi_adv.verify.bench import write
from fastapi_adv.verify.variants import LONGEST, SHORTEST
from tests.generated.shell import clean_environment, run


@pytest.mark.parametrize("package", [SHORTEST, "sqlalchemy_of_mine", LONGEST])
def test_no_line_depends_on_the_length_of_the_name(
    package: str, template: Path, everything: list[str], tmp_path: Path
) -> None:
    answers = {"project_name": package, "package_name": package, "features": everything}
    write(tmp_path, Template(template).render(answers))

    for command in ("format --check --diff", "check"):
        run(f"{sys.executable} -m ruff {command} --no-cache .", tmp_path, clean_environment(tmp_path))
