"""What a token must allow for items and categories to be read and written."""

from ..scopes import needs

READ, WRITE = "items:read", "items:write"
READS, WRITES = needs(READ), needs(WRITE)
