"""Segments of a template, each rendered once for every set of features that changes its text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from fastapi_adv.verify.static.space import Space

if TYPE_CHECKING:
    from jinja2 import Template as JinjaTemplate

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template as JinjaTemplate


class Segment(Protocol):
    """Part of a rendering."""

    def text(self, mask: int) -> str:
        """Return the text in a combination."""


@dataclass(frozen=True)
class Fixed:
    """Segment that is the same in every combination."""

    content: str

    def text(self, _mask: int) -> str:
        return self.content


@dataclass
class Pieces:
    """Loop whose turns each depend on one entry. Each turn is rendered once with the entry on and once off."""

    space: Space
    template: "JinjaTemplate"
    _tables: list[tuple[int, dict[int, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        entries = self.space.variables["catalogue"]
        bits = [(self.space.bits.bit(entry["name"]), entry) for entry in entries]
        self._silent = self._render(entries, []) == ""
        half = len(bits) // 2
        for part in (bits[:half], bits[half:]):
            table = {0: ""}
            for bit, entry in part:
                on, off = (self._turn(entry, enabled) for enabled in ([entry["name"]], []))
                table = {mask: text + off for mask, text in table.items()} | {
                    mask | bit: text + on for mask, text in table.items()
                }
            self._tables.append((sum(bit for bit, _ in part), table))

    def _turn(self, entry: Mapping[str, Any], enabled: list[str]) -> str:
        """Render one turn. Disabled entries that print nothing stay in the list: a loop may count positions."""
        entries = self.space.variables["catalogue"]
        return self._render(entries if self._silent else [entry], enabled)

    def _render(self, entries: list[Any], enabled: list[str]) -> str:
        return self.template.render(self.space.variables | {"catalogue": entries, "enabled": enabled})

    def text(self, mask: int) -> str:
        (first, low), (second, high) = self._tables
        return low[mask & first] + high[mask & second]


RENDERINGS_PER_KEY = 3
"""Most renderings that one key costs: its text, and the check on the least and the greatest combination."""
SAMPLE = 200
"""Number of keys after which the cost of the check is compared with the cost of rendering every combination."""


class Watched(dict[str, Any]):
    """Catalogue entry that records whether a template reads more of it than its name."""

    def __init__(self, entry: Mapping[str, Any], seen: set[str]) -> None:
        super().__init__(entry)
        self._seen = seen

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if key != "name":
            self._seen.add(self["name"])
        return value


class Keyed:
    """Any other segment. An entry is `seen` if it is in `named`, or if the segment reads more of it than its name.

    Texts are cached by the seen entries that are on. The least and the greatest combination with the same seen entries
    must give the same text; otherwise every combination is rendered by itself.
    """

    def __init__(self, space: Space, template: "JinjaTemplate", named: Collection[str] = ()) -> None:
        self._space = space
        self._template = template
        self._texts: dict[int, str] = {}
        self._everything = space.bits.everything()
        self.seen = self._find_seen(named)

    def text(self, mask: int) -> str:
        key = mask & self.seen
        if key not in self._texts:
            text = self._render(mask)
            if self.seen != self._everything and not self._holds(mask, key, text):
                return self._text_without_keys(mask)
            self._texts[key] = text
            if len(self._texts) == SAMPLE and self._check_is_slower():
                return self._text_without_keys(mask)
        return self._texts[key]

    def _text_without_keys(self, mask: int) -> str:
        self.seen = self._everything
        self._texts.clear()
        return self.text(mask)

    def _check_is_slower(self) -> bool:
        if self.seen == self._everything:
            return False
        masks = self._space.masks
        return RENDERINGS_PER_KEY * len({mask & self.seen for mask in masks}) > len(masks)

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
