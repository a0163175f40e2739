"""Changes of files that their owner has edited, moved or deleted."""

from pathlib import Path

import pytest

from fastapi_adv.errors import Refused
from fastapi_adv.template.tree import Tree
from tests.lifecycle.conftest import Merged, commit
from tests.lifecycle.small import BASE, IMPORTING, LINES, MAIN, MINE, ROUTER, STATE, TARGET, on_disk, text, write
from tests.support import git, snapshot


def test_an_untouched_project_becomes_exactly_the_target(project: Path, merged: Merged) -> None:
    change = merged(project)

    assert on_disk(project) == TARGET
    assert change.created == [ROUTER]
    assert change.changed == [STATE, MAIN]


def test_there_and_back_leaves_neither_files_nor_folders(project: Path, merged: Merged) -> None:
    merged(project)
    commit(project)
    merged(project, TARGET, BASE)

    assert on_disk(project) == BASE
    assert not (project / "app/auth").exists()


def test_an_edit_elsewhere_in_a_file_stays_there_and_back(project: Path, merged: Merged) -> None:
    (project / MAIN).write_text(LINES + "mine\n", encoding="utf-8")
    commit(project)

    merged(project)
    there = (project / MAIN).read_text(encoding="utf-8")
    commit(project)
    merged(project, TARGET, BASE)

    assert there == IMPORTING + "mine\n"
    assert (project / MAIN).read_text(encoding="utf-8") == LINES + "mine\n"


def test_an_edit_of_the_same_lines_gets_markers_and_the_stages_of_git(project: Path, merged: Merged) -> None:
    (project / MAIN).write_text(MINE, encoding="utf-8")
    commit(project)

    change = merged(project)

    marked = "<<<<<<< yours\nMINE\n=======\nimport auth\n>>>>>>> template\n"
    assert change.merge.conflicts == {MAIN: "contents"}
    assert marked in (project / MAIN).read_text(encoding="utf-8")
    assert f"UU {MAIN}" in git("status", "--porcelain", cwd=project)
    assert (project / ROUTER).exists()
    git("checkout", "--theirs", MAIN, cwd=project)
    assert (project / MAIN).read_text(encoding="utf-8") == IMPORTING


def test_a_file_that_its_owner_deleted_stays_deleted_and_is_reported(project: Path, merged: Merged) -> None:
    (project / MAIN).unlink()
    commit(project)

    change = merged(project)

    assert not (project / MAIN).exists()
    assert "stays deleted" in change.merge.kept[MAIN]
    assert not change.merge.conflicts
    assert (project / ROUTER).exists()


def test_a_renamed_file_is_followed(project: Path, merged: Merged) -> None:
    git("mv", MAIN, "app/entry.py", cwd=project)
    commit(project)

    change = merged(project)

    assert (project / "app/entry.py").read_text(encoding="utf-8") == IMPORTING
    assert not (project / MAIN).exists()
    assert not change.merge.conflicts


def test_a_file_that_was_renamed_without_git_is_followed(plain: Path, merged: Merged) -> None:
    (plain / MAIN).rename(plain / "entry.py")

    merged(plain)

    assert (plain / "entry.py").read_text(encoding="utf-8") == IMPORTING


def test_new_files_follow_a_renamed_folder(project: Path, merged: Merged) -> None:
    (project / "src").mkdir()
    git("mv", "app", "src/app", cwd=project)
    commit(project)

    merged(project, BASE, TARGET | {"app/new.py": text("new = 1\n")})

    assert (project / "src/app/new.py").exists()
    assert (project / "src/app/main.py").read_text(encoding="utf-8") == IMPORTING
    assert not (project / "app").exists()


def test_an_edit_follows_a_file_that_the_template_moves(project: Path, merged: Merged) -> None:
    (project / MAIN).write_text(LINES + "mine\n", encoding="utf-8")
    commit(project)
    moved = {name: file for name, file in BASE.items() if name != MAIN} | {"app/entry.py": BASE[MAIN]}

    change = merged(project, BASE, moved)

    assert (project / "app/entry.py").read_text(encoding="utf-8") == LINES + "mine\n"
    assert not (project / MAIN).exists()
    assert not change.merge.conflicts


def test_an_untouched_binary_is_replaced_and_an_edited_one_kept_and_reported(project: Path, merged: Merged) -> None:
    target = BASE | {"logo.png": text(b"\0NEW" * 9)}
    merged(project, BASE, target)
    replaced = (project / "logo.png").read_bytes()
    (project / "logo.png").write_bytes(b"\0MINE")
    commit(project)

    change = merged(project, BASE, target)

    assert replaced == b"\0NEW" * 9
    assert (project / "logo.png").read_bytes() == b"\0MINE"
    assert "logo.png" in change.merge.conflicts


