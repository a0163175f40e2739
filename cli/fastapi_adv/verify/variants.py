"""Variants: one combination of features under one package name, and how it is written on the command line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi_adv.catalogue.combinations import Features, Model
from fastapi_adv.errors import Usage
from fastapi_adv.verify.arrays import covering_array

PACKAGE = "myproj"
SHORTEST = "x"
LONGEST = "a" + "bcdefghijklm" * 3 + "nop"
"""Forty letters: the greatest length that a package name may have."""


@dataclass(frozen=True)
class Variant:
    """`name` is also what `--only` takes: `none`, `all` or `auth+cache`, then `@PACKAGE` unless it is the usual one."""

    name: str
    chosen: tuple[str, ...]
    enabled: Features
    package: str = PACKAGE

    @property
    def answers(self) -> Mapping[str, object]:
        """What the template's questions are answered with."""
        return {"project_name": self.package, "package_name": self.package, "features": list(self.chosen)}


def variant(model: Model, enabled: Features, package: str = PACKAGE) -> Variant:
    """The variant of a combination, named after the shortest choice that leads to it."""
    chosen = model.generators(enabled)
    if not enabled:
        name = "none"
    elif enabled == frozenset(model.factors):
        name = "all"
    else:
        name = "+".join(chosen)
    return Variant(name if package == PACKAGE else f"{name}@{package}", chosen, enabled, package)


def parse(model: Model, text: str) -> Variant:
    """Raises Usage for a name that is no feature, or features that cannot be on together."""
    features, _, package = text.partition("@")
    names = {"none": [], "all": list(model.factors)}.get(features, features.split("+"))
    for name in names:
        if name not in model.factors:
            raise Usage(f"{name!r} is not a feature (in the variant {text!r})", "fastapi-adv verify --list")
    if not model.possible(names):
        raise Usage(f"the features of the variant {text!r} conflict", "fastapi-adv features")
    package = package or PACKAGE
    if not package.isidentifier() or package != package.lower() or len(package) > len(LONGEST):
        raise Usage(f"{package!r} is no package name (in the variant {text!r})")
    return variant(model, model.closure(names), package)


def plan(model: Model, restricted: Model, strength: int) -> list[Variant]:
    """None, each alone, all, and an array of `strength`; its greatest rows bear the shortest and the longest name.

    `model` names the variants; `restricted` holds the factors that vary. Where the array has no two rows of its own,
    all is judged again under those names.
    """
    alone = [restricted.closure([name]) for name in restricted.factors if restricted.possible([name])]
    together = frozenset(restricted.factors)
    fixed = [frozenset(), *alone, *([together] if restricted.possible(together) else [])]
    rows = [row for row in dict.fromkeys(covering_array(restricted, strength)) if row not in fixed]
    named = rows[-2:] if len(rows) > 1 else [fixed[-1]] * 2
    usual = [row for row in dict.fromkeys([*fixed, *rows]) if row not in named or row in fixed]
    bearing = zip(named, (SHORTEST, LONGEST), strict=True)
    return [variant(model, row) for row in usual] + [variant(model, row, package) for row, package in bearing]


def shard(variants: Iterable[Variant], number: int, of: int) -> list[Variant]:
    """Every `of`-th variant from the `number`-th (from 1): each is in exactly one shard."""
    return list(variants)[number - 1 :: of]
