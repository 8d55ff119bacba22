"""Being away: what is due waits, or somebody stands in."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.errors import InvalidInput, Message, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import Absence, Case, CaseRole, Recusal
from hybridmentor.policy import scopes
from hybridmentor.queries.handovers import Receiver, list_receivers
from hybridmentor.services import audit

STAND_IN = "stand_in"
LONGEST = timedelta(days=366)
LONGEST_AHEAD = timedelta(days=366)


def list_stand_ins(session: Session, actor: Actor) -> list[Receiver]:
    """The advisers of the actor's own offices who could stand in, by name."""
    offices = [m.office_id for m in actor.list_offices("adviser", purpose="practice")]
    return [one for one in list_receivers(session, offices, actor.today) if one.user_id != actor.user_id]


def register_absence(
    session: Session, actor: Actor, *, from_on: date, to_on: date, stand_in_id: int | None
) -> Absence:
    """Be away on the days, both inside. A stand-in has a part in the actor's open cases meanwhile.

    Only in cases of the stand-in's own office and service, and not in one that the stand-in is shut out of, nor that of a person
    with protected address or shielding: those are handed over one by one. InvalidInput for days that are turned, past, too far
    ahead or overlap another absence, and for somebody who cannot stand in. Cases that come later have no stand-in: in them what
    is due waits.
    """
    if not actor.has_role("adviser"):
        raise NotAllowed()
    if to_on < from_on:
        raise InvalidInput(Message("absence.error.turned"), field="to_on")
    if to_on < actor.today:
        raise InvalidInput(Message("absence.error.past"), field="to_on")
    if from_on > actor.today + LONGEST_AHEAD or to_on - from_on > LONGEST:
        raise InvalidInput(Message("error.date_far_ahead"), field="to_on")
    overlapping = select(Absence.id).where(
        Absence.user_id == actor.user_id, Absence.from_on <= to_on, Absence.to_on >= from_on
    )
    if session.scalars(overlapping).first() is not None:
        raise InvalidInput(Message("absence.error.overlaps"), field="from_on")
    receivers = [one for one in list_stand_ins(session, actor) if one.user_id == stand_in_id]
    if stand_in_id is not None and not receivers:
        raise InvalidInput(Message("absence.error.stand_in"), field="stand_in")
    away = select(Absence.id).where(
        Absence.user_id == stand_in_id, Absence.from_on <= to_on, Absence.to_on >= from_on
    )
    if stand_in_id is not None and session.scalars(away).first() is not None:
        raise InvalidInput(Message("absence.error.stand_in_away"), field="stand_in")
    absence = Absence(
        user_id=actor.user_id,
        stand_in_id=stand_in_id,
        from_on=from_on,
        to_on=to_on,
        created_by=actor.user_id,
    )
    session.add(absence)
    session.flush()
    for case in _list_cases(session, actor, receivers) if stand_in_id is not None else ():
        session.add(
            CaseRole(
                case_id=case.id,
                user_id=stand_in_id,
                role=STAND_IN,
                from_on=max(from_on, actor.today),
                to_on=to_on,
                absence_id=absence.id,
                created_by=actor.user_id,
            )
        )
        audit.record(
            session,
            actor,
            "case.stand_in",
            noun="case",
            row_id=case.id,
            case_id=case.id,
            office_id=case.office_id,
            detail=str(stand_in_id),
        )
    audit.record(session, actor, "absence.register", noun="absence", row_id=absence.id)
    session.flush()
    return absence


def _list_cases(session: Session, actor: Actor, receivers: Sequence[Receiver]) -> list[Case]:
    own = (
        select(CaseRole.id)
        .where(
            CaseRole.case_id == Case.id,
            CaseRole.user_id == actor.user_id,
            CaseRole.role == "adviser",
            CaseRole.from_on <= actor.today,
            (CaseRole.to_on.is_(None)) | (CaseRole.to_on >= actor.today),
        )
        .exists()
    )
    statement = (
        scopes.own_cases(actor)
        .where(own, Case.origin == "office", Case.closed_on.is_(None))
        .options(joinedload(Case.jobseeker))
        .order_by(Case.id)
    )
    shut_out = set(
        session.scalars(
            select(Recusal.case_id).where(Recusal.user_id.in_([one.user_id for one in receivers]))
        )
    )
    return [
        case
        for case in session.scalars(statement)
        if case.id not in shut_out
        and any(one.fits(case) for one in receivers)
        and case.jobseeker is not None
        and case.jobseeker.protection == "none"
        and not case.jobseeker.is_shielded
    ]


def end_stand_in(session: Session, actor: Actor, role: CaseRole, case: Case, *, last_on: date) -> None:
    """Have a stand-in's part in a case end on a day; one that would begin after it goes away."""
    if role.from_on <= last_on:
        role.to_on = last_on
    else:
        session.delete(role)
    audit.record(
        session,
        actor,
        "case.end_stand_in",
        noun="case",
        row_id=case.id,
        case_id=case.id,
        office_id=case.office_id,
        detail=str(role.user_id),
    )


def end_absence(session: Session, actor: Actor, absence: Absence) -> None:
    """Be back today: an absence that has not begun goes away, one that has ends yesterday, and so does the stand-in's part.

    One that is over stays as it is.
    """
    if absence.user_id != actor.user_id:
        raise NotAllowed()
    if absence.to_on < actor.today:
        return
    yesterday = actor.today - timedelta(days=1)
    parts = select(CaseRole, Case).join(Case, Case.id == CaseRole.case_id)
    for role, case in session.execute(parts.where(CaseRole.absence_id == absence.id)).all():
        end_stand_in(session, actor, role, case, last_on=yesterday)
    session.flush()
    if absence.from_on < actor.today:
        absence.to_on = yesterday
    else:
        session.delete(absence)
    audit.record(session, actor, "absence.end", noun="absence", row_id=absence.id)
    session.flush()
