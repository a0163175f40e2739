"""Git: whether it is usable, and commands in a repository."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from fastapi_adv.errors import EnvironmentLacks, FastapiAdvError
from fastapi_adv.system import processes

OLDEST = (2, 38)  # the first version whose merge-tree merges
_POINTERS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX")


def environment() -> dict[str, str]:
    """Return this process's environment without pointers to another repository (a hook sets GIT_DIR) and prompts."""
    kept = {name: value for name, value in os.environ.items() if name not in _POINTERS}
    return kept | {"GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "LC_ALL": "C"}


def installed() -> bool:
    """Check whether git is on PATH."""
    return processes.find("git") is not None


def refuse_missing() -> None:
    """Raise EnvironmentLacks if git is not installed or is older than `OLDEST`."""
    if not installed():
        raise EnvironmentLacks(
            "git is required to merge with your edits, and was not found on PATH.", "Install git 2.38 or newer."
        )
    refuse_old()


def refuse_old() -> None:
    """Raise EnvironmentLacks if git is installed and older than `OLDEST`."""
    if not installed():
        return
    done = processes.run(["git", "--version"], env=environment())
    if done.stderr and done.returncode:  # for example, its configuration cannot be read
        raise FastapiAdvError(f"git fails: {done.stderr.decode(errors='replace').strip()}", "Fix the error above.")
    version = done.stdout.decode(errors="replace").strip()
    found = re.search(r"(\d+)\.(\d+)", version)
    if found is None or (int(found[1]), int(found[2])) < OLDEST:
        raise EnvironmentLacks(f"git 2.38 or newer is required. Found: {version or 'no working git'}.", "Update git.")


def run(
    folder: Path,
    *words: str,
    allowed: Sequence[int] = (0,),
    stdin: bytes = b"",
    settings: Mapping[str, str] | None = None,
) -> bytes:
    """Run git in `folder` and return its output; `settings` are added to the environment.

    Raises FastapiAdvError if the exit code is not in `allowed`.
    """
    env = environment() | {"GIT_OPTIONAL_LOCKS": "0"} | dict(settings or {})
    done = processes.run(["git", "-c", f"core.hooksPath={os.devnull}", *words], cwd=folder, env=env, stdin=stdin)
    if done.returncode not in allowed:
        reason = done.stderr.decode(errors="replace").strip() or f"exit code {done.returncode}"
        raise FastapiAdvError(
            f"git {words[0]} failed: {reason}", f"Run `git -C {folder} status` and fix the errors that it reports."
        )
    return done.stdout


def fields(output: bytes) -> list[str]:
    """Split the output of a command with `-z`. Bytes that are not UTF-8 are kept as in `os.fsdecode`."""
    return [os.fsdecode(field) for field in output.split(b"\0")]


def repository_above(folder: Path) -> Path | None:
    """Return the nearest folder at or above `folder` that has a `.git`, or None."""
    return next((above for above in (folder, *folder.parents) if os.path.lexists(above / ".git")), None)


def prefix(folder: Path) -> str | None:
    """Return the path of `folder` in its work tree: "" at the top, or such as "services/api/". None outside git.

    Raises FastapiAdvError if git cannot read the repository, because then nobody knows what is committed.
    """
    if not installed():
        return None
    done = processes.run(["git", "rev-parse", "--is-inside-work-tree", "--show-prefix"], cwd=folder, env=environment())
    inside, _, path = os.fsdecode(done.stdout).partition("\n")
    if b"dubious ownership" in done.stderr:
        raise FastapiAdvError(
            f"git does not trust {folder}: it belongs to another user.",
            f"Run `git config --global --add safe.directory {folder}`.",
        )
    if done.returncode and (top := repository_above(folder)):
        raise FastapiAdvError(
            f"git cannot read the repository at {top}: {done.stderr.decode(errors='replace').strip()}",
            f"Run `git -C {folder} status` and fix the errors that it reports.",
        )
    return path.removesuffix("\n") if inside == "true" else None
