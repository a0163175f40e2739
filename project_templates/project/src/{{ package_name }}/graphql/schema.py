"""Command that prints the schema: `python -m <package>.graphql.schema`."""

from ..features import RESOURCES
from .operations import build
from .settings import GraphQLSettings

if __name__ == "__main__":
    print(build(GraphQLSettings(), RESOURCES).as_str())
