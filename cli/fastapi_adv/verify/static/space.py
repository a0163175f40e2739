"""All combinations of a template's features, and what its files are rendered with in each."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from fastapi_adv.catalogue.combinations import Model, model_of
from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify.static.bits import Bits
from fastapi_adv.verify.variants import PACKAGE, variant


class Space:
    """A combination is the mask of the entries that are on, parts and core among them."""

    def __init__(self, template: Template, catalogue: Catalogue) -> None:
        self.template = template
        self.catalogue = catalogue
        self.model: Model = model_of(catalogue)
        self.bits = Bits(entry.name for entry in catalogue)

    @cached_property
    def _closures(self) -> dict[str, int]:
        """Each entry with all that it requires, and what is always on."""
        always = self.bits.mask(entry.name for entry in self.catalogue if entry.kind == "core")

        def close(name: str) -> int:
            mask = always | self.bits.bit(name)
            for other in self.catalogue[name].requires:
                mask |= close(other)
            return mask

        return {entry.name: close(entry.name) for entry in self.catalogue}

    def closure(self, mask: int) -> int:
        """The least combination with these entries on."""
        closed = self._closures.get("core", 0)
        for name in self.bits.names(mask):
            closed |= self._closures[name]
        return closed

    def greatest(self, seen: int, key: int) -> int:
        """The greatest one whose entries among `seen` are exactly `key`, conflicts aside."""
        mask = key
        for closure in self._closures.values():
            if not closure & seen & ~key:
                mask |= closure
        return mask

    def combinations(self) -> Iterator[int]:
        """Every combination, each once."""
        nothing = self.closure(0)
        closures = self._closures
        for features in self.model.every_combination():
            mask = nothing
            for name in features:
                mask |= closures[name]
            yield mask

    @cached_property
    def variables(self) -> dict[str, Any]:
        """What every rendering sees, but for what is on."""
        return self.template.known({"project_name": PACKAGE, "package_name": PACKAGE, "features": []})

    def answers(self, mask: int) -> Mapping[str, Any]:
        """What one combination adds to the variables."""
        enabled = self.bits.names(mask)
        return {"enabled": enabled, "features": [name for name in enabled if name in self.model.factors]}

    def name(self, mask: int) -> str:
        """As `--only` takes it."""
        return variant(self.model, frozenset(self.bits.names(mask)) & frozenset(self.model.factors)).name
