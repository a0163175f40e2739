"""Rules of the tool's layout, checked by reading its imports."""

import ast
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import fastapi_adv
from fastapi_adv.app import COMMANDS

PACKAGE = Path(fastapi_adv.__file__).parent
MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
# The pure core: standard library only, no input or output.
CORE = [name for name in MODULES if name.startswith(("catalogue/", "resources/"))]
CORE += ["errors.py", "template/answers.py"]
DISK_AND_PROCESSES = {"io", "os", "shutil", "socket", "subprocess", "tempfile"}
# Library with a side effect, or slow to import -> the modules that may import it.
DOORS = {
    "copier": {"template/copier_renderer.py"},
    "libcst": {"merge/import_names.py"},
    "plumbum": {"template/copier_renderer.py"},
    "jinja2": {"template/renderer.py", "verify/static/cutting.py", "verify/static/segments.py"},
    "yaml": {"template/yaml_text.py", "verify/static/documents.py"},
    "questionary": {"commands/prompts.py"},
    "rich": {"terminal/console.py", "terminal/layout.py", "verify/progress.py"},
    "subprocess": {"system/processes.py"},
    "typer": {"app.py", "commands/options.py", *(f"commands/{name.replace(' ', '_')}.py" for name in COMMANDS)},
    "covertable": {"verify/variants.py"},
    "pygments": {"web/highlighting.py"},
    "uvicorn": {"web/serving.py"},
    "webbrowser": {"web/serving.py"},
} | {
    # The page of `web` is the only part of the tool that is a service.
    library: {name for name in MODULES if name.startswith("web/")}
    for library in ("fastapi", "pydantic", "starlette")
}
LONGEST_MODULE = 250
LONGEST_FUNCTION = 40
RIDDLES = ("What", "Who", "Whom", "Whose", "Whether", "Where", "How", "Which", "That", "It")


def parsed(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imported(name: str) -> Iterator[str]:
    """Yield the full name of every import, those inside functions and for types included."""
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(name: str) -> set[str]:
    """The modules of the tool that the module imports."""
    names = {full.removeprefix("fastapi_adv.").replace(".", "/") for full in imported(name)}
    return {found for full in names for found in (f"{full}.py", f"{full}/__init__.py") if found in MODULES}


@pytest.mark.parametrize("name", CORE)
def test_the_core_imports_the_standard_library_and_itself_and_does_no_io(name: str) -> None:
    tops = {full.partition(".")[0] for full in imported(name)} - {"fastapi_adv"}

    assert tops <= set(sys.stdlib_module_names) - DISK_AND_PROCESSES
    assert own_imports(name) <= {*CORE, "__init__.py"}


@pytest.mark.parametrize("name", MODULES)
def test_each_side_effect_has_one_door(name: str) -> None:
    through = {full.partition(".")[0] for full in imported(name)}
    # `Popen` may be named as a type where a process that was started elsewhere is handed over.
    typed_only = (
        {"subprocess"} if set(imported(name)) >= {"subprocess.Popen"} and "subprocess.run" not in calls(name) else set()
    )

    assert {top for top in through if name not in DOORS.get(top, {name})} <= typed_only


def calls(name: str) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(parsed(name)) if isinstance(node, ast.Call)}


@pytest.mark.parametrize("name", MODULES)
def test_no_private_module_of_a_library_is_imported(name: str) -> None:
    assert not [full for full in imported(name) if any(part.startswith("_") for part in full.split("."))]


@pytest.mark.parametrize("name", MODULES)
def test_modules_and_functions_are_short(name: str) -> None:
    text = MODULES[name].read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert len(text.splitlines()) <= LONGEST_MODULE
    for function in functions:
        last = function.body[-1].end_lineno or 0
        assert last - function.body[0].lineno + 1 <= LONGEST_FUNCTION, function.name


def test_no_two_modules_have_the_same_name() -> None:
    stems = sorted(Path(name).stem for name in MODULES if not name.endswith("__init__.py"))

    assert [left for left, right in pairwise(stems) if left == right] == []


def test_imports_have_no_cycle() -> None:
    graph = {name: own_imports(name) - {name} for name in MODULES}
    while leaves := {name for name, targets in graph.items() if not targets}:
        graph = {name: targets - leaves for name, targets in graph.items() if name not in leaves}

    assert graph == {}


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_name_their_subject(name: str) -> None:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    texts = [ast.get_docstring(node) or "" for node in ast.walk(parsed(name)) if isinstance(node, kinds)]

    assert [text for text in texts if text.split(" ")[0] in RIDDLES] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_of_a_command_is_the_docstring_of_its_module_s_function(name: str) -> None:
    module = name.replace(" ", "_")
    functions = [node for node in parsed(f"commands/{module}.py").body if isinstance(node, ast.FunctionDef)]

    command = next(function for function in functions if function.name == module)

    assert (ast.get_docstring(command) or "").splitlines()[0] == COMMANDS[name]
