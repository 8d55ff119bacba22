"""Who has which kinds of cases: table 2 of AFI-notat 2022:01, and advisers with few cases and with very many."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from hybridmentor.services.national_data.afi_shares import find_shares
from hybridmentor.services.national_data.chance import divide, start_chance
from hybridmentor.services.national_data.size import NationalSize
from hybridmentor.services.national_data.staff import Post, Staff

MEASURE_RUNS = "measure_runs"
"""Open, the registered mentor measure is going on."""
MEASURE_OVER = "measure_over"
"""Open, the measure has ended and contact goes on."""
WITHOUT_MEASURE = "without_measure"
"""Open, a mentor without the registered measure."""
BEGUN = "begun"
"""Open, just begun: no workplace yet."""
RECENT = "recent"
"""Closed, its measure began within the last two years."""
OLD = "old"
"""Closed, its measure began before that."""
PLAIN = "plain"
"""Closed, without the measure."""

OPEN_KINDS = (MEASURE_RUNS, MEASURE_OVER, WITHOUT_MEASURE, BEGUN)
RECENT_SHARE = 0.285
"""Of all measures so many begin within the last two years, if they begin evenly over eight."""
MOST_WITH_MEASURE = 0.6
OVER_AND_OPEN = 0.06
"""Of the recent measures so many have ended while the case is open."""
BEGUN_SHARE = 0.25
"""Of the open cases without the measure so many have just begun."""
FULL_LOAD = 60
"""Open cases of the adviser who has the most."""
OFFICES_PER_FULL_LOAD = 20
OPEN_PER_FULL_LOAD = 100
"""One adviser with a full load for so many offices, and for so many open cases at least."""
MOST_OPEN = 40
"""Open cases that any other adviser has at most."""
CLASS_SIZES = {"1": (1, 1), "2-3": (2, 3), "4-5": (4, 5), "5-10": (6, 10), "10+": (11, 24)}
"""How many jobseekers an adviser of each class of table 2 has."""
EXPECTED = {
    MEASURE_RUNS: 18.5,
    MEASURE_OVER: 24.0,
    WITHOUT_MEASURE: 8.3,
    BEGUN: 2.6,
    RECENT: 23.0,
    OLD: 24.0,
    PLAIN: 9.0,
}
"""How many entries the log of a case of each kind has, more or less: the asked number is divided after it."""


@dataclass
class OfficeLoad:
    """The cases of an office: for each the adviser's place among the office's advisers, and the kind."""

    office: int
    advisers: tuple[int, ...]
    """The accounts of the advisers."""
    cases: list[tuple[int, str]] = field(default_factory=list)
    contacts: int = 0

    @property
    def expected(self) -> float:
        """How many entries its cases have, more or less."""
        return sum(EXPECTED[kind] for _, kind in self.cases)


@dataclass
class Desk:
    """An adviser while the cases are being given out."""

    post: Post
    weight: float
    measures: int = 0
    """For how many jobseekers the measure began within the last two years."""
    is_full: bool = False
    kinds: list[str] = field(default_factory=list)

    @property
    def open_cases(self) -> int:
        """How many open cases there are already."""
        return sum(kind in OPEN_KINDS for kind in self.kinds)


def divide_caseload(size: NationalSize, staff: Staff) -> list[OfficeLoad]:
    """The cases of each office, as many as asked for in all, and how many entries each office's log gets."""
    chance = start_chance(size.seed, "caseload")
    desks = [Desk(post, chance.lognormvariate(0, 0.6)) for post in staff.advisers]
    _choose_full(desks, size)
    measures = _give_measures(desks, size, chance)
    _give_open(desks, size, chance)
    given = Counter(kind for desk in desks for kind in desk.kinds)
    closed = size.cases - sum(given.values())
    old = min(closed, max(0, measures - given[RECENT] - given[MEASURE_RUNS] - given[MEASURE_OVER]))
    rest = [OLD] * old + [PLAIN] * (closed - old)
    for desk, kind in zip(_draw(desks, len(rest), chance), rest, strict=True):
        desk.kinds.append(kind)
    return _gather(desks, size)


