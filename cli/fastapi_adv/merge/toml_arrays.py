"""Arrays of strings in TOML text: parsed and written back without changing the text around them."""

import re
from dataclasses import dataclass, replace

_HEADER = re.compile(r"[ \t]*\[([^\[\]\"'#]+)\][ \t]*(?:#.*)?$", re.MULTILINE)
_OPENING = re.compile(r"^[ \t]*([A-Za-z0-9_-]+)[ \t]*=[ \t]*\[", re.MULTILINE)
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_TRAIL = re.compile(r"[ \t]*(?:#[^\n]*)?(?=\r?\n)")


@dataclass(frozen=True)
class Item:
    """One string of an array: white space and comments before it, the quoted literal, the comment after its comma."""

    lead: str
    literal: str
    trail: str = ""

    @property
    def value(self) -> str:
        return self.literal[1:-1].replace('\\"', '"').replace("\\\\", "\\")


@dataclass(frozen=True)
class Array:
    """An array, as the text between the offsets `start` and `end`, without brackets."""

    start: int
    end: int
    items: tuple[Item, ...]
    tail: str
    last_comma: bool

    def text(self) -> str:
        last = len(self.items) - 1
        commas = [self.last_comma if at == last else True for at in range(len(self.items))]
        return (
            "".join(f"{i.lead}{i.literal}{',' * comma}{i.trail}" for i, comma in zip(self.items, commas, strict=True))
            + self.tail
        )

    def on_lines(self) -> bool:
        return any("\n" in item.lead for item in self.items) or not self.items

    def holding(self, items: list[Item]) -> "Array":
        """Return the array with other items, in the same style."""
        if tuple(items) == self.items:
            return self
        if not self.on_lines():
            items = [replace(item, lead=" " if at else "") for at, item in enumerate(items)]
        return replace(self, items=tuple(items), last_comma=self.last_comma or not self.items)


def find(text: str, tables: dict[str, str]) -> dict[tuple[str, str], Array]:
    """Return arrays of strings by (table, key). `tables` maps a table to the pattern of its keys."""
    found = {}
    headers = [(match.end(), match[1].strip()) for match in _HEADER.finditer(text)]
    for opening in _OPENING.finditer(text):
        table = next((name for at, name in reversed(headers) if at <= opening.start()), "")
        if table in tables and re.fullmatch(tables[table], opening[1]):
            array = _parse(text, opening.end())
            if array is not None:
                found[table, opening[1]] = array
    return found


def _parse(text: str, start: int) -> Array | None:
    items: list[Item] = []
    comma, at = True, start
    while True:
        gap = _GAP.match(text, at)
        if gap is not None and text.startswith("]", gap.end()):
            return Array(start, gap.end(), tuple(items), gap[0], comma and bool(items))
        string = _STRING.match(text, gap.end()) if gap is not None else None
        if gap is None or string is None or not comma:
            return None
        at = string.end()
        comma = text.startswith(",", at)
        trail = _TRAIL.match(text, at + comma)
        items.append(Item(gap[0], string[0], trail[0] if trail else ""))
        at = trail.end() if trail else at + comma
