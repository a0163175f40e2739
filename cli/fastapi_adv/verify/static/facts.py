"""Facts about renderings as bit masks, so that a hundred thousand combinations are compared in seconds."""

from collections.abc import Iterable
from dataclasses import dataclass


class Bits:
    """Mapping of names to bits, in order of arrival."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._index: dict[str, int] = {}
        self._names: list[str] = []
        for name in names:
            self.bit(name)

    def bit(self, name: str) -> int:
        """Return the mask of one name."""
        place = self._index.get(name)
        if place is None:
            place = self._index[name] = len(self._names)
            self._names.append(name)
        return 1 << place

    def mask(self, names: Iterable[str]) -> int:
        """Return the mask of several names."""
        mask = 0
        for name in names:
            mask |= self.bit(name)
        return mask

    def names(self, mask: int) -> list[str]:
        """Return the names of a mask, in order of arrival."""
        found = []
        while mask:
            least = mask & -mask
            found.append(self._names[least.bit_length() - 1])
            mask ^= least
        return found

    def everything(self) -> int:
        """Return the mask of all names so far."""
        return (1 << len(self._index)) - 1


WIDTH = 1024
"""Bits per field of a packed number, more than a template has files or words."""
FIELDS = ("needs", "imports", "words", "uses", "reads", "shows", "runtime", "development")
SLOT = (1 << WIDTH) - 1


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts about one rendering of one file. Each mask has names of one kind; `faults` hold in any combination."""

    needs: int = 0
    """Files that it imports."""
    imports: int = 0
    """Third-party modules that it imports."""
    words: int = 0
    """Words that belong to certain entries, see words.py."""
    uses: int = 0
    """Distributions that it needs without importing them."""
    reads: int = 0
    """Environment variables that its settings read."""
    shows: int = 0
    """Environment variables that it documents."""
    runtime: int = 0
    """Distributions that it declares for running."""
    development: int = 0
    """Distributions that it declares for development."""
    faults: tuple[str, ...] = ()

    def __or__(self, other: "Facts") -> "Facts":
        return unpack(self.packed() | other.packed(), self.faults + other.faults)

    def packed(self) -> int:
        """Return all masks in one number, so that one `|` joins all of them."""
        whole = 0
        for place, name in enumerate(FIELDS):
            whole |= getattr(self, name) << place * WIDTH
        return whole


def unpack(packed: int, faults: tuple[str, ...] = ()) -> Facts:
    """Return the facts of a packed number."""
    masks = [packed >> place * WIDTH & SLOT for place in range(len(FIELDS))]
    needs, imports, words, uses, reads, shows, runtime, development = masks
    return Facts(needs, imports, words, uses, reads, shows, runtime, development, faults)
