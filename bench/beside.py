"""How long pages take while something heavy runs on the same database, beside how long they take when nothing does."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from bench.bars import BARS
from bench.machine import summarise
from bench.pages import WARM_UP, Bench, Visit

PAGES = ("list", "my day", "case", "log", "log form", "post")
"""What an adviser does all day: finds a case, sees the day, opens the case, logs a contact."""
LEAST = 100
"""How often each page is asked for when nothing else runs."""


class Beside:
    """A browser of an adviser on the database, whose pages are timed by the clock of the server."""

    def __init__(self, uri: str, keys: str) -> None:
        self.bench = Bench(uri, keys)
        self.visits = [one for one in self.bench.list_visits() if one.name in PAGES]
        for _ in range(WARM_UP):
            for visit in self.visits:
                self.time_once(visit)

    def time_once(self, visit: Visit) -> float:
        """Milliseconds that a page takes; RuntimeError where it answers something else than it should."""
        answer = visit.ask()
        if answer.status_code != visit.status:
            raise RuntimeError(f"{visit.name} answered {answer.status_code}, not {visit.status}")
        return self.bench.ours.wall

    def measure(self, is_over: Callable[[], bool] = lambda: True) -> dict[str, dict[str, Any]]:
        """Each page in turns, `LEAST` times and until it is over: median, 95th percentile, the slowest, and how often."""
        times: dict[str, list[float]] = {visit.name: [] for visit in self.visits}
        for turn in itertools.count(1):
            for visit in self.visits:
                times[visit.name].append(self.time_once(visit))
            if turn >= LEAST and is_over():
                break
        return {
            name: {**summarise(found), "most": round(max(found), 2), "times": len(found)}
            for name, found in times.items()
        }


def find_harmed(during: dict[str, dict[str, Any]]) -> list[str]:
    """The pages whose 95th percentile is over the bar that they have when nothing else runs."""
    return [name for name, found in during.items() if found["p95"] > BARS[name][0]]
