"""Scopes of the demonstration: items and categories."""

from ..scopes import needs

READ, WRITE = "items:read", "items:write"
READS, WRITES = needs(READ), needs(WRITE)
