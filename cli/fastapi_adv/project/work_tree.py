"""A project's folder on disk: reading and writing its files, and its place in a git repository."""

import os
import shutil
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi_adv.errors import Refused, printable
from fastapi_adv.system import git
from fastapi_adv.template.tree import EXECUTABLE, PLAIN, File, Tree

MANY = 5  # files; fewer may all be executable on purpose
# Folders that are never part of a project's sources. They can hold a hundred thousand files.
SKIPPED = {"node_modules", "__pycache__", "site-packages"}


class WorkTree:
    """The folder of one project. Names are paths below `root`, with forward slashes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def prefix(self) -> str | None:
        """Path of the project in its git work tree ("" at the top); None outside git. Git is asked once."""
        return git.prefix(self.root)

    @property
    def in_git(self) -> bool:
        return self.prefix is not None

    def git(self, *words: str, stdin: bytes = b"") -> bytes:
        """Run git in the project, with the user's configuration; return its output."""
        return git.run(self.root, *words, stdin=stdin)

    @cached_property
    def keeps_modes(self) -> bool:
        """False if git says that the file system does not keep executable bits (`core.fileMode`)."""
        return (
            not self.in_git or self.git("config", "--default=true", "--type=bool", "core.fileMode").strip() == b"true"
        )

    def read(self, names: Iterable[str], limit: int | None = None, like: Tree | None = None) -> Tree:
        """Return the files of `names` that exist and have at most `limit` bytes.

        Where executable bits mean nothing, because `core.fileMode` is false or every file has one (Windows
        drives in WSL, network drives), the modes of `like` are taken.
        """
        tree = self._read(names, limit)
        everything = len(tree) >= MANY and all(file.mode == EXECUTABLE for file in tree.values())
        if everything or not self.keeps_modes:
            modes = {name: file.mode for name, file in (like or {}).items()}
            return {name: File(modes.get(name, PLAIN), file.data) for name, file in tree.items()}
        return tree

    def _read(self, names: Iterable[str], limit: int | None) -> Tree:
        tree: Tree = {}
        for name in names:
            path = self.root / name
            if not path.is_file():
                continue
            status = path.stat()
            if limit is None or status.st_size <= limit:
                tree[name] = File(EXECUTABLE if status.st_mode & 0o100 else PLAIN, path.read_bytes())
        return tree

    def sources(self, managed: Iterable[str] = ()) -> list[str]:
        """Return the files of the project that `.gitignore` does not exclude, without links.

        Folders whose name starts with a dot are left out unless a `managed` file lies in them (`.github`), as are
        virtual environments.
        """
        dotted = {name.partition("/")[0] for name in managed if name.startswith(".") and "/" in name}
        environments: dict[Path, bool] = {}

        def is_source(name: str) -> bool:
            top, *folders = name.split("/")[:-1] or [""]
            if (top.startswith(".") and top not in dotted) or any(part.startswith(".") for part in folders):
                return False
            if not SKIPPED.isdisjoint([top, *folders]) or (self.root / name).is_symlink():
                return False
            return not any(
                _is_environment(folder, environments) for folder in (self.root / name).parents[: len(folders) + 1]
            )

        return [name for name in self._listed() if is_source(name)]

    def _listed(self) -> Iterable[str]:
        """Return the files that git would list. Git applies `.gitignore` outside a repository too."""
        words = ("ls-files", "-z", "--exclude-standard", "--others")
        if self.in_git:
            return filter(None, git.fields(self.git(*words, "--cached")))
        if not git.installed():
            return self._walk()
        with TemporaryDirectory(prefix="fastapi-adv-", ignore_cleanup_errors=True) as folder:
            git.run(Path(folder), "init", "-q", "--bare", "--template=", ".")
            return filter(None, git.fields(self.git(f"--git-dir={folder}", f"--work-tree={self.root}", *words)))

    def _walk(self) -> Iterator[str]:
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if name not in SKIPPED and name != ".git"]
            yield from (Path(folder, file).relative_to(self.root).as_posix() for file in files)

    def outside_sparse_checkout(self, names: Iterable[str]) -> list[str]:
        """Return the names that git tracks and a sparse checkout leaves out."""
        if not self.in_git or self.git("config", "--default=false", "core.sparseCheckout").strip() != b"true":
            return []
        wanted = set(names)
        flagged = git.fields(self.git("ls-files", "-z", "-v"))
        return sorted(line[2:] for line in flagged if line.startswith("S ") and line[2:] in wanted)

    def holds(self, name: str, file: File | None) -> bool:
        """Check whether the file has this content and mode, or does not exist if `file` is None."""
        return self.read([name], like={name: file} if file else None).get(name) == file

    def put(self, name: str, file: File | None, draft: Path) -> None:
        """Write the file atomically through `draft`, or delete it if `file` is None. Links are written through.

        A file that is equal already is not written, because its folder may be read-only.
        """
        path = Path(os.path.realpath(self.root / name))
        if file is None:
            (self.root / name).unlink(missing_ok=True)
            self.prune(name)
            return
        if self.holds(name, file):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        permissions = self._permissions(path, file)
        draft.touch(permissions)
        draft.write_bytes(file.data)
        if path.exists():
            draft.chmod(permissions)  # the permissions that the file has, whatever the umask is now
        draft.replace(path)

    def _permissions(self, path: Path, file: File) -> int:
        """Return the permissions for a write: those of an existing file, with the executable bits of `file`.

        Where `core.fileMode` is false, the bits of an existing file stay.
        """
        exists = path.exists()
        now = path.stat().st_mode & 0o777 if exists else 0o666
        if exists and not self.keeps_modes:
            return now
        return now | (now & 0o444) >> 2 if file.mode == EXECUTABLE else now & ~0o111

    def prune(self, name: str) -> None:
        """Remove the folders above a deleted file that are empty or hold only bytecode."""
        for parent in (self.root / name).parents:
            if parent == self.root:
                return
            if not parent.is_dir():
                continue
            if any(entry.name != "__pycache__" for entry in parent.iterdir()):
                return
            shutil.rmtree(parent / "__pycache__", ignore_errors=True)
            parent.rmdir()

    def refuse_escapes(self, names: Iterable[str]) -> None:
        """Raise Refused for a name that a link leads outside the project or into `.git`, or that a folder occupies."""
        real = os.path.realpath(self.root)
        for name in sorted(names):
            path = self.root / name
            # A write goes to the target of a link, a deletion to the link itself.
            for resolved in (os.path.realpath(path), os.path.join(os.path.realpath(path.parent), path.name)):  # noqa: PTH118
                _refuse_place(real, name, resolved)
            if path.is_dir():
                raise Refused(f"{name} is a directory; the template has a file there.", f"Move the directory {name}.")
            self._refuse_file_as_folder(name)

    def _refuse_file_as_folder(self, name: str) -> None:
        parts = name.split("/")
        for depth in range(1, len(parts)):
            parent = "/".join(parts[:depth])
            if (self.root / parent).is_file():
                raise Refused(f"{parent} is a file; the template has a directory there.", f"Move the file {parent}.")


def _is_environment(folder: Path, known: dict[Path, bool]) -> bool:
    """Check whether the folder is a virtual environment; `known` caches the answer."""
    if folder not in known:
        known[folder] = (folder / "pyvenv.cfg").is_file()
    return known[folder]


def _refuse_place(real: str, name: str, resolved: str) -> None:
    if os.path.commonpath([real, resolved]) != real:
        raise Refused(
            f"{printable(name)} leads outside the project, to {printable(resolved)}.",
            "Replace the link with a file or a directory. Nothing is ever written through such a link.",
        )
    if ".git" in Path(os.path.relpath(resolved, real).casefold()).parts:
        raise Refused(f"{printable(name)} leads into .git.", "Replace the link with a file or a directory.")
