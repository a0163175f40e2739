"""`keep`: files that no command writes."""

from pathlib import Path

import pytest

from fastapi_adv.project import state
from tests.conftest import Cli

MINE = "services: {}\n"


@pytest.fixture
def demo(cli: Cli, tmp_path: Path) -> Path:
    assert cli("new", "demo", "--database", "--no-git").code == 0
    return tmp_path / "demo"


def test_a_kept_file_is_neither_written_nor_in_conflict(cli: Cli, demo: Path) -> None:
    (demo / "compose.yaml").write_text(MINE, encoding="utf-8")

    kept = cli("keep", "demo/compose.yaml", "--project", "demo")
    added = cli("add", "cache", "--project", "demo")

    assert (kept.code, kept.out) == (0, "compose.yaml\n")
    assert added.code == 0
    assert "kept      compose.yaml  (listed in `keep`)" in added.err
    assert (demo / "compose.yaml").read_text(encoding="utf-8") == MINE
    assert (demo / "src/demo/cache").is_dir()


def test_the_list_survives_every_change_and_leaves_no_trace_when_it_is_empty(cli: Cli, demo: Path) -> None:
    before = (demo / state.FILE).read_bytes()

    cli("keep", "demo/docs", "demo/README.md", "--project", "demo")
    cli("add", "cache", "--project", "demo")
    listed = cli("keep", "--project", "demo").out
    cli("remove", "cache", "--project", "demo")
    removed = cli("keep", "--remove", "demo/docs", "demo/README.md", "--project", "demo")

    assert listed == "README.md\ndocs\n"
    assert removed.code == 0
    assert (demo / state.FILE).read_bytes() == before


def test_files_below_a_kept_directory_are_kept(cli: Cli, demo: Path) -> None:
    cli("keep", "demo/tests", "--project", "demo")

    cli("add", "cache", "--project", "demo")

    assert (demo / "src/demo/cache").is_dir()
    assert not (demo / "tests/cache").exists()


def test_a_kept_file_that_was_deleted_is_not_missing(cli: Cli, demo: Path) -> None:
    (demo / "AGENTS.md").unlink()
    before = cli("check", "--project", "demo").out

    cli("keep", "demo/AGENTS.md", "--project", "demo")

    assert "missing     AGENTS.md" in before
    assert cli("check", "--project", "demo").out == ""


def test_diff_names_the_kept_files_that_differ(cli: Cli, demo: Path) -> None:
    (demo / "AGENTS.md").write_text("mine\n", encoding="utf-8")
    cli("keep", "demo/AGENTS.md", "--project", "demo")

    assert cli("diff", "--project", "demo", "--json").json()["kept"] == ["AGENTS.md"]
    assert "kept      AGENTS.md" in cli("diff", "--project", "demo").err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("../x",), "is not inside the project"),
        (("demo",), "is not inside the project"),
        (("demo/.fastapi-adv.yml",), "cannot be kept"),
        (("--remove", "demo/x"), "x is not kept"),
    ],
)
def test_a_path_that_cannot_be_kept_is_refused(cli: Cli, demo: Path, words: tuple[str, ...], message: str) -> None:
    result = cli("keep", *words, "--project", str(demo))

    assert result.code == 2
    assert message in result.err


@pytest.mark.parametrize("name", ["compose.yml", "docker-compose.yml", "docker-compose.yaml"])
def test_compose_yaml_is_not_written_over_a_compose_file_of_another_name(cli: Cli, tmp_path: Path, name: str) -> None:
    cli("new", "demo", "--no-git")
    (tmp_path / "demo" / name).write_text(MINE, encoding="utf-8")

    result = cli("add", "database", "--project", "demo")

    assert result.code == 0
    assert f"{name} exists" in result.err
    assert not (tmp_path / "demo/compose.yaml").exists()
