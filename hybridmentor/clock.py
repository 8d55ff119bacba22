"""The only source of the time. Instants are kept in UTC (`*_at`), days are days in Norway (`*_on`)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def now() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in Norway."""
    return now().astimezone(OSLO).date()


def to_oslo(instant: datetime) -> datetime:
    """The instant as shown to people in Norway."""
    return instant.astimezone(OSLO)
