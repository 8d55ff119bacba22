"""How long the timeline of a case takes, laid out and written as markup; run it from the project's folder.

    python -m bench.timeline [--points 150] [--times 300] [--seed 2026] [--limit 5] [--no-file]

Draws both pictures and the table of a made-up case of a year in the application, once for each time, with the words and the
addresses of a request. Writes one JSON line to standard output and to `bench/results/timeline.json`:
`{"points", "times", "bytes", "cold_ms", "processor_ms": {"total": {"p50", "p95"}, "layout", "template"},
"wall_ms": ..., "limit_ms", ...}` with the machine, its load and the commit. What counts is processor time, since others
may use the machine too. `cold_ms` is the very first time, with templates to compile and words to load. Exit code 1 if the
median of the whole is above --limit milliseconds.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from typing import Any

from flask import Flask

from bench.machine import describe_machine, keep_result, summarise
from hybridmentor import create_app
from hybridmentor.documents.timeline import Timeline, draw_timeline
from hybridmentor.domain.practice import get_practice_model
from tests.support.timelines import EMPLOYER, JOBSEEKER, MENTOR, TODAY, make_crowded, scatter

PARTIES = [MENTOR, JOBSEEKER, EMPLOYER] * 9 + [MENTOR + JOBSEEKER, MENTOR + EMPLOYER, JOBSEEKER + EMPLOYER]
"""Every tenth entry has two."""
SETTINGS = {
    "HYBRIDMENTOR_SECRET_KEY": "only for measuring, nobody signs in here",
    "HYBRIDMENTOR_ENCRYPTION_KEYS": "1:" + "A" * 43 + "=",
    "HYBRIDMENTOR_DATABASE_URI": "sqlite://",
}


def make_timeline(points: int, seed: int) -> Timeline:
    """The crowded case of the tests with so many entries, the same for the same seed."""
    crowded = make_crowded(points)
    return replace(crowded, points=scatter(crowded.from_on, TODAY, points, seed, who=PARTIES))


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
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--limit", type=float, default=5.0)
    parser.add_argument("--no-file", action="store_true")
    arguments = parser.parse_args()
    machine = describe_machine()
    timeline = make_timeline(arguments.points, arguments.seed)
    result = {
        "points": arguments.points,
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