def test_a_dropped_file_with_edits_is_kept_and_reported(project: Path, merged: Merged) -> None:
    merged(project)
    (project / ROUTER).write_text("router = 2\n", encoding="utf-8")
    commit(project)

    change = merged(project, TARGET, BASE)

    assert (project / ROUTER).read_text(encoding="utf-8") == "router = 2\n"
    assert change.merge.kept == {ROUTER: "you edited it, so it was not deleted; to delete it: git rm, or rm"}
    assert not change.merge.conflicts
    assert (project / MAIN).read_text(encoding="utf-8") == LINES


def test_folders_that_hold_nothing_but_bytecode_go_with_their_last_file(project: Path, merged: Merged) -> None:
    merged(project)
    commit(project)
    (project / "app/auth/__pycache__").mkdir()
    (project / "app/auth/__pycache__/router.cpython-311.pyc").write_bytes(b"x")

    merged(project, TARGET, BASE)

    assert not (project / "app/auth").exists()


@pytest.mark.parametrize("autocrlf", ["false", "true"])
def test_windows_line_endings_are_merged_and_kept(project: Path, merged: Merged, autocrlf: str) -> None:
    git("config", "core.autocrlf", autocrlf, cwd=project)
    for name in (MAIN, "app/util.py", "README.md", STATE):
        (project / name).write_bytes(BASE[name].data.replace(b"\n", b"\r\n"))
    (project / MAIN).write_bytes((project / MAIN).read_bytes() + b"mine\r\n")
    commit(project)

    change = merged(project)

    content = (project / MAIN).read_bytes()
    assert content == (IMPORTING + "mine\n").replace("\n", "\r\n").encode()
    assert (project / ROUTER).read_bytes() == b"router = 1\r\n"
    assert change.created == [ROUTER]
    assert change.changed == [STATE, MAIN]


def test_a_project_in_no_repository_is_merged_and_gets_none(plain: Path, merged: Merged) -> None:
    (plain / MAIN).write_text(LINES + "mine\n", encoding="utf-8")

    merged(plain)

    assert (plain / MAIN).read_text(encoding="utf-8") == IMPORTING + "mine\n"
    assert not (plain / ".git").exists()


def test_a_project_in_a_folder_of_a_larger_repository_gets_its_conflicts_there(tmp_path: Path, merged: Merged) -> None:
    root = tmp_path / "services/api"
    write(root, BASE)
    (tmp_path / "other.txt").write_text("1\n", encoding="utf-8")
    (root / MAIN).write_text(MINE, encoding="utf-8")
    git("init", "-q", cwd=tmp_path)
    commit(tmp_path)
    (tmp_path / "other.txt").write_text("2\n", encoding="utf-8")

    merged(root)

    assert f"UU services/api/{MAIN}" in git("status", "--porcelain", cwd=tmp_path)
    assert (tmp_path / "other.txt").read_text(encoding="utf-8") == "2\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "other.txt", "services"]


def test_odd_names_and_modes_arrive_as_they_are(project: Path, merged: Merged) -> None:
    odd = 'a b/ü "q" \\ é.txt'
    target = BASE | {odd: text("1\n"), "run.sh": text("#!/bin/sh\n"), "go.sh": text("#!/bin/sh\n", 0o100755)}

    merged(project, BASE, target)

    assert on_disk(project) == target


def test_odd_names_are_merged_by_git_too(project: Path, merged: Merged) -> None:
    odd = 'a b/ü "q" \\ é.txt'
    base, target = BASE | {odd: text(LINES)}, BASE | {odd: text(IMPORTING)}
    write(project, {odd: text(MINE)})
    commit(project)

    merged(project, base, target)

    assert 'UU "a b/\\303\\274 \\"q\\" \\\\ \\303\\251.txt"' in git("status", "--porcelain", cwd=project)


def test_permissions_that_the_owner_set_are_kept(project: Path, merged: Merged) -> None:
    (project / MAIN).chmod(0o640)
    (project / "run.sh").chmod(0o750)

    merged(project, BASE, TARGET | {"run.sh": text("#!/bin/bash\n", 0o100755)})

    assert (project / MAIN).stat().st_mode & 0o777 == 0o640
    assert (project / "run.sh").stat().st_mode & 0o777 == 0o750


