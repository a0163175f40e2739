"""Commands that repeat the changes of another branch to the resources, after a conflict of git."""

import shlex
from collections.abc import Iterable, Iterator

from fastapi_adv.resources.changes import Resources
from fastapi_adv.resources.fields import Record, Types, live, parts, spelled
from fastapi_adv.resources.identifiers import plural_of


def repeated(ours: Resources, theirs: Resources, types: Types) -> list[str]:
    """Return the commands that bring the resources of `theirs` to `ours`. A removal is not repeated."""
    known = {resource["plural"]: resource for resource in ours}
    commands = [_words(known.get(resource["plural"]), resource, types) for resource in theirs]
    return [shlex.join(["fastapi-adv", *words]) for words in commands if words]


def generate_words(resource: Record, types: Types) -> list[str]:
    """Return the words of the command that generates the resource as it is now."""
    words = [spelled(field, types) for field in live(resource)]
    plural = ["--plural", resource["plural"]] if plural_of(resource["name"]) != resource["plural"] else []
    scope = ["--scope", resource["scope"]] if "scope" in resource else []
    return [
        "generate",
        "resource",
        resource["name"],
        *words,
        *plural,
        *scope,
        *["--owned"] * resource.get("owned", False),
    ]


def _words(ours: Record | None, theirs: Record, types: Types) -> list[str]:
    if ours is None:
        return generate_words(theirs, types)
    changes = list(_changes(live(ours), theirs, types))
    return ["change", "resource", theirs["plural"], *changes] if changes else []


def _changes(ours: Iterable[Record], theirs: Record, types: Types) -> Iterator[str]:
    """Yield the words for new, altered, renamed and dropped fields."""
    now = {field["name"]: field for field in ours}
    lossy = False
    for field in theirs["fields"]:
        former = [old["name"] for old in field.get("before", ()) if "name" in old]
        origin = next((name for name in former if name in now), field["name"])
        if field.get("until"):
            if origin in now and not any(other["name"] == origin for other in live(theirs)):
                lossy = True
                yield from ("--drop", origin)
        else:
            if origin != field["name"]:
                yield from ("--rename", f"{origin}={field['name']}")
            if origin not in now or parts(field) != {**parts(now[origin]), "name": field["name"]}:
                yield spelled(field, types)
    if lossy:
        yield "--accept-data-loss"
