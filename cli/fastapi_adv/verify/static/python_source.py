"""Names that Python code imports, binds and uses, and the variables that its settings read."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain


@dataclass(frozen=True)
class Import:
    """An import: `from ..module import name as bound`. `name` is empty for `import module`."""

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
    """Yield the statements of a module, including those below `if`, `try` and `with`."""
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


def _uses(node: ast.AST) -> Iterator[str]:
    """Yield the name that a node reads, also the name in quotes of `Annotated["Item", …]`."""
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            yield name
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[ast.Constant(value=str(name)), *_])):
            yield name
        case _:
            pass


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


BLOCK = re.compile(r"(?:(?<=\n\n)|(?<=\n[\])}]\n))(?=[\w@\"#(])")
"""Offsets where a top-level statement starts after a blank line or a closing bracket."""

ITEMS = re.compile(
    r"((?s:.*?)(?:= |return |import )[\[({]\n)((?: {4}\S.*,\n){2,}|(?: {8}\S.*,\n){2,})( {0,4}[\])}](?s:.*))$"
)
"""A list, tuple, dict or import with one item per line."""


@dataclass(frozen=True)
class Source:
    """Names in a piece of code. `bound` has the module-level names, `local` all assigned names except imports."""

    imports: tuple[Import, ...] = ()
    bound: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    attributes: frozenset[tuple[str, str]] = frozenset()
    variables: frozenset[str] = frozenset()


SETS = ("bound", "local", "used", "attributes", "variables")


def read(text: str) -> Source:
    """Return the names in the code. Blocks are cached, because renderings share most of them. Raises SyntaxError."""
    blocks = [_block(block) for block in BLOCK.split(text)]
    if None in blocks:  # one that does not stand by itself
        return _parsed(text)
    return together(block for block in blocks if block is not None)


def together(sources: Iterable[Source]) -> Source:
    """Return the union of several pieces."""
    found = list(sources)
    return Source(
        tuple(chain.from_iterable(source.imports for source in found)),
        *(frozenset().union(*(getattr(source, name) for source in found)) for name in SETS),
    )


@lru_cache(maxsize=65536)
def _block(text: str) -> Source | None:
    """Return the names in a block, or None if it does not parse alone. Lists are read item by item."""
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
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    return Source(
        tuple(found for node in nodes for found in imports(node)),
        frozenset(name for statement in outer(tree.body) for name in bound(statement)),
        frozenset(name for node in nodes for name in given(node)),
        frozenset(chain.from_iterable(map(_uses, nodes))),
        frozenset(
            (node.value.id, node.attr)
            for node in nodes
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        ),
        frozenset(variables(nodes)),
    )
