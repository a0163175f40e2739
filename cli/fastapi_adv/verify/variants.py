"""Variants: combinations of features with a package name, chosen by a covering array."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi_adv.catalogue.combinations import Features, Model, feasible, reached
from fastapi_adv.errors import EnvironmentLacks, Usage

SALTS = {1: 1, 2: 12, 3: 3}
"""Number of arrays that are computed for each strength. The shortest is used. Strength 3 takes about a second each."""


def covering_array(model: Model, strength: int) -> list[Features]:
    """Return combinations that show every feasible interaction of `strength` factors.

    Combinations that are executed anyway do not count: `all` alone shows every pair that is on, and would hide a
    fault that needs a third feature to be off. Raises EnvironmentLacks without covertable.
    """
    strength = min(strength, len(model.factors))
    if strength == 0:
        return []
    candidates = (_array(model, strength, salt) for salt in range(SALTS.get(strength, 1)))
    shortest: list[Features] = min((_needed(model, strength, rows) for rows in candidates), key=len)
    return sorted(shortest, key=_order)


def _array(model: Model, strength: int, salt: int) -> list[Features]:
    try:
        import covertable  # type: ignore[import-untyped]  # it has no types
    except ModuleNotFoundError as missing:
        raise EnvironmentLacks("covertable is not installed", 'pip install "fastapi-adv[verify]"') from missing
    rows = covertable.make(
        {name: [False, True] for name in model.factors},
        strength=strength,
        constraints=list(_constraints(model)),
        salt=str(salt),
    )
    return [frozenset(name for name, value in row.items() if value) for row in rows]


def _constraints(model: Model) -> Iterable[dict[str, object]]:
    def either(left: tuple[str, bool], right: tuple[str, bool]) -> dict[str, object]:
        conditions = [{"operator": "eq", "left": name, "value": value} for name, value in (left, right)]
        return {"operator": "or", "conditions": conditions}

    for name in model.factors:
        for required in sorted(model.closure([name]) - {name}):
            yield either((name, False), (required, True))
        for other in model.factors:
            if name < other and not model.possible([name, other]):
                yield either((name, False), (other, False))


def _needed(model: Model, strength: int, rows: list[Features]) -> list[Features]:
    """Remove rows whose interactions the other rows show too."""
    wanted = feasible(model, strength)
    kept = sorted(rows, key=_order)
    for row in list(kept):
        others = [other for other in kept if other != row]
        if wanted <= reached(model, others, strength):
            kept = others
    return kept


def _order(row: Features) -> tuple[int, list[str]]:
    return len(row), sorted(row)


PACKAGE = "myproj"
SHORTEST = "x"
LONGEST = "a" + "bcdefghijklm" * 3 + "nop"
"""Package name of the greatest length, forty letters."""


@dataclass(frozen=True)
class Variant:
    """A variant. `--only` takes its name: `none`, `all` or `auth+cache`, with `@PACKAGE` for an unusual package."""

    name: str
    chosen: tuple[str, ...]
    enabled: Features
    package: str = PACKAGE

    @property
    def answers(self) -> Mapping[str, object]:
        """Answers of the template's questions."""
        return {"project_name": self.package, "package_name": self.package, "features": list(self.chosen)}


def variant(model: Model, enabled: Features, package: str = PACKAGE) -> Variant:
    """Return the variant of a combination, named after the shortest choice that leads to it."""
    chosen = model.generators(enabled)
    if not enabled:
        name = "none"
    elif enabled == frozenset(model.factors):
        name = "all"
    else:
        name = "+".join(chosen)
    return Variant(name if package == PACKAGE else f"{name}@{package}", chosen, enabled, package)


def parse(model: Model, text: str) -> Variant:
    """Return the variant of a name. Raises Usage for an unknown feature, or features that conflict."""
    features, _, package = text.partition("@")
    names = {"none": [], "all": list(model.factors)}.get(features, features.split("+"))
    for name in names:
        if name not in model.factors:
            raise Usage(f"{name!r} is not a feature (in the variant {text!r})", "fastapi-adv verify --list")
    if not model.possible(names):
        raise Usage(f"the features of the variant {text!r} conflict", "fastapi-adv features")
    package = package or PACKAGE
    if not package.isidentifier() or package != package.lower() or len(package) > len(LONGEST):
        raise Usage(f"{package!r} is not a valid package name (in the variant {text!r})")
    return variant(model, model.closure(names), package)


def plan(model: Model, restricted: Model, strength: int) -> list[Variant]:
    """Return the variants none, each feature alone, all, and a covering array of `strength`.

    `model` names the variants, `restricted` has the factors that vary. The two largest rows of the array get the
    shortest and the longest package name; without two rows, `all` is judged again with these names.
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
    """Return every `of`-th variant, starting with number `number` (from 1). Each variant is in one shard."""
    return list(variants)[number - 1 :: of]
