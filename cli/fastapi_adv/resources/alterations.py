"""Alterations of one field: what changes in the table, and what can lose data."""

from collections.abc import Iterator
from typing import Any

from fastapi_adv.errors import Usage
from fastapi_adv.resources.fields import Record, Types

# Keys that only the schemas read. A text has no length in the table, and enums are stored without a constraint.
ONLY_SCHEMA = ("choices", "min", "max")
# Type -> types that hold all its values.
WIDER = {
    "int": ("bigint",),
    "str": ("text",),
    "email": ("str", "text"),
    "url": ("str", "text"),
    "enum": ("str", "text"),
}
STORED_LENGTHS = {"email": 254, "url": 2000, "enum": 50}


def former(old: Record, new: Record) -> dict[str, Any]:
    """Return the former values of the keys that differ; None for keys that the field did not have."""
    return {
        key: old.get(key) for key in [*new, *(key for key in old if key not in new)] if old.get(key) != new.get(key)
    }


def alters_table(kind: str, keys: dict[str, Any]) -> bool:
    """Return True if a change of these keys needs a migration."""
    return any(key not in ONLY_SCHEMA and not (kind == "text" and key == "length") for key in keys)


def refuse_alteration(plural: str, old: Record, new: Record) -> None:
    """Raise Usage for an alteration that no migration can make."""
    place = f"{plural}.{old['name']}"
    way = f"Add a field of another name, copy the values by a migration of your own, then --drop {old['name']}."
    if new["type"] != old["type"] and new["type"] not in WIDER.get(old["type"], ()):
        raise Usage(f"{place} is {old['type']} and cannot become {new['type']}.", way)
    if new.get("to") != old.get("to"):
        raise Usage(f"{place} refers to {old['to']} and cannot refer to {new['to']}.", way)


def losses(plural: str, old: Record, new: Record, types: Types) -> Iterator[str]:
    """Yield a sentence for each way in which the alteration can lose data."""
    place = f"{plural}.{old['name']}"
    before, after = _length(old, types), _length(new, types)
    if before and after and after < before:
        yield f"{place}: values of more than {after} characters do not fit"
    if new["type"] == "decimal":
        (digits, scale), (new_digits, new_scale) = _digits(old, types), _digits(new, types)
        if new_scale < scale:
            yield f"{place}: values are rounded to {new_scale} decimals"
        if new_digits - new_scale < digits - scale:
            yield f"{place}: values of more than {new_digits - new_scale} digits before the point do not fit"
    gone = [choice for choice in old.get("choices", ()) if "choices" in new and choice not in new["choices"]]
    if gone:
        yield f"{place}: rows with {', '.join(gone)} cannot be read any more; update them first"
    if old.get("optional") and not new.get("optional"):
        yield f"{place}: the migration fails while rows have no value; fill them first"


def _length(field: Record, types: Types) -> int:
    """Return the greatest length of a text; 0 if there is none."""
    default = types[field["type"]].get("params", {}).get("length", STORED_LENGTHS.get(field["type"], 0))
    return int(field.get("length", default))


def _digits(field: Record, types: Types) -> tuple[int, int]:
    params = types["decimal"]["params"]
    return field.get("precision", params["precision"]), field.get("scale", params["scale"])
