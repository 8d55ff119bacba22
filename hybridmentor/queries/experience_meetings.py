"""Meetings about experiences: the list, one with its points, and what may be chosen. Each statement starts from a scope."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload, load_only

from hybridmentor.domain.folding import split_name
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CaseTopic,
    Experience,
    ExperienceMeeting,
    MeetingItem,
    Office,
    OfficeMembership,
    User,
)
from hybridmentor.policy import scopes
from hybridmentor.policy.predicates import CASE_READERS, LOOKED_AT, OFFICE_READERS, MeetingFacts
from hybridmentor.queries.colleagues import Colleague

PAGE_SIZE = 30
MOST_COMING = 100
MOST_POSTS = 40
SEARCHED = 400
"""So many of the latest experiences are looked through by title: titles are sealed, and no index holds them."""
MOST_CASES = 100
MOST_FOLLOW_UPS = 50


@dataclass(frozen=True)
class VisibleMeeting:
    """A meeting that the actor may see, with what its owner is called and the facts that the rules ask for."""

    meeting: ExperienceMeeting
    owner: str
    facts: MeetingFacts


@dataclass(frozen=True)
class ListKey:
    """Where a meeting stands in the list of those that are over: when it began, its id."""

    starts_at: datetime
    meeting_id: UUID


@dataclass(frozen=True)
class AgendaItem:
    """A point of the agenda as the actor may read it.

    `post` is the title of its experience, None where the actor may not read that any more. Of a case `case` is None for who may
    not open it, and then nothing is told of what was asked and agreed about it (`is_hidden`).
    """

    item: MeetingItem
    post: str | None = None
    case: Case | None = None
    follower: str | None = None

    @property
    def kind(self) -> str:
        """What the point is about: `post`, `case` or `topic`."""
        if self.item.case_id is not None:
            return "case"
        return "post" if self.item.experience_id is not None else "topic"

    @property
    def is_hidden(self) -> bool:
        """Whether the actor sees only that there is a case."""
        return self.item.case_id is not None and self.case is None


@dataclass(frozen=True)
class FollowUp:
    """What was agreed to be followed up, and is not yet; with the meeting where it was agreed."""

    line: AgendaItem
    meeting: ExperienceMeeting


@dataclass(frozen=True)
class Post:
    """An experience that may be chosen for a meeting."""

    id: UUID
    title: str
    office_name: str
    shared_on: date | None


def find_list_key(meeting: ExperienceMeeting) -> ListKey:
    """The key of a row of `list_past`."""
    return ListKey(meeting.starts_at, meeting.id)


def _start(actor: Actor) -> Select[Any]:
    return (
        scopes.visible_meetings(actor)
        .outerjoin(Office, Office.id == ExperienceMeeting.office_id)
        .add_columns(Office.name)
        .options(joinedload(ExperienceMeeting.data_key))
        .execution_options(populate_existing=True)
    )


def _describe(row: Any) -> VisibleMeeting:
    meeting, office_name = row
    return VisibleMeeting(
        meeting, office_name or meeting.county or "", MeetingFacts(meeting.office_id, meeting.county)
    )


def find_meeting(
    session: Session, actor: Actor, meeting_id: UUID, *, lock: bool = False
) -> VisibleMeeting | None:
    """The meeting; None if there is none or it is not for the actor to see. `lock` holds it against others who edit."""
    if lock and session.get_bind().dialect.name != "sqlite":
        # In a statement of its own: PostgreSQL would read the joined rows as they were before the wait.
        held = select(ExperienceMeeting.id).where(ExperienceMeeting.id == meeting_id)
        session.execute(held.with_for_update())
    row = session.execute(_start(actor).where(ExperienceMeeting.id == meeting_id)).first()
    return None if row is None else _describe(row)


def list_coming(session: Session, actor: Actor, since: datetime) -> list[VisibleMeeting]:
    """The meetings from an instant on, the next one first; at most a hundred."""
    statement = _start(actor).where(ExperienceMeeting.starts_at >= since)
    statement = statement.order_by(ExperienceMeeting.starts_at, ExperienceMeeting.id).limit(MOST_COMING)
    return [_describe(row) for row in session.execute(statement)]


def list_past(
    session: Session, actor: Actor, before: datetime, *, after: ListKey | None = None
) -> tuple[list[VisibleMeeting], bool]:
    """A page of the meetings before an instant, the latest first, and whether there are more."""
    statement = _start(actor).where(ExperienceMeeting.starts_at < before)
    if after is not None:
        same = and_(ExperienceMeeting.starts_at == after.starts_at, ExperienceMeeting.id > after.meeting_id)
        statement = statement.where(or_(ExperienceMeeting.starts_at < after.starts_at, same))
    order = (ExperienceMeeting.starts_at.desc(), ExperienceMeeting.id)
    rows = session.execute(statement.order_by(*order).limit(PAGE_SIZE + 1)).all()
    return [_describe(row) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


def list_items(session: Session, actor: Actor, meeting: ExperienceMeeting) -> list[AgendaItem]:
    """The points of a meeting that the actor has been shown, in their order, each as the actor may read it."""
    statement = (
        select(MeetingItem, User.name)
        .outerjoin(User, User.id == MeetingItem.follow_up_by)
        .where(MeetingItem.meeting_id == meeting.id)
        .order_by(MeetingItem.position, MeetingItem.id)
        .execution_options(populate_existing=True)
    )
    return _read_items(session, actor, [(row[0], row[1]) for row in session.execute(statement)])


def list_follow_ups(session: Session, actor: Actor) -> list[FollowUp]:
    """What was agreed at the meetings that the actor sees and is to be followed up, the earliest day first; at most fifty."""
    statement = (
        scopes.visible_meetings(actor)
        .join(MeetingItem, MeetingItem.meeting_id == ExperienceMeeting.id)
        .outerjoin(User, User.id == MeetingItem.follow_up_by)
        .add_columns(MeetingItem, User.name)
        .where(MeetingItem.follow_up_on.is_not(None), MeetingItem.followed_up_on.is_(None))
        .order_by(MeetingItem.follow_up_on, MeetingItem.id)
        .limit(MOST_FOLLOW_UPS)
    )
    rows = session.execute(statement).all()
    meetings = {row[1].id: row[0] for row in rows}
    lines = _read_items(session, actor, [(row[1], row[2]) for row in rows])
    return [FollowUp(line, meetings[line.item.id]) for line in lines]


def _read_items(
    session: Session, actor: Actor, rows: Sequence[tuple[MeetingItem, str | None]]
) -> list[AgendaItem]:
    posts = _map_titles(session, actor, {row.experience_id for row, _ in rows if row.experience_id})
    cases = _map_cases(session, actor, {row.case_id for row, _ in rows if row.case_id})
    return [
        AgendaItem(
            row,
            posts.get(row.experience_id) if row.experience_id else None,
            cases.get(row.case_id) if row.case_id else None,
            follower,
        )
        for row, follower in rows
    ]


def _map_titles(session: Session, actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    return (
        {post.id: post.title for post in _read_posts(session, actor, Experience.id.in_(ids))} if ids else {}
    )


def _map_cases(session: Session, actor: Actor, ids: Collection[UUID]) -> dict[UUID, Case]:
    if not ids:
        return {}
    statement = scopes.visible_cases(actor, ids).options(joinedload(Case.jobseeker))
    return {case.id: case for case in session.scalars(statement)}


def _read_posts(session: Session, actor: Actor, *where: Any, most: int = SEARCHED) -> list[Post]:
    """Experiences that the actor may read and that have been looked at, the latest first."""
    statement = (
        scopes.visible_experiences(actor)
        .join(Office, Office.id == Experience.office_id)
        .add_columns(Office.name)
        .where(Experience.status.in_(LOOKED_AT), *where)
        .options(
            load_only(Experience.id, Experience.data_key_id, Experience.title_sealed, Experience.shared_on),
            joinedload(Experience.data_key),
        )
        .order_by(Experience.shared_on.desc(), Experience.id.desc())
        .limit(most)
    )
    return [
        Post(row[0].id, row[0].title, row[1], row[0].shared_on)
        for row in session.execute(statement)
        if row[0].title
    ]


def _reaches(facts: MeetingFacts) -> list[Any]:
    """What may be brought up: at an office what it reads; in a county what is read beyond its office."""
    return [Experience.reach != "office"] if facts.office_id is None else []


def list_posts(
    session: Session, actor: Actor, visible: VisibleMeeting, *, term: str | None = None
) -> list[Post]:
    """The experiences to choose from for a meeting, the latest first: at most forty.

    With a term those among the latest whose title has every word of it as the beginning of a word.
    """
    if not term:
        return _read_posts(session, actor, *_reaches(visible.facts), most=MOST_POSTS)
    words = split_name(term)
    found = [
        post
        for post in _read_posts(session, actor, *_reaches(visible.facts))
        if all(any(one.startswith(word) for one in split_name(post.title)) for word in words)
    ]
    return found[:MOST_POSTS]


def find_posts(session: Session, actor: Actor, visible: VisibleMeeting, ids: Collection[UUID]) -> list[Post]:
    """Those of the experiences that may be chosen for the meeting."""
    return _read_posts(session, actor, Experience.id.in_(ids), *_reaches(visible.facts)) if ids else []


def list_raised(session: Session, actor: Actor, visible: VisibleMeeting) -> list[tuple[Case, CaseTopic]]:
    """The open cases of the meeting's office that are to be discussed and that the actor may open, the oldest wish first.

    None for a county: no case leaves its office.
    """
    if visible.facts.office_id is None:
        return []
    statement = (
        scopes.visible_cases(actor)
        .join(CaseTopic, CaseTopic.case_id == Case.id)
        .add_columns(CaseTopic)
        .where(
            Case.office_id == visible.facts.office_id,
            Case.origin == "office",
            Case.closed_on.is_(None),
            CaseTopic.settled_on.is_(None),
        )
        .options(joinedload(Case.jobseeker))
        .order_by(CaseTopic.raised_on, CaseTopic.id)
        .limit(MOST_CASES)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def list_members(session: Session, visible: VisibleMeeting, today: date) -> list[Colleague]:
    """Who may be asked to follow something up: those who develop practice at the meeting's office, or in its county; by name."""
    here = (
        OfficeMembership.office_id == visible.facts.office_id
        if visible.facts.office_id is not None
        else Office.county == visible.facts.county
    )
    roles = OFFICE_READERS if visible.facts.office_id is not None else (*CASE_READERS, "county")
    statement = (
        select(User.id, User.name)
        .join(OfficeMembership, OfficeMembership.user_id == User.id)
        .join(Office, Office.id == OfficeMembership.office_id)
        .where(
            here,
            Office.purpose == "practice",
            User.is_active,
            OfficeMembership.role.in_(roles),
            OfficeMembership.from_on <= today,
            or_(OfficeMembership.to_on.is_(None), OfficeMembership.to_on >= today),
        )
        .distinct()
        .order_by(User.name, User.id)
    )
    return [Colleague(row[0], row[1]) for row in session.execute(statement)]


def find_item(session: Session, meeting: ExperienceMeeting, item_id: UUID) -> MeetingItem | None:
    """The point of the meeting, as it is stored now; None if it has none such."""
    statement = select(MeetingItem).where(MeetingItem.meeting_id == meeting.id, MeetingItem.id == item_id)
    return session.scalars(statement.execution_options(populate_existing=True)).first()
