"""The address that servers import: `uvicorn <package>.main:app`."""

from .app import create_app

app = create_app()
