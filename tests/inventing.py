"""Random resources, repeatable by a seed: names of 1 to 30 letters, and fields of every type."""

import random
import string
from collections.abc import Sequence

from fastapi_adv.errors import Usage
from fastapi_adv.resources.changes import Resources, resource_of
from fastapi_adv.resources.field_rules import declared
from fastapi_adv.resources.fields import Record
from fastapi_adv.resources.identifiers import LONGEST, LONGEST_PAIR, plural_of
from fastapi_adv.resources.resource_rules import refuse_resources
from fastapi_adv.template import slices, source

TYPES = slices.field_types(source.root())
RESERVED = slices.reserved(source.root(), source.catalogue(source.root()))
DEFAULTS = {"str": "a b", "text": "x", "bool": "true", "int": "7", "bigint": "7", "decimal": "7", "float": "0.5"}
ARGUMENTS = {"str": ("", ":600", ":2"), "text": ("", ":20000"), "decimal": ("", ":15,6", ":3,1")}
BOUNDS = ("", ":min=-5", ":max=99", ":min=0:max=90")
TRIES = 200


def name(dice: random.Random, most: int = LONGEST) -> str:
    """Return lower-case words of at most `most` letters in all."""
    length = min(most, dice.choice((1, 2, 3, dice.randint(4, LONGEST), LONGEST)))
    letters = "".join(dice.choice(string.ascii_lowercase) for _ in range(length))
    at = dice.randint(1, length)
    return f"{letters[:at]}_{letters[at + 1 :]}" if 1 < at < length - 1 else letters


def word(dice: random.Random, kind: str, most: int, parents: Sequence[str]) -> str:
    """Return a field of this type; its name has at most `most` letters."""
    text = f"{name(dice, most)}:{kind}" + dice.choice(ARGUMENTS.get(kind, ("",)))
    choices = sorted({name(dice) for _ in range(dice.randint(1, 4))})
    if kind == "enum":
        text += ":" + ",".join(choices)
    if kind == "ref":
        text += f":{dice.choice(parents)},{dice.choice(('restrict', 'cascade'))}"
    if "bounds" in TYPES[kind]:
        text += dice.choice(BOUNDS)
    text += dice.choice(("", ":unique", ":index", ":optional", ":optional:unique"))
    if dice.random() < 0.3 and "default" in TYPES[kind]:
        text += ":default=" + (choices[0] if kind == "enum" else DEFAULTS[kind])
    return text


def fields(dice: random.Random, resource: str, parents: Sequence[str], count: int) -> list[Record]:
    """Return fields that follow the rules, of every type in turn."""
    kinds = [kind for kind in TYPES if parents or kind != "ref"]
    found: list[Record] = []
    for number in range(TRIES):
        if len(found) == count:
            break
        try:
            new = word(dice, kinds[(number + len(found)) % len(kinds)], LONGEST_PAIR - len(resource) - 5, parents)
            found.append(declared(new, TYPES, RESERVED))
        except Usage:
            continue
    return found


def resource(dice: random.Random, others: Resources, count: int = 6) -> Record:
    """Return a resource that can be generated beside the others."""
    for _ in range(TRIES):
        called = name(dice)
        parents = [str(other["plural"]) for other in others]
        try:
            plural = plural_of(called) if len(plural_of(called)) <= LONGEST else called[:-2] + "z"
            made = resource_of(called, fields(dice, plural, parents, count), plural=plural)
            refuse_resources((*others, made), TYPES, RESERVED, auth=True)
        except Usage:
            continue
        return made
    raise AssertionError("no resource was found")
