"""The files of a template, those that are the same everywhere and those that are rendered."""

from functools import partial

from fastapi_adv.template.renderer import SUFFIX
from fastapi_adv.verify.static.cutting import Cutter
from fastapi_adv.verify.static.facts import Facts
from fastapi_adv.verify.static.presence import Presence
from fastapi_adv.verify.static.reader import Reader
from fastapi_adv.verify.static.renderings import Renderings
from fastapi_adv.verify.static.segments import Fixed
from fastapi_adv.verify.static.space import Space
from fastapi_adv.verify.variants import PACKAGE


class Material:
    """`plain` has the facts of files by path, `rendered` the renderings; `shared` is the same for quick loops."""

    def __init__(self, space: Space) -> None:
        template = space.template
        sources = {template.text(source.removesuffix(SUFFIX), space.variables): source for source in template.sources}
        self.presence = Presence(space, sources)
        cutter = Cutter(space)
        segments = {
            path: cutter.cut(template.sources[sources[path]].data.decode())
            for path in self.presence.paths
            if sources[path].endswith(SUFFIX)
        }
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
        """The facts of each file of a combination."""
        return {
            path: self.plain[path] if path in self.plain else self.rendered[path].facts(mask)
            for path in self.reader.files.names(present)
        }
