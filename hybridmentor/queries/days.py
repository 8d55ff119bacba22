"""My day: what each of the actor's own cases needs, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import or_
from sqlalchemy.orm import Session

from hybridmentor.domain.attention import Need, judge_relationships, list_needs
from hybridmentor.domain.case_course import is_on
from hybridmentor.domain.contact_plan import ContactState
from hybridmentor.identity import Actor
from hybridmentor.models import Case
from hybridmentor.policy import scopes
from hybridmentor.queries.case_course import StudyAsk
from hybridmentor.queries.log_entries import LogEntry
from hybridmentor.queries.mentors import MentorLine
from hybridmentor.queries.pauses import PauseLine
from hybridmentor.queries.situations import RELATIONSHIPS, CaseInView, CaseLine, gather_own_situations

MOST_CASES = 200


@dataclass(frozen=True)
class DayFilter:
    """How the user has narrowed my day; kept with the account. None shows all."""

    relationship: str | None = None
    office_id: int | None = None

    @classmethod
    def read(cls, kept: Mapping[str, str] | None, offices: Collection[int] = ()) -> "DayFilter":
        """The filter as the account keeps it; what makes no sense is passed over, and an office that is none of `offices`."""
        kept = kept or {}
        office = kept.get("office", "")
        return cls(
            kept["relationship"] if kept.get("relationship") in RELATIONSHIPS else None,
            int(office) if office.isdigit() and int(office) in offices else None,
        )


@dataclass(frozen=True)
class Row:
    """One need of one case, with the rows that a page shows beside it."""

    case: CaseLine
    need: Need | None
    """None for what is only told."""
    mentor: MentorLine | None
    contact: LogEntry | None = None
    """The planned contact that the need is about."""
    pause: PauseLine | None = None

    @property
    def relationships(self) -> tuple[str, ...]:
        """Whom it is about, everybody of a planned contact; nobody where it is about the case."""
        if self.contact is not None:
            return self.contact.relationship_keys
        return (self.need.relationship,) if self.need and self.need.relationship else ()

    @property
    def relationship(self) -> str:
        """Whom it is about; the jobseeker where it is about the case."""
        return (self.need.relationship if self.need else None) or "jobseeker"


@dataclass
class Day:
    """My day, each list with what presses most first."""

    planned_today: list[Row] = field(default_factory=list)
    no_answer: list[Row] = field(default_factory=list)
    """Several attempts in a row without an answer."""
    overdue: list[Row] = field(default_factory=list)
    did_it_happen: list[Row] = field(default_factory=list)
    soon: list[Row] = field(default_factory=list)
    look_at_pause: list[Row] = field(default_factory=list)
    """Pauses to look at again: their day has come, or they have ended by themselves."""
    follow_up: list[Row] = field(default_factory=list)
    """Closed cases to be asked about again, the one that has waited longest first."""
    no_mentor: list[Row] = field(default_factory=list)
    no_agreement: list[Row] = field(default_factory=list)
    consent: list[Row] = field(default_factory=list)
    confirm_log: list[Row] = field(default_factory=list)
    """Cases whose log has not been confirmed as complete for a while."""
    review_follow_up: list[Row] = field(default_factory=list)
    """Cases with something to follow up since they were gone through."""
    review: list[Row] = field(default_factory=list)
    """Cases to be gone through again."""
    paused: list[Row] = field(default_factory=list)
    """Cases in a pause that nobody has to look at yet; nothing is due in them."""
    asks: tuple[StudyAsk, ...] = ()
    """Studies that wait for the actor's own answer, the one opened first first; no filter hides them."""
    on_track: int = 0
    cases: int = 0
    """Open cases, those that a filter hides included."""


def plan_day(session: Session, actor: Actor, wanted: DayFilter = DayFilter()) -> Day:
    """The day of the actor: own open cases, and closed ones to be asked about, at most 200, in seven queries however many.

    A relationship whose next contact is planned in time is taken out of what is overdue or due soon. A case in a pause
    stands in no list that presses; what is planned for today is shown all the same.
    """
    own = (
        scopes.own_cases(actor)
        .where(
            Case.origin == "office",
            or_(Case.closed_on.is_(None), Case.follow_up_on <= actor.today),
        )
        .order_by(Case.closed_on.is_not(None), Case.opened_on, Case.id)
        .limit(MOST_CASES)
    )
    day = Day()
    found, day.asks = gather_own_situations(session, own, actor)
    for seen in found:
        day.cases += seen.situation.closed_on is None
        if wanted.office_id is not None and seen.case.office_id != wanted.office_id:
            continue
        states = judge_relationships(seen.situation, actor.today)
        needs = list_needs(seen.situation, actor.today, states)
        for need in needs:
            row = _make_row(seen, need)
            if wanted.relationship in (None, *row.relationships) or not row.relationships:
                getattr(day, need.kind).append(row)
        _count_quiet(day, seen, needs, states, actor, wanted)
    for kind in (
        "planned_today",
        "no_answer",
        "overdue",
        "did_it_happen",
        "soon",
        "look_at_pause",
        "follow_up",
        "confirm_log",
        "review_follow_up",
        "review",
    ):
        getattr(day, kind).sort(key=_by_day)
    return day


def _count_quiet(
    day: Day,
    seen: CaseInView,
    needs: tuple[Need, ...],
    states: Mapping[str, ContactState],
    actor: Actor,
    wanted: DayFilter,
) -> None:
    if is_on(seen.situation.pause, actor.today) and all(need.kind != "look_at_pause" for need in needs):
        day.paused.append(_make_row(seen, None))
    pressing = {need.relationship for need in needs if need.kind in ("overdue", "soon", "no_answer")}
    for key, state in states.items():
        if state.state == "on_track" and key not in pressing and wanted.relationship in (None, key):
            day.on_track += 1


def _make_row(seen: CaseInView, need: Need | None) -> Row:
    contact = next((one for one in seen.planned if need and one.id == need.contact_id), None)
    return Row(seen.case, need, seen.mentor, contact, seen.pause)


def _by_day(row: Row) -> tuple[object, ...]:
    starts = row.contact.starts_at if row.contact else None
    return (
        str(row.need.day or "") if row.need else "",
        starts is None,
        str(starts or ""),
        row.case.number,
        row.relationship,
    )
