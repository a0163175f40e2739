"""Segments of a rendering that depend on some entries."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from fastapi_adv.verify.static.space import Space

if TYPE_CHECKING:
    from jinja2 import Template as JinjaTemplate

FEW = 2
"""With so few entries unseen, rendering each combination takes less than checking that they make no difference."""


class Watched(dict[str, Any]):
    """A catalogue entry that notes when a template gets more of it than its name."""

    def __init__(self, entry: Mapping[str, Any], seen: set[str]) -> None:
        super().__init__(entry)
        self._seen = seen

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if key != "name":
            self._seen.add(self["name"])
        return value


class Keyed:
    """Anything else. An entry is `seen` if it is one of `named`, or if the segment gets more of it than its name.

    Texts are told apart by the seen entries that are on. That this is enough is checked for each of them on the least
    and on the greatest combination that it stands for; where they differ, every combination is rendered by itself.
    """

    def __init__(self, space: Space, template: "JinjaTemplate", named: Collection[str] = ()) -> None:
        self._space = space
        self._template = template
        self._texts: dict[int, str] = {}
        self._everything = space.bits.everything()
        self.seen = self._find_seen(named)
        if (self._everything & ~self.seen).bit_count() <= FEW:
            self.seen = self._everything

    def text(self, mask: int) -> str:
        key = mask & self.seen
        if key not in self._texts:
            text = self._render(mask)
            if self.seen != self._everything and not self._holds(mask, key, text):
                self.seen = self._everything
                self._texts.clear()
                return self.text(mask)
            self._texts[key] = text
        return self._texts[key]

    def _render(self, mask: int) -> str:
        return self._template.render(self._space.variables, **self._space.answers(mask))

    def _holds(self, mask: int, key: int, text: str) -> bool:
        least, greatest = self._space.closure(key), self._space.greatest(self.seen, key)
        return all(self._render(other) == text for other in {least, greatest} - {mask})

    def _find_seen(self, named: Collection[str]) -> int:
        seen = {entry.name for entry in self._space.catalogue} & set(named)
        entries = self._space.variables["catalogue"]
        watched = {"catalogue": [Watched(entry, seen) for entry in entries]}
        alone = [self._space.closure(self._space.bits.bit(entry["name"])) for entry in entries]
        for mask in (self._everything, self._space.closure(0), *alone):
            self._template.render(self._space.variables | watched, **self._space.answers(mask))
        return self._space.bits.mask(seen)
