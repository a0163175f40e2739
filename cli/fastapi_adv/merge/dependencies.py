"""Dependencies in pyproject.toml are sets: yours and the template's meet in them without a conflict."""

import re
import tomllib
from dataclasses import replace

from fastapi_adv.merge import arrays
from fastapi_adv.merge.arrays import Array, Item

FILE = "pyproject.toml"
_TABLES = {"project": "dependencies", "project.optional-dependencies": ".+", "dependency-groups": ".+"}
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def unify(base: str, yours: str, target: str) -> tuple[str, str, str, list[str]]:
    """The three texts with the same, merged arrays in each, and what was kept of yours against the template.

    What is left to differ between them is for the line merge. Arrays that cannot be read stay as they are.
    """
    texts = [base, yours, target]
    kept: list[str] = []
    found = [arrays.find(text, _TABLES) for text in texts]
    for key in found[0].keys() & found[1].keys() & found[2].keys():
        before, here, after = (one[key] for one in found)
        merged, notes = _merged(before, here, after)
        new = [_put(text, key, merged) for text in texts]
        if all(_sound(text, key, merged) for text in new):
            texts, kept = new, kept + notes
    return texts[0], texts[1], texts[2], kept


def _merged(base: Array, yours: Array, target: Array) -> tuple[Array, list[str]]:
    before, after = _by_name(base), _by_name(target)
    here = _by_name(yours)
    kept, items = [], []
    for name, item in here.items():
        was, new = before.get(name), after.get(name)
        mine = was is None or item.value != was.value
        if mine:
            items.append((name, item))
            if new != was and (new is None or new.value != item.value):
                kept.append(f"{item.value} stays as you have it, the template {_wish(new)}")
        elif new is not None:
            items.append((name, item if new.value == item.value else replace(item, literal=new.literal)))
    order = list(after)
    for name in order:
        if name not in before and name not in here:
            items.insert(_place(name, order, [other for other, _ in items]), (name, after[name]))
    return (yours if yours.items else target).holding([item for _, item in items]), kept


def _wish(item: Item | None) -> str:
    return f"wants {item.value}" if item else "drops it"


def _place(name: str, order: list[str], present: list[str]) -> int:
    """Behind the nearest of the template's that comes before it, else before the nearest that comes after."""
    at = order.index(name)
    for other in reversed(order[:at]):
        if other in present:
            return present.index(other) + 1
    for other in order[at + 1 :]:
        if other in present:
            return present.index(other)
    return len(present)


def _by_name(array: Array) -> dict[str, Item]:
    """Items by normalised name and marker; a second of the same counts by its whole text."""
    found: dict[str, Item] = {}
    for item in array.items:
        match = _NAME.match(item.value)
        name = re.sub(r"[-_.]+", "-", match[1]).lower() if match else item.value
        key = name + item.value.partition(";")[2].replace(" ", "")
        found[item.value if key in found else key] = item
    return found


def _put(text: str, key: tuple[str, str], merged: Array) -> str:
    place = arrays.find(text, _TABLES)[key]
    return text[: place.start] + merged.text() + text[place.end :]


def _sound(text: str, key: tuple[str, str], merged: Array) -> bool:
    """The text parses, and the array in it holds what it should."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    for part in key[0].split("."):
        table = table.get(part, {})
    return table.get(key[1]) == [item.value for item in merged.items]
