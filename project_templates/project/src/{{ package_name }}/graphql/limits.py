"""What a query may ask for, counted before anything runs."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    InlineFragmentNode,
    IntValueNode,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    VariableNode,
    Visitor,
    get_named_type,
    visit,
)
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from .settings import GraphQLSettings

DIGITS = 100  # of a number: no field takes more, and Python does not read thousands of them
LONG = re.compile(rf"[0-9]{{{DIGITS}}}")


class Size(NamedTuple):
    levels: int = 0
    aliases: int = 0
    rows: int = 0


class Measured(ValidationRule):
    """Counts through fragments, each once: a few of them could stand for a million fields."""

    def __init__(
        self, limits: GraphQLSettings, variables: Mapping[str, Any], context: ValidationContext
    ) -> None:
        super().__init__(context)
        self.limits, self.variables, self.schema = limits, variables, context.schema
        found = context.document.definitions
        self.fragments = {f.name.value: f for f in found if isinstance(f, FragmentDefinitionNode)}
        self.known: dict[str, Size] = {}
        for operation in found:
            if isinstance(operation, OperationDefinitionNode):
                root = self.schema.get_root_type(operation.operation)
                self.judge(self.size(operation.selection_set, root))

    def judge(self, size: Size) -> None:
        most = Size(self.limits.max_depth, self.limits.max_aliases, self.limits.max_rows)
        for name, count, limit in zip(Size._fields, size, most, strict=True):
            if count > limit:
                line = f"The query has {count} {name}; at most {limit} are allowed"
                self.report_error(GraphQLError(line, extensions={"code": f"too_many_{name}"}))

    def size(self, selected: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Size:
        total = Size()
        for node in selected.selections if selected else ():
            if isinstance(node, FieldNode):
                one = self.field(node, parent)
            elif isinstance(node, FragmentSpreadNode):
                one = self.fragment(node.name.value)
            elif isinstance(node, InlineFragmentNode):
                one = self.size(node.selection_set, self.narrowed(node, parent))
            total = Size(
                max(total.levels, one.levels), total.aliases + one.aliases, total.rows + one.rows
            )
        return total

    def field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Size:
        if node.name.value.startswith("__"):  # introspection has no rows behind it
            return Size(0, node.alias is not None)
        kind = getattr(parent, "fields", {}).get(node.name.value)
        inner = self.size(node.selection_set, kind and get_named_type(kind.type))
        rows = inner.rows
        if kind and "first" in kind.args:
            rows = self.page(node, kind.args["first"].default_value) * (1 + inner.rows)
        return Size(inner.levels + 1, inner.aliases + (node.alias is not None), rows)

    def fragment(self, name: str) -> Size:
        if name not in self.known and name in self.fragments:
            self.known[name] = Size()  # a fragment within itself is another rule's matter
            found = self.fragments[name]
            self.known[name] = self.size(found.selection_set, self.narrowed(found, None))
        return self.known.get(name, Size())

    def narrowed(
        self,
        node: InlineFragmentNode | FragmentDefinitionNode,
        parent: GraphQLNamedType | None,
    ) -> GraphQLNamedType | None:
        condition = node.type_condition
        return self.schema.get_type(condition.name.value) if condition else parent

    def page(self, node: FieldNode, default: Any) -> int:
        """How many `first` asks for; the most that there can be where that is no number."""
        value: Any = default
        for argument in node.arguments or ():
            if argument.name.value == "first":
                value = self.limits.max_page
                if isinstance(argument.value, IntValueNode):
                    value = int(argument.value.value)
                elif isinstance(argument.value, VariableNode):
                    value = self.variables.get(argument.value.name.value, value)
        return min(max(1, value), 2**31) if isinstance(value, int) else self.limits.max_page


class Shortened(Visitor):
    """Numbers that no field takes stay such, and can be read."""

    def enter_int_value(self, node: IntValueNode, *_: Any) -> IntValueNode:
        return IntValueNode(value=node.value[:DIGITS], loc=node.loc)


class Limits(SchemaExtension):
    """Tokens while parsing, the rest while validating; introspection is no production matter."""

    def __init__(self, settings: GraphQLSettings) -> None:
        self.settings = settings

    def on_operation(self) -> Iterator[None]:
        running = self.execution_context
        if running.context.conn.scope["type"] == "http":
            running.allowed_operations = {OperationType.QUERY, OperationType.MUTATION}
        running.parse_options["max_tokens"] = self.settings.max_tokens
        rule: Any = partial(Measured, self.settings, running.variables or {})
        running.validation_rules += (rule,)
        if running.context.environment == "production":
            running.validation_rules += (NoSchemaIntrospectionCustomRule,)
        yield

    def on_validate(self) -> Iterator[None]:
        running = self.execution_context
        if running.graphql_document and LONG.search(running.query or ""):
            running.graphql_document = visit(running.graphql_document, Shortened())
        yield