def _choose_full(desks: list[Desk], size: NationalSize) -> None:
    """The first adviser of every so many offices gets a full load, where there are open cases for that."""
    wanted = min(max(1, size.offices // OFFICES_PER_FULL_LOAD), round(size.open_cases) // OPEN_PER_FULL_LOAD)
    for number in range(wanted):
        office = 1 + number * OFFICES_PER_FULL_LOAD
        next(desk for desk in desks if desk.post.office == office).is_full = True


def _give_measures(desks: list[Desk], size: NationalSize, chance: Random) -> int:
    """Give the recent measures out after table 2; how many measures there are over all the years."""
    shares = find_shares("users_per_adviser")
    parts = divide(len(desks), shares.values())
    classes = [name for name, part in zip(shares, parts, strict=True) for _ in range(part)]
    chance.shuffle(classes)
    for desk, name in zip(desks, classes, strict=True):
        desk.measures = FULL_LOAD // 2 if desk.is_full else chance.randint(*CLASS_SIZES[name])
    most = int(size.cases * MOST_WITH_MEASURE * RECENT_SHARE)
    for desk in sorted(desks, key=lambda one: (not one.is_full, chance.random())):
        # Whoever has none is in no class of the table, so that leaving some out changes no share.
        desk.measures = desk.measures if desk.measures <= most else 0
        most -= desk.measures
    recent = sum(desk.measures for desk in desks)
    measures = round(recent / RECENT_SHARE)
    running = min(recent, round(measures * _find_running_share()))
    over = min(recent - running, round(recent * OVER_AND_OPEN))
    kinds = [MEASURE_RUNS] * running + [MEASURE_OVER] * over + [RECENT] * (recent - running - over)
    chance.shuffle(kinds)
    for desk in desks:
        desk.kinds = [kinds.pop() for _ in range(desk.measures)]
    return measures


def _find_running_share() -> float:
    shares = find_shares("duration")
    return shares["not_ended"] / sum(shares.values())


def _give_open(desks: list[Desk], size: NationalSize, chance: Random) -> None:
    """Give out what is open beside the measures: first to those with a full load, then by weight."""
    left = size.open_cases - sum(desk.open_cases for desk in desks)
    others = [desk for desk in desks if not desk.is_full]
    for desk in desks:
        if desk.is_full:
            for _ in range(min(left, FULL_LOAD - desk.open_cases)):
                desk.kinds.append(_draw_open(chance))
                left -= 1
    room = {id(desk): MOST_OPEN - desk.open_cases for desk in others}
    while left > 0 and others:
        for desk in _draw(others, left, chance):
            if room[id(desk)] > 0:
                room[id(desk)] -= 1
                desk.kinds.append(_draw_open(chance))
                left -= 1
        others = [desk for desk in others if room[id(desk)] > 0]


def _draw_open(chance: Random) -> str:
    return BEGUN if chance.random() < BEGUN_SHARE else WITHOUT_MEASURE


def _draw(desks: list[Desk], count: int, chance: Random) -> list[Desk]:
    return chance.choices(desks, [desk.weight for desk in desks], k=count) if desks else []


def _gather(desks: list[Desk], size: NationalSize) -> list[OfficeLoad]:
    loads: dict[int, OfficeLoad] = {}
    for desk in desks:
        load = loads.setdefault(desk.post.office, OfficeLoad(desk.post.office, ()))
        load.cases += [(len(load.advisers), kind) for kind in desk.kinds]
        load.advisers += (desk.post.user_id,)
    found = [loads[office] for office in sorted(loads)]
    for load, contacts in zip(found, divide(size.contacts, [one.expected for one in found]), strict=True):
        load.contacts = contacts
    return found
