"""Valid combinations of features, and their coverage of t-way interactions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product

from fastapi_adv.catalogue.model import Catalogue, closure

Features = frozenset[str]
"""The enabled features; every other factor is disabled."""

Interaction = frozenset[tuple[str, bool]]
"""Assignment of boolean factors."""


@dataclass(frozen=True)
class Model:
    """Boolean factors with their constraints. `requires` may contain names that are not factors."""

    factors: tuple[str, ...]
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: frozenset[frozenset[str]] = frozenset()

    def closure(self, chosen: Iterable[str]) -> Features:
        """Return the factors that are enabled if these entries are chosen."""
        return frozenset(closure(self.requires, chosen)).intersection(self.factors)

    def possible(self, chosen: Iterable[str]) -> bool:
        """Return True if the entries can be enabled together."""
        found = closure(self.requires, chosen)
        return not any(pair <= found for pair in self.conflicts)

    def generators(self, enabled: Features) -> tuple[str, ...]:
        """Return the smallest choice whose closure is `enabled`, in the order of the factors."""
        return tuple(
            name
            for name in self.factors
            if name in enabled and not any(name in self.closure([other]) for other in enabled - {name})
        )

    def restricted(self, names: Iterable[str]) -> "Model":
        """Return the model whose only factors are these features and their requirements."""
        kept = self.closure(names)
        return Model(tuple(name for name in self.factors if name in kept), self.requires, self.conflicts)

    def every_combination(self) -> Iterator[Features]:
        """Yield each valid combination once, from no feature to all."""
        alone = {name: self.closure([name]) for name in self.factors}
        pairs = [pair for pair in combinations(self.factors, 2) if not self.possible(pair)]

        def extend(position: int, enabled: Features) -> Iterator[Features]:
            if position < 0:
                if all(alone[name] <= enabled for name in enabled) and not any(
                    a in enabled and b in enabled for a, b in pairs
                ):
                    yield enabled
                return
            yield from extend(position - 1, enabled)
            yield from extend(position - 1, enabled | {self.factors[position]})

        return extend(len(self.factors) - 1, frozenset())


def model_of(catalogue: Catalogue) -> Model:
    """Return the model whose factors are the catalogue's features, without core and parts."""
    return Model(
        tuple(entry.name for entry in catalogue.features),
        catalogue.requires,
        frozenset(frozenset({entry.name, other}) for entry in catalogue for other in entry.conflicts),
    )


def feasible(model: Model, strength: int) -> set[Interaction]:
    """Return every interaction of `strength` factors that occurs in a valid combination."""
    found = set()
    for names in combinations(model.factors, strength):
        for values in product((False, True), repeat=strength):
            interaction = frozenset(zip(names, values, strict=True))
            on = [name for name, value in interaction if value]
            off = {name for name, value in interaction if not value}
            if model.possible(on) and not model.closure(on) & off:
                found.add(interaction)
    return found


def reached(model: Model, executed: Iterable[Features], strength: int) -> set[Interaction]:
    """Return the interactions of `strength` factors that occur in the executed combinations."""
    return {
        frozenset((name, name in enabled) for name in names)
        for enabled in set(executed)
        for names in combinations(model.factors, strength)
    }


@dataclass(frozen=True)
class Count:
    """Number of interactions reached, of those that are feasible."""

    reached: int
    feasible: int

    def __str__(self) -> str:
        return f"{self.reached}/{self.feasible}"


def count(model: Model, executed: Iterable[Features], strength: int) -> Count:
    """Count the coverage of the executed combinations, independently of the generator that chose them."""
    wanted = feasible(model, strength)
    return Count(len(wanted & reached(model, executed, strength)), len(wanted))
