"""A run that is killed at any write leaves the project as before, or as after once the next run has finished it."""

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fastapi_adv.errors import Refused
from fastapi_adv.merge import journal
from fastapi_adv.merge.apply import apply
from fastapi_adv.merge.journal import Journal
from fastapi_adv.merge.plan import plan
from fastapi_adv.merge.recovery import recover
from fastapi_adv.project.work_tree import WorkTree
from fastapi_adv.system.lock import locked
from fastapi_adv.template.tree import Tree
from tests.lifecycle.conftest import commit
from tests.lifecycle.small import BASE, MAIN, MINE, ROUTER, STATE, TARGET, on_disk, text, write
from tests.support import git

# Every call by which the product changes the disk goes through one of these.
WRITES = {os: ["replace", "unlink", "mkdir", "rmdir", "chmod"], Path: ["write_bytes", "write_text", "touch"]}
DROPPED: Tree = {name: file for name, file in TARGET.items() if name not in (ROUTER, "app/util.py")}


def killed_at(number: int, act: Callable[[], object]) -> bool:
    """Do it in a child process that is killed just before its write of that number; whether it came that far."""
    child = os.fork()
    if child == 0:  # pragma: no cover  # the child never returns
        count = iter(range(number))
        for owner, names in WRITES.items():
            for name in names:
                setattr(owner, name, _counted(getattr(owner, name), count))
        act()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _counted(write: Callable[..., object], count: Iterator[int]) -> Callable[..., object]:
    def counted(*arguments: object, **options: object) -> object:
        if next(count, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return write(*arguments, **options)

    return counted


def _begin(root: Path, tree: Tree) -> bool:
    """Let the project hold the tree and nothing else."""
    shutil.rmtree(root)
    write(root, tree)
    return True


@pytest.mark.parametrize(("base", "target"), [(BASE, TARGET), (TARGET, DROPPED)], ids=["adding", "removing"])
def test_killed_at_any_write_the_project_is_as_before_or_the_next_run_finishes_it(
    plain: Path, base: Tree, target: Tree
) -> None:
    number, ends = 0, set()
    while _begin(plain, base) and killed_at(
        number, lambda: apply(plan(WorkTree(plain), base, target, STATE), "an add")
    ):
        said = recover(WorkTree(plain))

        ends.add(said.partition(" ")[0])
        assert on_disk(plain) in (base, target), number
        assert on_disk(plain) == target or not said.startswith("Finished"), number
        assert not journal.pending(WorkTree(plain))
        assert all(any(path.iterdir()) for path in plain.rglob("*") if path.is_dir()), number
        number += 1

    assert on_disk(plain) == target
    assert number > 2 * len(base.keys() ^ target.keys())
    assert ends == {"", "Removed", "Finished"}


def test_a_recovery_that_is_killed_is_finished_by_the_next_one(plain: Path) -> None:
    change = plan(WorkTree(plain), BASE, TARGET, STATE)
    at = next(number for number in range(100) if killed_at(number, lambda: apply(change, "x")) and _begun(plain))
    number = 0

    while killed_at(number, lambda: recover(WorkTree(plain))):
        number += 1

    assert at
    assert number > 0
    assert on_disk(plain) == TARGET


def _begun(root: Path) -> bool:
    """Some file is written already; else what is left of the run is swept away."""
    if on_disk(root).get(STATE) == TARGET[STATE] or (root / ROUTER).exists() or on_disk(root)[MAIN] == TARGET[MAIN]:
        return True
    recover(WorkTree(root))
    return False


def test_conflicts_are_in_the_index_after_a_recovery_too(project: Path) -> None:
    (project / MAIN).write_text(MINE, encoding="utf-8")
    commit(project)
    change = plan(WorkTree(project), BASE, TARGET, STATE)
    writes = next(n for n in range(100) if killed_at(n, lambda: apply(change, "x")) and _begun_with_conflict(project))

    recover(WorkTree(project))

    assert writes
    assert f"UU {MAIN}" in git("status", "--porcelain", cwd=project)


def _begun_with_conflict(root: Path) -> bool:
    if b"<<<<<<<" in (root / MAIN).read_bytes():
        return True
    recover(WorkTree(root))
    for name, file in BASE.items():
        (root / name).write_bytes(file.data if name != MAIN else MINE.encode())
    (root / ROUTER).unlink(missing_ok=True)
    return False


def test_a_conflict_of_which_only_the_index_tells_is_there_after_a_recovery_too(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project, {"logo.png": text(b"\0MINE")})
    commit(project)
    change = plan(WorkTree(project), BASE, TARGET | {"logo.png": text(b"\0NEW")}, STATE)
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "mark_conflicts", lambda _: os.kill(os.getpid(), signal.SIGKILL))
        assert killed_at(1000, lambda: apply(change, "x"))

    said = recover(WorkTree(project))

    assert said.startswith("Finished")
    assert "UU logo.png" in git("status", "--porcelain", cwd=project)
    assert (project / "logo.png").read_bytes() == b"\0MINE"


