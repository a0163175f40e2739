"""Router of the feature. The engine opens and closes with it."""

from fastapi import APIRouter

from . import category_routes, item_routes
from .session import lifespan

router = APIRouter(lifespan=lifespan)
router.include_router(item_routes.router)
router.include_router(category_routes.router)
