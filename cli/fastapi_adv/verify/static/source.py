"""What a piece of Python imports, binds and uses."""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from fastapi_adv.verify.static.syntax import Import, bound, given, imports, outer

BLOCK = re.compile(r"(?<=\n\n)(?=[\w@\"#(])")
"""Where a new statement can begin at the left margin, after an empty line."""

ITEMS = re.compile(
    r"((?s:.*?)(?:= |return |import )[\[({]\n)((?: {4}\S.*,\n){2,}|(?: {8}\S.*,\n){2,})( {0,4}[\])}](?s:.*))$"
)
"""A list, tuple, dict or import with an item on each line."""


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
        tuple(found for node in nodes for found in imports(node)),
        frozenset(name for statement in outer(tree.body) for name in bound(statement)),
        frozenset(name for node in nodes for name in given(node)),
        frozenset(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)),
        frozenset(
            (node.value.id, node.attr)
            for node in nodes
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        ),
        frozenset(variables(nodes)),
    )
