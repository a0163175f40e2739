"""Whether each turn of a template's loop over entries depends on its own entry alone."""

from collections.abc import Iterable

from jinja2 import nodes

CATALOGUE, ENABLED = "catalogue", "enabled"
CHOOSING = ("selectattr", "rejectattr", "list")
"""Filters that look at one item at a time and keep the order."""
SHARED = frozenset({CATALOGUE, ENABLED, "features"})
"""What differs between combinations."""


def is_additive(loop: nodes.For, preparation: Iterable[nodes.Node], variables: set[str]) -> bool:
    """Only then is the loop's text, for any combination, the text of its turns in a row."""
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
    """It is the catalogue, with entries left out by what they are themselves."""
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
    """Constants, or whether the entry's own name is enabled."""
    values = [argument.value for argument in arguments if isinstance(argument, nodes.Const)]
    if len(values) == len(arguments):
        return True
    last = arguments[-1]
    return values == ["name", "in"] and isinstance(last, nodes.Name) and last.name == ENABLED


def _is_own(node: nodes.Node, turn: str, known: set[str]) -> bool:
    """It names nothing but what is `known`, and asks only whether its own entry is enabled."""
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
