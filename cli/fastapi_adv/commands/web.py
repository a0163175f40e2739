"""`web`: a local page to choose, show, write and change a project."""

from typing import Annotated

import typer

from fastapi_adv.commands.options import ProjectOption


def web(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 is any free port.")] = 0,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="127.0.0.1, localhost or ::1.")] = "127.0.0.1",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address only.")] = False,
    project: ProjectOption = None,
) -> int:
    """Open a page to choose features, look at the project, and write or change it."""
    from fastapi_adv.web.serving import Options, serve  # imports FastAPI, which no other command needs

    return serve(Options(host, port, not no_browser, project))
