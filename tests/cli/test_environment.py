"""Terminals, pipes, encodings and missing tools."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from fastapi_adv.catalogue.model import Catalogue
from tests.support import COMMAND, SECONDS, environment, run_command, snapshot


@pytest.mark.parametrize("arguments", [["--version"], ["features"], ["new", "demo"], ["doctor"]])
def test_without_git_and_uv_what_does_not_need_them_works(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "bin").mkdir()

    result = run_command(*arguments, cwd=tmp_path, env=environment(PATH=str(tmp_path / "bin")))

    assert result.code == 0
    assert "Traceback" not in result.err


def test_without_a_name_and_a_terminal_it_ends_at_once_and_says_what_to_pass(tmp_path: Path) -> None:
    result = run_command("new", cwd=tmp_path)

    assert (result.code, result.out) == (2, "")
    assert "fastapi-adv new NAME" in result.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("arguments", "code"), [(["new"], 2), (["new", "demo"], 0), (["new", "demo", "--all"], 0)])
def test_a_silent_pipe_as_stdin_never_hangs(tmp_path: Path, arguments: list[str], code: int) -> None:
    read, write = os.pipe()
    try:
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=tmp_path,
            env=environment(),
            stdin=read,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    finally:
        os.close(write)
        os.close(read)

    assert done.returncode == code
    assert (tmp_path / "demo").exists() is (code == 0)


@pytest.mark.parametrize(
    ("encoding", "arguments", "code"),
    [
        ("cp1252", ["features"], 0),
        ("cp1252", ["new", "日本 demo", "--no-git"], 0),
        ("gbk", ["features"], 0),
        ("gbk", ["new", "日本"], 2),
        ("ascii", ["--help"], 0),
        ("ascii", ["--version"], 0),
        ("ascii", ["features"], 0),
        ("ascii", ["features", "core"], 0),
        ("ascii", ["features", "日本"], 2),
        ("ascii", ["features", "--json"], 0),
        ("ascii", ["new", "--help"], 0),
        ("ascii", ["new", "日本 demo", "--no-git"], 0),
        ("ascii", ["new", "日本"], 2),
        ("ascii", ["new", "demo", "--dry-run", "--all"], 0),
        ("ascii", ["doctor"], 0),
    ],
    ids=lambda item: " ".join(item) if isinstance(item, list) else str(item),
)
def test_any_encoding_gives_the_same_exit_code_and_readable_names(
    tmp_path: Path, shipped: Catalogue, encoding: str, arguments: list[str], code: int
) -> None:
    result = run_command(
        *arguments, cwd=tmp_path, env=environment(PYTHONIOENCODING=encoding, PYTHONUTF8="0"), encoding=encoding
    )

    assert result.code == code
    assert "Traceback" not in result.err
    assert "Error" not in result.err
    if arguments == ["features"]:
        assert all(feature.name in result.out for feature in shipped.features)


def test_no_color_leaves_no_escape_sequences_even_where_colours_are_forced(tmp_path: Path) -> None:
    result = run_command("features", cwd=tmp_path, env=environment(NO_COLOR="1", FORCE_COLOR=None, TERM="xterm"))

    assert "\x1b" not in result.out + result.err


def test_columns_sets_the_width_of_tables(tmp_path: Path) -> None:
    narrow = run_command("features", cwd=tmp_path, env=environment(COLUMNS="60"))
    wide = run_command("features", cwd=tmp_path, env=environment(COLUMNS="160"))

    assert max(map(len, narrow.out.splitlines())) <= 60
    assert max(map(len, wide.out.splitlines())) > 60


@pytest.mark.parametrize("columns", ["0", "1"])
def test_a_terminal_of_unknown_width_shows_the_whole_table(tmp_path: Path, columns: str) -> None:
    result = run_command("features", cwd=tmp_path, env=environment(COLUMNS=columns))

    assert "Feature" in result.out


@pytest.mark.parametrize("arguments", [["features"], ["features", "--json"], ["features", "core"], ["new", "demo"]])
def test_a_closed_pipe_is_not_an_error(tmp_path: Path, arguments: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=tmp_path, env=environment(), stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", [["features"], ["features", "--json"], ["new", "demo", "--json"]])
def test_a_full_disk_behind_stdout_is_reported_in_one_line(tmp_path: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments], cwd=tmp_path, env=environment(), stdout=full, stderr=subprocess.PIPE, check=False
        )

    assert done.returncode == 3
    assert done.stderr.startswith(b"error: stdout cannot be written: No space left on device")
    assert b"Traceback" not in done.stderr


def test_a_full_disk_behind_stderr_changes_no_exit_code(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, "new", "a/b"], cwd=tmp_path, env=environment(), stderr=full, check=False)

    assert done.returncode == 2


@pytest.mark.parametrize(
    ("closed", "arguments", "code"),
    [(">&-", "features --json", 0), (">&-", "new demo", 0), ("2>&-", "new a/b", 2), ("<&- >&- 2>&-", "new demo", 0)],
)
def test_closed_streams_change_no_exit_code(tmp_path: Path, closed: str, arguments: str, code: int) -> None:
    line = f"{shlex.join(COMMAND)} {arguments} {closed}"
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=environment(), capture_output=True, check=False)

    assert done.returncode == code
    assert (tmp_path / "demo").is_dir() == ("demo" in arguments)
    assert b"error: This is a bug" not in done.stderr


def test_a_disk_that_takes_no_more_leaves_nothing_behind(tmp_path: Path) -> None:
    limited = "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900)); "
    limited += "runpy.run_module('fastapi_adv', run_name='__main__')"

    done = subprocess.run(
        [sys.executable, "-c", limited, "new", "demo", "--output-dir", "made"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=False,
    )

    assert done.returncode == 3
    assert b"File too large" in done.stderr
    assert snapshot(tmp_path) == {}


def test_a_folder_that_takes_no_files_is_refused(tmp_path: Path) -> None:
    result = run_command("new", "demo", "--output-dir", "/proc/self", cwd=tmp_path)

    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("error: The operating system reported: ")
