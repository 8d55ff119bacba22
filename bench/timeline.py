"""How long the timeline of a case takes, laid out and written as markup; run it from the project's folder.

    python -m bench.timeline [--points 150] [--days 365] [--times 300] [--seed 2026] [--limit 5] [--no-file]

Draws both pictures and the table of a made-up case in the application, once for each time, with the words and the
addresses of a request. Writes one JSON line to standard output and to `bench/results/timeline.json`:
`{"points", "days", "times", "bytes", "cold_ms", "processor_ms": {"total": {"p50", "p95"}, "layout", "template"},
"wall_ms": ..., "limit_ms", ...}` with the machine, its load and the commit. What counts is processor time, since others
may use the machine too. `cold_ms` is the very first time, with templates to compile and words to load. Exit code 1 if the
median of the whole is above --limit milliseconds.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from datetime import date, timedelta
from typing import Any

from flask import Flask

from bench.machine import describe_machine, keep_result, summarise
from hybridmentor import create_app
from hybridmentor.documents.timeline import (
    Timeline,
    TimelineLane,
    TimelinePause,
    TimelinePoint,
    draw_timeline,
)
from hybridmentor.domain.contact_plan import Agreement, list_expected
from hybridmentor.domain.practice import get_practice_model

TODAY = date(2026, 11, 22)
RELATIONSHIPS = ("mentor", "jobseeker", "employer")
FORMS = ("phone", "email", "digital", "at_company", "at_nav_office", "elsewhere")
SETTINGS = {
    "HYBRIDMENTOR_SECRET_KEY": "only for measuring, nobody signs in here",
    "HYBRIDMENTOR_ENCRYPTION_KEYS": "1:" + "A" * 43 + "=",
    "HYBRIDMENTOR_DATABASE_URI": "sqlite://",
}


def make_timeline(points: int, days: int, seed: int) -> Timeline:
    """A case with so many entries in so many days, the same for the same seed; every tenth entry has two parties."""
    chance = random.Random(seed)
    first = TODAY - timedelta(days=days - 1)
    entries = []
    for number in range(points):
        who = chance.sample(RELATIONSHIPS, 2 if number % 10 == 0 else 1)
        outcome = chance.choices(("took_place", "attempted", "did_not_show"), (14, 1, 1))[0]
        day = first + timedelta(days=chance.randrange(days))
        entries.append(TimelinePoint(day, tuple(who), chance.choice(FORMS), outcome))
    until = TODAY + timedelta(days=28)
    lanes = tuple(
        TimelineLane(
            (name,),
            first,
            None,
            "on_track",
            TODAY + timedelta(days=9),
            list_expected([agreement], first, until),
        )
        for name, agreement in zip(
            RELATIONSHIPS, (Agreement.every(n, first) for n in (14, 14, 30)), strict=True
        )
    )
    pauses = (
        TimelinePause(first + timedelta(days=days // 2), first + timedelta(days=days // 2 + 20), "holiday"),
    )
    return Timeline(lanes, tuple(entries), first, TODAY, pauses=pauses)


def measure(app: Flask, timeline: Timeline, times: int) -> dict[str, Any]:
    """Milliseconds of layout, of the template and of both, and the size of what comes out."""
    practice = get_practice_model("hybridmodellen")
    component = app.jinja_env.get_template("hybridmentor/components/timeline.html")
    began, drawn, ended, markup = [], [], [], ""
    for _ in range(times + 1):
        with app.test_request_context():
            began.append(look_at_clocks())
            drawing = draw_timeline(timeline, practice, "nb")
            drawn.append(look_at_clocks())
            markup = str(component.module.timeline(drawing))  # type: ignore[attr-defined]
            ended.append(look_at_clocks())
    spans = {"total": (began, ended), "layout": (began, drawn), "template": (drawn, ended)}
    taken = {
        name: [(end[0] - start[0], end[1] - start[1]) for start, end in zip(*span, strict=True)]
        for name, span in spans.items()
    }
    return {
        "bytes": len(markup.encode()),
        "cold_ms": round(taken["total"][0][1], 2),
        "processor_ms": {name: summarise([one[0] for one in values[1:]]) for name, values in taken.items()},
        "wall_ms": {name: summarise([one[1] for one in values[1:]]) for name, values in taken.items()},
    }


def look_at_clocks() -> tuple[float, float]:
    """Milliseconds that this thread has had of the processor, and that have gone."""
    return 1000 * time.thread_time(), 1000 * time.perf_counter()


def main() -> int:
    """Make the case, measure, write the result; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=150)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--limit", type=float, default=5.0)
    parser.add_argument("--no-file", action="store_true")
    arguments = parser.parse_args()
    machine = describe_machine()
    timeline = make_timeline(arguments.points, arguments.days, arguments.seed)
    result = {
        "points": arguments.points,
        "days": arguments.days,
        "times": arguments.times,
        "seed": arguments.seed,
        **measure(create_app(SETTINGS), timeline, arguments.times),
        "limit_ms": arguments.limit,
        **machine,
    }
    sys.stdout.write(json.dumps(result) + "\n")
    if not arguments.no_file:
        keep_result("timeline", result)
    return int(result["processor_ms"]["total"]["p50"] > arguments.limit)


if __name__ == "__main__":
    sys.exit(main())
