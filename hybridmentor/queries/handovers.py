"""Who has a case, who may take it over, and the cases that somebody may hand over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.domain.form_state import DAY
from hybridmentor.identity import Actor
from hybridmentor.models import Case, CaseRole, CaseTurn, OfficeMembership, Recusal, Role, User
from hybridmentor.policy import scopes
from hybridmentor.policy.facts import gather_case_facts
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits

MOST_CASES = 200


@dataclass(frozen=True)
class Receiver:
    """An adviser who may take over cases of an office, of one service or (None) of both."""

    user_id: int
    name: str
    office_id: int
    service: str | None

    def fits(self, case: Case) -> bool:
        """Whether the case is of the adviser's office and service."""
        return self.office_id == case.office_id and self.service in (None, case.service)


@dataclass(frozen=True)
class Tenure:
    """An adviser's time with a case; `role_id` names it, so that a page can tell which one it has shown."""

    role_id: int
    user_id: int
    name: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True)
class HandoverRow:
    """A case in the list of those to hand over, as plain values: they outlive a unit of work that is rolled back."""

    case_id: UUID
    number: str
    jobseeker: str
    employer: str | None
    adviser: Tenure | None
    """Who has it now; None where nobody has."""
    next: Tenure | None
    """Who has it at last, where it has been handed over to somebody from a later day on."""

    @property
    def key(self) -> str:
        """The case's id as a part of field names."""
        return self.case_id.hex

    @property
    def last_role(self) -> str:
        """Which adviser's time would end, as a form tells it; empty where nobody has the case."""
        held = self.next or self.adviser
        return str(held.role_id) if held else ""


def list_tenures(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, list[Tenure]]:
    """The advisers of each case in order of time. The cases come from a scoped query."""
    found: dict[UUID, list[Tenure]] = {case_id: [] for case_id in case_ids}
    if not case_ids:
        return found
    statement = (
        select(CaseRole.case_id, CaseRole.id, User.id, User.name, CaseRole.from_on, CaseRole.to_on)
        .join(User, User.id == CaseRole.user_id)
        .where(CaseRole.case_id.in_(case_ids), CaseRole.role == "adviser")
        .order_by(CaseRole.from_on, CaseRole.id)
    )
    for row in session.execute(statement):
        found[row[0]].append(Tenure(row[1], row[2], row[3], row[4], row[5]))
    return found


def follow_tenures(tenures: Iterable[Tenure], actor: Actor) -> list[Tenure]:
    """The adviser whose case it is, and those who come after by handovers that have been made; empty if nobody has it.

    Of several at once it is the actor, if one of them, else the one who has had it longest, as in `list_advisers`.
    Who had it before is left out.
    """
    listed = list(tenures)
    today = [t for t in listed if t.from_on <= actor.today and (t.to_on is None or t.to_on >= actor.today)]
    if not today:
        return [t for t in listed if t.from_on > actor.today][-1:]
    chain = [next((t for t in today if t.user_id == actor.user_id), today[0])]
    while chain[-1].to_on is not None:
        after = chain[-1].to_on + DAY
        later = next((t for t in listed if t.from_on == after), None)
        if later is None:
            break
        chain.append(later)
    return chain


def name_last_role(chain: Sequence[Tenure]) -> str:
    """Whose time a handover would end, as a form tells it; empty where nobody has the case. `chain` is `follow_tenures`."""
    return str(chain[-1].role_id) if chain else ""


def list_receivers(session: Session, office_ids: Iterable[int], today: date) -> list[Receiver]:
    """The advisers of the offices today whose accounts are open, by name."""
    statement = (
        select(User.id, User.name, OfficeMembership.office_id, OfficeMembership.service)
        .join(OfficeMembership, OfficeMembership.user_id == User.id)
        .where(
            OfficeMembership.office_id.in_(set(office_ids)),
            OfficeMembership.role == Role.ADVISER,
            OfficeMembership.from_on <= today,
            or_(OfficeMembership.to_on.is_(None), OfficeMembership.to_on >= today),
            User.is_active,
        )
        .order_by(User.name, User.id, OfficeMembership.id)
    )
    return [Receiver(row[0], row[1], row[2], row[3]) for row in session.execute(statement)]


