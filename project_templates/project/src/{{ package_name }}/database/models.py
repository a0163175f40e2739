"""The demonstration: items, and the categories that they are in."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, CreatedAt, PrimaryKey, WideInteger


class Category(Base):
    __tablename__ = "categories"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(100), unique=True)


class Item(Base):
    """`version` counts the writes; it is the ETag. An id is never used twice."""

    __tablename__ = "items"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(200), unique=True)
    description: Mapped[str | None] = mapped_column(Text)
    price_cents: Mapped[int]
    category_id: Mapped[int | None] = mapped_column(
        WideInteger, ForeignKey("categories.id", ondelete="SET NULL"), index=True
    )
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
