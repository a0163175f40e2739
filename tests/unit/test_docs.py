"""The docs say what the catalogue says."""

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from fastapi_adv.app import COMMANDS, load
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


PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def typed() -> Iterator[tuple[str, str]]:
    """Yield each command line of fastapi-adv in the code blocks of the docs, with its page."""
    for page in PAGES:
        for block in re.findall(
            r"^```bash\n(.*?)^```|((?:^    .*\n)+)", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        ):
            for line in "".join(block).replace("\\\n", " ").splitlines():
                if found := re.match(r"\s*(?:\$ |uv run |uvx )?fastapi-adv(?:@[\d.]+)? (.*)", line):
                    yield page.name, found[1]


@pytest.mark.parametrize(("page", "line"), sorted(set(typed())))
def test_every_command_of_the_docs_can_be_typed(page: str, line: str) -> None:
    words = shlex.split(re.split(r"  +| &&|\|", line)[0], comments=True)

    assert words, page
    if words[0].startswith("-"):
        return
    name = next((name for name in (words[0], " ".join(words[:2])) if name in COMMANDS), "")
    assert name
    command = load(name)
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    options = {word.partition("=")[0] for word in words if word.startswith("--") and not word.endswith(("…", ">"))}
    assert options - known <= {"--help"}
