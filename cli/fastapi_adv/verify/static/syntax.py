"""What single nodes of a syntax tree bind."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Import:
    """`from ..module import name as bound`; `name` is empty for `import module`."""

    level: int
    module: str
    name: str
    bound: str


def imports(node: ast.AST) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Import(0, alias.name, "", alias.asname or alias.name.split(".")[0])
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield Import(node.level, node.module or "", alias.name, alias.asname or alias.name)


def outer(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, those below `if`, `try` and `with` too."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If | ast.Try | ast.With | ast.For | ast.While):
            for field in ("body", "orelse", "finalbody"):
                yield from outer(getattr(statement, field, []))
            for handler in getattr(statement, "handlers", []):
                yield from outer(handler.body)


def bound(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
        return
    yield from (found.bound for found in imports(statement))
    if isinstance(statement, ast.TypeAlias if hasattr(ast, "TypeAlias") else ()):
        yield statement.name.id
    for node in ast.walk(statement) if not isinstance(statement, ast.If | ast.Try) else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def given(node: ast.AST) -> Iterator[str]:
    match node:
        case (
            ast.arg(arg=name)
            | ast.ExceptHandler(name=str(name))
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
        ):
            yield name
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case _:
            pass
