"""Which combinations of features can exist, and how many of their t-way tuples a list of combinations reaches."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product

from fastapi_adv.catalogue.model import Catalogue

Features = frozenset[str]
"""The features that are on; every other factor is off."""

Interaction = frozenset[tuple[str, bool]]
"""Some factors, each on or off."""


@dataclass(frozen=True)
class Model:
    """The factors with what holds between them. `requires` may pass through names that are no factors."""

    factors: tuple[str, ...]
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: frozenset[frozenset[str]] = frozenset()

    def closure(self, chosen: Iterable[str]) -> Features:
        """The factors that are on when these are chosen."""
        return frozenset(self._required(chosen)).intersection(self.factors)

    def _required(self, chosen: Iterable[str]) -> set[str]:
        found: set[str] = set()
        waiting = list(chosen)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self.requires.get(name, ()))
        return found

    def possible(self, chosen: Iterable[str]) -> bool:
        """Whether these can be on together."""
        found = self._required(chosen)
        return not any(pair <= found for pair in self.conflicts)

    def generators(self, enabled: Features) -> tuple[str, ...]:
        """The shortest choice that leads to `enabled`, in the order of the factors."""
        return tuple(
            name
            for name in self.factors
            if name in enabled and not any(name in self.closure([other]) for other in enabled - {name})
        )

    def restricted(self, names: Iterable[str]) -> "Model":
        """The same model with these features and what they require as its only factors."""
        kept = self.closure(names)
        return Model(tuple(name for name in self.factors if name in kept), self.requires, self.conflicts)

    def every_combination(self) -> Iterator[Features]:
        """Each set of features that can be on together, from none to all."""
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
    """The features that can be chosen; parts and core only pass requirements on."""
    return Model(
        tuple(entry.name for entry in catalogue.features),
        {entry.name: entry.requires for entry in catalogue},
        frozenset(frozenset({entry.name, other}) for entry in catalogue for other in entry.conflicts),
    )


def feasible(model: Model, strength: int) -> set[Interaction]:
    """Every interaction of `strength` factors that at least one combination shows."""
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
    """The interactions of `strength` factors that these combinations show."""
    return {
        frozenset((name, name in enabled) for name in names)
        for enabled in set(executed)
        for names in combinations(model.factors, strength)
    }


@dataclass(frozen=True)
class Count:
    """How many of the feasible interactions were reached."""

    reached: int
    feasible: int

    def __str__(self) -> str:
        return f"{self.reached}/{self.feasible}"


def count(model: Model, executed: Iterable[Features], strength: int) -> Count:
    """Counted from the combinations alone, whatever produced them."""
    wanted = feasible(model, strength)
    return Count(len(wanted & reached(model, executed, strength)), len(wanted))
