"""Fields from foreign descriptions: columns of a table, properties of a JSON schema."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi_adv.errors import Usage
from fastapi_adv.resources.field_rules import declared
from fastapi_adv.resources.fields import Record, Types, spelled
from fastapi_adv.resources.identifiers import Reserved

OWN = frozenset({"id", "version", "created_at"})  # columns of every resource
FORMATS = {
    "date": "date",
    "date-time": "datetime",
    "time": "time",
    "uuid": "uuid",
    "email": "email",
    "uri": "url",
}
# Class of SQLAlchemy, or a base of it -> type of a field. The first base that is listed counts.
COLUMNS = {
    "Uuid": "uuid",
    "UUID": "uuid",
    "JSON": "json",
    "Boolean": "bool",
    "DateTime": "datetime",
    "Date": "date",
    "Time": "time",
    "Enum": "enum",
    "BigInteger": "bigint",
    "Integer": "int",
    "Float": "float",
    "Numeric": "decimal",
    "Text": "text",
    "String": "str",
}
MOST_TEXT = 10_000


@dataclass(frozen=True)
class Found:
    """Words of the fields, and a sentence for each part of the description that no field stands for."""

    words: tuple[str, ...]
    skipped: tuple[str, ...]


def of_columns(columns: Sequence[Mapping[str, Any]], plurals: Iterable[str], types: Types, reserved: Reserved) -> Found:
    """Return the fields of the columns of a table. References are taken to known resources only."""
    known = set(plurals)
    return _found((_column(column, known) for column in columns), types, reserved)


def of_schema(schema: Mapping[str, Any], document: Mapping[str, Any], types: Types, reserved: Reserved) -> Found:
    """Return the fields of a JSON schema's properties. `document` resolves references inside it."""
    required = schema.get("required", [])
    properties = schema.get("properties", {})
    if not isinstance(properties, dict) or not properties:
        raise Usage("The schema has no properties.", "Name a schema of the type object.")
    fields = (_property(name, found, name in required, document) for name, found in properties.items())
    return _found(fields, types, reserved)


def _found(fields: Iterable[dict[str, Any]], types: Types, reserved: Reserved) -> Found:
    """Keep the fields that follow the rules, and name the others."""
    words, skipped = [], []
    for field in fields:
        if field["name"] in OWN:
            continue
        if "type" not in field:
            skipped.append(f"Skipped {field['name']}: its type is not supported.")
            continue
        try:
            words.append(spelled(declared(spelled(field, types), types, reserved), types))
        except Usage as error:
            skipped.append(f"Skipped {field['name']}: {error.message}")
    if not words:
        raise Usage("No field was found.", " ".join(skipped))
    return Found(tuple(words), tuple(skipped))


def _snake(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+", "_", name)
    return re.sub(r"_(?=\d)", "", re.sub(r"_+", "_", spaced)).strip("_").lower()


def _column(column: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    name = _snake(str(column["name"]))
    kind = next((COLUMNS[base] for base in column["bases"] if base in COLUMNS), "")
    field: dict[str, Any] = {"name": name} | ({"type": kind} if kind else {})
    if column.get("target") in known:
        field = {"name": name.removesuffix("_id"), "type": "ref", "to": column["target"]}
    elif kind == "enum":
        field["choices"] = [_snake(choice) for choice in column.get("choices", [])]
    elif kind == "decimal" and column.get("precision"):
        field |= {"precision": column["precision"], "scale": column.get("scale") or 0}
    elif kind == "str":
        field |= _text(column.get("length"))
    switches = {key: True for key in ("unique", "index") if column.get(key)}
    return field | ({"optional": True} if column.get("nullable") else {}) | switches


def _text(length: int | None) -> dict[str, Any]:
    """Return the keys of a text. Without a short limit it has none in the database."""
    if length is None or length > MOST_TEXT:
        return {"type": "text"} | ({"length": length} if length else {})
    return {"type": "str", "length": max(2, length)}


def _property(name: str, schema: object, required: bool, document: Mapping[str, Any]) -> dict[str, Any]:
    variants = [found for found in _resolved(schema, document) if found.get("type") != "null"]
    kinds = {str(kind) for found in variants for kind in _kinds(found) if kind != "null"}
    nullable = any("null" in _kinds(found) or found.get("nullable") for found in _resolved(schema, document))
    field: dict[str, Any] = {"name": _snake(name)}
    if len(variants) != 1 or len(kinds) != 1:
        return field
    field |= _typed(variants[0], kinds.pop())
    default = variants[0].get("default")
    if required and not nullable:
        return field
    if default not in (None, "") and field.get("type") in ("bool", "int", "bigint", "float", "enum"):
        return {**field, "default": default}
    return {**field, "optional": True} if "type" in field else field


def _resolved(schema: object, document: Mapping[str, Any], depth: int = 0) -> list[Mapping[str, Any]]:
    """Return the alternatives of a schema, with local references resolved."""
    if not isinstance(schema, dict) or depth > 9:  # noqa: PLR2004  # deeper references are cycles
        return []
    if isinstance(reference := schema.get("$ref"), str):
        return _resolved(pointed(document, reference.removeprefix("#")), document, depth + 1)
    for key in ("anyOf", "oneOf", "allOf"):
        if isinstance(several := schema.get(key), list):
            return [found for one in several for found in _resolved(one, document, depth + 1)]
    return [schema]


def pointed(document: object, pointer: str) -> object:
    """Return the value at a JSON pointer; None if there is none."""
    for part in filter(None, pointer.split("/")):
        key = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(document, dict) or key not in document:
            return None
        document = document[key]
    return document


def _kinds(schema: Mapping[str, Any]) -> list[object]:
    kinds = schema.get("type", [])
    return kinds if isinstance(kinds, list) else [kinds]


def _typed(schema: Mapping[str, Any], kind: str) -> Record:
    """Return the keys of a field for a schema of one type."""
    if isinstance(choices := schema.get("enum"), list) and kind == "string":
        return {"type": "enum", "choices": [_snake(str(choice)) for choice in choices]}
    if kind == "string":
        if form := FORMATS.get(str(schema.get("format"))):
            return {"type": form}
        length = schema.get("maxLength")
        return {"type": "str"} if length is None else _text(length if isinstance(length, int) else None)
    if kind == "integer":
        bounds = dict(_bounds(schema))
        wide = schema.get("format") == "int64" or any(abs(bound) >= 2**31 for bound in bounds.values())
        return {"type": "bigint" if wide else "int", **bounds}
    simple = {"number": "float", "boolean": "bool", "object": "json", "array": "json"}
    return {"type": simple[kind]} if kind in simple else {}


def _bounds(schema: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for key, name, more in (
        ("minimum", "min", 0),
        ("exclusiveMinimum", "min", 1),
        ("maximum", "max", 0),
        ("exclusiveMaximum", "max", -1),
    ):
        if isinstance(bound := schema.get(key), int) and not isinstance(bound, bool):
            yield name, bound + more
