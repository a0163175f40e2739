"""Lock of a project's folder. The system releases it when the process ends, even if it is killed."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi_adv.errors import Refused


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Lock the folder. Raises Refused if another process holds the lock."""
    handle = _open(root)
    try:
        try:
            _take(handle)
        except OSError:
            raise Refused(
                f"Another fastapi-adv is running in {root}.", "Wait until it ends, then type the command again."
            ) from None
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import hashlib
    import msvcrt
    import tempfile

    def _open(root: Path) -> int:
        """Open a file that stands for the folder, because Windows cannot lock folders."""
        name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:32]
        return os.open(Path(tempfile.gettempdir(), f"fastapi-adv-{name}.lock"), os.O_RDWR | os.O_CREAT)

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _open(root: Path) -> int:
        return os.open(root, os.O_RDONLY)

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
