"""Reading what stands in an address or a hidden field: ids, never names."""

from uuid import UUID


def read_id(text: str | None) -> UUID | None:
    """The id in a text; None if it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
