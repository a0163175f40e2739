"""All combinations of a template's features, and the variables of their renderings."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any

from fastapi_adv.catalogue.combinations import Model, model_of
from fastapi_adv.catalogue.model import Catalogue, Feature
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
        """Yield combinations: every one of the features with modules, and separate features in an even half of them.

        A separate feature is enabled where the number of the other features is odd. A fault that does not depend on
        all other features at once is found with and without it.
        """
        nothing = self.closure(0)
        separate = [entry.name for entry in self.catalogue.features if self._is_separate(entry)]
        others = self.model.restricted(name for name in self.model.factors if name not in separate)
        for features in others.every_combination():
            mask = nothing
            for name in [*features, *(separate if len(features) % 2 else ())]:
                mask |= self._closures[name]
            yield mask

    def _is_separate(self, entry: Feature) -> bool:
        """Check whether a feature has neither modules nor dependencies, and no relation to other features."""
        related = any(entry.name in (*other.requires, *other.conflicts) for other in self.catalogue)
        modules = any(path.startswith(("src/", "tests/")) for path in entry.paths)
        linked = entry.requires or entry.conflicts or entry.imports or entry.routers
        return not (related or modules or linked or entry.environment or entry.dependencies or entry.dev_dependencies)

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
