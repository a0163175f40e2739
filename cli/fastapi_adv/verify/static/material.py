"""Facts about the files of a template: constant files, and files with several renderings."""

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import blake2b

from fastapi_adv.template.paths import expanded
from fastapi_adv.template.renderer import SUFFIX
from fastapi_adv.verify.static.cutting import Cutter
from fastapi_adv.verify.static.facts import Facts
from fastapi_adv.verify.static.presence import Presence
from fastapi_adv.verify.static.reader import Reader
from fastapi_adv.verify.static.segments import Fixed, Segment
from fastapi_adv.verify.static.space import Space
from fastapi_adv.verify.variants import PACKAGE

REMEMBERED = 5000
"""Number of cached facts per file. A file with more renderings has nearly one per combination."""


class Renderings:
    """Renderings of one file. `distinct` has a digest of each."""

    def __init__(self, segments: Sequence[Segment], read: Callable[[str], Facts]) -> None:
        self._segments = segments
        self._read = read
        self._facts: dict[int, Facts] = {}
        self.distinct: set[int] = set()

    def text(self, mask: int) -> str:
        """Return the rendering for a combination."""
        return "".join([segment.text(mask) for segment in self._segments])

    def facts(self, mask: int) -> Facts:
        """Return the facts of the rendering for a combination."""
        text = self.text(mask)
        digest = int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
        found = self._facts.get(digest)
        if found is None:
            found = self._read(text)
            self.distinct.add(digest)
            if len(self._facts) < REMEMBERED:
                self._facts[digest] = found
        return found


class Material:
    """All files of a template. `plain` has the facts of constant files, `rendered` the other files."""

    def __init__(self, space: Space) -> None:
        template = space.template
        sources: dict[str, str] = {}
        segments: dict[str, list[Segment]] = {}
        cutter = Cutter(space)
        for source, file in template.sources.items():
            for path, variables in expanded(source.removesuffix(SUFFIX), space.variables, template.text):
                sources[path] = source
                if source.endswith(SUFFIX):
                    here = cutter if variables is space.variables else Cutter(space.inside(variables))
                    segments[path] = here.cut(file.data.decode())
        self.presence = Presence(space, sources)
        everything = space.bits.everything()
        varying = {path for path, found in segments.items() if not all(isinstance(one, Fixed) for one in found)}
        texts = {
            path: "".join(segment.text(everything) for segment in segments[path])
            if path in segments
            else template.sources[sources[path]].data.decode(errors="replace")
            for path in self.presence.paths
        }
        self.reader = Reader(space.catalogue, PACKAGE, texts)
        self.everything = self.reader.files.everything()
        self.plain = {
            path: self.reader.facts(path, text, rendered=path in segments)
            for path, text in texts.items()
            if path not in varying
        }
        self.rendered = {
            path: Renderings(segments[path], partial(self.reader.facts, path, rendered=True))
            for path in segments
            if path in varying
        }
        self.shared = [(path, self.reader.files.bit(path), renderings) for path, renderings in self.rendered.items()]

    def present(self, mask: int, present: int) -> dict[str, Facts]:
        """Return the facts of each file of a combination."""
        return {
            path: self.plain[path] if path in self.plain else self.rendered[path].facts(mask)
            for path in self.reader.files.names(present)
        }
