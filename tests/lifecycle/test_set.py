"""`set`: an answer changes, and everything of the owner stays."""

import shutil
from pathlib import Path

import pytest

from fastapi_adv.project import state
from tests.conftest import Cli
from tests.lifecycle.conftest import commit
from tests.support import git, snapshot

ORDERS = '''"""Orders."""

import demo.features
from demo.state import State  # typed


def listed(state: State, demo: int = 0) -> object:
    return demo


PATH = "demo.features"
'''
MOVED = ORDERS.replace("import demo.", "import shop.").replace("from demo.", "from shop.")


@pytest.fixture
def root(cli: Cli, tmp_path: Path) -> Path:
    """A committed project with an owner's module and an owner's line in a generated one."""
    assert cli("new", "demo", "--cache").code == 0
    folder = tmp_path / "demo"
    (folder / "src/demo/orders.py").write_text(ORDERS, encoding="utf-8")
    app = folder / "src/demo/app.py"
    app.write_text(app.read_text(encoding="utf-8") + "\nfrom demo import orders as orders\n", encoding="utf-8")
    commit(folder)
    return folder


@pytest.mark.parametrize(
    ("answer", "value", "file"),
    [
        ("description", 'It\'s "all" orders', "README.md"),
        ("author", "Ada Example <ada@example.org>", "pyproject.toml"),
        ("python", "3.13", "Dockerfile"),
    ],
)
def test_a_changed_answer_gives_what_new_gives(cli: Cli, tmp_path: Path, answer: str, value: str, file: str) -> None:
    cli("new", "demo", "--no-git")
    before = (tmp_path / "demo" / file).read_bytes()
    shutil.move(tmp_path / "demo", tmp_path / "changed")
    cli("new", "demo", "--no-git", f"--{answer}", value)

    assert cli("set", answer, value, "--project", "changed").code == 0

    assert snapshot(tmp_path / "changed") == snapshot(tmp_path / "demo")
    assert (tmp_path / "changed" / file).read_bytes() != before


def test_a_renamed_package_gives_what_new_gives(cli: Cli, tmp_path: Path) -> None:
    cli("new", "demo", "--no-git", "--auth", "--graphql")
    cli("set", "package", "shop", "--project", "demo")
    cli("new", "shop", "--no-git", "--auth", "--graphql")
    for name in (state.FILE, "README.md", "pyproject.toml"):  # the title is the only difference
        file = tmp_path / "shop" / name
        file.write_text((tmp_path / "demo" / name).read_text(encoding="utf-8"), encoding="utf-8")

    assert snapshot(tmp_path / "demo") == snapshot(tmp_path / "shop")


def test_imports_of_the_owner_follow_the_package_and_names_of_the_owner_stay(cli: Cli, root: Path) -> None:
    result = cli("set", "package", "shop", "--project", "demo")

    assert result.code == 0
    assert not (root / "src/demo").exists()
    assert (root / "src/shop/orders.py").read_text(encoding="utf-8") == MOVED
    assert "from shop import orders" in (root / "src/shop/app.py").read_text(encoding="utf-8")
    assert "src/shop/orders.py" in result.err  # its text still names the old package


def test_renaming_there_and_back_restores_every_byte(cli: Cli, root: Path) -> None:
    before = snapshot(root)

    cli("set", "package", "shop", "--project", "demo")
    commit(root)
    cli("set", "package", "demo", "--project", "demo")

    assert snapshot(root) == before


def test_the_report_of_a_rename_is_what_git_sees(cli: Cli, root: Path) -> None:
    files = cli("set", "package", "shop", "--project", "demo", "--json").json()["files"]

    git("add", "-A", cwd=root)
    seen = git("diff", "--cached", "--no-renames", "--name-status", cwd=root).splitlines()
    listed = [
        f"{kind}\t{path}"
        for kind, key in zip("AMD", ("created", "changed", "deleted"), strict=True)
        for path in files[key]
    ]
    assert sorted(listed) == sorted(seen)


def test_new_features_are_refused_after_a_rename_by_hand_until_it_is_recorded(cli: Cli, root: Path) -> None:
    git("mv", "src/demo", "src/shop", cwd=root)
    commit(root)

    checked = cli("check", "--project", "demo")
    refused = cli("add", "sse", "--project", "demo")
    recorded = cli("set", "package", "shop", "--project", "demo")
    commit(root)
    added = cli("add", "sse", "--project", "demo")

    assert (refused.code, recorded.code, added.code) == (3, 0, 0)
    assert checked.out == "renamed     src/demo: fastapi-adv set package shop\n"
    assert "Type first: fastapi-adv set package shop" in refused.err
    assert (root / "src/shop/sse").is_dir()
    assert "from demo" not in "".join(path.read_text(encoding="utf-8") for path in (root / "tests").rglob("*.py"))


def test_a_directory_of_the_new_name_is_not_overwritten(cli: Cli, root: Path) -> None:
    (root / "src/shop").mkdir()
    before = snapshot(root)

    result = cli("set", "package", "shop", "--project", "demo")

    assert result.code == 3
    assert "src/demo and src/shop both exist" in result.err
    assert snapshot(root) == before


def test_a_kept_file_in_the_package_stops_the_rename(cli: Cli, root: Path) -> None:
    cli("keep", "demo/src/demo/orders.py", "--project", "demo")
    commit(root)

    result = cli("set", "package", "shop", "--project", "demo")

    assert result.code == 3
    assert "fastapi-adv keep --remove src/demo/orders.py" in result.err


def test_a_kept_file_elsewhere_is_not_written(cli: Cli, root: Path) -> None:
    cli("keep", "demo/Dockerfile", "--project", "demo")
    commit(root)
    before = (root / "Dockerfile").read_bytes()

    assert cli("set", "package", "shop", "--project", "demo").code == 0
    assert (root / "Dockerfile").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("python", "3.9"), "must be one of: 3.11"),
        (("package", "json"), "is reserved"),
        (("package", "Shop"), "Type another name: shop"),
        (("description", "a\x00b"), "control characters"),
        (("title", "Shop"), "must be one of: description, author, python, package"),
    ],
)
def test_an_invalid_value_is_refused(cli: Cli, root: Path, words: tuple[str, str], message: str) -> None:
    before = snapshot(root)

    result = cli("set", *words, "--project", "demo")

    assert result.code == 2
    assert message in result.err
    assert snapshot(root) == before


@pytest.mark.usefixtures("root")
def test_the_same_value_changes_nothing(cli: Cli) -> None:
    result = cli("set", "package", "demo", "--project", "demo", "--json")

    assert (result.code, result.json()["changed"]) == (0, False)
