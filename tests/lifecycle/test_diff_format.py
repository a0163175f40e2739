"""Diffs in the format of git."""

from pathlib import Path

import pytest

from fastapi_adv.merge import unified_diff
from fastapi_adv.system import processes
from fastapi_adv.template.tree import Tree
from tests.lifecycle.small import on_disk, text, write
from tests.support import git

OLD: Tree = {"edited": text("1\n2\n"), "gone": text("x\n"), "same": text("s\n"), "run.sh": text("#!\n")}
CASES: dict[str, Tree] = {
    "an edited, a deleted and a new file": {**OLD, "edited": text("1\n3\n"), "come": text("new\n"), "gone": text("")},
    "an empty file": {**OLD, "src/py.typed": text("")},
    "another mode": {**OLD, "run.sh": text("#!\n", 0o100755)},
    "a binary file": {**OLD, "logo.png": text(b"\0\1\2" * 30)},
    "Windows line endings": {**OLD, "edited": text("1\r\n3\r\n")},
    "no line end at the end": {**OLD, "edited": text("1\n3")},
    "a name with spaces and quotes": {**OLD, 'a "b" ä.txt': text("x\n")},
}


@pytest.mark.parametrize("new", CASES.values(), ids=CASES)
def test_git_apply_turns_the_old_tree_into_the_new_one(tmp_path: Path, new: Tree) -> None:
    write(tmp_path, OLD)
    git("init", "-q", cwd=tmp_path)

    difference = unified_diff.diff(OLD, new, [*OLD, *new])
    (tmp_path / ".git/change").write_bytes(difference.encode(errors="surrogateescape"))
    git("apply", ".git/change", cwd=tmp_path)

    assert on_disk(tmp_path) == new


def test_equal_trees_have_no_difference() -> None:
    assert unified_diff.diff(OLD, OLD, OLD) == ""


def test_without_git_the_diff_is_a_plain_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "find", lambda _: None)

    difference = unified_diff.diff(OLD, {**OLD, "edited": text("1\n3\n")}, OLD)

    assert difference == "--- a/edited\n+++ b/edited\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n"
