"""Our migrations, run as the application runs them."""

from __future__ import annotations

from sqlalchemy import Engine

from hybridmentor.gateways.schema import VERSION_TABLE as VERSION_TABLE, downgrade, locate_migrations, upgrade

CHAIN = locate_migrations()


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring a database up to a revision."""
    upgrade(engine, revision)


def unmigrate(engine: Engine, revision: str) -> None:
    """Take a database down to a revision; `base` is before the first."""
    downgrade(engine, revision)
