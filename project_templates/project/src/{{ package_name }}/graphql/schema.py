"""The schema for people and tools: `python -m <package>.graphql.schema` prints it."""

from .routes import build
from .settings import GraphQLSettings

if __name__ == "__main__":
    print(build(GraphQLSettings()).as_str())