def half_written(root: Path) -> None:
    """As a run leaves it that is killed between two files."""
    change = plan(WorkTree(root), BASE, TARGET, STATE)
    files = [(name, change.yours.get(name), file) for name, file in change.merge.write.items()]
    journal.keep(WorkTree(root), "fastapi-adv add auth", files, "")
    (root / MAIN).write_bytes(TARGET[MAIN].data)


def test_a_file_that_was_edited_since_is_not_overwritten_by_the_recovery(plain: Path) -> None:
    half_written(plain)
    (plain / STATE).write_text("mine\n", encoding="utf-8")

    with pytest.raises(Refused) as refusal:
        recover(WorkTree(plain))

    assert STATE in refusal.value.message
    assert journal.FOLDER in refusal.value.hint
    assert (plain / STATE).read_text(encoding="utf-8") == "mine\n"


def test_a_journal_that_names_a_path_outside_is_refused(plain: Path, tmp_path: Path) -> None:
    half_written(plain)
    edit_record(plain, lambda content: content["writes"][0].update(name="../outside.txt"))

    with pytest.raises(Refused, match="leads outside"):
        recover(WorkTree(plain))

    assert not (tmp_path / "outside.txt").exists()


def edit_record(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what the journal's record holds."""
    record = root / journal.FOLDER / journal.RECORD
    content = json.loads(record.read_text(encoding="utf-8"))
    change(content)
    record.write_text(json.dumps(content), encoding="utf-8")


def test_a_journal_that_git_tracks_is_refused_and_not_replayed(project: Path) -> None:
    half_written(project)
    git("add", "-f", journal.FOLDER, cwd=project)
    before = on_disk(project)

    with pytest.raises(Refused, match="is committed"):
        recover(WorkTree(project))

    assert on_disk(project) == before


@pytest.mark.parametrize("name", [".git/hooks/post-commit", "vendor/.GIT/config", "app/hooks/post-commit"])
def test_a_journal_that_names_a_path_in_git_s_own_folder_is_refused(project: Path, name: str) -> None:
    half_written(project)
    (project / "app/hooks").symlink_to("../.git/hooks")
    edit_record(project, lambda content: content["writes"][0].update(name=name))

    with pytest.raises(Refused, match=r"into \.git"):
        recover(WorkTree(project))

    assert not (project / name).exists()


def test_a_journal_that_names_foreign_files_for_the_index_is_refused(project: Path) -> None:
    half_written(project)
    blob = git("rev-parse", "HEAD:README.md", cwd=project)
    edit_record(project, lambda content: content.update(index=f"100644 {blob} 0\tpayload.py\0"))

    with pytest.raises(Refused, match="files for git's index"):
        recover(WorkTree(project))

    assert "payload.py" not in git("ls-files", cwd=project)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "../../x"},
        {"number": True},
        {"name": "a\0b"},
        {"name": 1},
        {"name": "\ud800"},
        {"after": 0o104755},
        {"before": "x"},
        {"after": [1]},
    ],
)
def test_a_journal_of_other_types_than_a_run_writes_is_damaged(plain: Path, change: dict[str, object]) -> None:
    half_written(plain)
    edit_record(plain, lambda content: content["writes"][0].update(change))

    with pytest.raises(Refused, match="cannot be read"):
        recover(WorkTree(plain))


