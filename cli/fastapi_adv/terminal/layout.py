"""Tables and trees for `console.show`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.tree import Tree


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> "RenderableType":
    """Return a table without a frame."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    laid_out = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(columns):
        laid_out.add_column(column, overflow="fold", no_wrap=number == 0)  # names are never broken
    for row in rows:
        laid_out.add_row(*row)
    return laid_out


def tree(root: str, paths: Iterable[str], opened: str | None = None) -> "Tree":
    """Return the paths as a tree below `root`.

    With `opened`, only that folder and its parents are expanded; other folders show their number of files.
    """
    from rich.tree import Tree

    laid_out = Tree(f"{root}/")
    _grow(laid_out, _nested(paths), None if opened is None else opened.split("/"))
    return laid_out


def _nested(paths: Iterable[str]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for path in paths:
        folder = nested
        for part in path.split("/"):
            folder = folder.setdefault(part, {})
    return nested


def _grow(branch: "Tree", nested: Mapping[str, Any], opened: Sequence[str] | None) -> None:
    for name, inside in sorted(nested.items(), key=lambda item: (not item[1], item[0])):
        if not inside:
            branch.add(name)
        elif opened is None:
            _grow(branch.add(f"{name}/"), inside, None)
        elif opened[:1] == [name]:
            _grow(branch.add(f"{name}/"), inside, opened[1:])
        else:
            count = _count(inside)
            branch.add(f"{name}/  ({count} file{'s' * (count > 1)})")


def _count(nested: Mapping[str, Any]) -> int:
    return sum(_count(inside) if inside else 1 for inside in nested.values())
