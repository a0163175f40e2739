"""Git plumbing: a throw-away repository to merge in, and questions to the project's own."""

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from fastapi_adv.errors import EnvironmentLacks, FastapiAdvError
from fastapi_adv.project.destination import work_tree_above
from fastapi_adv.system import processes
from fastapi_adv.template.tree import Tree

OLDEST = (2, 38)  # the first whose merge-tree merges
# Merging is the same everywhere: neither the user's nor the system's configuration reaches a repository of ours.
_MASKED = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_COUNT": "0"}
# What is thrown away in a moment is neither flushed to the disk nor made small.
_CHEAP = ("-c", "core.fsync=none", "-c", "core.compression=0", "-c", "fastimport.unpackLimit=1")
_IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "fastapi-adv"), ("EMAIL", "fastapi-adv@example.org"), ("DATE", "@0 +0000"))
}


def require() -> None:
    """Refuse a git that is missing or cannot merge trees."""
    if processes.find("git") is None:
        raise EnvironmentLacks(
            "git is needed to merge with your edits, and it is not on PATH", "Install git 2.38 or newer."
        )
    refuse_old()


def refuse_old() -> None:
    """Refuse a git that is there and older than `OLDEST`, whatever will be asked of it."""
    if processes.find("git") is None:
        return
    done = processes.run(["git", "--version"], env=processes.git_environment())
    if done.stderr and done.returncode:  # a configuration that cannot be read, say
        raise FastapiAdvError(f"git fails: {done.stderr.decode(errors='replace').strip()}", "Mend what it says.")
    said = done.stdout.decode(errors="replace").strip()
    found = re.search(r"(\d+)\.(\d+)", said)
    if found is None or (int(found[1]), int(found[2])) < OLDEST:
        raise EnvironmentLacks(f"git 2.38 or newer is needed, here is: {said or 'none that runs'}", "Update git.")


def ask(folder: Path, *words: str, good: Sequence[int] = (0,), stdin: bytes = b"", own: bool = False) -> bytes:
    """What git prints in `folder`; `own` for a throw-away repository.

    In the user's repository their configuration counts: line endings, ignored files, `safe.directory`.
    """
    env = processes.git_environment() | {"GIT_OPTIONAL_LOCKS": "0"} | (_MASKED | _IDENTITY if own else {})
    done = processes.run(["git", "-c", f"core.hooksPath={os.devnull}", *words], cwd=folder, env=env, stdin=stdin)
    if done.returncode not in good:
        reason = done.stderr.decode(errors="replace").strip() or f"exit {done.returncode}"
        raise FastapiAdvError(
            f"git {words[0]} failed: {reason}", f"Run `git -C {folder} status` and mend what it says."
        )
    return done.stdout


def names(output: bytes) -> list[str]:
    """The fields of a -z listing, odd bytes kept as `os.fsdecode` keeps them."""
    return [os.fsdecode(field) for field in output.split(b"\0")]


def prefix(folder: Path) -> str | None:
    """Where in its work tree `folder` is ("" at the top, else "services/api/"), None outside any work tree."""
    if processes.find("git") is None:
        return None
    env = processes.git_environment()
    done = processes.run(["git", "rev-parse", "--is-inside-work-tree", "--show-prefix"], cwd=folder, env=env)
    inside, _, where = os.fsdecode(done.stdout).partition("\n")
    if b"dubious ownership" in done.stderr:
        raise FastapiAdvError(
            f"git does not trust {folder}: it belongs to another user",
            f"Run `git config --global --add safe.directory {folder}`.",
        )
    if done.returncode and (top := work_tree_above(folder)):  # nobody knows then what is committed
        raise FastapiAdvError(
            f"git cannot read the repository at {top}: {done.stderr.decode(errors='replace').strip()}",
            f"Run `git -C {folder} status` and mend what it says.",
        )
    return where.removesuffix("\n") if inside == "true" else None


def commit(repository: Path, trees: Iterable[tuple[str, Tree]]) -> None:
    """Make a bare repository; the first tree becomes the parent of the others, each a branch."""
    ask(repository, "init", "-q", "--bare", "--template=", own=True)
    stream = bytearray()
    for number, (branch, tree) in enumerate(trees, 1):
        stream += f"commit refs/heads/{branch}\nmark :{number}\ncommitter x <x@example.org> 0 +0000\ndata 0\n".encode()
        stream += b"from :1\ndeleteall\n" if number > 1 else b"deleteall\n"
        for name, (mode, data) in tree.items():
            stream += b"M %o inline %s\ndata %d\n%s\n" % (mode, _quoted(name), len(data), data)
    ask(repository, *_CHEAP, "fast-import", "--quiet", stdin=bytes(stream), own=True)


def _quoted(name: str) -> bytes:
    raw = os.fsencode(name)
    if not raw.startswith(b'"') and b"\n" not in raw:
        return raw
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'


def blobs(repository: Path, objects: Iterable[str]) -> dict[str, bytes]:
    """The contents of objects, by their names."""
    wanted = sorted(set(objects))
    raw = ask(repository, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in wanted).encode(), own=True)
    contents, position = {}, 0
    for name in wanted:
        start = raw.index(b"\n", position) + 1
        size = int(raw[position:start].split()[2])
        contents[name] = raw[start : start + size]
        position = start + size + 1
    return contents
