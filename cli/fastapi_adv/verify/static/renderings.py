"""What the renderings of one template file say, each of them read once."""

from collections.abc import Callable, Sequence
from hashlib import blake2b

from fastapi_adv.verify.static.facts import Facts
from fastapi_adv.verify.static.segments import Segment

REMEMBERED = 5000
"""Renderings of a file whose facts are kept; a file with more of them has nearly one for each combination."""


class Renderings:
    """`distinct` has a digest of every rendering that was asked for."""

    def __init__(self, segments: Sequence[Segment], read: Callable[[str], Facts]) -> None:
        self._segments = segments
        self._read = read
        self._facts: dict[int, Facts] = {}
        self.distinct: set[int] = set()

    def text(self, mask: int) -> str:
        """The rendering for this combination."""
        return "".join([segment.text(mask) for segment in self._segments])

    def facts(self, mask: int) -> Facts:
        """What it says in this combination."""
        text = self.text(mask)
        digest = int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
        found = self._facts.get(digest)
        if found is None:
            found = self._read(text)
            self.distinct.add(digest)
            if len(self._facts) < REMEMBERED:
                self._facts[digest] = found
        return found
