"""What holds for all code that features bring along, read from the templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fastapi_adv import templates

SOURCES = Path(templates.root()) / "project" / "src"
MODULES = sorted(path for path in SOURCES.rglob("*.py") if "Depends(" in path.read_text(encoding="utf-8"))
SETTINGS = sorted(path for path in SOURCES.rglob("*.py") if "(BaseSettings)" in path.read_text(encoding="utf-8"))
MAY_HOLD_A_SECRET = re.compile(r"Secret|Dsn|^(?:url|upstreams):")


def named(path: Path) -> str:
    return "/".join(path.parts[len(SOURCES.parts) + 1 :])


def depended_on(module: ast.Module) -> Iterator[str]:
    """What `Depends` is called with; nothing at all means the annotated class."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Depends":
            yield ast.unparse(node.args[0]) if node.args else "Depends()"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_dependency_waits_for_a_thread_of_the_pool_that_blocking_work_fills(path: Path) -> None:
    module = ast.parse(path.read_text(encoding="utf-8"))
    in_threads = {node.name for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.ClassDef)}

    assert in_threads.isdisjoint(depended_on(module))
    assert "Depends()" not in depended_on(module)


@pytest.mark.parametrize("path", SETTINGS, ids=named)
def test_settings_that_may_hold_a_secret_do_not_repeat_what_they_refuse(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef) and "BaseSettings" in map(ast.unparse, node.bases):
            fields = [ast.unparse(field) for field in node.body if isinstance(field, ast.AnnAssign)]
            secret = [field for field in fields if MAY_HOLD_A_SECRET.search(field)]

            assert not secret or "hide_input_in_errors=True" in ast.unparse(node)
