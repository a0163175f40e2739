"""What single lines say. They are remembered: renderings of a file share most of theirs."""

from fastapi_adv.verify.static.bits import Bits
from fastapi_adv.verify.static.distributions import signs
from fastapi_adv.verify.static.facts import Facts, unpack
from fastapi_adv.verify.static.words import Scanner, Words


class Lines:
    """The words of entries, and the distributions that are used without an import."""

    def __init__(self, words: Words, distributions: Bits) -> None:
        self._words = words
        self._distributions = distributions
        self._signs: dict[str, tuple[Scanner, dict[str, str]]] = {}
        self._known: dict[str, dict[str, int]] = {}

    def facts(self, path: str, text: str) -> Facts:
        """Of all lines of a file."""
        kind = ".py" if path.endswith(".py") else path
        known = self._known.setdefault(kind, {})
        packed = 0
        for line in text.splitlines():
            found = known.get(line)
            if found is None:
                found = known[line] = self._line(kind, line)
            packed |= found
        return unpack(packed & ~Facts(words=self._words.tolerated(path)).packed())

    def _line(self, kind: str, line: str) -> int:
        if kind not in self._signs:
            meant = {sign: name for name, words in signs(kind).items() for sign in words}
            self._signs[kind] = Scanner(Bits(meant), r"\w(?=\w)", r"\w"), meant
        scanner, meant = self._signs[kind]
        uses = self._distributions.mask(meant[sign] for sign in scanner.words_in(line))
        return Facts(words=self._words.scanner.in_line(line), uses=uses).packed()
