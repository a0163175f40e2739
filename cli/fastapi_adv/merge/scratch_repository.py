"""Temporary bare repository in which trees are merged."""

import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from fastapi_adv.system import git
from fastapi_adv.template.tree import Tree

# Merging gives the same result everywhere: the configuration of the user and of the system does not apply.
_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_COUNT": "0"} | {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (("NAME", "fastapi-adv"), ("EMAIL", "fastapi-adv@example.org"), ("DATE", "@0 +0000"))
}
# The repository is deleted right after: nothing is flushed to the disk or compressed.
_FAST = ("-c", "core.fsync=none", "-c", "core.compression=0", "-c", "fastimport.unpackLimit=1")

run = partial(git.run, settings=_SETTINGS)


def commit(repository: Path, trees: Iterable[tuple[str, Tree]]) -> None:
    """Create the repository with one commit per tree, each on its branch. The first is the parent of the others."""
    run(repository, "init", "-q", "--bare", "--template=")
    stream = bytearray()
    for number, (branch, tree) in enumerate(trees, 1):
        stream += f"commit refs/heads/{branch}\nmark :{number}\ncommitter x <x@example.org> 0 +0000\ndata 0\n".encode()
        stream += b"from :1\ndeleteall\n" if number > 1 else b"deleteall\n"
        for name, (mode, data) in tree.items():
            stream += b"M %o inline %s\ndata %d\n%s\n" % (mode, _quoted(name), len(data), data)
    run(repository, *_FAST, "fast-import", "--quiet", stdin=bytes(stream))


def _quoted(name: str) -> bytes:
    raw = os.fsencode(name)
    if not raw.startswith(b'"') and b"\n" not in raw:
        return raw
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'


def blobs(repository: Path, objects: Iterable[str]) -> dict[str, bytes]:
    """Return the contents of objects by their ids."""
    wanted = sorted(set(objects))
    raw = run(repository, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in wanted).encode())
    contents, position = {}, 0
    for name in wanted:
        start = raw.index(b"\n", position) + 1
        size = int(raw[position:start].split()[2])
        contents[name] = raw[start : start + size]
        position = start + size + 1
    return contents
