"""Set merge of the dependency lists in pyproject.toml, without conflicts."""

import re
from dataclasses import replace

from fastapi_adv.catalogue.naming import canonical
from fastapi_adv.merge import toml_arrays
from fastapi_adv.merge.toml_arrays import Array, Item

FILE = "pyproject.toml"
_TABLES = {"project": "dependencies", "project.optional-dependencies": ".+", "dependency-groups": ".+"}
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def merge(base: str, yours: str, target: str) -> tuple[str, str, str, list[str]]:
    """Merge the dependency arrays of three versions of pyproject.toml.

    Returns the three texts, each with the merged arrays, and messages about your bounds that were kept. The rest of
    the texts is left for the line merge. Arrays that cannot be parsed are not changed.
    """
    texts = [base, yours, target]
    kept: list[str] = []
    found = [toml_arrays.find(text, _TABLES) for text in texts]
    for key in found[0].keys() & found[1].keys() & found[2].keys():
        before, here, after = (one[key] for one in found)
        merged, notes = _merged(before, here, after)
        new = [_put(text, key, merged) for text in texts]
        if all(_sound(text, key, merged) for text in new):
            texts, kept = new, kept + notes
    return texts[0], texts[1], texts[2], kept


def _merged(base: Array, yours: Array, target: Array) -> tuple[Array, list[str]]:
    """Return the template's list without what you deleted, with your bounds and your own entries, and messages."""
    if [item.value for item in target.items] == [item.value for item in base.items]:
        return yours, []
    before, here, after = _by_name(base), _by_name(yours), _by_name(target)
    kept = [
        f"{item.value} stays as you have it, the template {_wish(after.get(name))}"
        for name, item in here.items()
        if _is_yours(item, before.get(name)) and _moved(before.get(name), after.get(name), item)
    ]
    items = [
        (_name(item), _dressed(item, before.get(_name(item)), here.get(_name(item))))
        for item in target.items
        if (_name(item) in here) == (_name(item) in before)  # neither deleted by you, nor yours alone until now
    ]
    for name, item in here.items():
        if (name not in after and _is_yours(item, before.get(name))) or name not in before:
            items.insert(_place(name, list(here), [other for other, _ in items]), (name, item))
    return (yours if yours.items else target).holding([item for _, item in items]), kept


def _is_yours(item: Item, was: Item | None) -> bool:
    """Check whether you added the item or changed its bounds."""
    return was is None or item.value != was.value


def _moved(was: Item | None, new: Item | None, here: Item) -> bool:
    """Check whether the template changed the item to something other than yours."""
    left, right = was and was.value, new and new.value
    return right not in (left, here.value)


def _wish(item: Item | None) -> str:
    return f"wants {item.value}" if item else "drops it"


def _dressed(item: Item, was: Item | None, here: Item | None) -> Item:
    """Return the template's item with your bounds and your comments."""
    if was is None or here is None:
        return item
    literal = here.literal if _is_yours(here, was) else item.literal
    if (here.lead, here.trail) == (was.lead, was.trail):
        return replace(item, literal=literal)
    return replace(here, literal=literal)


def _place(name: str, order: list[str], present: list[str]) -> int:
    """Return the position after the nearest earlier item of yours, else before the nearest later one."""
    at = order.index(name)
    for other in reversed(order[:at]):
        if other in present:
            return len(present) - present[::-1].index(other)
    for other in order[at + 1 :]:
        if other in present:
            return present.index(other)
    return len(present)


def _name(item: Item) -> str:
    """Return the canonical name with its marker, because a package may be listed once per platform."""
    match = _NAME.match(item.value)
    name = canonical(match[1]) if match else item.value
    return name + item.value.partition(";")[2].replace(" ", "")


def _by_name(array: Array) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for item in array.items:
        found.setdefault(_name(item), item)
    return found


def _put(text: str, key: tuple[str, str], merged: Array) -> str:
    place = toml_arrays.find(text, _TABLES)[key]
    return text[: place.start] + merged.text() + text[place.end :]


def _sound(text: str, key: tuple[str, str], merged: Array) -> bool:
    """Check that the text parses and that the array has the merged values."""
    import tomllib  # few runs need it

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    for part in key[0].split("."):
        table = table.get(part, {})
    return table.get(key[1]) == [item.value for item in merged.items]
