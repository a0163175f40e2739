"""The docs say what the catalogue says."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from fastapi_adv.template import source

ROOT = Path(__file__).parents[2]
FEATURES = [feature.name for feature in source.catalogue(ROOT / "project_templates").features]


@pytest.fixture
def tables() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tables", ROOT / "docs" / "tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_are_those_of_the_catalogue(tables: ModuleType) -> None:
    stale = [file.name for file, text in tables.pages().items() if file.read_text(encoding="utf-8") != text]

    assert not stale, "run: uv run python docs/tables.py"


@pytest.mark.parametrize("name", FEATURES)
def test_every_feature_has_a_page(name: str) -> None:
    page = ROOT / "docs" / "features" / f"{name}.md"

    assert page.read_text(encoding="utf-8").startswith(f"# {name}\n")
