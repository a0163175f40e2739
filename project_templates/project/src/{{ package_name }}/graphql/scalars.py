"""Scalars that GraphQL itself does not have."""

from typing import Any, NewType

import strawberry

BigInt = NewType("BigInt", int)
SCALARS: dict[object, Any] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="Integer of 64 bits, as text, because JavaScript would round it",
        serialize=str,
        parse_value=int,
    )
}
