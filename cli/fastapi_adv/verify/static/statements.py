"""What the top statements of a template do for each other."""

from collections.abc import Iterator

from jinja2 import nodes

PREPARATION = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.Import, nodes.FromImport)


def statements(body: list[nodes.Node]) -> Iterator[nodes.Node]:
    """With the parts of printed text as statements of their own."""
    for node in body:
        if isinstance(node, nodes.Output):
            yield from node.nodes
        else:
            yield node


def statement(node: nodes.Node) -> nodes.Node:
    return nodes.Output([node], lineno=node.lineno) if isinstance(node, nodes.Expr) else node


def prepares(node: nodes.Node) -> bool:
    """It sets a variable, or fills a namespace, for what follows."""
    return isinstance(node, PREPARATION) or next(node.find_all(nodes.NSRef), None) is not None


def prints(node: nodes.Node) -> bool:
    """Besides what it sets: a loop that fills a namespace may print too."""
    return isinstance(node, nodes.For | nodes.If) and any(output.nodes for output in node.find_all(nodes.Output))


def silenced(node: nodes.Node) -> nodes.Node:
    """Without what it prints; that is a segment of its own."""
    if isinstance(node, nodes.For | nodes.If):
        for output in node.find_all(nodes.Output):
            output.nodes = []
    return node


def needed(preparation: list[nodes.Node], user: nodes.Node) -> list[nodes.Node]:
    """The statements that the user depends on, in their order."""
    wanted = _names(user)
    kept: list[nodes.Node] = []
    for node in reversed(preparation):
        if _sets(node) & wanted:
            kept.insert(0, node)
            wanted |= _names(node)
    return kept


def asked_for(statements: list[nodes.Node]) -> set[str]:
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
