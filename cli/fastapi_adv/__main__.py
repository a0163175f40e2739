"""So that `python -m fastapi_adv` works."""

from fastapi_adv.start import run

run()
