"""Cuts a template into segments along its syntax tree."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jinja2 import nodes

from fastapi_adv.verify.static.additive import is_additive
from fastapi_adv.verify.static.keyed import Keyed
from fastapi_adv.verify.static.outside import environment
from fastapi_adv.verify.static.segments import Fixed, Pieces, Segment
from fastapi_adv.verify.static.space import Space
from fastapi_adv.verify.static.statements import asked_for, needed, prepares, prints, silenced, statement, statements

if TYPE_CHECKING:
    from jinja2 import Template as JinjaTemplate


class Cutter:
    """Statements at the top of the file become segments; what prepares variables goes along with its users."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._environment = environment(space)

    def cut(self, source: str) -> list[Segment]:
        """The segments, whose texts in a row are the rendering; the same stretch in all combinations is one segment."""
        least = self._space.closure(0)
        found: list[Segment] = []
        for segment in self._segments(source):
            text = segment.text(least)
            if not isinstance(segment, Fixed) and not (isinstance(segment, Keyed) and not segment.seen):
                found.append(segment)
            elif found and isinstance(found[-1], Fixed):
                found[-1] = Fixed(found[-1].content + text)
            else:
                found.append(Fixed(text))
        return found

    def _segments(self, source: str) -> Iterator[Segment]:
        for place, node in enumerate(statements(self._environment.parse(source).body)):
            if isinstance(node, nodes.TemplateData):
                yield Fixed(node.data)
            elif not prepares(node) or prints(node):
                yield self._segment(source, place)

    def _segment(self, source: str, place: int) -> Segment:
        # Parsed again for each segment: compiling changes a tree.
        found = list(statements(self._environment.parse(source).body))
        chosen = found[place]
        preparation = needed([silenced(node) for node in found[:place] if prepares(node)], chosen)
        template = self._compiled([*preparation, statement(chosen)])
        if isinstance(chosen, nodes.For) and is_additive(chosen, preparation, set(self._space.variables)):
            return Pieces(self._space, template)
        return Keyed(self._space, template, asked_for([*preparation, chosen]))

    def _compiled(self, body: list[nodes.Node]) -> "JinjaTemplate":
        tree = nodes.Template(body, lineno=1)
        tree.set_environment(self._environment)
        code = self._environment.compile(tree)
        return self._environment.template_class.from_code(self._environment, code, self._environment.globals)
