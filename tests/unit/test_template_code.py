"""Rules for the code of all features, checked in the templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fastapi_adv.template import source

SOURCES = Path(source.root()) / "project" / "src"
PROJECT = SOURCES.parent
RIDDLE = re.compile(r'^ *"""(?:What|Who|Whether|How|Where|Which|When) ', re.MULTILINE)
MODULES = sorted(path for path in SOURCES.rglob("*.py") if "Depends(" in path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    return "/".join(path.parts[len(SOURCES.parts) + 1 :])


def depended_on(module: ast.Module) -> Iterator[str]:
    """Yield the argument of each `Depends`; `Depends()` means the annotated class."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Depends":
            yield ast.unparse(node.args[0]) if node.args else "Depends()"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_dependency_waits_for_a_thread_of_the_pool_that_blocking_work_fills(path: Path) -> None:
    module = ast.parse(path.read_text(encoding="utf-8"))
    in_threads = {node.name for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.ClassDef)}

    assert in_threads.isdisjoint(depended_on(module))
    assert "Depends()" not in depended_on(module)


def test_every_settings_class_hides_refused_values_because_they_may_be_secrets() -> None:
    bases = {
        ast.unparse(base)
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.endswith("Settings") and node.name != "EnvSettings"
        for base in node.bases
    }
    base_class = (SOURCES / "{{ package_name }}" / "settings.py").read_text(encoding="utf-8")

    assert bases == {"EnvSettings"}
    assert base_class.count("hide_input_in_errors=True") == 1


def test_docstrings_of_generated_code_name_their_subject() -> None:
    texts = [path for path in PROJECT.rglob("*") if path.name.endswith((".py", ".py.jinja"))]

    assert [path.name for path in texts if RIDDLE.search(path.read_text(encoding="utf-8"))] == []
