"""The line between the core and the shell, held by reading the imports."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import fastapi_adv
from fastapi_adv.main import COMMANDS

PACKAGE = Path(fastapi_adv.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
CORE = {"catalogue", "choice", "coverage", "declaration", "errors", "naming", "plan", "readers", "relations"}
CORE |= {"reserved", "selection"}
DISK_AND_PROCESSES = {"io", "os", "shutil", "socket", "subprocess", "tempfile"}
# Third-party module -> the modules that may import it.
DOORS = {
    "copier": {"render"},
    "plumbum": {"render"},
    "questionary": {"prompts"},
    "rich": {"console", "layout", "progress"},
    "subprocess": {"steps"},
    "typer": {"ending", "flags", *(module.stem for module in MODULES if module.stem.startswith("main"))},
    "covertable": {"arrays"},
}
LONGEST_MODULE = 120
LONGEST_COMMAND = 15


def imported(module: Path) -> Iterator[tuple[str, str]]:
    """Yield (top-level name, full name) of every import, those inside functions and for types included."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            named = node.module or ""
            yield named.partition(".")[0], named
            if named == "fastapi_adv":
                yield from (("fastapi_adv", f"fastapi_adv.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("name", sorted(CORE))
def test_the_core_imports_the_standard_library_and_itself_and_does_no_io(name: str) -> None:
    foreign = {
        full
        for top, full in imported(PACKAGE / f"{name}.py")
        if (top not in sys.stdlib_module_names and full.removeprefix("fastapi_adv.") not in CORE)
        or top in DISK_AND_PROCESSES
    }

    assert foreign - {"fastapi_adv"} == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(PACKAGE).as_posix())
def test_each_side_effect_has_one_door(module: Path) -> None:
    through = {top for top, _ in imported(module) if top in DOORS and module.stem not in DOORS[top]}
    only_for_types = {"subprocess"} if "from subprocess import Popen" in module.read_text(encoding="utf-8") else set()

    assert through - only_for_types == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(PACKAGE).as_posix())
def test_no_module_is_long(module: Path) -> None:
    length = len(module.read_text(encoding="utf-8").splitlines())

    assert length <= LONGEST_MODULE


def commands() -> list[ast.FunctionDef]:
    """The functions that a main module registers."""
    return [
        node
        for module in sorted(PACKAGE.glob("main*.py"))
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.decorator_list
    ]


@pytest.mark.parametrize("command", commands(), ids=lambda command: str(command.name))
def test_a_command_only_reads_options_and_delegates(command: ast.FunctionDef) -> None:
    last = command.body[-1].end_lineno or 0

    assert last - command.body[0].lineno + 1 <= LONGEST_COMMAND


def test_every_command_is_where_the_command_line_looks_for_it() -> None:
    registered = {
        node.name: module.stem
        for module in PACKAGE.glob("main_*.py")
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and any("command" in ast.dump(item) for item in node.decorator_list)
    }

    assert registered == COMMANDS
