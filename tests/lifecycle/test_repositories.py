"""The same change in every kind of repository: nothing else changes, and the way back restores every byte."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.lifecycle.conftest import commit
from tests.support import git, snapshot

MINE = '"""Orders, of the owner."""\n'
Make = Callable[[Path, Path], Path]


def no_git(made: Path, place: Path) -> Path:
    return _moved(made, place / "demo")


def plain(made: Path, place: Path) -> Path:
    return _repository(_moved(made, place / "demo"))


def sha256(made: Path, place: Path) -> Path:
    return _repository(_moved(made, place / "demo"), "--object-format=sha256")


def monorepo(made: Path, place: Path) -> Path:
    root = _moved(made, place / "whole/services/demo")
    (place / "whole/other.txt").write_text("of a colleague\n", encoding="utf-8")
    _repository(place / "whole")
    (place / "whole/other.txt").write_text("not committed\n", encoding="utf-8")
    return root


def worktree(made: Path, place: Path) -> Path:
    main = _repository(_moved(made, place / "main"))
    git("worktree", "add", "-q", "-b", "topic", str(place / "demo"), cwd=main)
    return place / "demo"


def submodule(made: Path, place: Path) -> Path:
    source = _repository(_moved(made, place / "source"))
    (place / "parent").mkdir()
    git("init", "-q", cwd=place / "parent")
    git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(source), "demo", cwd=place / "parent")
    commit(place / "parent")
    return place / "parent/demo"


def autocrlf(made: Path, place: Path) -> Path:
    source = _repository(_moved(made, place / "source"))
    git("clone", "-q", "-c", "core.autocrlf=true", str(source), str(place / "demo"), cwd=place)
    return place / "demo"


def no_modes(made: Path, place: Path) -> Path:
    root = _repository(_moved(made, place / "demo"))
    git("config", "core.fileMode", "false", cwd=root)
    for path in root.rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            path.chmod(0o755)
    return root


def read_only_files(made: Path, place: Path) -> Path:
    root = _repository(_moved(made, place / "demo"))
    for name in ("pyproject.toml", "README.md", "src/demo/features.py"):
        (root / name).chmod(0o444)
    return root


def _moved(made: Path, root: Path) -> Path:
    root.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(made, root)
    (root / "src/demo/orders.py").write_text(MINE, encoding="utf-8")
    readme = root / "README.md"
    readme.write_text(readme.read_text(encoding="utf-8") + "\nMine.\n", encoding="utf-8")
    return root


def _repository(root: Path, *options: str) -> Path:
    git("init", "-q", *options, cwd=root)
    commit(root)
    return root


@pytest.mark.parametrize(
    "make", [no_git, plain, sha256, monorepo, worktree, submodule, autocrlf, no_modes, read_only_files]
)
def test_add_and_remove_change_what_they_list_and_restore_every_byte(cli: Cli, tmp_path: Path, make: Make) -> None:
    cli("new", "demo", "--cache", "--no-git")
    root = make(tmp_path / "demo", tmp_path / "place")
    before, modes = snapshot(tmp_path / "place"), _modes(root)
    prefix = f"{root.relative_to(tmp_path / 'place').as_posix()}/"

    added = cli("add", "sse", "--project", str(root), "--json")
    after = snapshot(tmp_path / "place")
    if make is not no_git:
        git("add", "-A", ".", cwd=root)
        git("commit", "-qm", "sse", cwd=root)
    removed = cli("remove", "sse", "--project", str(root), "--json")

    assert (added.code, removed.code) == (0, 0), added.err + removed.err
    files = added.json()["files"]
    changed = {name for name, data in after.items() if data is not None and before.get(name) != data}
    assert {name.removeprefix(prefix) for name in changed} == {*files["created"], *files["changed"]}
    assert files["kept"] == files["conflicts"] == []
    assert (snapshot(tmp_path / "place"), _modes(root)) == (before, modes)
    assert cli("check", "--project", str(root)).code == 0


def _modes(root: Path) -> dict[str, int]:
    names = [path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts]
    return {path.relative_to(root).as_posix(): path.stat().st_mode for path in names}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_directory_is_refused_and_nothing_is_written(cli: Cli, tmp_path: Path) -> None:
    cli("new", "demo", "--no-git")
    (tmp_path / "demo").chmod(0o555)
    before = snapshot(tmp_path / "demo")

    result = cli("add", "sse", "--project", "demo")
    (tmp_path / "demo").chmod(0o755)

    assert result.code == 3
    assert snapshot(tmp_path / "demo") == before
