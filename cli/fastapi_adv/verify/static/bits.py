"""Sets of names as integers: a hundred thousand combinations are compared in seconds."""

from collections.abc import Iterable


class Bits:
    """Gives each name a bit, in the order of their arrival."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._index: dict[str, int] = {}
        self._names: list[str] = []
        for name in names:
            self.bit(name)

    def bit(self, name: str) -> int:
        """The mask of one name."""
        place = self._index.get(name)
        if place is None:
            place = self._index[name] = len(self._names)
            self._names.append(name)
        return 1 << place

    def mask(self, names: Iterable[str]) -> int:
        """The mask of several."""
        mask = 0
        for name in names:
            mask |= self.bit(name)
        return mask

    def names(self, mask: int) -> list[str]:
        """The names of a mask, in the order of their arrival."""
        found = []
        while mask:
            least = mask & -mask
            found.append(self._names[least.bit_length() - 1])
            mask ^= least
        return found

    def everything(self) -> int:
        """The mask of all names so far."""
        return (1 << len(self._index)) - 1
