"""Cuts a template into segments along its syntax tree."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jinja2 import nodes

from fastapi_adv.verify.static.additive import is_additive
from fastapi_adv.verify.static.segments import Fixed, Keyed, Pieces, Segment
from fastapi_adv.verify.static.space import Space

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2 import Template as JinjaTemplate

PREPARATION = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.Import, nodes.FromImport)


def environment(space: Space) -> "Environment":
    """The template's own, but outside the sandbox, which takes a third of the time."""
    from jinja2 import Environment

    own = space.template.environment
    outside = Environment(  # noqa: S701  # project files are no HTML
        loader=own.loader,
        undefined=own.undefined,
        trim_blocks=own.trim_blocks,
        lstrip_blocks=own.lstrip_blocks,
        keep_trailing_newline=own.keep_trailing_newline,
        cache_size=-1,
        auto_reload=False,
    )
    outside.filters |= own.filters
    return outside


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
        for place, node in enumerate(_statements(self._environment.parse(source).body)):
            if isinstance(node, nodes.TemplateData):
                yield Fixed(node.data)
            elif not _prepares(node):
                yield self._segment(source, place)

    def _segment(self, source: str, place: int) -> Segment:
        # Parsed again for each segment: compiling changes a tree.
        statements = list(_statements(self._environment.parse(source).body))
        chosen = statements[place]
        preparation = _needed([node for node in statements[:place] if _prepares(node)], chosen)
        template = self._compiled([*preparation, _statement(chosen)])
        if isinstance(chosen, nodes.For) and is_additive(chosen, preparation, set(self._space.variables)):
            return Pieces(self._space, template)
        return Keyed(self._space, template, _asked_for([*preparation, chosen]))

    def _compiled(self, body: list[nodes.Node]) -> "JinjaTemplate":
        tree = nodes.Template(body, lineno=1)
        tree.set_environment(self._environment)
        code = self._environment.compile(tree)
        return self._environment.template_class.from_code(self._environment, code, self._environment.globals)


def _statements(body: list[nodes.Node]) -> Iterator[nodes.Node]:
    """With the parts of printed text as statements of their own."""
    for node in body:
        if isinstance(node, nodes.Output):
            yield from node.nodes
        else:
            yield node


def _statement(node: nodes.Node) -> nodes.Node:
    return nodes.Output([node], lineno=node.lineno) if isinstance(node, nodes.Expr) else node


def _prepares(node: nodes.Node) -> bool:
    """It sets a variable, or fills a namespace, for what follows."""
    return isinstance(node, PREPARATION) or next(node.find_all(nodes.NSRef), None) is not None


def _needed(preparation: list[nodes.Node], user: nodes.Node) -> list[nodes.Node]:
    """The statements that the user depends on, in their order."""
    wanted = _names(user)
    kept: list[nodes.Node] = []
    for node in reversed(preparation):
        if _sets(node) & wanted:
            kept.insert(0, node)
            wanted |= _names(node)
    return kept


def _asked_for(statements: list[nodes.Node]) -> set[str]:
    """The entries of which a statement asks by name whether they are enabled."""
    return {
        compare.expr.value
        for statement in statements
        for compare in statement.find_all(nodes.Compare)
        if isinstance(compare.expr, nodes.Const) and isinstance(compare.expr.value, str)
    }


def _names(node: nodes.Node) -> set[str]:
    own = {node.name} if isinstance(node, nodes.Name) else set()
    return own | {name.name for name in node.find_all(nodes.Name)}


def _sets(node: nodes.Node) -> set[str]:
    names = {name.name for name in node.find_all(nodes.Name) if name.ctx == "store"}
    names |= {reference.name for reference in node.find_all(nodes.NSRef)}
    return names | ({node.name} if isinstance(node, nodes.Macro) else set())
