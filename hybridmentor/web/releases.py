"""Releases in words: periods, bands, how each variable is handed out, what is promised, and what stands in the way."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from flask import url_for

from hybridmentor.domain.release_facts import Band, may_miss_many
from hybridmentor.domain.release_health import HEALTH_K, OPEN, fit_rules
from hybridmentor.domain.release_limits import read_limits
from hybridmentor.domain.release_periods import Period
from hybridmentor.domain.release_problems import Problem
from hybridmentor.domain.release_rules import KINDS, ReleaseRules
from hybridmentor.domain.release_variables import (
    GROUPS,
    Variable,
    find_variable,
    get_hierarchy,
    list_variables,
    name_about,
    name_label,
)
from hybridmentor.i18n import format_long, format_percent, format_whole, say
from hybridmentor.models import Study
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.releases import VisibleRelease, find_release
from hybridmentor.web.office_rows import load_row, open_row_for_writing
from hybridmentor.web.state import get_state
from hybridmentor.web.words import get_language, hm_t

if TYPE_CHECKING:
    from hybridmentor.domain.release_price import ReleasePrice

NOUN = "release"
STEPS_OF_METER = ("little", "some", "much", "nearly_all")
"""The quarters of the meter; the words are `release.meter.<key>`."""
# words: release.meter.


@dataclass(frozen=True)
class VariableRow:
    """A variable in the list of those that can be chosen."""

    key: str
    label: str
    about: str
    role: str
    how: str
    """How it is handed out, as far as that is known."""
    loss: str | None
    """How much of its detail is lost, once that is known."""
    is_chosen: bool


@dataclass(frozen=True)
class VariableGroup:
    """The variables of a kind."""

    key: str
    label: str
    rows: Sequence[VariableRow]


@dataclass(frozen=True)
class Meter:
    """A band of loss on the meter: words, and where the pointer stands, from 0 to 100."""

    text: str
    word: str
    place: float
    least: int
    most: int


@dataclass(frozen=True)
class Promise:
    """What a release promises: its limits in signs and in words, and whether it holds, None before that is known."""

    signs: str
    title: str
    words: str
    holds: bool | None


def load_release(release_id: UUID, permission: Permission) -> VisibleRelease:
    """The release to be shown, as `office_rows.load_row`: it names no case, and a page that waits asks every few seconds."""
    return load_row(find_release, NOUN, release_id, permission)


def open_release_for_writing(release_id: UUID, permission: Permission) -> VisibleRelease:
    """The release to be changed, as `office_rows.open_row_for_writing`."""
    return open_row_for_writing(find_release, NOUN, release_id, permission)


def locate_release(release_id: UUID) -> str:
    """Where a release stands."""
    return url_for("hybridmentor.research.release", release_id=release_id)


def find_limits() -> Mapping[str, ReleaseRules]:
    """The rules of each kind of release, as the administrator has set them."""
    return read_limits(get_state().config["HYBRIDMENTOR_RELEASE_LIMITS"])


def fit_limits(limits: Mapping[str, ReleaseRules], kind: str | None, keys: Iterable[str]) -> ReleaseRules:
    """The rules for a choice as it stands in a form; those of the first kind where it names none."""
    chosen = [one for key in keys if (one := find_variable(key)) is not None]
    return fit_rules(limits.get(kind or "", limits[KINDS[0]]), chosen)


def describe_health_limit(limits: Mapping[str, ReleaseRules], variables: Iterable[Variable]) -> str | None:
    """What the choice of a variable that may tell of health asks for; None where none can be chosen, or all ask for as much."""
    if limits[OPEN].k >= HEALTH_K or not any(one.is_about_health for one in variables):
        return None
    return hm_t("release.kind.health", k=HEALTH_K)


def describe_missing(suppressed: Band) -> str | None:
    """What it means that so many cases may be held back; None where they are too few to move results."""
    if not may_miss_many(suppressed):
        return None
    return hm_t("release.price.may_miss", share=format_percent(get_language(), suppressed.high))


def list_asked_variables(study: Study) -> list[Variable]:
    """The variables that the study asks for, in the order in which they are shown."""
    asked = {one.variable for one in study.variables}
    return [one for one in list_variables() if one.key in asked]


def write_period(period: Period) -> str:
    """1. januar til 30. juni 2026."""
    language = get_language()
    first, last = (format_long(language, day) for day in (period.from_on, period.to_on))
    return hm_t("release.period_of", first=first, last=last)


def write_percents(band: Band) -> str:
    """A band of percents: 35-40 %; under 5 % where it begins at nothing."""
    language = get_language()
    high = format_percent(language, band.high)
    if not band.low:
        return hm_t("release.under", high=high)
    return hm_t("release.from_to", low=format_whole(language, band.low), high=high)


def write_counts(band: Band) -> str:
    """A band of counts: 1 000-1 499."""
    language = get_language()
    return hm_t(
        "release.from_to", low=format_whole(language, band.low), high=format_whole(language, band.high)
    )


def read_told(text: str) -> "ReleasePrice":
    """A price as it is kept."""
    # Only here: it comes with the engine, which no other page needs.
    from hybridmentor.domain.release_price import read_price

    return read_price(text)


def make_meter(band: Band) -> Meter:
    """Where a band of loss stands on the meter."""
    place = (band.low + band.high) / 2
    word = STEPS_OF_METER[min(int(place // 25), len(STEPS_OF_METER) - 1)]
    return Meter(write_percents(band), hm_t(f"release.meter.{word}"), place, band.low, band.high)


def group_variables(
    variables: Iterable[Variable],
    chosen: Collection[str],
    *,
    levels: Mapping[str, int] | None = None,
    losses: Mapping[str, Band] | None = None,
) -> list[VariableGroup]:
    """The variables by group, with how each is handed out where `levels` are known.

    # words: release_group.
    """
    rows: dict[str, list[VariableRow]] = {}
    for one in variables:
        is_chosen = one.key in chosen
        loss = (losses or {}).get(one.key) if is_chosen else None
        rows.setdefault(one.group, []).append(
            VariableRow(
                one.key,
                hm_t(name_label(one)),
                hm_t(name_about(one)),
                one.role,
                write_how(one, levels) if is_chosen else hm_t("release.how.not_chosen"),
                write_percents(loss) if loss is not None else None,
                is_chosen,
            )
        )
    return [VariableGroup(key, hm_t(f"release_group.{key}"), rows[key]) for key in GROUPS if key in rows]


def write_how(variable: Variable, levels: Mapping[str, int] | None) -> str:
    """How a chosen variable is handed out: counts of groups are those of the public hierarchy, never of the data."""
    if not variable.is_quasi:
        return hm_t("release.how.as_registered")
    if levels is None or variable.key not in levels:
        return hm_t("release.how.unknown")
    counts = get_hierarchy(variable.hierarchy).leaf_counts
    level = levels[variable.key]
    finest, published = len(counts[0]), len(counts[level])
    if published == 1:
        return hm_t("release.how.emptied")
    if published == finest:
        return hm_t("release.how.as_registered")
    return hm_t("release.how.grouped", before=finest, after=published)


def list_promises(rules: ReleaseRules, holds: bool | None) -> list[Promise]:
    """What is promised, in words that can be read aloud."""
    language = get_language()
    t = format_number(language, float(rules.t_equal))
    return [
        Promise(
            f"k = {rules.k}",
            hm_t("release.promise.k"),
            hm_t("release.promise.k.words", k=rules.k, employers=rules.employers, mentors=rules.mentors),
            holds,
        ),
        Promise(
            f"l = {rules.l}",
            hm_t("release.promise.l"),
            hm_t("release.promise.l.words", l=rules.l),
            holds,
        ),
        Promise(f"t = {t}", hm_t("release.promise.t"), hm_t("release.promise.t.words"), holds),
    ]


def format_number(language: str, number: float) -> str:
    """0,35, in English 0.35."""
    text = f"{number:g}"
    return text if language == "en" else text.replace(".", ",")


def name_variables(keys: Iterable[str]) -> list[str]:
    """The labels of variables; one that there is no more is left out."""
    return [hm_t(name_label(one)) for key in keys if (one := find_variable(key)) is not None]


def write_size(size: int) -> str:
    """Of a file: 12 kB, 3 MB."""
    unit, step = ("MB", 1_000_000) if size >= 1_000_000 else ("kB", 1_000)
    return f"{format_whole(get_language(), max(1, round(size / step)))}\u00a0{unit}"


def describe_problem(problem: Problem) -> str:
    """What stands in the way, with the variables by their labels."""
    return say(get_language(), problem.make_message(", ".join(name_variables(problem.variables))))


def describe_dearest(price: "ReleasePrice") -> str:
    """Which variable costs most, and what would be lost of the others without it."""
    dearest = find_variable(price.dearest) if price.dearest is not None else None
    if dearest is None:
        return hm_t("release.dearest.none")
    rest = price.without.get(dearest.key)
    label = hm_t(name_label(dearest))
    if rest is None:
        return hm_t("release.dearest", variable=label)
    return hm_t("release.dearest.without", variable=label, share=write_percents(rest))
