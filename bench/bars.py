"""What `bench/pages.py` may take, and its result for people."""

from __future__ import annotations

from typing import Any

BARS: dict[str, tuple[float, int | None]] = {
    "list": (60, 8),
    "my day": (60, 10),
    "case": (80, 14),
    "search": (100, None),
    "log form": (80, None),
    "post": (60, None),
    "office view": (150, 14),
    "office view, 12 months": (150, 14),
    "county view": (500, 14),
    "office collaboration": (150, 14),
    "log": (60, 10),
    "log batch": (80, None),
    "draft": (60, None),
}
"""For each page the milliseconds that its p95 may take, and how many statements it may send."""
MOST_TIMES_THE_FLOOR = 2.5
SEED_BAR = 180
"""Seconds that the seed may take on PostgreSQL, at the design size."""
DESIGN = {"offices": 300, "cases": 100_000, "contacts": 1_500_000}
"""What the milliseconds and the seed's seconds are bars for. Statements, and times the floor, are the same for any size."""


def has_design_size(result: dict[str, Any]) -> bool:
    """Whether there are as many rows as the bars of time are for."""
    return all(result["size"][name] >= number for name, number in DESIGN.items())


def find_misses(result: dict[str, Any]) -> list[str]:
    """What is over its bar, a sentence each; the seed is judged on PostgreSQL and at the design size alone."""
    misses = []
    seconds = result.get("seed_s")
    if (
        seconds is not None
        and seconds > SEED_BAR
        and result["database"] == "postgresql"
        and has_design_size(result)
    ):
        misses.append(f"seed: {seconds} s, the bar is {SEED_BAR}")
    for name, found in result["pages"].items():
        milliseconds, statements = BARS[name]
        p95, queries = found["page"]["wall_ms"]["p95"], found["page"]["queries"]
        if p95 > milliseconds:
            misses.append(f"{name}: p95 {p95} ms, the bar is {milliseconds:g}")
        if statements is not None and queries > statements:
            misses.append(f"{name}: {queries} queries, the bar is {statements}")
        times = found["cpu_times_floor"]
        if times is not None and times > MOST_TIMES_THE_FLOOR:
            misses.append(f"{name}: {times} times the floor, the bar is {MOST_TIMES_THE_FLOOR}")
    return misses


def print_table(result: dict[str, Any]) -> None:
    """The result for people."""
    size = result["size"]
    print(
        f"\n{result['database']}: {size['cases']} cases, {size['contacts']} contacts, load {result['load']}"
    )
    print(
        f"{'page':<22}{'p50 ms':>9}{'p95 ms':>9}{'cpu p50':>9}{'floor cpu':>11}{'times':>7}{'queries':>9}{'kB':>7}"
    )
    for name, found in result["pages"].items():
        page = found["page"]
        floor, times = (
            (found["floor"]["cpu_ms"]["p50"], found["cpu_times_floor"]) if found["floor"] else ("-", "-")
        )
        print(
            f"{name:<22}{page['wall_ms']['p50']:>9}{page['wall_ms']['p95']:>9}{page['cpu_ms']['p50']:>9}"
            f"{floor:>11}{times:>7}{page['queries']:>9}{page['bytes'] / 1000:>7.1f}"
        )
    for miss in result["misses"]:
        print(f"over the bar: {miss}")
    if result["tables_once_ms"] is not None:
        print(f"tables 2 to 7, once: {result['tables_once_ms']} ms")
    if "seed_s" in result:
        print(f"seed: {result['seed_s']} s")
    if not has_design_size(result):
        size = ", ".join(f"{number} {name}" for name, number in DESIGN.items())
        print(
            f"The bars of milliseconds and the {SEED_BAR} s of the seed on PostgreSQL are for the design size ({size}):"
            " keeping them here says nothing of it. Those of queries and of times the floor are for any size."
        )
