"""Names of resources, fields and choices, and the words that they may not be."""

import keyword
import re
from dataclasses import dataclass

from fastapi_adv.errors import Usage, shown

LONGEST = 30
LONGEST_PAIR = 50  # table and column together: PostgreSQL cuts the names of indexes after 63 bytes
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*")


@dataclass(frozen=True)
class Reserved:
    """Words that the code around a resource uses.

    `resources` are refused as name or plural, `fields` as field, `classes` as class of a field, `types` as class of a
    resource. `derived` are the forms of class names that are made from
    the class of a resource, such as `{}Input`.
    """

    resources: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset({"{}"})


def refuse_shape(name: object, kind: str) -> None:
    """Raise Usage unless the name is lower-case words of at most 30 letters in all."""
    if not isinstance(name, str) or not _NAME.fullmatch(name) or len(name) > LONGEST:
        raise Usage(
            f"{kind} {shown(name)} is not valid.",
            f"Use at most {LONGEST} lower-case letters, digits and single underscores; words start with a letter.",
        )


def refuse_identifier(name: object, kind: str) -> None:
    """Raise Usage unless the name has the shape of names and is no keyword of Python."""
    refuse_shape(name, kind)
    if keyword.iskeyword(str(name)):
        raise Usage(f"{kind} {name!r} is a keyword of Python.", f"Type another name: my_{name}")


def refuse_field_name(name: object, reserved: Reserved) -> None:
    """Raise Usage if a field may not have this name."""
    refuse_identifier(name, "Field")
    if name in reserved.fields or class_of(str(name)) in reserved.classes:
        raise Usage(f"Field {name!r} is reserved: generated code uses the name.", f"Type another name: own_{name}")


def refuse_resource_name(name: object, kind: str, reserved: Reserved) -> None:
    """Raise Usage if a resource may not have this name or plural."""
    refuse_identifier(name, kind)
    if name in reserved.resources or (kind == "Resource" and class_of(str(name)) in reserved.types):
        raise Usage(f"{kind} {name!r} is reserved: the project has code of this name.", "Type another name.")


def class_of(name: str) -> str:
    """Return the name in CamelCase."""
    return "".join(part.capitalize() for part in name.split("_"))


def plural_of(name: str) -> str:
    """Return the regular English plural. `--plural` is for the rest."""
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if re.search(r"(s|x|z|ch|sh)$", name) else f"{name}s"
