"""Fixtures for tests of generated projects."""

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
    """Return the names of all features."""
    return [feature.name for feature in shipped.features]


@pytest.fixture
def generate(template: Path, tmp_path: Path) -> Generate:
    """Return a function that writes a project with the given features into an empty folder."""

    def write_project(*features: str) -> Path:
        answers = {"project_name": "myproj", "package_name": "myproj", "features": list(features)}
        root = tmp_path / "myproj"
        write(root, Template(template).render(answers))
        return root

    return write_project


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Yield the addresses of a Redis and a PostgreSQL."""
    with services.running(Processes(), tmp_path_factory.mktemp("servers")) as addresses:
        yield addresses
