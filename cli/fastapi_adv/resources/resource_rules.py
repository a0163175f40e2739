"""Rules of all resources of a project together: names, references and derived names."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from fastapi_adv.errors import Usage
from fastapi_adv.resources.field_rules import refuse_field
from fastapi_adv.resources.fields import Record, Types, attribute, live, parts
from fastapi_adv.resources.identifiers import (
    LONGEST_PAIR,
    Reserved,
    class_of,
    refuse_resource_name,
    refuse_shape,
)

MOST_RESOURCES = 100
MOST_FIELDS = 100


def refuse_resources(resources: Sequence[Record], types: Types, reserved: Reserved, *, auth: bool) -> None:
    """Raise Usage, with what to type, if one of the resources cannot be generated beside the others."""
    if len(resources) > MOST_RESOURCES:
        raise Usage(f"{len(resources)} resources; the maximum is {MOST_RESOURCES}.", "Destroy one first.")
    for resource in resources:
        _refuse_own(resource, types, reserved)
        if resource.get("owned") and not auth:
            raise Usage(
                f"{resource['plural']} has owned rows, which need the feature auth.", "Type: fastapi-adv add auth"
            )
    _refuse_same_names(resources)
    _refuse_missing_targets(resources)
    _refuse_same_classes(resources, reserved)
    for resource in resources:
        _refuse_same_children(resource, resources)


def _refuse_own(resource: Record, types: Types, reserved: Reserved) -> None:
    name, plural = resource["name"], resource["plural"]
    refuse_resource_name(name, "Resource", reserved)
    refuse_resource_name(plural, "Plural", reserved)
    if name == plural:
        raise Usage(f"The plural of {name!r} must differ from the name.", "Type: --plural PLURAL")
    if "scope" in resource:
        refuse_shape(resource["scope"], "Scope")
    fields = live(resource)
    if not fields:
        raise Usage(f"Resource {name!r} has no fields.", f"Type: fastapi-adv generate resource {name} title:str")
    if len(resource["fields"]) > MOST_FIELDS:
        raise Usage(f"Resource {name!r} has more than {MOST_FIELDS} fields.", "Use a second resource with a ref.")
    for field in fields:
        refuse_field(parts(field), types, reserved)
        _refuse_length(plural, attribute(field))
        _refuse_class_of_resource(name, field, reserved)
    _refuse_same_attributes(name, fields)


def _refuse_length(plural: str, column: str) -> None:
    if len(plural) + len(column) > LONGEST_PAIR:
        raise Usage(
            f"{plural}.{column} has {len(plural) + len(column)} letters; the maximum for table and column together is "
            f"{LONGEST_PAIR}, because PostgreSQL cuts the names of indexes.",
            "Type a shorter name.",
        )


def _refuse_class_of_resource(name: str, field: Record, reserved: Reserved) -> None:
    if class_of(field["name"]) in {form.format(class_of(name)) for form in reserved.derived | {"{}"}}:
        raise Usage(f"Field {field['name']!r} gets the name of a class of {name!r}.", "Type another name.")


def _refuse_same_attributes(name: str, fields: Sequence[Record]) -> None:
    seen: set[str] = set()
    for field in fields:
        words = {field["name"], attribute(field)}
        if taken := words & seen:
            raise Usage(f"Resource {name!r} has {min(taken)!r} twice.", "Rename or remove one of the two fields.")
        seen |= words


def _refuse_same_names(resources: Sequence[Record]) -> None:
    seen: dict[str, str] = {}
    for resource in resources:
        for name in (resource["name"], resource["plural"]):
            if name in seen:
                raise Usage(
                    f"{name!r} already exists: it is a name of the resource {seen[name]}.",
                    f"Type another name, or: fastapi-adv change resource {seen[name]} FIELD",
                )
        seen |= dict.fromkeys((resource["name"], resource["plural"]), resource["plural"])


def _refuse_missing_targets(resources: Sequence[Record]) -> None:
    known = {resource["plural"] for resource in resources}
    singular = {resource["name"]: resource["plural"] for resource in resources}
    for resource in resources:
        for field in resource["fields"]:
            target = field.get("to", "")
            if field["type"] == "ref" and target not in known:
                better = singular.get(target, "PLURAL")
                raise Usage(
                    f"Field {field['name']!r} of {resource['plural']} refers to {target!r}, which is not a resource.",
                    f"Type: {field['name']}:ref:{better}; resources: {', '.join(sorted(known))}.",
                )


def _classes(resource: Record, reserved: Reserved) -> Iterator[str]:
    """Yield the names of the types that the resource gives to GraphQL and OpenAPI."""
    yield from {form.format(class_of(resource["name"])) for form in reserved.derived}
    for field in live(resource):
        if field["type"] == "enum":
            yield class_of(resource["name"]) + class_of(field["name"])


def _refuse_same_classes(resources: Sequence[Record], reserved: Reserved) -> None:
    for resource in resources:
        classes = list(_classes(resource, reserved))
        if taken := _repeated(classes) or set(classes) & reserved.types:
            raise Usage(f"Resource {resource['name']!r} defines the type {min(taken)} twice.", "Type another name.")
    for one, other in combinations(resources, 2):
        if taken := set(_classes(one, reserved)) & set(_classes(other, reserved)):
            raise Usage(
                f"Resources {one['name']!r} and {other['name']!r} both define the type {min(taken)}.",
                "Type another name for the resource or the field.",
            )


def _repeated(names: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]


def _refuse_same_children(parent: Record, resources: Sequence[Record]) -> None:
    """Raise Usage if two lists below the parent, or a list and a field, get the same name."""
    taken = {word for field in live(parent) for word in (field["name"], attribute(field))}
    for other in resources:
        for field in live(other):
            if field["type"] != "ref" or field["to"] != parent["plural"]:
                continue
            many = other["plural"] if field["name"] == parent["name"] else f"{field['name']}_{other['plural']}"
            if many in taken:
                raise Usage(
                    f"{parent['plural']} has {many!r} already: {other['plural']}.{field['name']} needs this name.",
                    f"Rename the field {field['name']!r}.",
                )
            taken.add(many)
