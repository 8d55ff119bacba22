"""The rules as SQL: which rows an actor sees. Kept equal to `rules` by a test over all actors and rows."""

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from hybridmentor.identity import Actor
from hybridmentor.models import Case, CaseRole, Experience, Jobseeker, Office, Recusal
from hybridmentor.policy.predicates import CASE_READERS, OFFICE_READERS


def has_part(actor: Actor) -> ColumnElement[bool]:
    """The actor has a role in the case itself, today, and still reads cases somewhere: who has left has no part."""
    if not actor.has_role(*CASE_READERS):
        return false()
    # A list of ids and no EXISTS, so that a database can begin with the few cases of one user.
    return Case.id.in_(
        select(CaseRole.case_id).where(
            CaseRole.user_id == actor.user_id,
            CaseRole.from_on <= actor.today,
            or_(CaseRole.to_on.is_(None), CaseRole.to_on >= actor.today),
        )
    )


def is_recused(actor: Actor) -> ColumnElement[bool]:
    """The actor is shut out of the case."""
    return select(Recusal.id).where(Recusal.case_id == Case.id, Recusal.user_id == actor.user_id).exists()


def has_person(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The case has a jobseeker of whom the conditions hold."""
    return select(Jobseeker.id).where(Jobseeker.id == Case.jobseeker_id, *conditions).exists()


def reads_at_office(actor: Actor) -> ColumnElement[bool]:
    """The actor has a role that reads cases at the case's office, for its service."""
    return _has_role_at_office(actor, CASE_READERS)


def leads_at_office(actor: Actor) -> ColumnElement[bool]:
    """The actor is lead at the case's office, for its service."""
    return _has_role_at_office(actor, ("lead",))


def shows_figures(actor: Actor) -> ColumnElement[bool]:
    """The office practises, and the actor leads it or coordinates its county."""
    led = sorted({m.office_id for m in actor.list_offices("lead")})
    counties = sorted({m.county for m in actor.list_offices("county")})
    return and_(Office.purpose == "practice", or_(Office.id.in_(led), Office.county.in_(counties)))


def _has_role_at_office(actor: Actor, roles: tuple[str, ...]) -> ColumnElement[bool]:
    clauses: list[ColumnElement[bool]] = []
    for membership in actor.memberships:
        if membership.role not in roles:
            continue
        at_office = Case.office_id == membership.office_id
        if membership.service is None:
            clauses.append(at_office)
        else:
            clauses.append(
                and_(at_office, or_(Case.service == membership.service, Case.origin == "published_example"))
            )
    return or_(false(), *clauses)


def visible_cases(actor: Actor) -> Select[Case]:
    """The cases that the actor may read: the start of every query over cases."""
    protected = has_person(or_(Jobseeker.protection != "none", Jobseeker.is_shielded))
    frozen = has_person(Jobseeker.protection == "strictly_confidential")
    return select(Case).where(
        ~is_recused(actor),
        or_(and_(reads_at_office(actor), ~protected), and_(has_part(actor), ~frozen)),
    )


def visible_experiences(actor: Actor) -> Select[Experience]:
    """The experiences that the actor may read, those of the actor's own offices: the start of every query over them."""
    offices = {m.office_id for m in actor.memberships if m.role in OFFICE_READERS and m.purpose == "practice"}
    return select(Experience).where(Experience.office_id.in_(sorted(offices)))
