"""What one rendering of one file says, as far as combinations are judged by it."""

from dataclasses import dataclass

WIDTH = 1024
"""Bits that each field has in a packed form; no template has so many files or words."""
FIELDS = ("needs", "imports", "words", "uses", "reads", "shows", "runtime", "development")
SLOT = (1 << WIDTH) - 1


@dataclass(frozen=True, slots=True)
class Facts:
    """Masks, each over names of its own kind; `faults` are wrong in every combination that has the rendering."""

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
        """All masks in one number: `|` of two is `|` of each, in one step."""
        whole = 0
        for place, name in enumerate(FIELDS):
            whole |= getattr(self, name) << place * WIDTH
        return whole


def unpack(packed: int, faults: tuple[str, ...] = ()) -> Facts:
    """The masks of a packed form."""
    masks = [packed >> place * WIDTH & SLOT for place in range(len(FIELDS))]
    needs, imports, words, uses, reads, shows, runtime, development = masks
    return Facts(needs, imports, words, uses, reads, shows, runtime, development, faults)
