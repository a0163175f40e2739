"""Command that prints the schema: `python -m <package>.graphql.schema`."""

from .operations import build
from .settings import GraphQLSettings

if __name__ == "__main__":
    print(build(GraphQLSettings()).as_str())
