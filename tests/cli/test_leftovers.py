"""Temporary folders of killed runs are removed by the next `new`; those of running ones are not."""

from pathlib import Path

import pytest

from fastapi_adv.project.staging import staged
from fastapi_adv.system.lock import locked
from tests.conftest import Cli

LEFTOVER = ".fastapi-adv-0123abcd"


def leave(parent: Path) -> Path:
    """Leave a folder as a killed run does."""
    (parent / LEFTOVER / "replaced").mkdir(parents=True)
    (parent / LEFTOVER / "project").mkdir()
    (parent / LEFTOVER / "project" / "README.md").write_text("half\n", encoding="utf-8")
    return parent / LEFTOVER


def test_the_next_new_removes_the_folder_of_a_killed_run(cli: Cli, tmp_path: Path) -> None:
    leftover = leave(tmp_path)

    result = cli("new", "demo", "--no-git")

    assert result.code == 0
    assert not leftover.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_the_folder_of_a_running_process_stays(cli: Cli, tmp_path: Path) -> None:
    leftover = leave(tmp_path)

    with locked(leftover):
        result = cli("new", "demo", "--no-git")

    assert result.code == 0
    assert (leftover / "project" / "README.md").exists()


def test_a_folder_that_holds_replaced_files_of_the_user_stays(cli: Cli, tmp_path: Path) -> None:
    leftover = leave(tmp_path)
    (leftover / "replaced" / "1").write_text("mine\n", encoding="utf-8")

    cli("new", "demo", "--no-git")

    assert (leftover / "replaced" / "1").read_text(encoding="utf-8") == "mine\n"


def test_a_link_with_the_name_of_a_leftover_is_not_followed(cli: Cli, tmp_path: Path) -> None:
    other = leave(tmp_path / "elsewhere")
    (tmp_path / LEFTOVER).symlink_to(other)

    cli("new", "demo", "--no-git")

    assert (other / "project" / "README.md").exists()


def test_after_an_error_no_temporary_folder_is_left(tmp_path: Path) -> None:
    def interrupted() -> None:
        with staged(tmp_path / "a" / "demo") as project:
            project.mkdir()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert list(tmp_path.iterdir()) == []
