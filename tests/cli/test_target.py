"""Destinations of a new project: refusals, and files that stay unchanged."""

import os
from pathlib import Path

import pytest

from fastapi_adv.commands import new_project
from fastapi_adv.project.staging import write_tree
from fastapi_adv.template.tree import EXECUTABLE, PLAIN, File, Tree
from tests.conftest import Cli
from tests.support import commands, git, snapshot


@pytest.mark.parametrize("name", ["../evil", "/abs/evil", "..\\evil", "~evil", "..", "a/../../evil"])
@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_path_as_name_changes_nothing_anywhere(cli: Cli, tmp_path: Path, name: str, force: list[str]) -> None:
    (tmp_path / "evil").mkdir()
    (tmp_path / "root").mkdir()
    os.chdir(tmp_path / "root")
    before = snapshot(tmp_path)

    result = cli("new", name, *force)

    assert result.code == 2
    assert snapshot(tmp_path) == before


def test_an_empty_folder_is_filled(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()

    result = cli("new", "demo")

    assert result.code == 0
    assert (tmp_path / "demo" / "pyproject.toml").is_file()
    assert git("rev-list", "--count", "HEAD", cwd=tmp_path / "demo") == "1"


def test_a_fresh_clone_keeps_its_git_and_the_lines_of_its_gitignore(cli: Cli, tmp_path: Path) -> None:
    project = tmp_path / "demo"
    project.mkdir()
    git("init", "--quiet", cwd=project)
    (project / ".gitignore").write_text("# mine\nsecrets/\n__pycache__/")
    before = snapshot(project / ".git", git_too=True)

    result = cli("new", "demo")

    lines = (project / ".gitignore").read_text().splitlines()
    assert result.code == 0
    assert lines[:3] == ["# mine", "secrets/", "__pycache__/"]
    assert ".venv/" in lines
    assert lines.count("__pycache__/") == 1
    assert snapshot(project / ".git", git_too=True) == before


def test_here_takes_its_name_from_the_folder_and_leaves_no_cd_to_type(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "My_Proj").mkdir()
    monkeypatch.chdir(tmp_path / "My_Proj")

    result = cli("new", ".")

    assert result.code == 0
    assert (tmp_path / "My_Proj" / "src" / "my_proj").is_dir()
    assert commands(result.out)[0] == "uv run fastapi dev"


def test_here_in_a_folder_that_cannot_name_a_project_is_refused(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my project!").mkdir()
    monkeypatch.chdir(tmp_path / "my project!")

    result = cli("new", ".")

    assert result.code == 2
    assert "Rename the folder" in result.err
    assert list((tmp_path / "my project!").iterdir()) == []


def test_a_folder_with_files_is_refused_untouched(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "notes.txt").write_text("mine")
    before = snapshot(tmp_path)

    result = cli("new", "demo")

    assert (result.code, result.out) == (3, "")
    assert "exists and is not empty" in result.err
    assert "--force" in result.err
    assert snapshot(tmp_path) == before


def test_force_overwrites_only_what_the_template_has(cli: Cli, tmp_path: Path) -> None:
    project = tmp_path / "demo"
    (project / "src" / "demo").mkdir(parents=True)
    (project / "src" / "demo" / "app.py").write_text("old")
    (project / "src" / "demo" / "mine.py").write_text("mine")
    (project / "README.md").write_text("old")

    result = cli("new", "demo", "--force", "--no-git")

    cli("new", "demo", "--no-git", "--output-dir", "pristine")
    expected = snapshot(tmp_path / "pristine" / "demo") | {"src/demo/mine.py": b"mine"}
    assert result.code == 0
    assert snapshot(project) == expected


@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize("link", ["README.md", "src", "src/demo", ".gitignore", "tests/conftest.py"])
def test_a_symbolic_link_in_the_way_is_never_followed(cli: Cli, tmp_path: Path, link: str, exists: bool) -> None:
    outside = tmp_path / "outside"
    if exists:
        outside.mkdir()
    (tmp_path / "demo" / link).parent.mkdir(parents=True)
    (tmp_path / "demo" / link).symlink_to(outside)
    before = snapshot(tmp_path)

    result = cli("new", "demo", "--force")

    assert result.code == 3
    assert "symbolic link" in result.err
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("exists", [True, False])
def test_a_target_that_is_a_symbolic_link_is_refused(cli: Cli, tmp_path: Path, exists: bool) -> None:
    if exists:
        (tmp_path / "elsewhere").mkdir()
    (tmp_path / "demo").symlink_to(tmp_path / "elsewhere")
    before = snapshot(tmp_path)

    result = cli("new", "demo", "--force")

    assert result.code == 3
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(("folder", "file"), [("README.md", ""), ("", "src"), ("src/demo/app.py", ""), ("", "tests")])
def test_an_entry_of_another_kind_in_the_way_is_refused(cli: Cli, tmp_path: Path, folder: str, file: str) -> None:
    (tmp_path / "demo" / folder).mkdir(parents=True)
    if file:
        (tmp_path / "demo" / file).write_text("mine")
    before = snapshot(tmp_path)

    result = cli("new", "demo", "--force")

    assert result.code == 3
    assert "in the way" in result.err
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("pipe", ["README.md", "src", "src/demo/app.py", ".gitignore"])
def test_a_named_pipe_in_the_way_is_refused_and_stays(cli: Cli, tmp_path: Path, pipe: str) -> None:
    (tmp_path / "demo" / pipe).parent.mkdir(parents=True)
    os.mkfifo(tmp_path / "demo" / pipe)

    result = cli("new", "demo", "--force", "--no-git")

    assert result.code == 3
    assert "in the way: it is neither a file nor a directory" in result.err
    assert [path.name for path in tmp_path.rglob("*") if path.is_fifo()] == [Path(pipe).name]
    assert not (tmp_path / "demo" / "pyproject.toml").exists()


def test_a_file_where_the_project_goes_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("mine")

    result = cli("new", "demo", "--force")

    assert result.code == 3
    assert (tmp_path / "demo").read_text() == "mine"


def test_a_parent_that_is_a_file_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "parent").write_text("mine")

    result = cli("new", "demo", "--output-dir", "parent/deeper")

    assert result.code == 3
    assert "is not a directory" in result.err


def test_missing_parents_are_made(cli: Cli, tmp_path: Path) -> None:
    result = cli("new", "demo", "--output-dir", "a/b/c")

    assert result.code == 0
    assert (tmp_path / "a" / "b" / "c" / "demo" / "pyproject.toml").is_file()
    assert [path.name for path in (tmp_path / "a" / "b" / "c").iterdir()] == ["demo"]


@pytest.mark.parametrize("there", [False, True])
def test_a_failure_leaves_what_was_there_and_removes_what_was_made(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    if there:
        (tmp_path / "a" / "demo").mkdir(parents=True)
    before = snapshot(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new_project, "first_commit", full)

    result = cli("new", "demo", "--output-dir", "a")

    assert (result.code, result.out) == (3, "")
    assert "No space left on device" in result.err
    assert snapshot(tmp_path) == before


def test_a_failure_while_files_are_put_in_place_puts_everything_back(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "demo"
    (project / "src" / "demo").mkdir(parents=True)
    (project / "README.md").write_text("mine")
    (project / "src" / "demo" / "app.py").write_text("mine")
    before = snapshot(tmp_path)
    rename = Path.rename

    def refuse_the_last(self: Path, target: Path) -> Path:
        if self.name == "settings.py":
            raise PermissionError(13, "Permission denied", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse_the_last)

    result = cli("new", "demo", "--force")

    assert result.code == 3
    assert "Permission denied" in result.err
    assert snapshot(tmp_path) == before


def test_inside_a_work_tree_no_repository_is_made_and_the_outer_one_is_untouched(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init", "--quiet", cwd=tmp_path)
    (tmp_path / "staged.txt").write_text("staged")
    git("add", "staged.txt", cwd=tmp_path)
    git("commit", "--quiet", "--message", "first", cwd=tmp_path)
    (tmp_path / "staged.txt").write_text("staged again")
    git("add", "staged.txt", cwd=tmp_path)
    (tmp_path / "services").mkdir()
    monkeypatch.chdir(tmp_path / "services")
    before = snapshot(tmp_path / ".git", git_too=True)

    result = cli("new", "svc")

    assert result.code == 0
    assert "git skipped" in result.err
    assert not (tmp_path / "services" / "svc" / ".git").exists()
    assert snapshot(tmp_path / ".git", git_too=True) == before


def test_a_hook_of_another_repository_does_not_lead_git_astray(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git("init", "--quiet", cwd=other)
    before = snapshot(other, git_too=True)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))

    result = cli("new", "demo")

    monkeypatch.delenv("GIT_DIR")
    monkeypatch.delenv("GIT_WORK_TREE")
    assert result.code == 0
    assert snapshot(other, git_too=True) == before
    assert (tmp_path / "demo" / ".git").is_dir()


def test_a_gitignore_with_the_line_endings_of_windows_keeps_them(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / ".gitignore").write_bytes(b"mine\r\nsecrets/\r\n")

    cli("new", "demo")

    lines = (tmp_path / "demo" / ".gitignore").read_bytes().splitlines(keepends=True)
    assert lines[:2] == [b"mine\r\n", b"secrets/\r\n"]
    assert all(line.endswith(b"\r\n") for line in lines)


def test_a_path_that_is_too_long_is_refused(cli: Cli, tmp_path: Path) -> None:
    result = cli("new", "demo", "--output-dir", "deep/" * 1500)

    assert result.code == 3
    assert "too long" in result.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mask", [0o002, 0o022, 0o077])
def test_permissions_follow_the_umask(cli: Cli, tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        cli("new", "demo", "--all", "--no-git")
    finally:
        os.umask(before)

    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "demo").rglob("*") if path.is_file()}
    assert modes == {0o666 & ~mask}


def test_executable_files_of_a_template_are_executable(tmp_path: Path) -> None:
    write_tree({"bin/run": File(EXECUTABLE, b"#!/bin/sh\n"), "notes": File(PLAIN, b"")}, tmp_path / "demo")

    assert os.access(tmp_path / "demo" / "bin" / "run", os.X_OK)
    assert not (tmp_path / "demo" / "notes").stat().st_mode & 0o111


@pytest.mark.parametrize("there", [False, True])
def test_a_project_that_another_run_created_meanwhile_is_kept(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    if there:
        (tmp_path / "demo").mkdir()

    def be_slower(tree: Tree, folder: Path) -> None:
        write_tree(tree, folder)
        (tmp_path / "demo").mkdir(exist_ok=True)
        (tmp_path / "demo" / "README.md").write_text("the other run's")

    monkeypatch.setattr(new_project, "write_tree", be_slower)
    result = cli("new", "demo", "--no-git")

    assert result.code == 3
    assert snapshot(tmp_path) == {"demo": None, "demo/README.md": b"the other run's"}
