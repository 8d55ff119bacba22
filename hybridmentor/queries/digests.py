"""The weekly letter: who is to have it, and what there is to say to each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from hybridmentor.domain.week import Week
from hybridmentor.identity import Actor
from hybridmentor.models import Absence, Digest, User
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.appointments import Appointment, list_appointments
from hybridmentor.queries.days import Day, Row, plan_day
from hybridmentor.queries.followed_posts import FollowedPost, list_followed_posts
from hybridmentor.queries.stopped_cases import StoppedCases, list_stopped

OWN_KINDS = ("no_answer", "overdue", "did_it_happen", "soon", "look_at_pause", "follow_up")
"""What is told of the reader's own cases, in the order of my day; what is planned comes after it."""


@dataclass(frozen=True)
class Reader:
    """An account that may sign in, as the weekly letter sees it on a day."""

    user_id: int
    email: str
    wants_digest: bool
    is_away: bool
    """Absent that day, with or without a stand-in."""
    is_claimed: bool
    """The letter of the week has been claimed: it is sent, or nobody knows."""
    is_sent: bool


@dataclass(frozen=True)
class DigestContent:
    """What there is to say to a reader: own cases that need something, what is planned, and cases that have stopped."""

    day: Day = field(default_factory=Day)
    planned: Sequence[Appointment] = ()
    stopped: StoppedCases = field(default_factory=StoppedCases)
    posts: Sequence[FollowedPost] = ()
    """Experiences with a tag that the reader follows."""

    def list_rows(self, kind: str) -> Sequence[Row]:
        """The rows of one of `OWN_KINDS`."""
        rows: Sequence[Row] = getattr(self.day, kind)
        return rows

    def count(self) -> dict[str, int]:
        """How much there is of each, only what there is something of; empty when there is nothing to say."""
        counts = {
            **{kind: len(self.list_rows(kind)) for kind in OWN_KINDS},
            "planned": len(self.planned),
            "stopped": self.stopped.total,
            "followed": len(self.posts),
        }
        return {kind: count for kind, count in counts.items() if count}


def list_readers(session: Session, today: date, week: Week, *, demo: bool) -> Sequence[Reader]:
    """All accounts that may sign in, in the order of their ids; those of the demo in demo mode alone."""
    return [_read(*row) for row in session.execute(_select_readers(today, week, demo=demo))]


def find_reader(session: Session, user_id: int, today: date, week: Week, *, demo: bool) -> Reader | None:
    """The account as it is now; None if it may not sign in any more."""
    row = session.execute(_select_readers(today, week, demo=demo).where(User.id == user_id)).first()
    return None if row is None else _read(*row)


def gather_digest(session: Session, actor: Actor, week: Week) -> DigestContent:
    """What there is to say to the actor, of the very cases that the actor's own pages show.

    Own cases as my day has them, but never narrowed: a letter is read away from the page that shows what it is narrowed to.
    Planned is from today to the week's Sunday. No case for who may not list cases, no experience for who may read none.
    """
    reads = permits(actor, Permission.READ_EXPERIENCES)
    posts = list_followed_posts(session, actor, week) if reads else ()
    if not permits(actor, Permission.LIST_CASES):
        return DigestContent(posts=posts)
    planned = [
        one
        for one in list_appointments(session, actor)
        if actor.today <= one.contact.occurred_on <= week.last_on
    ]
    return DigestContent(plan_day(session, actor), planned, list_stopped(session, actor), posts)


def _select_readers(today: date, week: Week, *, demo: bool) -> Select[int, str, bool, int, int, int]:
    away = (
        select(func.count())
        .select_from(Absence)
        .where(Absence.user_id == User.id, Absence.from_on <= today, Absence.to_on >= today)
        .scalar_subquery()
    )
    statement = (
        select(
            User.id, User.email, User.wants_digest, away, func.count(Digest.id), func.count(Digest.sent_at)
        )
        .outerjoin(Digest, and_(Digest.user_id == User.id, Digest.week == str(week)))
        .where(User.is_active)
        .group_by(User.id)
        .order_by(User.id)
    )
    return statement if demo else statement.where(User.is_demo.is_(False))


def _read(user_id: int, email: str, wants: bool, away: int, claimed: int, sent: int) -> Reader:
    return Reader(user_id, email, wants, away > 0, claimed > 0, sent > 0)
