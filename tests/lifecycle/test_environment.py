"""Commands without git, with an old one, on narrow terminals, and with nobody who answers."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fastapi_adv.template.answers import Answers
from tests.lifecycle.conftest import commit
from tests.lifecycle.small import write
from tests.lifecycle.trees import TEMPLATE
from tests.support import COMMAND, Result, environment, git, run_command, snapshot

FIRST, SECOND = "observability", "openapi"


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A project with one feature, committed."""
    root = tmp_path / "demo"
    write(root, TEMPLATE.render(Answers("demo", "demo", features=(FIRST,)).data()))
    git("init", "-q", cwd=root)
    commit(root)
    return root


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The only folder on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def edit_where_the_template_adds(root: Path) -> None:
    """Change features.py, which every feature changes."""
    features = root / "src/demo/features.py"
    features.write_text(features.read_text(encoding="utf-8") + "\n# ours\n", encoding="utf-8")


def test_without_git_a_project_as_rendered_is_still_changed(demo: Path, path: Path) -> None:
    env = environment(PATH=str(path))

    results = [
        run_command(*words, cwd=demo, env=env) for words in (("add", SECOND), ("update",), ("check",), ("diff",))
    ]

    assert [result.code for result in results] == [0, 0, 0, 0]


def test_without_git_edits_that_need_a_merge_are_refused_in_one_line(demo: Path, path: Path) -> None:
    edit_where_the_template_adds(demo)
    before = snapshot(demo)

    result = run_command("add", SECOND, cwd=demo, env=environment(PATH=str(path)))

    assert (result.code, result.out) == (4, "")
    assert result.err.startswith("error: git is required to merge with your edits")
    assert "Traceback" not in result.err
    assert snapshot(demo) == before


@pytest.mark.parametrize("words", [("add", SECOND), ("remove", FIRST), ("update",)])
def test_an_old_git_is_refused_before_anything_else(demo: Path, path: Path, words: tuple[str, ...]) -> None:
    old = path / "git"
    old.write_text("#!/bin/sh\necho git version 2.34.1\n", encoding="utf-8")
    old.chmod(0o755)
    before = snapshot(demo)

    result = run_command(*words, cwd=demo, env=environment(PATH=f"{path}:{os.environ['PATH']}"))

    assert result.code == 4
    assert "git 2.38 or newer is required. Found: git version 2.34.1" in result.err
    assert snapshot(demo) == before


def test_a_git_whose_configuration_cannot_be_read_is_refused_in_its_own_words(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "gitconfig").write_text("[bad\n", encoding="utf-8")

    result = run_command("add", SECOND, cwd=demo, env=environment(GIT_CONFIG_GLOBAL=str(tmp_path / "gitconfig")))

    assert result.code == 3
    assert result.err.startswith("error: git fails: fatal: bad config line 1")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [(".git/config", "[bad\n", "bad config line 1"), (".git", "gitdir: /gone\n", "not a git repository: /gone")],
)
def test_nothing_is_written_over_edits_in_a_repository_that_git_cannot_read(
    demo: Path, name: str, content: str, told: str
) -> None:
    edit_where_the_template_adds(demo)
    if name == ".git":
        shutil.rmtree(demo / ".git")
    (demo / name).write_text(content, encoding="utf-8")
    before = snapshot(demo)

    result = run_command("add", SECOND, cwd=demo)

    assert result.code == 3
    assert told in result.err
    assert snapshot(demo) == before


def test_the_configuration_of_the_user_does_not_reach_the_merge(demo: Path, tmp_path: Path) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", encoding="utf-8")
        (hooks / name).chmod(0o755)
    config = tmp_path / "gitconfig"
    config.write_text(
        f"[core]\n\thooksPath = {hooks}\n[merge]\n\tconflictStyle = diff3\n\trenames = false\n", encoding="utf-8"
    )
    edit_where_the_template_adds(demo)
    commit(demo)

    result = run_command("add", SECOND, cwd=demo, env=environment(GIT_CONFIG_GLOBAL=str(config)))

    assert result.code == 0
    assert (demo / "src/demo/features.py").read_text(encoding="utf-8").endswith("# ours\n")
    assert not (tmp_path / "ran").exists()


def test_a_repository_that_a_hook_points_at_is_left_alone(demo: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git("init", "-q", cwd=other)
    before = snapshot(other, git_too=True)
    edit_where_the_template_adds(demo)
    commit(demo)

    env = environment(GIT_DIR=str(other / ".git"), GIT_WORK_TREE=str(other), GIT_INDEX_FILE=str(other / ".git/index"))
    result = run_command("add", SECOND, cwd=demo, env=env)

    assert result.code == 0
    assert snapshot(other, git_too=True) == before


@pytest.mark.parametrize("words", [("add", SECOND), ("remove", FIRST), ("update",)])
def test_no_command_waits_for_an_answer(demo: Path, words: tuple[str, ...]) -> None:
    (demo / "README.md").write_text("in work\n", encoding="utf-8")
    reading, writing = os.pipe()

    try:
        done = subprocess.run(
            [*COMMAND, *words], cwd=demo, env=environment(), stdin=reading, capture_output=True, timeout=15, check=False
        )
    finally:
        os.close(reading)
        os.close(writing)

    assert done.returncode == (0 if words == ("update",) else 3)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk"])
def test_a_pipe_of_any_encoding_changes_no_exit_code(demo: Path, encoding: str) -> None:
    (demo / "AGENTS.md").write_text("☃ é 雪\n", encoding="utf-8")
    commit(demo)
    env = environment(PYTHONIOENCODING=encoding)

    codes = {
        words[0]: run_command(*words, cwd=demo, env=env, encoding=encoding).code
        for words in (("diff",), ("check",), ("add", SECOND, "--dry-run", "--diff"), ("add", "☃"), ("remove", "core"))
    }

    assert codes == {"diff": 1, "check": 0, "add": 2, "remove": 2}


@pytest.mark.parametrize(("force", "coloured"), [("xterm", True), ("dumb", False)])
def test_a_diff_is_coloured_on_a_terminal_that_can(demo: Path, force: str, coloured: bool) -> None:
    (demo / "AGENTS.md").write_text("ours\n", encoding="utf-8")
    script = shutil.which("script")
    assert script is not None
    words = f"{sys.executable} -m fastapi_adv diff"

    done = subprocess.run(
        [script, "-qec", words, "/dev/null"],
        cwd=demo,
        env=environment(TERM=force, NO_COLOR=None),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )

    assert (b"\x1b[32m+ours" in done.stdout) is coloured
    assert b"+ours" in done.stdout


def test_words_with_backslashes_are_no_features(demo: Path) -> None:
    result: Result = run_command("add", r"..\evil", cwd=demo)

    assert result.code == 2
    assert r"'..\\evil'" in result.err
