"""All combinations of a template's features, and the variables of their renderings."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any

from fastapi_adv.catalogue.combinations import Model, model_of
from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import closure
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify.static.facts import Bits
from fastapi_adv.verify.variants import PACKAGE, variant


class Space:
    """Space of combinations. A combination is the mask of its enabled entries, parts and core included."""

    def __init__(self, template: Template, catalogue: Catalogue) -> None:
        self.template = template
        self.catalogue = catalogue
        self.model: Model = model_of(catalogue)
        self.bits = Bits(entry.name for entry in catalogue)

    @cached_property
    def _closures(self) -> dict[str, int]:
        """Entry -> mask of the entry, its requirements, and core."""
        return {entry.name: self.bits.mask(closure(self.catalogue, [entry.name])) for entry in self.catalogue}

    def closure(self, mask: int) -> int:
        """Return the least combination with these entries."""
        closed = self._closures.get("core", 0)
        for name in self.bits.names(mask):
            closed |= self._closures[name]
        return closed

    def greatest(self, seen: int, key: int) -> int:
        """Return the greatest combination whose entries among `seen` are exactly `key`, ignoring conflicts."""
        mask = key
        for closed in self._closures.values():
            if not closed & seen & ~key:
                mask |= closed
        return mask

    @cached_property
    def masks(self) -> Sequence[int]:
        """Every combination."""
        return tuple(self.combinations())

    def combinations(self) -> Iterator[int]:
        """Yield every combination once."""
        nothing = self.closure(0)
        closures = self._closures
        for features in self.model.every_combination():
            mask = nothing
            for name in features:
                mask |= closures[name]
            yield mask

    @cached_property
    def variables(self) -> dict[str, Any]:
        """Variables of every rendering: no feature is enabled, but the demonstration's resources are there.

        Without the feature that needs them, the exclusion rule leaves out their files.
        """
        names = {"project_name": PACKAGE, "package_name": PACKAGE}
        everything = self.template.known({**names, "features": list(self.model.factors)})
        return {**everything, **self.answers(self.closure(0))}

    def inside(self, variables: Mapping[str, Any]) -> "Space":
        """Return the same space with the variables of a file in a loop."""
        inner = copy(self)
        inner.__dict__["variables"] = dict(variables)
        return inner

    def answers(self, mask: int) -> Mapping[str, Any]:
        """Return the variables that one combination changes."""
        enabled = self.bits.names(mask)
        return {"enabled": enabled, "features": [name for name in enabled if name in self.model.factors]}

    def name(self, mask: int) -> str:
        """Return the name of the combination, as `--only` takes it."""
        return variant(self.model, frozenset(self.bits.names(mask)) & frozenset(self.model.factors)).name
