"""Wait until what takes a while fits into one day of Norway.

    python tools/wait_for_a_day.py MINUTES       at once, or after midnight where that is less than so many minutes away

Tests count days from today, and pages say so; a run that goes over midnight sees two days.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, time as time_of_day, timedelta

from hybridmentor.clock import OSLO, now, to_oslo


def find_wait(at: datetime, takes: timedelta) -> timedelta:
    """How long to wait, from an instant, until something that takes so long (less than a day) ends on the day it began."""
    tomorrow = to_oslo(at).date() + timedelta(days=1)
    left = datetime.combine(tomorrow, time_of_day(), OSLO) - at
    return left if left < takes else timedelta()


def main(minutes: str) -> None:
    """Say that there is a wait, and wait."""
    wait = find_wait(now(), timedelta(minutes=float(minutes)))
    if wait:
        print(
            f"It is soon midnight in Norway: going on in {wait.total_seconds() / 60:.0f} minutes.", flush=True
        )
        # A little more: the clock may be set while we sleep.
        time.sleep(wait.total_seconds() + 5)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
