"""Trees in memory for the laws: rendered once, merged as the commands merge them."""

import functools
from collections.abc import Iterable

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import closure, resolve
from fastapi_adv.merge.plan import merge
from fastapi_adv.merge.three_way import Merge
from fastapi_adv.project import state
from fastapi_adv.template import source
from fastapi_adv.template.answers import Answers
from fastapi_adv.template.renderer import Template
from fastapi_adv.template.tree import Tree

TEMPLATE = Template(source.root())
CATALOGUE: Catalogue = source.catalogue(source.root())
NAMES = tuple(feature.name for feature in CATALOGUE.features)
ANSWERS = Answers("Order Desk", "order_desk", "Takes orders.", "Ada Example <ada@example.org>")
PACKAGE = "src/order_desk"


def rendered(names: Iterable[str]) -> Tree:
    """The pristine project with these features."""
    return dict(_rendered(resolve(CATALOGUE, names)))


@functools.cache
def _rendered(names: tuple[str, ...]) -> Tree:
    return TEMPLATE.render(ANSWERS.data() | {"features": list(names)})


def changed(yours: Tree, before: Iterable[str], after: Iterable[str]) -> tuple[Tree, Merge]:
    """Your tree after the way from one choice to the other, and the merge that led there."""
    done = merge(rendered(before), yours, rendered(after), state.FILE)
    return applied(yours, done), done


def applied(yours: Tree, done: Merge) -> Tree:
    """Return the files on disk after the merge is written."""
    return {name: file for name, file in yours.items() if name not in done.delete} | done.write


def implied(names: Iterable[str]) -> set[str]:
    """Return the content of the closure."""
    return set(closure(CATALOGUE, names))
