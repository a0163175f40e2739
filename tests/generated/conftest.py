"""What the generated projects are judged with."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify import services
from fastapi_adv.verify.process_group import Processes
from fastapi_adv.verify.workspace import write

Generate = Callable[..., Path]


@pytest.fixture(scope="session")
def everything(shipped: Catalogue) -> list[str]:
    """Every feature."""
    return [feature.name for feature in shipped.features]


@pytest.fixture
def generate(template: Path, tmp_path: Path) -> Generate:
    """Write a project with these features, in an empty folder."""

    def write_project(*features: str) -> Path:
        answers = {"project_name": "myproj", "package_name": "myproj", "features": list(features)}
        root = tmp_path / "myproj"
        write(root, Template(template).render(answers))
        return root

    return write_project


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of a Redis and a PostgreSQL, for one suite at a time."""
    with services.running(Processes(), tmp_path_factory.mktemp("servers")) as addresses:
        yield addresses
