"""Changes that are refused before a byte is written, and working trees that are clean enough."""

from pathlib import Path

import pytest

from fastapi_adv.errors import Refused
from tests.lifecycle.conftest import Merged, commit
from tests.lifecycle.small import BASE, LINES, MAIN, MINE, ROUTER, STATE, TARGET, on_disk, text, write
from tests.support import git


@pytest.mark.parametrize("staged", [False, True])
def test_an_edit_that_is_not_committed_is_refused_and_named(project: Path, merged: Merged, staged: bool) -> None:
    (project / "README.md").write_text("in work\n", encoding="utf-8")
    if staged:
        git("add", "-A", cwd=project)
    before = on_disk(project)

    with pytest.raises(Refused) as refusal:
        merged(project)

    assert "README.md" in refusal.value.message
    assert "--force" in refusal.value.hint
    assert on_disk(project) == before


def test_force_goes_on_and_keeps_the_edit(project: Path, merged: Merged) -> None:
    (project / "README.md").write_text("in work\n", encoding="utf-8")

    merged(project, force=True)

    assert (project / "README.md").read_text(encoding="utf-8") == "in work\n"
    assert (project / ROUTER).exists()


def test_an_untracked_file_in_the_way_is_refused(project: Path, merged: Merged) -> None:
    write(project, {ROUTER: text("MINE\n")})
    before = on_disk(project)

    with pytest.raises(Refused, match=r"router\.py"):
        merged(project)

    assert on_disk(project) == before


def test_an_ignored_file_in_the_way_is_refused(project: Path, merged: Merged) -> None:
    write(project, {".gitignore": text("auth/\n")})
    commit(project)
    write(project, {ROUTER: text("MINE\n")})

    with pytest.raises(Refused, match=r"router\.py"):
        merged(project)


def test_force_merges_with_an_untracked_file_in_the_way(project: Path, merged: Merged) -> None:
    write(project, {ROUTER: text("MINE\n")})

    change = merged(project, force=True)

    assert ROUTER in change.merge.conflicts
    assert b"MINE" in (project / ROUTER).read_bytes()


def test_an_untracked_file_that_equals_the_target_is_not_in_the_way(project: Path, merged: Merged) -> None:
    write(project, {ROUTER: TARGET[ROUTER]})

    merged(project)

    assert on_disk(project) == TARGET


def test_untracked_files_elsewhere_do_not_matter(project: Path, merged: Merged) -> None:
    (project / "notes.txt").write_text("x\n", encoding="utf-8")

    merged(project)

    assert on_disk(project) == TARGET | {"notes.txt": text("x\n")}


@pytest.mark.parametrize("added", [False, True])
def test_a_project_that_was_never_committed_is_clean_as_long_as_it_equals_its_render(
    plain: Path, merged: Merged, added: bool
) -> None:
    git("init", "-q", cwd=plain)
    if added:
        git("add", "-A", cwd=plain)

    merged(plain)

    assert on_disk(plain) == TARGET


def test_an_edit_in_a_project_that_was_never_committed_is_refused(plain: Path, merged: Merged) -> None:
    git("init", "-q", cwd=plain)
    (plain / MAIN).write_text(LINES + "mine\n", encoding="utf-8")

    with pytest.raises(Refused, match=MAIN):
        merged(plain)


def test_a_second_change_needs_no_commit_after_a_clean_first_one(project: Path, merged: Merged) -> None:
    merged(project)

    merged(project, TARGET, BASE)

    assert on_disk(project) == BASE


@pytest.mark.parametrize("force", [False, True])
def test_conflict_markers_of_an_earlier_merge_are_refused_even_by_force(
    project: Path, merged: Merged, force: bool
) -> None:
    (project / MAIN).write_text(MINE, encoding="utf-8")
    commit(project)
    merged(project)
    commit(project)

    with pytest.raises(Refused, match=f"not resolved: {MAIN}"):
        merged(project, TARGET, BASE, force=force)


def test_a_conflict_that_only_the_index_still_holds_is_refused(project: Path, merged: Merged) -> None:
    (project / MAIN).write_text(MINE, encoding="utf-8")
    commit(project)
    merged(project)
    (project / MAIN).write_text(MINE, encoding="utf-8")

    with pytest.raises(Refused, match=f"not resolved: {MAIN}"):
        merged(project, TARGET, BASE, force=True)


def test_an_uncommitted_state_file_alone_does_not_refuse(project: Path, merged: Merged) -> None:
    (project / STATE).write_text("features: [] # by hand\n", encoding="utf-8")

    merged(project)

    assert (project / STATE).read_bytes() == TARGET[STATE].data


def test_a_lock_file_that_uv_has_written_does_not_refuse(project: Path, merged: Merged) -> None:
    write(project, {"uv.lock": text("1\n")})
    commit(project)
    write(project, {"uv.lock": text("2\n")})

    merged(project)

    assert on_disk(project) == TARGET | {"uv.lock": text("2\n")}


def test_long_lists_are_cut(project: Path, merged: Merged) -> None:
    many = {f"app/{number}.txt": text("1\n") for number in range(30)}
    write(project, many)
    commit(project)
    write(project, dict.fromkeys(many, text("2\n")))

    with pytest.raises(Refused, match="and 20 more"):
        merged(project, BASE | many, TARGET | many)


def test_uncommitted_edits_in_the_owner_s_own_files_do_not_refuse(project: Path, merged: Merged) -> None:
    write(project, {"app/orders.py": text("1\n")})
    commit(project)
    write(project, {"app/orders.py": text("2\n")})

    merged(project)

    assert on_disk(project) == TARGET | {"app/orders.py": text("2\n")}
