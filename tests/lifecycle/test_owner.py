"""An owner's edits in every shared file survive every move, next to what the template brings."""

import tomllib

import pytest

from fastapi_adv.catalogue.selection import resolve
from fastapi_adv.template.tree import Tree
from tests.lifecycle.owner import EDITS, OWN, edited
from tests.lifecycle.trees import CATALOGUE, NAMES, changed, implied, rendered

COMPOSE, PYPROJECT = "compose.yaml", "pyproject.toml"


def without_services(tree: Tree) -> Tree:
    """compose.yaml comes and goes as a whole with the first service; its edits have a test of their own."""
    return {name: file for name, file in tree.items() if name != COMPOSE}


def test_the_owner_edits_every_file_that_changes_with_the_features() -> None:
    tool = {"src/order_desk/features.py", "tests/fixtures.py", ".fastapi-adv.yml"}
    everything = rendered(NAMES)
    shared = {name for name, file in rendered(()).items() if everything[name] != file}

    assert shared - tool <= EDITS.keys()


@pytest.mark.parametrize("name", NAMES)
def test_edits_survive_adding_and_removing_next_to_any_other_feature(name: str) -> None:
    for start in ((), *((other,) for other in NAMES), tuple(other for other in NAMES if name not in implied([other]))):
        if name in implied(start):
            continue
        after = resolve(CATALOGUE, [*start, name])
        yours = edited(rendered(start))

        there, added = changed(yours, start, after)
        back, removed = changed(there, after, start)

        assert (added.conflicts, removed.conflicts) == ({}, {}), start
        assert without_services(there) == without_services(edited(rendered(after))), start
        assert without_services(back) == without_services(yours), start


@pytest.mark.parametrize("name", [name for name in NAMES if COMPOSE in rendered((name,))])
def test_a_service_of_the_owner_stays_among_those_that_come_and_go(name: str) -> None:
    with_it = (name,)
    yours = edited(rendered(with_it))

    everything, added = changed(yours, with_it, NAMES)
    back, removed = changed(everything, NAMES, with_it)

    assert (added.conflicts, removed.conflicts) == ({}, {})
    assert everything[COMPOSE] == edited(rendered(NAMES))[COMPOSE]
    assert back[COMPOSE] == yours[COMPOSE]


def test_a_compose_file_that_the_owner_edited_outlives_the_last_service_and_is_reported() -> None:
    with_services = next(names for names in ((other,) for other in NAMES) if COMPOSE in rendered(names))
    yours = edited(rendered(with_services))

    tree, done = changed(yours, with_services, ())

    assert tree[COMPOSE] == yours[COMPOSE]
    assert "you edited it" in done.kept[COMPOSE]
    assert not done.conflicts


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", ["dependencies = [\n", "    # core\n", "dev = [\n"])
def test_a_dependency_of_the_owner_stays_right_where_the_template_writes(name: str, place: str) -> None:
    ours = '    "boto3>=1.40,<2",\n'
    project = rendered(())[PYPROJECT]
    edit = project.data.decode().replace(place, ours + place if "#" in place else place + ours, 1)
    yours = rendered(()) | {PYPROJECT: project._replace(data=edit.encode())}

    there, added = changed(yours, (), (name,))
    back, removed = changed(there, (name,), ())

    assert (added.conflicts, removed.conflicts) == ({}, {})
    assert wanted(there) == wanted(rendered((name,))) | {"boto3>=1.40,<2"}
    assert back == yours


def wanted(tree: Tree) -> set[str]:
    """All that pyproject.toml depends on."""
    document = tomllib.loads(tree[PYPROJECT].data.decode())
    return {*document["project"]["dependencies"], *document["dependency-groups"]["dev"]}


def test_files_of_the_owner_are_never_touched() -> None:
    tree, _ = changed(edited(rendered(())), (), NAMES)
    tree, _ = changed(tree, NAMES, ())

    assert OWN.items() <= tree.items()
