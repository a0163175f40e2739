"""Fields of a resource: `NAME:TYPE[:ARGUMENTS][:MODIFIER…]` on the command line, a mapping in the state file."""

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi_adv.errors import Usage
from fastapi_adv.resources.defaults import default_of
from fastapi_adv.resources.identifiers import refuse_shape

Record = Mapping[str, Any]
Types = Mapping[str, Mapping[str, Any]]
"""Entries of field_types.yml by name."""

SWITCHES = ("optional", "unique", "index")
BOUNDS = ("min", "max")


def parse(word: str, types: Types) -> dict[str, Any]:
    """Return the field that the word declares. Raises Usage with the form to type."""
    name, *rest = word.split(":")
    refuse_shape(name, "Field")
    if not rest or not rest[0]:
        raise Usage(f"Field {word!r} has no type.", f"Type: {name}:TYPE, with a type of {', '.join(types)}")
    kind, *rest = rest
    refuse_unknown_type(kind, types)
    field: dict[str, Any] = {"name": name, "type": kind}
    if rest and rest[0] not in SWITCHES and "=" not in rest[0]:
        field |= _arguments(word, kind, rest.pop(0), types)
    for modifier in rest:
        if modifier.partition("=")[0] in field:
            raise Usage(f"Field {word!r} repeats {modifier.partition('=')[0]}.", "Remove one of the two.")
        field |= _modifier(word, kind, modifier, types)
    return field


def refuse_unknown_type(kind: object, types: Types) -> None:
    """Raise Usage, with similar types, if there is no such type."""
    if kind not in types:
        near = difflib.get_close_matches(str(kind), types, n=1)
        suggestion = f"Did you mean `{near[0]}`? " if near else ""
        raise Usage(f"Unknown type {kind!r}.", f"{suggestion}Types: {', '.join(types)}.")


def _arguments(word: str, kind: str, text: str, types: Types) -> Iterator[tuple[str, Any]]:
    given = text.split(",")
    if kind == "enum":
        yield "choices", given
        return
    params = list(types[kind].get("params", {}))
    if len(given) > len(params) or "" in given:
        example = f"{word.partition(':')[0]}:{':'.join([kind, ','.join(map(str.upper, params))]).rstrip(':')}"
        raise Usage(f"Field {word!r}: {kind} takes {', '.join(params) or 'no arguments'}.", f"Type: {example}")
    for key, value in zip(params, given, strict=False):
        if kind == "ref":
            yield key, value
        elif re.fullmatch(r"\d{1,9}", value, flags=re.ASCII):
            yield key, int(value)
        else:
            raise Usage(f"Field {word!r}: {key} must be a number, not {value!r}.", f"Type for example: {kind}:20")


def _modifier(word: str, kind: str, modifier: str, types: Types) -> dict[str, Any]:
    key, equals, value = modifier.partition("=")
    if modifier in SWITCHES:
        return {key: True}
    if equals and key in BOUNDS and "bounds" in types[kind]:
        if not re.fullmatch(r"-?\d{1,19}", value, flags=re.ASCII):
            raise Usage(f"Field {word!r}: {key} must be a whole number, not {value!r}.", f"Type for example: {key}=0")
        return {key: int(value)}
    if equals and key == "default" and "default" in types[kind]:
        return {key: default_of(kind, value)}
    allowed = [*SWITCHES, *(f"{bound}=N" for bound in BOUNDS if "bounds" in types[kind])]
    allowed += ["default=VALUE"] if "default" in types[kind] else []
    raise Usage(f"Field {word!r}: {kind} does not take {modifier!r}.", f"Modifiers of {kind}: {', '.join(allowed)}.")


def spelled(field: Record, types: Types) -> str:
    """Return the word that declares the field; `parse` is its inverse."""
    kind = field["type"]
    params = types[kind].get("params", {})
    last = max((number for number, key in enumerate(params, 1) if key in field), default=0)
    arguments = [str(field.get(key, params[key])) for key in list(params)[:last]]
    parts = [field["name"], kind, ",".join(field.get("choices", arguments))]
    parts += [key for key in SWITCHES if field.get(key)]
    parts += [f"{key}={field[key]}" for key in BOUNDS if key in field]
    if "default" in field:
        value = field["default"]
        parts.append(f"default={str(value).lower() if isinstance(value, bool) else value}")
    return ":".join(filter(None, parts))


def live(resource: Record) -> list[Record]:
    """Return the fields that the resource has now."""
    return [field for field in resource["fields"] if not field.get("until")]


def attribute(field: Record) -> str:
    """Return the name of the field's column."""
    return f"{field['name']}_id" if field["type"] == "ref" else str(field["name"])


def parts(field: Record) -> dict[str, Any]:
    """Return the field without its history, as `parse` returns it."""
    return {key: value for key, value in field.items() if key not in ("since", "until", "before")}
