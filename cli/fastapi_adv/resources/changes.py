"""Changes of the resources of a project: from one list of resources to the next. Nothing here touches a file."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi_adv.errors import Usage
from fastapi_adv.resources.alterations import alters_table, former, losses, refuse_alteration
from fastapi_adv.resources.fields import Record, Types, live, parts
from fastapi_adv.resources.identifiers import plural_of

Resources = tuple[Record, ...]


@dataclass(frozen=True)
class FieldChanges:
    """Changes of the fields of one resource.

    A field in `declared` is new, or replaces the field of its name. `head` is the last migration of the resource.
    """

    declared: Sequence[Record] = ()
    dropped: Sequence[str] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    head: str = ""


def resource_of(
    name: str, fields: Iterable[Record], *, plural: str = "", scope: str = "", owned: bool = False
) -> Record:
    """Return a new resource with its first migration."""
    plural = plural or plural_of(name)
    options = ({"scope": scope} if scope else {}) | ({"owned": True} if owned else {})
    steps = [{"revision": f"{plural}_0001", "after": ""}]
    return {"name": name, "plural": plural, **options, "fields": list(fields), "steps": steps}


def find(resources: Iterable[Record], word: str) -> Record:
    """Return the resource with this plural or name. Raises Usage, with similar names, if there is none."""
    named = {resource[key]: resource for resource in resources for key in ("name", "plural")}
    if word in named:
        return named[word]
    known = sorted({resource["plural"] for resource in named.values()})
    near = difflib.get_close_matches(word, known, n=1)
    suggestion = f"Did you mean `{near[0]}`? " if near else ""
    listed = (
        f"Resources: {', '.join(known)}." if known else "The project has no resources: fastapi-adv generate resource"
    )
    raise Usage(f"Unknown resource {word!r}.", suggestion + listed)


def destroyed(resources: Resources, plural: str) -> Resources:
    """Return the other resources. Raises Usage if one of them refers to the resource.

    A dropped reference counts, because its first migration needs the table.
    """
    users = [
        (other["plural"], used)
        for other in resources
        for used in other["fields"]
        if used.get("to") == plural and other["plural"] != plural
    ]
    if users:
        named = ", ".join(f"{other}.{used['name']}" + " (dropped)" * ("until" in used) for other, used in users)
        first = " ".join(
            f"`fastapi-adv destroy resource {other}`" for other in dict.fromkeys(other for other, _ in users)
        )
        raise Usage(f"{plural} cannot be destroyed: {named} refers to it.", f"Type first: {first}")
    return tuple(resource for resource in resources if resource["plural"] != plural)


def changed(resource: Record, changes: FieldChanges) -> Record:
    """Return the resource with these changes, and one more step if its table changes. Raises Usage."""
    step = len(resource["steps"]) + 1
    fields = [dict(recorded) for recorded in resource["fields"]]
    current = {recorded["name"]: recorded for recorded in fields if not recorded.get("until")}
    original = {name: parts(recorded) for name, recorded in current.items()}
    by_origin = {new: old for old, new in changes.renamed.items()}
    _refuse_contradictions(resource["plural"], current, changes)
    alters = bool(changes.dropped)
    for name in changes.dropped:
        current[name]["until"] = step
    kept = {changes.renamed.get(name, name): found for name, found in current.items() if name not in changes.dropped}
    declared = {found["name"]: found for found in changes.declared}
    for name in declared.keys() - kept.keys():
        _refuse_required(declared[name])
    fields += [{**found, "since": step} for name, found in declared.items() if name not in kept]
    alters = alters or bool(declared.keys() - kept.keys())
    for name, recorded in kept.items():
        new = declared.get(name, parts(recorded) | {"name": name})
        old = original[by_origin.get(name, name)]
        refuse_alteration(resource["plural"], old, new)
        alters = _alter(recorded, old, new, step) or alters
    steps = [*resource["steps"], {"revision": f"{resource['plural']}_{step:04}", "after": changes.head}]
    return {**resource, "fields": fields, "steps": steps if alters else resource["steps"]}


def _alter(recorded: dict[str, Any], old: Record, new: Record, step: int) -> bool:
    """Alter the recorded field in place. Return True if its column changes."""
    keys = former(old, new)
    alters = alters_table(old["type"], keys)
    history = [*recorded.get("before", ()), *([{"until": step, **keys}] if alters else [])]
    lifetime = {key: recorded[key] for key in ("since",) if key in recorded}
    recorded.clear()
    recorded.update({**new, **lifetime, **({"before": history} if history else {})})
    return alters


def lost(resource: Record, changes: FieldChanges, types: Types) -> list[str]:
    """Return a sentence for each way in which the changes can lose data."""
    current = {found["name"]: found for found in live(resource)}
    plural, origin = resource["plural"], {new: old for old, new in changes.renamed.items()}
    found = [f"{plural}.{name}: the column is dropped with its values" for name in changes.dropped]
    for new in changes.declared:
        old = current.get(origin.get(new["name"], new["name"]))
        if old is not None and old["name"] not in changes.dropped:
            found += losses(plural, old, new, types)
    return found


def _refuse_contradictions(plural: str, current: Mapping[str, Record], changes: FieldChanges) -> None:
    for name in (*changes.dropped, *changes.renamed):
        if name not in current:
            raise Usage(f"{plural} has no field {name!r}.", f"Fields: {', '.join(current)}.")
        if name in changes.dropped and name in changes.renamed:
            raise Usage(f"--drop {name} contradicts --rename {name}.", "Remove one of the two.")
    for name in changes.renamed.values():
        if name in current:
            raise Usage(f"{plural} has a field {name!r} already.", "Type another name.")
    names = [found["name"] for found in changes.declared]
    for name in names:
        if names.count(name) > 1:
            raise Usage(f"Field {name!r} is declared twice.", "Remove one of the two.")
        if name in changes.renamed and name not in changes.renamed.values():
            raise Usage(f"Field {name!r} is renamed and declared.", "Declare it in a second command.")
        if name in changes.dropped:
            raise Usage(
                f"--drop {name} contradicts {name}:….", "Drop the field first, then add it by a second command."
            )


def _refuse_required(new: Record) -> None:
    if not new.get("optional") and "default" not in new:
        raise Usage(
            f"Field {new['name']!r} is required, but rows exist already.",
            "Add :optional, or :default=VALUE if the type has defaults.",
        )
