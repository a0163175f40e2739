"""The algebra of resources, byte for byte: generate, change and destroy beside add and remove, with owners' edits."""

import random
from dataclasses import replace
from itertools import permutations

import pytest

from fastapi_adv.catalogue.selection import resolve
from fastapi_adv.errors import Usage
from fastapi_adv.merge.plan import merge
from fastapi_adv.project import state
from fastapi_adv.resources.changes import FieldChanges, Resources, changed, destroyed, resource_of
from fastapi_adv.resources.field_rules import declared
from fastapi_adv.resources.fields import Record, live
from fastapi_adv.resources.resource_rules import refuse_resources
from fastapi_adv.template import copier_renderer, slices, source
from fastapi_adv.template.tree import File, Tree
from tests.inventing import RESERVED, TYPES, fields, resource
from tests.lifecycle.trees import ANSWERS, CATALOGUE, NAMES, PACKAGE, TEMPLATE, applied

SEEDS = range(12)
MOVES = 8
DEMO = slices.demonstration(source.root())
Place = tuple[tuple[str, ...], Resources]


def rendered(place: Place) -> Tree:
    features, resources = place
    return TEMPLATE.render(replace(ANSWERS, features=features, resources=resources).data())


def made(name: str, *words: str) -> Record:
    return resource_of(name, [declared(word, TYPES, RESERVED) for word in words])


def migrations(tree: Tree) -> Tree:
    return {name: file for name, file in tree.items() if "/migrations/" in name}


INVOICE = made("invoice", "number:str:50:unique", "due:date:optional", "item:ref:items,restrict")
NOTE = made("note", "title:str", "item:ref:items,cascade:optional")


def test_the_order_of_resources_and_features_does_not_matter() -> None:
    trees = []
    moves: tuple[Record | str, ...] = (INVOICE, NOTE, "cache")
    for one, two, three in permutations(moves):
        place: Place = (resolve(CATALOGUE, ["database"]), DEMO)
        tree = rendered(place)
        for move in (one, two, three):
            before, (features, resources) = place, place
            if isinstance(move, str):
                place = (resolve(CATALOGUE, [*features, move]), resources)
            else:
                place = (features, (*resources, move))
            tree = applied(tree, merge(rendered(before), tree, rendered(place), state.FILE))
        trees.append(tree)

    assert all(tree == trees[0] for tree in trees)


def test_edits_of_the_owner_survive_a_change_and_its_reversal() -> None:
    features = resolve(CATALOGUE, ["database", "cache"])
    before = rendered((features, (*DEMO, INVOICE)))
    new = [declared(word, TYPES, RESERVED) for word in ("paid_on:date:optional", "tax:decimal:6,2:default=0")]
    after = rendered((features, (*DEMO, changed(INVOICE, FieldChanges(new, head="invoices_0001")))))
    service, models = f"{PACKAGE}/invoices/service.py", f"{PACKAGE}/invoices/models.py"
    mine = before[service].data + b'\n\nasync def remind() -> str:\n    return "mine"\n'
    columns = before[models].data.replace(b"sa.String(50), ", b'sa.String(50, collation="C"), ')
    yours = before | {service: File(0o100644, mine), models: File(0o100644, columns)}
    assert columns != before[models].data

    there = merge(before, yours, after, state.FILE)
    changed_tree = applied(yours, there)
    back = merge(after, changed_tree, before, state.FILE)

    assert not there.conflicts
    assert b"remind" in changed_tree[service].data
    assert b'collation="C"' in changed_tree[models].data
    assert b"paid_on" in changed_tree[models].data
    assert applied(changed_tree, back) == yours


@pytest.mark.parametrize("seed", SEEDS)
def test_any_sequence_of_moves_ends_where_new_would_begin(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  # a test's choice, repeatable by its seed
    place: Place = (resolve(CATALOGUE, ["database"]), DEMO)
    tree = rendered(place)
    trail = []
    for _ in range(MOVES):
        move, after = step(dice, place)
        trail.append(move)
        base, target = rendered(place), rendered(after)

        done = merge(base, tree, target, state.FILE)

        tree = applied(tree, done)
        assert not done.conflicts, trail
        assert tree == target, trail
        kept = migrations(base).keys() & migrations(target).keys()
        assert [name for name in kept if base[name] != target[name]] == [], trail
        place = after


def step(dice: random.Random, place: Place) -> tuple[str, Place]:
    """Return a random move and the place that it leads to."""
    features, resources = place
    move = dice.choice(("generate", "generate", "change", "change", "destroy", "feature"))
    if move == "feature":
        name = dice.choice([name for name in NAMES if name != "database"])
        after = [other for other in features if other != name] if name in features else [*features, name]
        return f"feature {name}", (resolve(CATALOGUE, after), resources)
    if move == "generate" or not resources:
        new = resource(dice, resources)
        return f"generate {new['plural']}", (features, (*resources, new))
    one = dice.choice(resources)
    try:
        if move == "destroy":
            return f"destroy {one['plural']}", (features, destroyed(resources, one["plural"]))
        other = altered(dice, one)
        after_change = tuple(other if found is one else found for found in resources)
        refuse_resources(after_change, TYPES, RESERVED, auth=True)
    except Usage:
        return step(dice, place)
    return f"change {one['plural']}", (features, after_change)


def altered(dice: random.Random, one: Record) -> Record:
    """Return the resource with one field more, one renamed, and perhaps one dropped."""
    names = [str(field["name"]) for field in live(one)]
    found = [field for field in fields(dice, one["plural"], (), 1) if field["name"] not in names]
    new = [{**field, "optional": True} for field in found if "default" not in field]
    old = dice.choice(names)
    dropped = tuple(dice.sample([name for name in names if name != old], k=min(len(names) - 1, dice.randint(0, 1))))
    return changed(one, FieldChanges(new, dropped, {old: f"{old[:20]}_b"}, one["steps"][-1]["revision"]))


def test_copier_writes_the_same_bytes() -> None:
    dice = random.Random(1)  # noqa: S311
    wide = resource(dice, DEMO, count=20)
    altered_once = changed(INVOICE, FieldChanges([], ("due",), {"number": "no"}, "mine1"))
    answers = replace(ANSWERS, features=NAMES, resources=(*DEMO, altered_once, wide))

    assert copier_renderer.render(source.root(), answers.data()) == TEMPLATE.render(answers.data())
