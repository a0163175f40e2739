"""`update` from one real wheel to the next, whatever the owner did in between."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lifecycle.conftest import commit
from tests.lifecycle.trees import NAMES
from tests.lifecycle.wheels import NEW, OLD, build, unpacked
from tests.support import Result, environment, git, run_command, snapshot

FEATURE = NAMES[0]
Run = Callable[..., Result]


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel of each version."""
    folder = tmp_path_factory.mktemp("wheels")
    return {version: build(version, folder) for version in (OLD, NEW)}


@pytest.fixture(scope="session")
def installed(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of each version as installed."""
    return {version: unpacked(wheel, tmp_path_factory.mktemp(version)) for version, wheel in wheels.items()}


@pytest.fixture(scope="session")
def pristine(installed: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same project as made by each version."""
    made = {}
    for version, folder in installed.items():
        parent = tmp_path_factory.mktemp("made")
        env = environment(PYTHONPATH=str(folder))
        renamed = "--replies" if version == OLD else "--responses"
        assert run_command("new", "demo", f"--{FEATURE}", renamed, cwd=parent, env=env).code == 0
        made[version] = parent / "demo"
    return made


@pytest.fixture
def demo(pristine: dict[str, Path], tmp_path: Path) -> Path:
    """A project that the old version made."""
    shutil.copytree(pristine[OLD], tmp_path / "demo")
    return tmp_path / "demo"


@pytest.fixture
def new(installed: dict[str, Path], demo: Path, tmp_path: Path) -> Run:
    """Run the new version in the project; no package index can be reached, but for what `env` names."""

    def run(*arguments: str, **env: str | None) -> Result:
        closed = {"PIP_NO_INDEX": "1", "UV_OFFLINE": "1", "UV_CACHE_DIR": str(tmp_path / "cache")}
        return run_command(*arguments, cwd=demo, env=environment(PYTHONPATH=str(installed[NEW]), **closed | env))

    return run


def test_an_untouched_project_becomes_what_the_new_version_makes(
    new: Run, demo: Path, wheels: dict[str, Path], pristine: dict[str, Path]
) -> None:
    result = new("update", "--old-template", str(wheels[OLD]))

    assert result.code == 0
    assert f"{OLD} -> {NEW}" in result.err
    assert snapshot(demo) == snapshot(pristine[NEW])
    assert not (demo / "src/demo/legacy").exists()


def test_the_update_says_what_its_owner_has_to_know(new: Run, wheels: dict[str, Path]) -> None:
    result = new("update", "--old-template", str(wheels[OLD]))

    assert f"{NEW}  core: the variable APP_LEVEL is now APP_LOG_LEVEL" in result.err
    assert f"{NEW}  core: the variable APP_REGION is now required: where it runs" in result.err
    assert f"{NEW}  core: helpers moved to support.helpers" in result.err
    assert "already" not in result.err
    assert "not for this one" not in result.err


def test_a_renamed_feature_and_a_new_requirement_are_reported(new: Run, demo: Path, wheels: dict[str, Path]) -> None:
    document = new("update", "--old-template", str(wheels[OLD]), "--json").json()

    texts = [note["text"] for note in document["notes"] if note["kind"] == "feature_renamed"]
    assert texts == ["the feature replies is now responses"]
    assert document["features"]["chosen"] == [FEATURE, "responses"]
    assert "circuit" in document["features"]["added"]
    assert (demo / "src/demo/circuit.py").is_file()


def test_a_second_update_changes_nothing(new: Run, demo: Path, wheels: dict[str, Path]) -> None:
    new("update", "--old-template", str(wheels[OLD]))
    before = snapshot(demo)

    result, checked = new("update"), new("check")

    assert (result.code, result.out, checked.code) == (0, "", 0)
    assert snapshot(demo) == before


def test_edits_follow_and_what_was_dropped_or_deleted_is_kept_so_and_reported(
    new: Run, demo: Path, wheels: dict[str, Path]
) -> None:
    with (demo / "src/demo/helpers.py").open("a", encoding="utf-8") as stream:
        stream.write("OURS = 1\n")
    (demo / "src/demo/legacy/old.py").write_text("OLD = 2\n", encoding="utf-8")
    (demo / "AGENTS.md").unlink()
    commit(demo)

    document = new("update", "--old-template", str(wheels[OLD]), "--json").json()

    kept = {item["path"]: item["reason"] for item in document["files"]["kept"]}
    assert (demo / "src/demo/support/helpers.py").read_text(encoding="utf-8").endswith("OURS = 1\n")
    assert not (demo / "src/demo/helpers.py").exists()
    assert (demo / "src/demo/legacy/old.py").read_text(encoding="utf-8") == "OLD = 2\n"
    assert not (demo / "AGENTS.md").exists()
    assert kept.keys() == {"AGENTS.md", "src/demo/legacy/old.py"}
    assert document["template_version"] == {"before": OLD, "after": NEW}
    assert document["files"]["conflicts"] == []


def test_edits_in_a_folder_of_a_larger_repository_are_merged_there(
    new: Run, demo: Path, wheels: dict[str, Path], tmp_path: Path
) -> None:
    shutil.rmtree(demo / ".git")
    git("init", "-q", cwd=tmp_path)
    with (demo / "AGENTS.md").open("a", encoding="utf-8") as stream:
        stream.write("- ours\n")
    commit(tmp_path)

    result = new("update", "--old-template", str(wheels[OLD]))

    agents = (demo / "AGENTS.md").read_text(encoding="utf-8")
    assert result.code == 0
    assert agents.startswith("<!-- new -->\n")
    assert agents.endswith("- ours\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "demo"]


def test_a_folder_may_hold_the_old_template(new: Run, demo: Path, installed: dict[str, Path]) -> None:
    code = new("update", "--old-template", str(installed[OLD])).code

    assert code == 0
    assert f'template_version: "{NEW}"' in (demo / ".fastapi-adv.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("installer", ["uv", "pip"])
def test_the_old_template_comes_from_the_package_index(
    new: Run, demo: Path, wheels: dict[str, Path], pristine: dict[str, Path], installer: str
) -> None:
    links = str(wheels[OLD].parent)
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    without_uv = os.pathsep.join(folder for folder in tools.split(os.pathsep) if not Path(folder, "uv").exists())

    looked_up = {"UV_FIND_LINKS": links} if installer == "uv" else {"PIP_FIND_LINKS": links}
    result = new("update", PATH=tools if installer == "uv" else without_uv, **looked_up)

    assert result.code == 0, result.err
    assert snapshot(demo) == snapshot(pristine[NEW])


@pytest.mark.parametrize("command", [("update",), ("diff",)])
def test_an_old_version_that_cannot_be_got_is_one_error_with_the_command_that_brings_it(
    new: Run, demo: Path, command: tuple[str, ...]
) -> None:
    before = snapshot(demo)

    result = new(*command)

    assert (result.code, result.out) == (3, "")
    assert result.err.count("error:") == 1
    assert f"The template of version {OLD}" in result.err
    assert f"pip download --no-deps fastapi-adv=={OLD}" in result.err
    assert f"--old-template fastapi_adv-{OLD}-py3-none-any.whl" in result.err
    assert snapshot(demo) == before


def test_a_template_of_another_version_is_refused(new: Run, demo: Path, wheels: dict[str, Path]) -> None:
    before = snapshot(demo)

    result = new("update", "--old-template", str(wheels[NEW]))

    assert result.code == 3
    assert f"has version {NEW}, but the project was made by {OLD}" in result.err
    assert snapshot(demo) == before


@pytest.mark.parametrize("what", ["a folder", "a file", "nothing"])
def test_what_holds_no_template_is_refused(new: Run, tmp_path: Path, what: str) -> None:
    given = tmp_path / "given"
    if what == "a folder":
        given.mkdir()
    elif what == "a file":
        given.write_text("x", encoding="utf-8")

    result = new("update", "--old-template", str(given))

    assert result.code == 3
    assert result.err.startswith("error: --old-template: ")
    assert str(given) in result.err


@pytest.mark.parametrize(
    ("command", "typed"), [(("add", NAMES[1]), f"add {NAMES[1]}"), (("remove", FEATURE), f"remove {FEATURE}")]
)
def test_features_do_not_change_across_versions(new: Run, demo: Path, command: tuple[str, ...], typed: str) -> None:
    before = snapshot(demo)

    result = new(*command)

    assert result.code == 3
    assert "Type `fastapi-adv update` first" in result.err
    assert f"`uvx fastapi-adv@{OLD} {typed}`" in result.err
    assert snapshot(demo) == before


def test_check_says_that_the_project_is_behind_without_asking_any_index(new: Run) -> None:
    result, document = new("check"), new("check", "--json").json()

    assert result.code == 1
    assert result.out == f"outdated    .fastapi-adv.yml ({OLD}, this is {NEW}): fastapi-adv update\n"
    assert (document["outdated"], document["missing"]) == ([".fastapi-adv.yml"], [])


def test_an_older_tool_does_not_touch_a_newer_project(
    pristine: dict[str, Path], installed: dict[str, Path], tmp_path: Path
) -> None:
    shutil.copytree(pristine[NEW], tmp_path / "newer")
    before = snapshot(tmp_path / "newer")
    env = environment(PYTHONPATH=str(installed[OLD]))

    results = [run_command(*words, cwd=tmp_path / "newer", env=env) for words in (("update",), ("check",))]

    assert [result.code for result in results] == [3, 3]
    assert all(f"fastapi-adv>={NEW}" in result.err for result in results)
    assert snapshot(tmp_path / "newer") == before


def test_a_sync_that_fails_leaves_its_command_to_type(new: Run, demo: Path, wheels: dict[str, Path]) -> None:
    result = new("update", "--old-template", str(wheels[OLD]), "--sync", PATH=str(demo))

    assert "sync skipped: uv is not installed" in result.err
    assert result.out.splitlines()[0] == "uv sync"
    assert f'template_version: "{NEW}"' in (demo / ".fastapi-adv.yml").read_text(encoding="utf-8")