def list_case_receivers(session: Session, case: Case, today: date) -> list[Receiver]:
    """The advisers who may take the case over, the one who has it among them; who is shut out of it is left out."""
    recused = set(session.scalars(select(Recusal.user_id).where(Recusal.case_id == case.id)))
    found = {
        one.user_id: one
        for one in list_receivers(session, [case.office_id], today)
        if one.fits(case) and one.user_id not in recused
    }
    return list(found.values())


def _choose_cases(actor: Actor) -> Select[Case]:
    """The open cases that the actor may hand over as adviser or as lead."""
    own = _has_adviser(actor, actor.user_id)
    return scopes.visible_cases(actor).where(
        Case.origin == "office", Case.closed_on.is_(None), or_(own, scopes.leads_at_office(actor))
    )


def _has_adviser(actor: Actor, user_id: int) -> ColumnElement[bool]:
    return (
        select(CaseRole.id)
        .where(
            CaseRole.case_id == Case.id,
            CaseRole.user_id == user_id,
            CaseRole.role == "adviser",
            or_(CaseRole.to_on.is_(None), CaseRole.to_on >= actor.today),
            CaseRole.from_on <= actor.today,
        )
        .exists()
    )


def list_handover_advisers(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """The advisers whose cases the actor may hand over, as id and name, by name."""
    cases = _choose_cases(actor).with_only_columns(Case.id)
    statement = (
        select(User.id, User.name)
        .join(CaseRole, CaseRole.user_id == User.id)
        .where(
            CaseRole.case_id.in_(cases),
            CaseRole.role == "adviser",
            CaseRole.from_on <= actor.today,
            or_(CaseRole.to_on.is_(None), CaseRole.to_on >= actor.today),
        )
        .distinct()
        .order_by(User.name, User.id)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def list_cases_to_hand_over(
    session: Session, actor: Actor, *, adviser_id: int | None = None
) -> tuple[list[HandoverRow], bool, set[int]]:
    """Open cases that the actor may hand over, by adviser and then the oldest first; whether some are left out; their offices.

    An adviser's own cases, a lead's all of the office; `adviser_id` narrows to one adviser's. At most `MOST_CASES`.
    """
    statement = _choose_cases(actor)
    if adviser_id is not None:
        statement = statement.where(_has_adviser(actor, adviser_id))
    wanted = (
        statement.add_columns(scopes.has_part(actor))
        .options(joinedload(Case.jobseeker), joinedload(Case.employer))
        .order_by(Case.opened_on, Case.id)
        .limit(MOST_CASES + 1)
    )
    found = session.execute(wanted).all()
    cases: list[Case] = []
    for row in found[:MOST_CASES]:
        facts = gather_case_facts(row[0], actor_has_part=bool(row[1]), actor_is_recused=False)
        if permits(actor, Permission.HAND_OVER_CASE, facts):
            cases.append(row[0])
    tenures = list_tenures(session, [case.id for case in cases])
    rows = []
    for case in cases:
        chain = follow_tenures(tenures[case.id], actor)
        now = chain[0] if chain and chain[0].from_on <= actor.today else None
        rows.append(
            HandoverRow(
                case.id,
                case.number,
                (case.jobseeker.name if case.jobseeker else None) or case.number,
                case.employer.name if case.employer else None,
                now,
                chain[-1] if chain and chain[-1] is not now else None,
            )
        )
    # Python's sort keeps the order of time within an adviser.
    rows.sort(key=lambda row: (row.adviser is None, row.adviser.name if row.adviser else ""))
    return rows, len(found) > MOST_CASES, {case.office_id for case in cases}


def list_turns(session: Session, case_id: UUID) -> Sequence[CaseTurn]:
    """The handovers and reopenings of a case with those who took part, the latest first."""
    statement = (
        select(CaseTurn)
        .where(CaseTurn.case_id == case_id)
        .options(joinedload(CaseTurn.from_user), joinedload(CaseTurn.to_user))
        .order_by(CaseTurn.turned_on.desc(), CaseTurn.created_at.desc(), CaseTurn.id)
    )
    return session.scalars(statement).all()
