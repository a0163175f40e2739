"""A template cut into segments, so that each is rendered only for what it can tell apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from fastapi_adv.verify.static.space import Space

if TYPE_CHECKING:
    from jinja2 import Template as JinjaTemplate


class Segment(Protocol):
    """A stretch of a rendering."""

    def text(self, mask: int) -> str:
        """Its text in this combination."""


@dataclass(frozen=True)
class Fixed:
    """The same in every combination."""

    content: str

    def text(self, _mask: int) -> str:
        return self.content


@dataclass
class Pieces:
    """A loop whose every turn sees its own entry alone: it is rendered turn by turn, once for on and once for off."""

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
        """Where nothing is printed for what is off, the others may stay: the loop may count places."""
        entries = self.space.variables["catalogue"]
        return self._render(entries if self._silent else [entry], enabled)

    def _render(self, entries: list[Any], enabled: list[str]) -> str:
        return self.template.render(self.space.variables | {"catalogue": entries, "enabled": enabled})

    def text(self, mask: int) -> str:
        (first, low), (second, high) = self._tables
        return low[mask & first] + high[mask & second]
