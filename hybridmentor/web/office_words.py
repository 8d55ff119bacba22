"""The office's view in words: what cases have stopped at, tables 6 and 7, waits, changes of mentor, goals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hybridmentor.domain.case_figures import FiguredCase
from hybridmentor.domain.collaboration_figures import Window
from hybridmentor.domain.office_goals import ATTACHED, PER_CENT, is_met, measure_goal
from hybridmentor.domain.office_view import Changes, OfficeSums, Waits
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.domain.stopped_causes import StoppedSums
from hybridmentor.domain.survey_tables import UNCODED, SurveyTable, find_code, name_category
from hybridmentor.i18n import format_percent
from hybridmentor.models import Office, OfficeGoal
from hybridmentor.web.practice import name_code
from hybridmentor.web.words import get_language, hm_n, hm_pick, hm_short, hm_t

NOTHING = "–"
ICONS = {
    "no_answer": "phone-line",
    "overdue": "triangle",
    "did_it_happen": "question",
    "look_at_pause": "pause",
    "mentor_away": "user",
    "mentor_left": "user",
    "no_mentor": "user",
    "no_agreement": "calendar",
}

# words: stopped.cause.
# words: stopped.help.


@dataclass(frozen=True)
class CauseWords:
    """A row of what cases have stopped at."""

    cause: str
    icon: str
    name: str
    support: str
    count: str
    since: str | None


@dataclass(frozen=True)
class AnswerRow:
    """A row of table 6 or 7."""

    answer: str
    count: int
    afi: str


@dataclass(frozen=True)
class GoalWords:
    """A goal of the office, and where it stands."""

    id: str
    words: str
    days: str
    state: str
    """A key of `goal.state`: `reached`, `met`, `not_met`, `running`, `hidden` or `over`."""
    state_words: str
    measure: str | None
    """What it is held against, with our figure and the target, in words."""


def describe_causes(sums: StoppedSums, today: date) -> list[CauseWords]:
    """The causes in the words of the request's language; those that are held back say so."""
    return [
        CauseWords(
            one.cause,
            ICONS[one.cause],
            hm_t(f"stopped.cause.{one.cause}"),
            hm_t(f"stopped.help.{one.cause}"),
            hm_t("figures.hidden") if one.n is None else hm_n("stopped.cases", one.n),
            hm_t("stopped.oldest", ago=name_age(one.since, today)) if one.since is not None else None,
        )
        for one in sums.causes
        if one.n is None or one.n
    ]


def name_age(since: date, today: date) -> str:
    """How long ago, in days or in whole weeks."""
    days = (today - since).days
    return hm_n("stopped.days", days) if days < 14 else hm_n("stopped.weeks", days // 7)


def describe_table(table: SurveyTable) -> list[AnswerRow]:
    """Our counts beside AFI's per cent, in the order of print; what nobody of ours or AFI's has is left out."""
    language = get_language()
    rows = []
    for row in table["rows"]:
        if not row["count"] and row["afi_percent"] is None:
            continue
        names = name_category(row["dimension"], row["category"])
        answer = hm_pick(names) if names else hm_t("table1.no_code")
        printed = row["afi_percent"]
        if row["category"] == UNCODED:
            afi = hm_t("office.collaboration.not_in_source")
        else:
            afi = NOTHING if printed is None else format_percent(language, printed)
        rows.append(AnswerRow(answer, row["count"], afi))
    return rows


def describe_waits(waits: Waits) -> list[str]:
    """The median and the spread as sentences."""
    said = [hm_n("office.wait.median", round(waits.median), cases=waits.n)]
    if waits.low is not None and waits.high is not None:
        said.append(
            hm_t("office.wait.same", days=waits.low)
            if waits.low == waits.high
            else hm_t("office.wait.spread", low=waits.low, high=waits.high)
        )
    return said


def describe_changes(changes: Changes) -> str:
    """How many have changed mentor, as a sentence."""
    if not changes.once and not changes.more:
        return hm_n("office.changes.none", changes.n)
    if not changes.once:
        return hm_t("office.changes.more", n=changes.n, more=changes.more)
    once = hm_n("office.changes.once", changes.once)
    if not changes.more:
        return hm_t("office.changes.only_once", n=changes.n, once=once)
    return hm_t("office.changes.some", n=changes.n, once=once, more=changes.more)


def describe_goals(
    goals: Sequence[OfficeGoal],
    cases: Sequence[FiguredCase] | None,
    today: date,
    practice: PracticeModel,
    *,
    is_own: bool,
) -> list[GoalWords]:
    """The goals with where they stand; without `cases` as words only."""
    return [_describe_goal(goal, cases, today, practice, is_own=is_own) for goal in goals]


# words: goal.state.


def _describe_goal(
    goal: OfficeGoal,
    cases: Sequence[FiguredCase] | None,
    today: date,
    practice: PracticeModel,
    *,
    is_own: bool,
) -> GoalWords:
    days = (
        hm_t("goal.days", from_on=hm_short(goal.from_on), to_on=hm_short(goal.to_on))
        if goal.to_on
        else hm_t("goal.days.open", from_on=hm_short(goal.from_on))
    )
    state, measured = "over" if goal.to_on and goal.to_on < today else "running", None
    if goal.measure is not None and goal.target is not None and cases is not None:
        value = measure_goal(goal.measure, cases, Window(goal.from_on, goal.to_on), today, is_own=is_own)
        per_cent = goal.measure in PER_CENT
        measured = hm_t(
            "goal.measured" if value is not None else "goal.not_measured",
            measure=name_code(practice, "goal_measure", goal.measure),
            value=_write(value, per_cent=per_cent),
            target=_write(goal.target, per_cent=per_cent),
        )
        if value is not None:
            state = "met" if is_met(goal.measure, value, goal.target) else "not_met"
    if goal.reached_on is not None:
        state = "reached"
        said = hm_t("goal.state.reached", day=hm_short(goal.reached_on))
    else:
        said = hm_t(f"goal.state.{state}")
    return GoalWords(str(goal.id), goal.words, days, state, said, measured)


def _write(value: int | None, *, per_cent: bool) -> str:
    if value is None:
        return NOTHING
    return format_percent(get_language(), value) if per_cent else str(value)


@dataclass(frozen=True)
class CountyRow:
    """An office of the county in numbers; what is held back says so."""

    number: str
    name: str
    open: str
    closed: str
    attached: str
    wait: str
    changes: str
    is_partly_hidden: bool


def describe_county(office: Office, sums: OfficeSums) -> CountyRow:
    """The numbers of one office in the words of the request's language."""
    hidden = hm_t("figures.hidden")
    attached = hidden
    if sums.outcomes is not None and sums.outcomes["n"]:
        keys = {
            row["category"]: row["count"]
            for row in sums.outcomes["rows"]
            if find_code(row["dimension"], row["category"]) in ATTACHED
        }
        attached = hm_t("office.county.of", n=sum(keys.values()), all=sums.outcomes["n"])
    return CountyRow(
        office.number,
        office.name,
        hidden if sums.open is None else str(sums.open),
        hidden if sums.closed is None else str(sums.closed),
        attached,
        hidden if sums.waits is None else hm_n("stopped.days", round(sums.waits.median)),
        hidden
        if sums.changes is None
        else hm_t("office.county.of", n=sums.changes.once + sums.changes.more, all=sums.changes.n),
        None in (sums.open, sums.closed, sums.outcomes, sums.waits, sums.changes),
    )
