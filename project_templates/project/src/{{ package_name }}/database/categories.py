"""What can be done with categories."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ..errors import DomainError
from .engine import UNIQUE, violates
from .items import NameTaken
from .models import Category
from .schemas import CategoryIn


class CategoryNotFound(DomainError):
    status, code = 404, "category_not_found"


async def find(session: AsyncSession, *, after: int = 0, limit: int = 50) -> Sequence[Category]:
    """At most `limit` categories with an id above `after`, in the order of their ids."""
    wanted = select(Category).where(Category.id > after).order_by(Category.id).limit(limit)
    return (await session.scalars(wanted)).all()


async def get(session: AsyncSession, category_id: int) -> Category:
    """Raises CategoryNotFound."""
    category = await session.get(Category, category_id)
    if category is None:
        raise CategoryNotFound("There is no such category")
    return category


async def create(session: AsyncSession, data: CategoryIn) -> Category:
    """Raises NameTaken."""
    category = Category(**data.model_dump())
    session.add(category)
    try:
        await session.flush()
    except IntegrityError as error:
        if violates(error, UNIQUE):
            raise NameTaken("Another category has this name") from error
        raise
    return category
