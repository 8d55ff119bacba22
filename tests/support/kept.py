"""What is dear to make and serves all tests of a kind of database: kept from the first that asks until the run ends.

pytest forgets a fixture with parameters as soon as it is asked for with another parameter. A run of several workers goes
file by file, and in each file from SQLite to PostgreSQL: the migrations would be run and the application made twice for
every file.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, TypeVar

Made = TypeVar("Made")


class Kept:
    """Things by their name and the kind of database they are for; what was made last is closed first."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, str], Any] = {}
        self.stack = ExitStack()

    def find(
        self, name: str, kind: str, make: Callable[[], Made], close: Callable[[Made], object] | None = None
    ) -> Made:
        """The thing of this name for this kind of database, made now if nobody has asked before."""
        if (name, kind) not in self.made:
            self.made[name, kind] = made = make()
            if close is not None:
                self.stack.callback(close, made)
        found: Made = self.made[name, kind]
        return found

    def close(self) -> None:
        """Close all of it."""
        self.made.clear()
        self.stack.close()
