"""What a piece of Python imports, binds and uses."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

BLOCK = re.compile(r"(?<=\n\n)(?=[\w@\"#(])")
"""Where a new statement can begin at the left margin, after an empty line."""

ITEMS = re.compile(
    r"((?s:.*?)(?:= |return |import )[\[({]\n)((?: {4}\S.*,\n){2,}|(?: {8}\S.*,\n){2,})( {0,4}[\])}](?s:.*))$"
)
"""A list, tuple, dict or import with an item on each line."""


@dataclass(frozen=True)
class Import:
    """`from ..module import name as bound`; `name` is empty for `import module`."""

    level: int
    module: str
    name: str
    bound: str


@dataclass(frozen=True)
class Source:
    """Names. `bound` are the ones at the left margin; `local` all, imports aside, that anything gives a value to."""

    imports: tuple[Import, ...] = ()
    bound: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    attributes: frozenset[tuple[str, str]] = frozenset()
    variables: frozenset[str] = frozenset()


SETS = ("bound", "local", "used", "attributes", "variables")


def read(text: str) -> Source:
    """Raises SyntaxError. What stands by itself is remembered: renderings of a file share most of theirs."""
    blocks = [_block(block) for block in BLOCK.split(text)]
    if None in blocks:  # one that does not stand by itself
        return _parsed(text)
    return together(block for block in blocks if block is not None)


def together(sources: Iterable[Source]) -> Source:
    """What several pieces have."""
    found = list(sources)
    return Source(
        tuple(chain.from_iterable(source.imports for source in found)),
        *(frozenset().union(*(getattr(source, name) for source in found)) for name in SETS),
    )


@lru_cache(maxsize=65536)
def _block(text: str) -> Source | None:
    """A list with one item on each line is what each of its items would be alone in it."""
    try:
        if found := ITEMS.match(text):
            before, items, after = found.groups()
            return together(_alone(f"{before}{item}\n{after}") for item in items.splitlines())
        return _parsed(text)
    except SyntaxError:
        return None


@lru_cache(maxsize=65536)
def _alone(text: str) -> Source:
    return _parsed(text)


def _parsed(text: str) -> Source:
    from fastapi_adv.verify.static.settings import variables

    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    return Source(
        tuple(found for node in nodes for found in _imports(node)),
        frozenset(name for statement in _outer(tree.body) for name in _bound(statement)),
        frozenset(name for node in nodes for name in _given(node)),
        frozenset(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)),
        frozenset(
            (node.value.id, node.attr)
            for node in nodes
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        ),
        frozenset(variables(nodes)),
    )


def _imports(node: ast.AST) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Import(0, alias.name, "", alias.asname or alias.name.split(".")[0])
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield Import(node.level, node.module or "", alias.name, alias.asname or alias.name)


def _outer(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, those below `if`, `try` and `with` too."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If | ast.Try | ast.With | ast.For | ast.While):
            for field in ("body", "orelse", "finalbody"):
                yield from _outer(getattr(statement, field, []))
            for handler in getattr(statement, "handlers", []):
                yield from _outer(handler.body)


def _bound(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
        return
    yield from (found.bound for found in _imports(statement))
    if isinstance(statement, ast.TypeAlias if hasattr(ast, "TypeAlias") else ()):
        yield statement.name.id
    for node in ast.walk(statement) if not isinstance(statement, ast.If | ast.Try) else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _given(node: ast.AST) -> Iterator[str]:
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
