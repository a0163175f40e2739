"""Tables of the demonstration: items and categories."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Row, VersionedRow, WideInteger


class Category(Row):
    __tablename__ = "categories"

    name: Mapped[str] = mapped_column(String(100), unique=True)


class Item(VersionedRow):
    __tablename__ = "items"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    description: Mapped[str | None] = mapped_column(Text)
    price_cents: Mapped[int]
    category_id: Mapped[int | None] = mapped_column(
        WideInteger, ForeignKey("categories.id", ondelete="SET NULL"), index=True
    )
