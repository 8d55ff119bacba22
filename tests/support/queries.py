"""Count what is sent to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event


class Statements(list[str]):
    """The statements sent, in order. Transaction control and PRAGMAs of SQLite are not among them unless sent as text."""

    def __str__(self) -> str:
        return "\n".join(
            f"{number}. {' '.join(statement.split())}" for number, statement in enumerate(self, 1)
        )


@contextmanager
def count_queries(engine: Engine) -> Iterator[Statements]:
    """Collect the statements that pass through the engine inside the block: `len(statements)`, `print(statements)`.

    A statement sent once for many rows (executemany) counts once; each statement of a lazy load counts.
    """
    statements = Statements()

    def collect(
        connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", collect)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", collect)
