"""Timelines of made-up cases, one for each state that the picture must bear; for tests, the gallery and the bench."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta

from hybridmentor.documents.timeline import Timeline, TimelineLane, TimelinePause, TimelinePoint
from hybridmentor.domain.contact_plan import Agreement, list_expected
from hybridmentor.errors import Message

TODAY = date(2026, 11, 22)
"""A Sunday, the last day of week 47."""
AHEAD = TODAY + timedelta(days=28)
MENTOR, JOBSEEKER, EMPLOYER = ("mentor",), ("jobseeker",), ("employer",)
FORMS = ("phone", "email", "digital", "at_company", "at_nav_office", "elsewhere")
CODES = dict(zip("pedcno", FORMS, strict=True))
OUTCOMES = {"": "took_place", "?": "attempted", "!": "did_not_show", ">": "planned"}


def read_points(who: tuple[str, ...], text: str, year: int = 2026) -> list[TimelinePoint]:
    """Points from words such as `3.11c` (day, month, form) and `18.11p?` (no answer), `!` (did not show), `>` (planned)."""
    points = []
    for word in text.split():
        mark = word[-1] if word[-1] in "?!>" else ""
        form = word.removesuffix(mark)[-1]
        day, month = word.removesuffix(mark).rstrip("pedcnox").split(".")
        points.append(TimelinePoint(date(year, int(month), int(day)), who, CODES.get(form), OUTCOMES[mark]))
    return points


def agree(every_days: int, from_on: date, to_on: date = AHEAD) -> tuple[date, ...]:
    """The days of an agreement."""
    return list_expected([Agreement.every(every_days, from_on)], from_on, to_on)


def make_lanes(
    from_on: date, to_on: date | None = None, *, mentor_from: date | None = None
) -> tuple[TimelineLane, ...]:
    """Three lanes that are on their way."""
    last = to_on or AHEAD
    mentor_from = mentor_from or from_on
    state = "closed" if to_on else "on_track"
    due = (None, None, None) if to_on else (date(2026, 12, 1), date(2026, 11, 27), date(2026, 12, 9))
    return (
        TimelineLane(MENTOR, mentor_from, to_on, state, due[0], agree(14, mentor_from, last)),
        TimelineLane(JOBSEEKER, from_on, to_on, state, due[1], agree(14, from_on, last)),
        TimelineLane(EMPLOYER, from_on, to_on, state, due[2], agree(30, from_on, last)),
    )


def scatter(
    first: date,
    last: date,
    count: int,
    seed: int = 1,
    *,
    who: Iterable[tuple[str, ...]] = (MENTOR, JOBSEEKER, EMPLOYER),
) -> tuple[TimelinePoint, ...]:
    """So many points on any days, one in eight an attempt; the same for the same seed."""
    chance, parties = random.Random(seed), tuple(who)
    points = []
    for _ in range(count):
        day = first + timedelta(days=chance.randrange((last - first).days + 1))
        outcome = chance.choices(("took_place", "attempted", "did_not_show"), (14, 1, 1))[0]
        points.append(TimelinePoint(day, chance.choice(parties), chance.choice(FORMS), outcome))
    return tuple(points)


def make_typical() -> Timeline:
    """A case of half a year with a summer holiday: the mentor overdue, the others on their way."""
    first, mentor_from = date(2026, 6, 1), date(2026, 6, 15)
    points = [
        *read_points(
            MENTOR, "15.6c 22.6p 1.7c 3.8c 10.8p 18.8e 25.8c 6.9p 15.9c 27.9d 11.10c 19.10p 1.11c 16.11p?"
        ),
        *read_points(
            JOBSEEKER, "1.6n 10.6p 15.6c 25.6d 1.7c 12.8d 25.8c 2.9p 15.9c 22.9d 29.9p? 4.10n 11.10c"
        ),
        *read_points(JOBSEEKER, "24.10p 1.11c 10.11d 18.11p"),
        *read_points(EMPLOYER, "8.6p 15.6c 17.8e 15.9c 12.10p? 25.10p"),
    ]
    lanes = (
        TimelineLane(MENTOR, mentor_from, None, "overdue", date(2026, 11, 17), agree(14, mentor_from), 19),
        TimelineLane(JOBSEEKER, first, None, "on_track", date(2026, 12, 4), agree(14, first), 15),
        TimelineLane(
            EMPLOYER, date(2026, 6, 8), None, "soon", date(2026, 11, 26), agree(30, date(2026, 6, 8))
        ),
    )
    pauses = (TimelinePause(date(2026, 7, 6), date(2026, 8, 2), "holiday"),)
    return Timeline(lanes, tuple(points), first, TODAY, pauses=pauses)


def make_crowded(points: int = 150) -> Timeline:
    """So many points in a year."""
    first = date(2025, 11, 24)
    pauses = (TimelinePause(date(2026, 7, 6), date(2026, 7, 26), "holiday"),)
    return Timeline(make_lanes(first), scatter(first, TODAY, points), first, TODAY, pauses=pauses)


def make_new() -> Timeline:
    """A case opened three days ago, without contact, agreement or mentor."""
    first = date(2026, 11, 19)
    lanes = (
        TimelineLane(MENTOR, note=Message("mentor.none_yet")),
        TimelineLane(JOBSEEKER, first),
        TimelineLane(EMPLOYER, first),
    )
    return Timeline(lanes, (), first, TODAY)


def make_without_mentor() -> Timeline:
    """A case that still seeks its mentor."""
    first = date(2026, 9, 14)
    points = (*read_points(JOBSEEKER, "14.9n 28.9p 12.10d 4.11n"), *read_points(EMPLOYER, "16.10p 4.11c"))
    lanes = (TimelineLane(MENTOR, note=Message("mentor.none_yet")), *make_lanes(first)[1:])
    return Timeline(lanes, points, first, TODAY)


def make_paused() -> Timeline:
    """A pause that goes on, after a short one; somebody rang during it."""
    first = date(2026, 6, 1)
    lanes = tuple(
        TimelineLane(lane.relationships, first, None, "paused", None, lane.agreed)
        for lane in make_lanes(first)
    )
    points = (
        *read_points(MENTOR, "8.6c 22.6p 6.7c 20.7p 17.8c 31.8p 14.9c 28.9p 12.10c 26.10p"),
        *read_points(JOBSEEKER, "1.6n 15.6c 29.6d 13.7p 24.8c 7.9d 21.9p 5.10n 19.10p 10.11p"),
        *read_points(EMPLOYER, "8.6c 6.7c 14.9c 26.10p"),
    )
    pauses = (
        TimelinePause(date(2026, 8, 3), date(2026, 8, 7), "absence"),
        TimelinePause(date(2026, 11, 2), None, "waiting"),
    )
    return Timeline(lanes, points, first, TODAY, pauses=pauses)


def make_same_day() -> Timeline:
    """Two, three, four and six entries on a day, and busy days around them."""
    first = date(2026, 8, 3)
    points = (
        *read_points(MENTOR, "10.8c 24.8p 24.8e 21.9p 21.9e 21.9c 19.10p 19.10p? 19.10e 19.10c 12.11p"),
        *read_points(
            JOBSEEKER,
            "3.8n 17.8d 17.8p? 5.10p 5.10e 5.10d 5.10c 5.10n 5.10o 9.11p 10.11e 11.11d 12.11c 13.11n",
        ),
        *read_points(EMPLOYER, "3.8p 19.10p? 19.10p? 19.10p? 19.10p! 19.10p? 19.10e 22.11c 22.11p"),
    )
    return Timeline(make_lanes(first), points, first, TODAY)


def make_employer_is_mentor() -> Timeline:
    """One lane for both, and what is agreed with each."""
    first = date(2026, 7, 13)
    points = (
        *read_points(("mentor", "employer"), "13.7c 27.7p 10.8c 24.8p 7.9c 21.9e"),
        *read_points(EMPLOYER, "5.10c 19.10p"),
        *read_points(MENTOR, "2.11c 16.11p"),
        *read_points(JOBSEEKER, "13.7c 3.8d 17.8p 31.8c 14.9d 28.9p? 5.10c 26.10p 9.11n"),
    )
    lane = TimelineLane(("mentor", "employer"), first, None, "soon", date(2026, 11, 24), agree(14, first))
    return Timeline((lane, make_lanes(first)[1]), points, first, TODAY)


def make_closed() -> Timeline:
    """A case that ended in September, with a talk three weeks later."""
    first, last = date(2026, 2, 2), date(2026, 9, 18)
    points = (
        *read_points(MENTOR, "9.2c 23.2p 9.3c 23.3p 7.4c 20.4e 4.5c 18.5p 1.6c 15.6p 10.8c 24.8p 7.9c 18.9c"),
        *read_points(
            JOBSEEKER,
            "2.2n 16.2p 2.3c 16.3d 30.3p? 13.4c 27.4p 11.5d 26.5c 8.6p 22.6c 17.8p 31.8c 18.9c 9.10p",
        ),
        *read_points(EMPLOYER, "2.2c 9.3p 13.4c 11.5p 15.6c 18.9c"),
    )
    pauses = (TimelinePause(date(2026, 7, 1), date(2026, 8, 2), "holiday"),)
    return Timeline(make_lanes(first, last), points, first, TODAY, last, pauses)


def make_two_years() -> Timeline:
    """Two years with contact about every third week."""
    first = date(2024, 11, 18)
    pauses = (
        TimelinePause(date(2025, 6, 30), date(2025, 8, 3), "holiday"),
        TimelinePause(date(2026, 3, 2), date(2026, 5, 24), "leave"),
    )
    return Timeline(make_lanes(first), scatter(first, TODAY, 90, 3), first, TODAY, pauses=pauses)


def make_six_years() -> Timeline:
    """So long that quarters are the unit."""
    first = date(2020, 10, 5)
    return Timeline(make_lanes(first), scatter(first, TODAY, 120, 4), first, TODAY)


def make_attempts() -> Timeline:
    """Nobody has answered."""
    first = date(2026, 9, 21)
    points = (
        *read_points(MENTOR, "28.9p? 12.10p? 26.10e? 9.11c!"),
        *read_points(JOBSEEKER, "22.9p? 29.9p? 6.10d? 13.10n! 3.11p?"),
        *read_points(EMPLOYER, "5.10p? 2.11e?"),
    )
    lanes = tuple(
        TimelineLane(lane.relationships, first, None, "overdue", due_on, lane.agreed)
        for lane, due_on in zip(
            make_lanes(first), (date(2026, 10, 5), date(2026, 9, 24), date(2026, 11, 20)), strict=True
        )
    )
    return Timeline(lanes, points, first, TODAY)


def make_planned() -> Timeline:
    """Meetings ahead, one of them not answered for, one far away."""
    first = date(2026, 8, 10)
    points = (
        *read_points(MENTOR, "10.8c 24.8p 14.9c 5.10p 26.10c 16.11x> 26.11c> 10.12x>"),
        *read_points(JOBSEEKER, "10.8n 31.8p 28.9d 19.10c 9.11p 26.11c> 27.11p> 22.12n>"),
        *read_points(EMPLOYER, "17.8c 12.10x 22.11x>"),
        *read_points(EMPLOYER, "15.3c>", 2027),
    )
    lanes = (*make_lanes(first)[:2], TimelineLane(EMPLOYER, first, None, "on_track", date(2027, 5, 3)))
    return Timeline(lanes, points, first, TODAY)


def make_reported() -> Timeline:
    """Mentor and jobseeker have told of their weekly meetings; the employer wants no contact."""
    first = date(2026, 8, 31)
    weekly = [
        TimelinePoint(first + timedelta(days=7 * week), ("mentor_jobseeker",), "at_company")
        for week in range(1, 12)
    ]
    points = (
        *read_points(MENTOR, "31.8c 14.9p 28.9c 12.10p 26.10c 9.11p"),
        *read_points(JOBSEEKER, "31.8c 21.9d 5.10c 19.10p 2.11c 16.11d"),
        *weekly,
    )
    lanes = (*make_lanes(first)[:2], TimelineLane(EMPLOYER, note="Ønsker ikke kontakt"))
    return Timeline(lanes, points, first, TODAY)


TIMELINES = {
    "typical": make_typical,
    "crowded": make_crowded,
    "new": make_new,
    "without_mentor": make_without_mentor,
    "paused": make_paused,
    "same_day": make_same_day,
    "employer_is_mentor": make_employer_is_mentor,
    "closed": make_closed,
    "two_years": make_two_years,
    "six_years": make_six_years,
    "attempts": make_attempts,
    "planned": make_planned,
    "reported": make_reported,
}
