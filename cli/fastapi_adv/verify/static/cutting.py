"""Division of a template into segments along its syntax tree."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jinja2 import nodes

from fastapi_adv.verify.static.segments import Fixed, Keyed, Pieces, Segment
from fastapi_adv.verify.static.space import Space

if TYPE_CHECKING:
    from jinja2 import Template as JinjaTemplate


from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


class Cutter:
    """Divides templates at their top-level statements. Assignments go into the segments that use them."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._environment = environment(space)

    def cut(self, source: str) -> list[Segment]:
        """Return the segments, whose concatenated texts are the rendering. Neighbouring constant texts are joined."""
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


PREPARATION = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.Import, nodes.FromImport)


def statements(body: list[nodes.Node]) -> Iterator[nodes.Node]:
    """Yield the top-level statements; each part of printed text is a statement of its own."""
    for node in body:
        if isinstance(node, nodes.Output):
            yield from node.nodes
        else:
            yield node


def statement(node: nodes.Node) -> nodes.Node:
    return nodes.Output([node], lineno=node.lineno) if isinstance(node, nodes.Expr) else node


def prepares(node: nodes.Node) -> bool:
    """Check whether the statement sets a variable or fills a namespace for later statements."""
    return isinstance(node, PREPARATION) or next(node.find_all(nodes.NSRef), None) is not None


def prints(node: nodes.Node) -> bool:
    """Check whether a loop or condition prints text, which a loop that fills a namespace can do too."""
    return isinstance(node, nodes.For | nodes.If) and any(output.nodes for output in node.find_all(nodes.Output))


def silenced(node: nodes.Node) -> nodes.Node:
    """Remove the printed text, which becomes a segment of its own."""
    if isinstance(node, nodes.For | nodes.If):
        for output in node.find_all(nodes.Output):
            output.nodes = []
    return node


def needed(preparation: list[nodes.Node], user: nodes.Node) -> list[nodes.Node]:
    """Return the preparing statements that `user` depends on, in their order."""
    wanted = _names(user)
    kept: list[nodes.Node] = []
    for node in reversed(preparation):
        if _sets(node) & wanted:
            kept.insert(0, node)
            wanted |= _names(node)
    return kept


def asked_for(statements: list[nodes.Node]) -> set[str]:
    """Return the names of entries that the statements compare with `enabled`."""
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
    if isinstance(node, nodes.FromImport):
        names |= {name if isinstance(name, str) else name[1] for name in node.names}
    return names | ({node.name} if isinstance(node, nodes.Macro) else set())


CATALOGUE, ENABLED = "catalogue", "enabled"
CHOOSING = ("selectattr", "rejectattr", "list")
"""Filters that treat each item by itself and keep the order."""
SHARED = frozenset({CATALOGUE, ENABLED, "features"})
"""Names whose values differ between combinations."""


def is_additive(loop: nodes.For, preparation: Iterable[nodes.Node], variables: set[str]) -> bool:
    """Check whether each turn of the loop depends only on its own entry.

    The text of such a loop is, for any combination, the concatenated text of its turns.
    """
    sets = {
        node.target.name: node.node
        for node in preparation
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name)
    }
    if not isinstance(loop.target, nodes.Name) or loop.else_ or loop.recursive or not _chooses(loop.iter, sets):
        return False
    turn = loop.target.name
    parts = [*loop.body, *([loop.test] if loop.test else [])]
    return all(_is_own(part, turn, {turn} | (variables - SHARED)) for part in parts)


def _chooses(expression: nodes.Node, sets: dict[str, nodes.Node]) -> bool:
    """Check whether the loop runs over the catalogue, filtered only by properties of each entry."""
    match expression:
        case nodes.Name(name=name):
            return name == CATALOGUE or (name in sets and _chooses(sets[name], sets))
        case nodes.Getitem(node=nodes.Name(name=name), arg=nodes.Slice()):
            return name == CATALOGUE  # the same entries in every combination
        case nodes.Filter(name=name, node=nodes.Expr() as inner, args=arguments, kwargs=[]):
            return name in CHOOSING and _chooses(inner, sets) and _is_plain(arguments)
        case _:
            return False


def _is_plain(arguments: list[nodes.Expr]) -> bool:
    """Check whether a filter's arguments are constants, or test whether the entry itself is enabled."""
    values = [argument.value for argument in arguments if isinstance(argument, nodes.Const)]
    if len(values) == len(arguments):
        return True
    last = arguments[-1]
    return values == ["name", "in"] and isinstance(last, nodes.Name) and last.name == ENABLED


def _is_own(node: nodes.Node, turn: str, known: set[str]) -> bool:
    """Check whether the node uses only names from `known` and tests only its own entry."""
    match node:
        case nodes.Compare(expr=nodes.Getattr(node=nodes.Name(name=name), attr="name"), ops=[operand]):
            if name == turn and isinstance(operand.expr, nodes.Name) and operand.expr.name == ENABLED:
                return True
        case nodes.Name(name=name):
            return name in known
        case nodes.For(target=nodes.Name(name=inner)):
            inside = known | {inner, "loop"}
            parts = [*node.body, *node.else_, *([node.test] if node.test else [])]
            return _is_own(node.iter, turn, known) and all(_is_own(part, turn, inside) for part in parts)
        case nodes.For(target=nodes.Tuple(items=items)):
            inside = known | {"loop"} | {item.name for item in items if isinstance(item, nodes.Name)}
            parts = [*node.body, *node.else_, *([node.test] if node.test else [])]
            return _is_own(node.iter, turn, known) and all(_is_own(part, turn, inside) for part in parts)
        case nodes.Assign() | nodes.AssignBlock() | nodes.Macro() | nodes.CallBlock() | nodes.Include():
            return False
        case _:
            pass
    return all(_is_own(child, turn, known) for child in node.iter_child_nodes())


def environment(space: Space) -> "Environment":
    """Return the template's Jinja environment without its sandbox, which takes a third of the time."""
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
