"""Categories, for REST, GraphQL and other callers."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from . import rows
from .models import Category
from .schemas import CategoryIn


async def find(session: AsyncSession, *, after: int = 0, limit: int = 50) -> Sequence[Category]:
    """Return at most `limit` categories with an id above `after`, in the order of their ids."""
    return await rows.find(session, Category, [], after, limit)


async def get(session: AsyncSession, category_id: int) -> Category:
    """Raise NotFound if there is no such category."""
    return await rows.get(session, Category, category_id)


async def create(session: AsyncSession, data: CategoryIn) -> Category:
    """Raise Taken if another category has this name."""
    return await rows.insert(session, Category(**data.model_dump()))