def test_conflicts_look_the_same_whatever_the_user_has_configured(
    project: Path, merged: Merged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / MAIN).write_text(MINE, encoding="utf-8")
    commit(project)
    (tmp_path / "gitconfig").write_text("[merge]\n\tconflictStyle = diff3\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))

    merged(project)

    assert "|||||||" not in (project / MAIN).read_text(encoding="utf-8")


def test_a_managed_file_that_git_ignores_is_merged(project: Path, merged: Merged) -> None:
    (project / ".gitignore").write_text("local.cfg\n", encoding="utf-8")
    (project / "local.cfg").write_text("a = 1\n", encoding="utf-8")
    commit(project)

    merged(project, BASE | {"local.cfg": text("a = 1\n")}, BASE | {"local.cfg": text("a = 2\n")})

    assert (project / "local.cfg").read_text(encoding="utf-8") == "a = 2\n"


def test_the_state_file_is_the_target_s_whatever_was_in_it(project: Path, merged: Merged) -> None:
    (project / STATE).write_text("features: [] # by hand\n", encoding="utf-8")
    commit(project)

    change = merged(project)

    assert (project / STATE).read_text(encoding="utf-8") == "features: [auth]\n"
    assert not change.merge.conflicts


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("dangling", [False, True])
def test_nothing_is_written_through_a_link_that_leads_outside(
    project: Path, merged: Merged, tmp_path: Path, force: bool, dangling: bool
) -> None:
    outside = tmp_path / "outside"
    if not dangling:
        outside.mkdir()
    (project / "app/auth").symlink_to(outside)
    commit(project)
    before = on_disk(project)

    with pytest.raises(Refused, match="leads outside the project"):
        merged(project, force=force)

    assert on_disk(project) == before
    assert not dangling or not outside.exists()
    assert dangling or not list(outside.iterdir())


def test_a_link_to_a_file_outside_is_refused_and_the_file_stays(project: Path, merged: Merged, tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text("theirs\n", encoding="utf-8")
    (project / "README.md").unlink()
    (project / "README.md").symlink_to("../outside.md")
    commit(project)

    with pytest.raises(Refused, match=r"README\.md leads outside the project"):
        merged(project, BASE, BASE | {"README.md": text("# New\n")})

    assert (tmp_path / "outside.md").read_text(encoding="utf-8") == "theirs\n"


@pytest.mark.parametrize(
    ("link", "to"), [("app/auth", "../.git/hooks"), ("README.md", ".git/info/exclude"), ("README.md", ".git/info/new")]
)
def test_nothing_is_written_through_a_link_into_git_s_own_folder(
    project: Path, merged: Merged, link: str, to: str
) -> None:
    (project / link).unlink(missing_ok=True)
    (project / link).symlink_to(to)
    commit(project)
    before = snapshot(project / ".git/info") | snapshot(project / ".git/hooks")

    with pytest.raises(Refused, match=r"into \.git"):
        merged(project, BASE, TARGET | {"README.md": text("# New\n")}, force=True)

    assert snapshot(project / ".git/info") | snapshot(project / ".git/hooks") == before


def renamed(root: Path) -> Tree:
    """The owner renames a folder; the target that has one more file in it, which follows."""
    (root / "src").mkdir()
    git("mv", "app", "src/app", cwd=root)
    return TARGET | {"app/new.py": text("new = 1\n")}


def test_nothing_is_written_through_a_link_outside_in_a_folder_that_was_renamed(
    project: Path, merged: Merged, tmp_path: Path
) -> None:
    target = renamed(project)
    (tmp_path / "outside.txt").write_text("theirs\n", encoding="utf-8")
    (project / "src/app/new.py").symlink_to("../../../outside.txt")
    commit(project)

    with pytest.raises(Refused, match=r"src/app/new\.py leads outside"):
        merged(project, BASE, target, force=True)

    assert (tmp_path / "outside.txt").read_text(encoding="utf-8") == "theirs\n"


@pytest.mark.parametrize("why", ["ignored", "large"])
def test_a_file_that_was_not_read_is_in_the_way_in_a_folder_that_was_renamed(
    project: Path, merged: Merged, why: str
) -> None:
    target = renamed(project)
    mine = text("MINE\n" if why == "ignored" else "MINE\n" * 1000)
    if why == "ignored":
        write(project, {".gitignore": text("new.py\n")})
    write(project, {"src/app/new.py": mine})
    commit(project)

    with pytest.raises(Refused, match=r"src/app/new\.py is in the way"):
        merged(project, BASE, target, force=True)

    assert (project / "src/app/new.py").read_bytes() == mine.data


def test_a_link_that_stays_inside_is_followed_and_stays_a_link(project: Path, merged: Merged) -> None:
    (project / "docs").mkdir()
    (project / "README.md").rename(project / "docs/index.md")
    (project / "README.md").symlink_to("docs/index.md")
    commit(project)

    merged(project, BASE, BASE | {"README.md": text("# New\n")})

    assert (project / "README.md").readlink() == Path("docs/index.md")
    assert (project / "docs/index.md").read_text(encoding="utf-8") == "# New\n"


@pytest.mark.parametrize(("there", "told"), [(f"{ROUTER}/x", "is a directory"), ("app/auth", "is a file")])
def test_what_takes_the_place_of_a_file_or_a_folder_is_refused(
    project: Path, merged: Merged, there: str, told: str
) -> None:
    write(project, {there: text("x\n")})
    commit(project)

    with pytest.raises(Refused, match=told):
        merged(project, force=True)


@pytest.mark.parametrize(
    ("mine", "theirs"), [("app/auth.py", "app/auth/__init__.py"), ("app/auth/__init__.py", "app/auth.py")]
)
def test_a_module_of_the_owner_is_not_hidden_by_a_package_nor_the_reverse(
    project: Path, merged: Merged, mine: str, theirs: str
) -> None:
    write(project, {mine: text("mine = 1\n")})
    commit(project)

    with pytest.raises(Refused, match=rf"^{mine} exists and the template has {theirs}"):
        merged(project, BASE, BASE | {theirs: text("theirs = 1\n")})

    merged(project, BASE | {mine: text("mine = 1\n")}, BASE | {theirs: text("theirs = 1\n")})  # it became a package
    assert not (project / mine).exists()


@pytest.mark.parametrize("under_git", [False, True])
@pytest.mark.parametrize(
    "copy",
    ["env/lib/site-packages/app", "venv/app", ".svn/pristine/app", ".history/app", ".tox/py/app", "build/lib/app"],
)
def test_copies_of_a_deleted_module_in_tool_folders_are_not_taken_for_its_new_place(
    plain: Path, merged: Merged, copy: str, under_git: bool
) -> None:
    write(plain, {f"{copy}/main.py": BASE[MAIN], "venv/pyvenv.cfg": text(""), ".gitignore": text("build/\n")})
    if under_git:
        git("init", "-q", cwd=plain)
        git("add", "-A", cwd=plain)
        git("rm", "-q", "--cached", "venv/pyvenv.cfg", cwd=plain)
        git("commit", "-qm", "x", cwd=plain)
    (plain / MAIN).unlink()

    merged(plain, BASE | {".gitignore": text("build/\n")}, TARGET | {".gitignore": text("build/\n")}, force=True)

    assert on_disk(plain)[f"{copy}/main.py"] == BASE[MAIN]
    assert not (plain / MAIN).exists()


@pytest.mark.parametrize("under_git", [False, True])
def test_executable_bits_that_the_file_system_makes_up_are_no_edits(
    plain: Path, merged: Merged, under_git: bool
) -> None:
    if under_git:
        git("init", "-q", cwd=plain)
        commit(plain)
        git("config", "core.fileMode", "false", cwd=plain)
    for path in plain.rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            path.chmod(0o777)

    change = merged(plain)
    back = merged(plain, TARGET, BASE)

    assert not change.merge.kept
    assert not change.merge.conflicts
    assert not back.merge.kept
    assert not (plain / ROUTER).exists()


def test_a_file_that_both_sides_renamed_is_reported_with_all_its_names(project: Path, merged: Merged) -> None:
    git("mv", MAIN, "app/entry.py", cwd=project)
    commit(project)
    target = {name: file for name, file in TARGET.items() if name != MAIN} | {"app/server.py": BASE[MAIN]}

    change = merged(project, BASE, target)

    assert set(change.merge.conflicts) == {MAIN, "app/entry.py", "app/server.py"}


REFORMATTED = {
    "another line length": ("f(1, 2)\n", "f(\n    1,\n    2,\n)\n"),
    "other quotes": ("a = 'x'\n", 'a = "x"\n'),
    "sorted imports": ("import b\nfrom a import c, d\n", "from a import c\nfrom a import d\nimport b\n"),
}
EDITED = {
    "another value": ("a = 1\n", "a = 2\n"),
    "a comment": ("a = 1\n", "a = 1  # important\n"),
    "another import": ("import b\n", "import c\n"),
    "no Python any more": ("a = 1\n", "a = = 1\n"),
}


@pytest.mark.parametrize(("before", "after"), REFORMATTED.values(), ids=REFORMATTED)
def test_a_dropped_module_that_was_only_reformatted_is_deleted(
    project: Path, merged: Merged, before: str, after: str
) -> None:
    write(project, {ROUTER: text(after)})
    commit(project)

    change = merged(project, BASE | {ROUTER: text(before)}, BASE)

    assert not (project / ROUTER).exists()
    assert not change.merge.kept


@pytest.mark.parametrize(("before", "after"), EDITED.values(), ids=EDITED)
def test_a_dropped_module_that_was_edited_is_kept_and_reported(
    project: Path, merged: Merged, before: str, after: str
) -> None:
    write(project, {ROUTER: text(after)})
    commit(project)

    change = merged(project, BASE | {ROUTER: text(before)}, BASE)

    assert on_disk(project)[ROUTER] == text(after)
    assert "you edited it" in change.merge.kept[ROUTER]
