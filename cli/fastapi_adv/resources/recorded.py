"""Validation of the resources in a state file: keys, values and lifetimes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi_adv.errors import Usage, shown
from fastapi_adv.resources.field_rules import refuse_field
from fastapi_adv.resources.fields import Record, Types, parts
from fastapi_adv.resources.identifiers import Reserved, refuse_identifier

RESOURCE_KEYS = ("name", "plural", "scope", "owned", "fields", "steps")
OPTIONAL_KEYS = ("scope", "owned")
FIELD_KEYS = frozenset(
    "name type length precision scale choices to on_delete optional unique index "
    "min max default since until before".split()
)
STEP_KEYS = {"revision", "after"}
MOST_STEPS = 9999


def refuse_malformed(resource: object) -> None:
    """Raise Usage, with the key, unless the template can render a resource of this form."""
    if not isinstance(resource, dict):
        raise Usage(f"{shown(resource)} is not a mapping.", "Fix this resource.")
    for key in RESOURCE_KEYS:
        if key not in resource and key not in OPTIONAL_KEYS:
            raise Usage(f"{shown(resource.get('plural', '?'))}: key {key!r} is missing.", "Fix this resource.")
    for key, kind in (("name", "Resource"), ("plural", "Plural"), ("scope", "Scope")):
        if key in resource:
            refuse_identifier(resource[key], kind)
    plural = resource["plural"]
    if unknown := [key for key in resource if key not in RESOURCE_KEYS]:
        raise _wrong(plural, f"unknown key {shown(unknown[0])}")
    if type(resource.get("owned", False)) is not bool:
        raise _wrong(plural, f"'owned' must be true or false, not {shown(resource['owned'])}")
    _refuse_steps(plural, resource["steps"])
    if not isinstance(resource["fields"], list):
        raise _wrong(plural, f"'fields' must be a list, not {shown(resource['fields'])}")
    for field in resource["fields"]:
        _refuse_field(plural, field, len(resource["steps"]))


def refuse_history(resource: Record, types: Types) -> None:
    """Raise Usage if a former or dropped form of a field could not be generated."""
    for field in resource["fields"]:
        for form in _forms(field):
            refuse_field(form, types, Reserved())


def _forms(field: Record) -> Iterator[Record]:
    """Yield the field in each of its periods, the last one first."""
    form = parts(field)
    yield form
    for old in reversed(field.get("before", ())):
        merged = {**form, **{key: value for key, value in old.items() if key != "until"}}
        form = {key: value for key, value in merged.items() if value is not None}
        yield form


def _refuse_steps(plural: str, steps: object) -> None:
    if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_STEPS:
        raise _wrong(plural, f"'steps' must be a list of migrations, not {shown(steps)}")
    for number, step in enumerate(steps, 1):
        if not isinstance(step, dict) or step.keys() != STEP_KEYS:
            raise _wrong(plural, f"step {number} must have the keys revision and after, not {shown(step)}")
        if step["revision"] != f"{plural}_{number:04}":
            raise _wrong(plural, f"step {number} must be {plural}_{number:04}, not {shown(step['revision'])}")
        if not isinstance(step["after"], str) or not re.fullmatch(r"\w{0,64}", step["after"], flags=re.ASCII):
            raise _wrong(plural, f"step {number}: 'after' must be a revision, not {shown(step['after'])}")


def _refuse_field(plural: str, field: object, last: int) -> None:
    if not isinstance(field, dict) or not all(isinstance(field.get(key), str) for key in ("name", "type")):
        raise _wrong(plural, f"a field must have the texts name and type, not {shown(field)}")
    if unknown := [key for key in field if key not in FIELD_KEYS]:
        raise _wrong(plural, f"field {shown(field['name'])} has the unknown key {shown(unknown[0])}")
    before = field.get("before", [])
    if not isinstance(before, list) or not all(isinstance(old, dict) for old in before):
        raise _wrong(plural, f"field {shown(field['name'])}: 'before' must be a list of mappings")
    for old in before:
        if unknown := [key for key in old if key not in FIELD_KEYS - {"since", "before"}]:
            raise _wrong(plural, f"field {shown(field['name'])}: 'before' has the unknown key {shown(unknown[0])}")
    _refuse_lifetime(plural, field, before, last)


def _refuse_lifetime(plural: str, field: Mapping[str, Any], before: Sequence[Mapping[str, Any]], last: int) -> None:
    """Raise Usage unless the steps of the field ascend and exist."""
    steps = [
        field.get("since", 1),
        *(old.get("until") for old in before),
        *([field["until"]] if "until" in field else []),
    ]
    whole = all(type(step) is int for step in steps)
    if not whole or steps != sorted(set(steps)) or not 1 <= steps[0] <= steps[-1] <= last:
        raise _wrong(
            plural, f"field {shown(field['name'])}: its steps must ascend from 1 to {last}, not {shown(steps)}"
        )


def _wrong(plural: str, reason: str) -> Usage:
    return Usage(f"{plural}: {reason}.", "Fix this resource.")
