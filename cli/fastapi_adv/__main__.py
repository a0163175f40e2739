"""So that `python -m fastapi_adv` works."""

from fastapi_adv.main import run

run()
