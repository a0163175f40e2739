"""State of the page: the answers of a new project and the open view, as the query of the address."""

import shlex
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, Field, StringConstraints

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import FULL, PRESETS, Choice, preset
from fastapi_adv.commands.new import Request
from fastapi_adv.template.answers import PYTHON_VERSIONS, Answers

View = Literal["code", "change", "routes", "settings", "dependencies", "size", "evidence"]
VIEWS: dict[View, str] = {
    "code": "Code",
    "change": "Last change",
    "routes": "Routes",
    "settings": "Settings",
    "dependencies": "Dependencies",
    "size": "Size",
    "evidence": "Evidence",
}
NAME = "My service"
Text = Annotated[str, StringConstraints(max_length=500)]
Word = Annotated[str, StringConstraints(max_length=100)]
FilePath = Annotated[str, StringConstraints(max_length=300)]


class Wanted(BaseModel):
    """Query of the page. `before` has the features before the last click, separated by commas."""

    name: Text = NAME
    description: Text = ""
    author: Text = ""
    python: Word = PYTHON_VERSIONS[0]
    features: Annotated[list[Word], Field(max_length=100)] = []
    before: Annotated[str | None, StringConstraints(max_length=2000)] = None
    view: View = "code"
    file: FilePath = "README.md"
    tabs: Annotated[list[FilePath], Field(max_length=20)] = []

    @property
    def features_before(self) -> list[str] | None:
        return None if self.before is None else [name for name in self.before.split(",") if name]

    @property
    def query(self) -> str:
        """The state as a query. Values that are the default are left out."""
        items = {name: value for name, value in self if value != type(self).model_fields[name].get_default()}
        return urlencode(items, doseq=True)

    def but(self, **changes: object) -> str:
        """Return the query after the changes."""
        return self.model_copy(update=changes).query

    def request(self, parent: Path) -> Request:
        """Return the same choice as options of `new`. The project is created in `parent`."""
        return Request(
            self.name,
            Choice(listed=",".join(self.features) if self.features else None, preset=None),
            parent,
            self.description,
            self.author,
            self.python,
            defaults=True,
        )


def command(answers: Answers, catalogue: Catalogue) -> str:
    """Return the command that creates the project, quoted for a POSIX shell."""
    words = ["fastapi-adv", "new", answers.project_name]
    named = [name for name in (*PRESETS, FULL) if preset(catalogue, name) == answers.features]
    words += ["--preset", named[0]] if named else ["--features", ",".join(answers.features)]
    words += ["--description", answers.description] if answers.description else []
    words += ["--author", answers.author] if answers.author else []
    words += ["--python", answers.python_version] if answers.python_version != PYTHON_VERSIONS[0] else []
    return shlex.join(words)
