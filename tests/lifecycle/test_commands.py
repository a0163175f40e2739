"""add, remove, update, diff and check as their users type them."""

import json
import os
from pathlib import Path

import pytest

from fastapi_adv.merge import journal
from fastapi_adv.template.answers import Answers
from tests.conftest import Cli
from tests.lifecycle.conftest import commit
from tests.lifecycle.small import write
from tests.lifecycle.trees import CATALOGUE, NAMES, TEMPLATE
from tests.support import Result, git, snapshot

# A feature that needs another, and one that needs none, of whatever the catalogue holds.
NEEDY, NEEDED = next((e.name, n) for e in CATALOGUE.features for n in e.requires if CATALOGUE[n].kind == "feature")
PLAIN = next(e.name for e in CATALOGUE.features if not e.requires and not e.services)
STATE = ".fastapi-adv.yml"


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A fresh project with one plain feature, committed, in the folder where the commands are typed."""
    root = tmp_path / "demo"
    write(root, TEMPLATE.render(Answers("demo", "demo", features=(PLAIN,)).data()))
    git("init", "-q", cwd=root)
    commit(root)
    return root


def told(result: Result, *words: str) -> None:
    """The command failed with one message of these words, and no traceback."""
    assert "Traceback" not in result.err
    assert all(word in result.err for word in words), result.err
    assert result.err.count("error:") == 1
    assert result.out == ""


def test_add_reports_implied_features_with_the_reason_and_the_next_commands(cli: Cli, demo: Path) -> None:
    result = cli("add", NEEDY, "--project", str(demo))

    assert result.code == 0
    assert f"+ {NEEDED}: {CATALOGUE[NEEDED].summary} (needed by {NEEDY})\n" in result.err
    assert not [entry.name for entry in CATALOGUE if entry.kind == "part" and f"+ {entry.name}" in result.err]
    assert result.out.startswith("uv sync\n")
    assert f"features: [{', '.join(name for name in NAMES if name in (PLAIN, NEEDY))}]" in (demo / STATE).read_text()


def test_what_new_writes_add_and_remove_write_too(cli: Cli, tmp_path: Path) -> None:
    for number, names in enumerate(((PLAIN,), (PLAIN, NEEDY))):
        cli("new", "demo", "--features", ",".join(names), "--output-dir", str(tmp_path / str(number)))
    demo = tmp_path / "0/demo"

    cli("add", NEEDY, "--project", str(demo))
    both = snapshot(demo)
    cli("remove", NEEDY, "--project", str(demo))

    assert both == snapshot(tmp_path / "1/demo")
    assert git("status", "--porcelain", cwd=demo) == ""


def test_removing_what_another_feature_needs_is_a_contradiction(cli: Cli, demo: Path) -> None:
    cli("add", NEEDY, "--project", str(demo))
    before = snapshot(demo)

    result = cli("remove", NEEDED, "--project", str(demo))

    assert result.code == 2
    told(result, f"{NEEDED} cannot be removed", NEEDY, "fastapi-adv remove")
    assert snapshot(demo) == before


def test_removing_a_feature_drops_what_only_it_needed_and_says_so(cli: Cli, demo: Path) -> None:
    cli("add", NEEDY, "--project", str(demo))

    result = cli("remove", NEEDY, "--project", str(demo))

    assert f"- {NEEDED}: {CATALOGUE[NEEDED].summary} (no longer needed)\n" in result.err
    assert not (demo / f"src/demo/{NEEDED}").exists()


@pytest.mark.parametrize("command", [("add", PLAIN), ("remove", NEEDY), ("update",)])
def test_nothing_to_do_is_done_and_writes_nothing(cli: Cli, demo: Path, command: tuple[str, ...]) -> None:
    (demo / "README.md").write_text("in work\n", encoding="utf-8")
    before = times(demo)

    result = cli(*command, "--project", str(demo))

    assert result.code == 0
    assert result.err.strip().endswith((" is already enabled.", " is not enabled.", " is already at version 0.1.0."))
    assert result.out == ""
    assert times(demo) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "websockeds"), ("'websockeds'", "Known features:")),
        (("remove", "websockeds"), ("'websockeds'", "Known features:")),
        (("remove", "core"), ("core cannot be removed",)),
        (("add",), ("FEATURE",)),
        (("update", "sse"), ("sse",)),
    ],
)
def test_words_that_cannot_be_meant_are_usage(
    cli: Cli, demo: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    before = snapshot(demo)

    result = cli(*arguments, "--project", str(demo))

    assert result.code == 2
    told(result, *words)
    assert snapshot(demo) == before


def test_a_dry_run_tells_what_would_be_done_and_writes_nothing(cli: Cli, demo: Path) -> None:
    before = times(demo)

    result = cli("add", NEEDY, "--project", str(demo), "--dry-run", "--diff")

    assert result.code == 0
    assert "create    src/demo/" in result.out
    assert "change    pyproject.toml" in result.out
    assert "+++ b/pyproject.toml" in result.out
    assert times(demo) == before


def test_a_diff_of_a_dry_run_is_what_git_would_apply(cli: Cli, demo: Path) -> None:
    document = cli("add", NEEDY, "--project", str(demo), "--dry-run", "--diff", "--json").json()
    (demo / "../change.diff").write_text(document["diff"], encoding="utf-8")

    git("apply", "../change.diff", cwd=demo)
    applied = {name: content for name, content in snapshot(demo).items() if content != b""}
    git("reset", "-q", "--hard", cwd=demo)
    git("clean", "-qfd", cwd=demo)
    cli("add", NEEDY, "--project", str(demo))

    assert applied == {name: content for name, content in snapshot(demo).items() if content != b""}


def test_conflicts_are_written_listed_and_end_in_one(cli: Cli, demo: Path) -> None:
    readme = demo / "README.md"
    lines = readme.read_text(encoding="utf-8").splitlines(keepends=True)
    target = TEMPLATE.render(Answers("demo", "demo", features=(PLAIN, NEEDY)).data())["README.md"].data.decode()
    place = next(at for at, line in enumerate(target.splitlines(keepends=True)) if line not in lines)
    readme.write_text("".join([*lines[:place], "| ours | ours | |\n", *lines[place:]]), encoding="utf-8")
    commit(demo)

    dry = cli("add", NEEDY, "--project", str(demo), "--dry-run")
    real = cli("add", NEEDY, "--project", str(demo), "--json")

    assert (dry.code, real.code) == (1, 1)
    assert "conflict  README.md" in dry.out
    assert real.json()["files"]["conflicts"] == [{"path": "README.md", "kind": "contents"}]
    assert "git add README.md" in real.json()["next"]
    assert "<<<<<<< yours" in readme.read_text(encoding="utf-8")
    assert cli("check", "--project", str(demo), "--json").json()["conflicted"] == ["README.md"]
    assert cli("remove", NEEDY, "--project", str(demo), "--force").code == 3


def test_a_dirty_project_is_refused_and_force_goes_on(cli: Cli, demo: Path) -> None:
    (demo / "README.md").write_text("in work\n", encoding="utf-8")
    before = snapshot(demo)

    refused = cli("add", NEEDY, "--project", str(demo))
    untouched = snapshot(demo) == before
    forced = cli("add", NEEDY, "--project", str(demo), "--force")

    assert refused.code == 3
    told(refused, "README.md", "Commit or stash", "--force")
    assert untouched
    assert forced.code in (0, 1)


@pytest.mark.parametrize("command", [("add", NEEDY), ("remove", PLAIN), ("update",), ("diff",), ("check",)])
@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (("features: [", "features: [["), ("line 9",)),
        ((f"[{PLAIN}]", "[carrier-pigeon]"), ("'features'", "carrier-pigeon")),
        (("package_name:", "package:"), ("'package_name'",)),
        (('package_name: "demo"', 'package_name: "../evil"'), ("'package_name'", "../evil")),
        (('package_name: "demo"', 'package_name: "pathspec"'), ("'package_name'", "pathspec")),
        (('project_name: "demo"', 'project_name: "a\\nb"'), ("'project_name'", "one line")),
        (('"0.', '"x0.'), ("'template_version'",)),
        (('template_version: "0.', 'template_version: "99.'), ("99.", "older")),
    ],
    ids=["yaml", "feature", "key", "package", "taken", "line", "version", "newer"],
)
def test_a_state_file_that_was_broken_by_hand_is_refused_where_it_is_broken(
    cli: Cli, demo: Path, command: tuple[str, ...], edit: tuple[str, str], words: tuple[str, ...]
) -> None:
    content = (demo / STATE).read_text(encoding="utf-8")
    assert edit[0] in content
    (demo / STATE).write_text(content.replace(*edit), encoding="utf-8")
    before = snapshot(demo)

    result = cli(*command, "--project", str(demo))

    assert result.code == 3
    told(result, *words)
    assert snapshot(demo) == before


@pytest.mark.parametrize("command", [("add", NEEDY), ("remove", PLAIN), ("update",), ("diff",), ("check",)])
def test_outside_any_project_the_refusal_says_where_one_is(cli: Cli, demo: Path, command: tuple[str, ...]) -> None:
    lost = cli(*command)
    (demo / STATE).unlink()
    missing = cli(*command, "--project", str(demo))

    assert (lost.code, missing.code) == (3, 3)
    told(lost, "--project demo")
    told(missing, STATE, "not found")


@pytest.mark.parametrize("endless", ["pipe", "device", "file"])
def test_a_state_file_without_an_end_is_refused_at_once(cli: Cli, demo: Path, endless: str) -> None:
    (demo / STATE).unlink()
    if endless == "pipe":
        os.mkfifo(demo / STATE)
    elif endless == "device":
        (demo / STATE).symlink_to("/dev/zero")
    else:
        (demo / STATE).write_text("# more\n" * 50_000, encoding="utf-8")

    result = cli("check", "--project", str(demo))

    assert result.code == 3
    told(result, STATE)


def test_the_project_is_found_from_a_folder_inside_it(cli: Cli, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(demo / "src")

    codes = [cli(*command).code for command in (("check",), ("diff",), ("update",), ("add", NEEDY))]

    assert codes == [0, 0, 0, 0]
    assert not (demo / "src" / STATE).exists()


def test_check_lists_what_is_missing_as_no_fault_and_never_writes(cli: Cli, demo: Path) -> None:
    whole = cli("check", "--project", str(demo))
    (demo / "Dockerfile").unlink()
    before = times(demo)

    text, document = cli("check", "--project", str(demo)), cli("check", "--project", str(demo), "--json")

    assert (whole.code, whole.out) == (0, "")
    assert (text.code, text.out) == (0, "missing     Dockerfile\n")
    assert (document.code, document.json()["missing"], document.json()["outdated"]) == (0, ["Dockerfile"], [])
    assert times(demo) == before


def test_diff_shows_what_the_owner_changed_and_never_writes(cli: Cli, demo: Path) -> None:
    pristine = cli("diff", "--project", str(demo))
    (demo / "Dockerfile").unlink()
    with (demo / "AGENTS.md").open("a", encoding="utf-8") as stream:
        stream.write("- Orders first.\n")
    before = times(demo)

    text, document = cli("diff", "--project", str(demo)), cli("diff", "--project", str(demo), "--json").json()

    assert (pristine.code, pristine.out) == (0, "")
    assert text.code == 1
    assert "+- Orders first." in text.out
    assert "+++ /dev/null" in text.out
    assert (document["changed"], document["missing"]) == (["AGENTS.md"], ["Dockerfile"])
    assert times(demo) == before


def test_add_on_a_half_written_project_finishes_first_and_says_so(cli: Cli, demo: Path) -> None:
    left_behind(demo)

    looked = [cli(*command, "--project", str(demo)).code for command in (("check",), ("add", NEEDY, "--dry-run"))]
    result = cli("add", PLAIN, "--project", str(demo))

    assert looked == [1, 3]
    assert "Finished `fastapi-adv add x`" in result.err
    assert result.code == 0
    assert (demo / "two.txt").read_text(encoding="utf-8") == "2\n"


def left_behind(root: Path) -> None:
    """A run that was killed between two files."""
    from fastapi_adv.project.work_tree import WorkTree
    from fastapi_adv.template.tree import File

    one, two = File(0o100644, b"1\n"), File(0o100644, b"2\n")
    journal.keep(WorkTree(root), "fastapi-adv add x", [("one.txt", None, one), ("two.txt", None, two)], "")
    (root / "one.txt").write_bytes(b"1\n")


def test_each_command_prints_one_json_document(cli: Cli, demo: Path) -> None:
    results = {
        command[0]: cli(*command, "--project", str(demo), "--json")
        for command in (("add", NEEDY), ("remove", NEEDY), ("update",), ("diff",), ("check",))
    }

    assert {name: json.loads(result.out)["command"] for name, result in results.items()} == {n: n for n in results}
    assert all(result.json()["exit_code"] == result.code == 0 for result in results.values())


def test_every_feature_can_be_added_at_once_and_removed_again(cli: Cli, demo: Path) -> None:
    before = snapshot(demo)
    others = [name for name in NAMES if name != PLAIN]

    added = cli("add", *others, "--project", str(demo))
    removed = cli("remove", *others, "--project", str(demo))

    assert (added.code, removed.code) == (0, 0)
    assert snapshot(demo) == before


@pytest.mark.parametrize(
    ("name", "branches"), [("database", ["items", "categories"]), ("auth", ["items", "categories", "auth"])]
)
def test_tables_are_made_after_add_and_dropped_before_remove(
    cli: Cli, demo: Path, name: str, branches: list[str]
) -> None:
    added = cli("add", name, "--project", str(demo))
    removed = cli("remove", name, "--project", str(demo))

    assert "uv run python -m demo.database.migrate upgrade heads" in added.out
    assert [line.split()[-1] for line in removed.err.splitlines() if "downgrade" in line] == [
        f"{branch}@base" for branch in branches
    ]


def times(root: Path) -> dict[str, int]:
    """Return when each file and folder was last written."""
    return {str(path): path.stat().st_mtime_ns for path in (root, *root.rglob("*")) if ".git" not in path.parts}
