"""State of the page about a project: the wanted features, as the query of the address."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from fastapi_adv.commands import add, remove, update
from fastapi_adv.commands.change import Decide
from fastapi_adv.web.wanted import Word

Verb = Literal["add", "remove", "update"]
COMMANDS: dict[Verb, Decide] = {"add": add.decide, "remove": remove.decide, "update": update.decide}


class WantedChange(BaseModel):
    """Query of the page. Without `change` the recorded features are wanted."""

    change: Literal["", "features", "update"] = ""
    features: Annotated[list[Word], Field(max_length=100)] = []
    force: bool = False


class ChangeCommand(BaseModel):
    """One command that changes the project, as typed."""

    command: Verb
    words: Annotated[list[Word], Field(max_length=100)] = []
    force: bool = False

    @property
    def typed(self) -> str:
        return " ".join(["fastapi-adv", self.command, *self.words, *(["--force"] if self.force else [])])

    @property
    def query(self) -> str:
        return urlencode(self.model_dump(), doseq=True)


def commands(wanted: WantedChange, chosen: tuple[str, ...], known: tuple[str, ...]) -> list[ChangeCommand]:
    """Return the commands that lead from the chosen features to the wanted ones, in the order to type them."""
    if wanted.change == "update":
        return [ChangeCommand(command="update", force=wanted.force)]
    if wanted.change != "features":
        return []
    added = [name for name in known if name in wanted.features and name not in chosen]
    removed = [name for name in known if name not in wanted.features and name in chosen]
    words: dict[Verb, list[str]] = {"add": added, "remove": removed}
    return [ChangeCommand(command=verb, words=names, force=wanted.force) for verb, names in words.items() if names]