@pytest.mark.parametrize("key", ["command", "index"])
def test_a_journal_whose_command_or_index_is_no_text_is_damaged(plain: Path, key: str) -> None:
    half_written(plain)
    edit_record(plain, lambda content: content.update({key: ["x"]}))

    with pytest.raises(Refused, match="cannot be read"):
        recover(WorkTree(plain))


def test_what_is_told_of_a_journal_moves_no_cursor(plain: Path) -> None:
    half_written(plain)
    edit_record(plain, lambda content: content.update(command="add \x1b[2J"))

    said = recover(WorkTree(plain))

    assert said == "Finished `add \\x1b[2J`, which was interrupted while it wrote."


def test_a_damaged_journal_is_named(plain: Path) -> None:
    half_written(plain)
    (plain / journal.FOLDER / journal.RECORD).write_text("{", encoding="utf-8")

    with pytest.raises(Refused, match="cannot be read"):
        recover(WorkTree(plain))


def test_git_does_not_see_the_journal(project: Path) -> None:
    half_written(project)

    assert journal.FOLDER not in git("status", "--porcelain", "-uall", cwd=project)


@pytest.mark.parametrize("at", range(1, 6))
def test_an_error_of_the_disk_puts_everything_back(plain: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    change = plan(WorkTree(plain), BASE, TARGET, STATE)
    _fail_once(monkeypatch, at, OSError(28, "No space left on device"))

    with pytest.raises(Refused, match="No space left"):
        apply(change, "x")

    assert on_disk(plain) == BASE
    assert not (plain / "app/auth").exists()
    assert not journal.pending(WorkTree(plain))


def test_a_folder_that_cannot_be_written_leaves_the_project_as_it_was_and_no_journal(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = plan(WorkTree(plain), BASE, TARGET, STATE)
    real = Path.replace

    def replace(path: Path, target: Path) -> Path:
        if target.parent == plain / "app":
            raise PermissionError(13, "Permission denied", str(target))
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)

    with pytest.raises(Refused, match=r"^Nothing was changed: .*Permission denied"):
        apply(change, "x")

    assert on_disk(plain) == BASE
    assert not journal.pending(WorkTree(plain))


def test_a_file_that_stays_changed_keeps_the_journal_and_the_others_are_put_back(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = plan(WorkTree(plain), BASE, TARGET | {"run.sh": text("#!/bin/bash\n", 0o100755)}, STATE)
    real, closed = Path.replace, {plain / STATE}

    def replace(path: Path, target: Path) -> Path:
        if target in closed:
            raise PermissionError(13, "Permission denied", str(target))
        closed.update({target} & {plain / MAIN})
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)

    with pytest.raises(Refused, match=r"^The change is half written: .*main\.py"):
        apply(change, "x")

    assert (plain / MAIN).read_bytes() == TARGET[MAIN].data
    assert (plain / "run.sh").read_bytes() == BASE["run.sh"].data
    assert journal.pending(WorkTree(plain))


def _fail_once(monkeypatch: pytest.MonkeyPatch, at: int, error: Exception) -> None:
    """Let the write of bytes of that number fail."""
    count = iter(range(1, 1000))
    real = Path.write_bytes

    def write_bytes(path: Path, data: bytes) -> int:
        if next(count) == at:
            raise error
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_an_interruption_while_writing_puts_everything_back(
    plain: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    change = plan(WorkTree(plain), BASE, TARGET, STATE)
    count = iter(range(1, 1000))
    real = Path.replace

    def replace(path: Path, target: Path) -> Path:
        if next(count) == at:
            os.kill(os.getpid(), signal.SIGINT)
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)

    with pytest.raises(KeyboardInterrupt):
        apply(change, "x")

    assert on_disk(plain) == BASE
    assert not journal.pending(WorkTree(plain))


def test_a_second_run_is_refused_while_the_first_is_at_work(plain: Path) -> None:
    with locked(plain), pytest.raises(Refused, match="Another fastapi-adv"), locked(plain):
        pass


def test_the_lock_goes_with_the_run(plain: Path) -> None:
    with locked(plain):
        pass

    with locked(plain):
        assert on_disk(plain) == BASE
