"""The environment variables that settings classes read."""

import ast
from collections.abc import Iterable, Iterator

BASES = ("BaseSettings", "EnvSettings")


def variables(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the variables of every class that derives from a base class of settings: its prefix with each field."""
    for node in nodes:
        if isinstance(node, ast.ClassDef) and any(_last_name(base) in BASES for base in node.bases):
            prefix = _prefix(node)
            for statement in node.body:
                match statement:
                    case ast.AnnAssign(target=ast.Name(id=name)) if not name.startswith("_"):
                        yield from _names(statement, prefix + name)


def _names(field: ast.AnnAssign, usual: str) -> Iterator[str]:
    if _last_name(field.annotation) == "ClassVar":
        return
    aliases = [
        node.value.value
        for node in ast.walk(field)
        if isinstance(node, ast.keyword)
        and node.arg in ("alias", "validation_alias")
        and isinstance(node.value, ast.Constant)
    ]
    yield str(aliases[0]) if aliases else usual.upper()


def _prefix(node: ast.ClassDef) -> str:
    for found in ast.walk(node):
        if isinstance(found, ast.keyword) and found.arg == "env_prefix" and isinstance(found.value, ast.Constant):
            return str(found.value.value)
    return ""


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Subscript):
        return _last_name(node.value)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
