"""The algebra of add and remove, byte for byte: in memory, over whatever the catalogue holds."""

import random
from dataclasses import replace

import pytest

from fastapi_adv.catalogue.selection import resolve
from fastapi_adv.merge import three_way
from fastapi_adv.merge.plan import merge
from fastapi_adv.merge.three_way import merge_with_git
from fastapi_adv.project import state
from tests.lifecycle.owner import edited
from tests.lifecycle.trees import CATALOGUE, NAMES, applied, changed, implied, rendered

SEEDS = range(50)
MOVES = 8


def more(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The choice with one more feature."""
    return resolve(CATALOGUE, [*names, name])


@pytest.mark.parametrize("name", NAMES)
def test_adding_a_feature_gives_the_project_that_new_would_have_given(name: str) -> None:
    for start in ((), *((other,) for other in NAMES), tuple(other for other in NAMES if other != name)):
        tree, done = changed(rendered(start), start, more(start, name))

        assert tree == rendered(more(start, name)), start
        assert not done.conflicts
        assert not done.kept


@pytest.mark.parametrize("name", NAMES)
def test_removing_what_was_added_gives_the_project_as_before(name: str) -> None:
    for start in ((), *((other,) for other in NAMES)):
        if name not in implied(start):
            tree, _ = changed(rendered(start), start, more(start, name))

            tree, done = changed(tree, more(start, name), start)

            assert tree == rendered(start), start
            assert not done.conflicts
            assert not done.kept


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_adding_does_not_matter(name: str) -> None:
    for other in NAMES:
        both = more((name,), other)
        one, _ = changed(changed(rendered(()), (), (name,))[0], (name,), both)

        two, _ = changed(changed(rendered(()), (), (other,))[0], (other,), both)

        assert one == two == rendered(both), other


@pytest.mark.parametrize("name", NAMES)
def test_adding_twice_is_adding_once(name: str) -> None:
    once, _ = changed(rendered(()), (), (name,))

    twice, done = changed(once, (name,), more((name,), name))

    assert twice == once
    assert not done.write
    assert not done.delete


@pytest.mark.parametrize("seed", SEEDS)
def test_any_sequence_of_moves_ends_where_new_would_begin(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a test's choice, repeatable by its seed
    names: tuple[str, ...] = ()
    tree = rendered(names)
    trail = []
    for _ in range(MOVES):
        name = chance.choice(NAMES)
        after = tuple(other for other in names if other != name) if name in names else more(names, name)
        trail.append(f"{'remove' if name in names else 'add'} {name}")

        tree, _ = changed(tree, names, after)

        names = after
        assert tree == rendered(names), trail


@pytest.mark.parametrize("name", NAMES)
def test_git_merges_a_pristine_project_as_the_easy_way_does(name: str) -> None:
    before = {path: file for path, file in rendered(()).items() if path != state.FILE}
    after = {path: file for path, file in rendered((name,)).items() if path != state.FILE}

    there, back = merge_with_git(before, before, after), merge_with_git(after, after, before)

    assert applied(before, there) == after
    assert applied(after, back) == before
    assert not there.conflicts
    assert not back.conflicts


@pytest.mark.parametrize("name", NAMES)
def test_merging_only_what_both_sides_changed_is_merging_everything(name: str) -> None:
    sides = [dict(tree) for tree in (rendered(()), edited(rendered(())), rendered((name,)))]

    part, whole = three_way.merge(*sides), merge_with_git(*sides)

    assert replace(part, delete=sorted(part.delete)) == replace(whole, delete=sorted(whole.delete))


def test_a_merge_changes_nothing_where_the_template_did_not_move() -> None:
    yours = rendered(NAMES) | {"README.md": rendered(NAMES)["README.md"]._replace(data=b"mine\n")}

    done = merge(rendered(NAMES), yours, rendered(NAMES), state.FILE)

    assert not done.write
    assert not done.delete
