"""`new`: the options, and what they leave on disk."""

import ast
import tomllib
from pathlib import Path

import pytest
import yaml

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.project import state
from tests.conftest import Cli
from tests.support import commands, git, snapshot

AWKWARD = """He said "it's 100% \\n" # {{ 7*7 }} {% raw %} <b>&amp; 日本 """


def test_a_title_gives_folder_distribution_and_package(cli: Cli, tmp_path: Path) -> None:
    result = cli("new", "Café Crème")

    project = tmp_path / "cafe-creme"
    assert result.code == 0
    assert (project / "src" / "cafe_creme" / "app.py").is_file()
    assert tomllib.loads((project / "pyproject.toml").read_text())["project"]["name"] == "cafe-creme"
    assert state.read(project).answers.project_name == "Café Crème"
    assert "Café Crème" in (project / "README.md").read_text()


def test_success_ends_with_the_next_commands(cli: Cli) -> None:
    result = cli("new", "my-app", "--output-dir", "some where")

    assert commands(result.out) == [
        "cd 'some where/my-app'",
        "uv run fastapi dev",
        "uv run pytest",
        "fastapi-adv add FEATURE",
    ]
    assert "http://127.0.0.1:8000, with API documentation at /docs" in result.out
    assert result.err == ""


def test_success_lists_the_features_by_their_summaries_and_no_internal_part(cli: Cli, shipped: Catalogue) -> None:
    result = cli("new", "demo", "--auth", "--sse")

    listed = result.out.partition("\nFeatures\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == ["database", "auth", "sse"]
    assert listed[0].endswith(f"{shipped['database'].summary} (needed by auth)")
    assert listed[1].endswith(shipped["auth"].summary)


@pytest.mark.parametrize(("variables", "coloured"), [({"FORCE_COLOR": "1"}, True), ({"NO_COLOR": "1"}, False)])
def test_the_report_has_colours_only_where_they_are_wanted(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    shown = cli("new", "demo", "--sse").out + cli("new", "demo").err

    assert ("\x1b[" in shown) is coloured


def test_nothing_is_chosen_by_default(cli: Cli, tmp_path: Path) -> None:
    cli("new", "demo")

    assert state.read(tmp_path / "demo").answers.features == ()


def test_flags_lists_and_repetitions_choose_in_catalogue_order(cli: Cli, tmp_path: Path, shipped: Catalogue) -> None:
    first, second = (feature.name for feature in shipped.features[:2])

    result = cli("new", "demo", f"--{second}", f"--{second}", "--features", f"{second},{first},{first}")

    assert result.code == 0
    assert state.read(tmp_path / "demo").answers.features == (first, second)


def test_all_and_the_full_preset_are_the_same(cli: Cli, tmp_path: Path, shipped: Catalogue) -> None:
    cli("new", "demo", "--all", "--no-git", "--output-dir", "one")
    cli("new", "demo", "--preset", "full", "--no-git", "--output-dir", "two")

    assert state.read(tmp_path / "one" / "demo").answers.features == tuple(item.name for item in shipped.features)
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")


def test_the_same_answers_give_the_same_bytes(cli: Cli, tmp_path: Path) -> None:
    for parent in ("one", "two"):
        cli("new", "demo", "--all", "--output-dir", parent)

    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")


def test_awkward_text_is_kept_as_it_was_typed_and_every_file_stays_valid(cli: Cli, tmp_path: Path) -> None:
    result = cli("new", "demo", "--all", "--description", AWKWARD, "--author", AWKWARD)

    project = tmp_path / "demo"
    folded = " ".join(AWKWARD.split())
    assert result.code == 0
    assert tomllib.loads((project / "pyproject.toml").read_text())["project"]["description"] == folded
    assert state.read(project).answers.author == folded
    for file in project.rglob("*.py"):
        ast.parse(file.read_text())
    for file in [*project.rglob("*.yml"), *project.rglob("*.yaml")]:
        list(yaml.safe_load_all(file.read_text()))


def test_the_oldest_python_is_recorded(cli: Cli, tmp_path: Path) -> None:
    cli("new", "demo", "--python", "3.13")

    assert tomllib.loads((tmp_path / "demo" / "pyproject.toml").read_text())["project"]["requires-python"] == ">=3.13"


def test_a_dry_run_shows_the_tree_and_what_each_feature_adds_and_writes_nothing(
    cli: Cli, tmp_path: Path, shipped: Catalogue
) -> None:
    feature = next(entry for entry in shipped.features if entry.dependencies)

    result = cli("new", "demo", f"--{feature.name}", "--dry-run")

    assert result.code == 0
    assert list(tmp_path.iterdir()) == []
    assert "pyproject.toml" in result.out
    assert feature.dependencies[0].split(">")[0].split("[")[0] in result.out


def test_a_dry_run_lists_the_files_that_the_run_writes(cli: Cli, tmp_path: Path) -> None:
    foreseen = cli("new", "demo", "--all", "--dry-run", "--json").json()

    written = cli("new", "demo", "--all", "--json").json()

    assert foreseen["dry_run"] is True
    assert foreseen["files"] == written["files"]
    assert set(written["files"]) == {name for name, kind in snapshot(tmp_path / "demo").items() if kind is not None}


def test_one_document_says_what_was_made(cli: Cli, tmp_path: Path) -> None:
    document = cli("new", "My Demo", "--json").json()

    assert document["command"] == "new"
    assert document["path"] == str(tmp_path / "my-demo")
    assert document["answers"]["package_name"] == "my_demo"
    assert document["enabled"] == ["core"]
    assert document["steps"] == [{"step": "git", "status": "done", "reason": ""}]
    assert document["next"] == ["cd my-demo", "uv run fastapi dev"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["new"], "NAME is required"),
        (["new", "demo", "--websockeds"], "--websockeds"),
        (["new", "demo", "--features", "responsess"], "Did you mean `responses`?"),
        (["new", "demo", "--features", "responses,,responses"], "empty item"),
        (["new", "demo", "--responses", "--features", "responses", "--no-responses"], "--no-responses contradicts"),
        (["new", "demo", "--sse", "--no-sse"], "--no-sse contradicts --sse"),
        (["new", "demo", "--no-sse", "--sse"], "--no-sse contradicts --sse"),
        (["new", "demo", "--author", "a\uffffb"], "--author 'a\\uffffb' contains control characters"),
        (["new", "demo", "--preset", "huge"], "Unknown preset 'huge'"),
        (["new", "demo", "--all", "--preset", "minimal"], "--all contradicts --preset minimal"),
        (["new", "demo", "--features", "sse", "--all"], "--all contradicts --features sse"),
        (["new", "demo", "--python", "3.10"], "Unsupported --python '3.10'"),
        (["new", "demo", "--description", "a\x1bb"], "--description 'a\\x1bb' contains control characters"),
        (["new", "demo", "--author", "a\x00b"], "--author 'a\\x00b' contains control characters"),
        (["new", ".", "--output-dir", "x"], "contradicts --output-dir"),
        (["new", "../evil"], "is a path"),
        (["new", "../evil", "--force"], "is a path"),
        (["new", "fastapi"], "is reserved"),
        (["new", "demo", "extra"], "extra"),
        (["new", "demo", "--lifespan"], "--lifespan is part of core"),
        (["nwe"], "Did you mean 'web', 'new'?"),
    ],
)
def test_a_wrong_command_line_is_usage_and_writes_nothing(
    cli: Cli, tmp_path: Path, arguments: list[str], message: str
) -> None:
    result = cli(*arguments)

    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert "Traceback" not in result.err
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_flag_gets_a_near_match(cli: Cli) -> None:
    result = cli("new", "demo", "--respones")

    assert result.code == 2
    assert "--responses" in result.err


def test_a_refusal_with_json_is_one_document_too(cli: Cli) -> None:
    result = cli("new", "fastapi", "--json")

    assert result.code == 2
    assert result.json()["error"]["exit_code"] == 2
    assert "is reserved" in result.json()["error"]["message"]
    assert "is reserved" in result.err


def test_the_first_commit_holds_every_file_and_leaves_nothing_to_commit(cli: Cli, tmp_path: Path) -> None:
    result = cli("new", "demo", "--all", "--json")

    project = tmp_path / "demo"
    assert git("ls-files", cwd=project).splitlines() == sorted(result.json()["files"])
    assert git("status", "--porcelain", "--ignored", cwd=project) == ""
    assert git("rev-list", "--count", "HEAD", cwd=project) == "1"


def test_no_git_makes_no_repository(cli: Cli, tmp_path: Path) -> None:
    cli("new", "demo", "--no-git")

    assert not (tmp_path / "demo" / ".git").exists()
