"""What integration tests start from: actors as a request would load them, and cases opened through the services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.survey_tables import count_advisers, tabulate_survey
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CaseRole,
    CaseStep,
    ContactPlan,
    ContactPoint,
    Experience,
    MentorAssignment,
    Office,
    OfficeMembership,
    Role,
    User,
)
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.case_pages import gather_case_page
from hybridmentor.queries.case_rows import describe_cases
from hybridmentor.queries.cases import VisibleCase, find_case
from hybridmentor.queries.collaboration import CaseDays, judge_cases
from hybridmentor.queries.contacts import summarise_contacts
from hybridmentor.queries.days import plan_day
from hybridmentor.queries.form_values import gather_form_values
from hybridmentor.queries.survey import OWN, gather_survey
from hybridmentor.services.cases import open_case
from hybridmentor.services.contact_plans import agree_contact
from hybridmentor.services.contacts import log_contact
from hybridmentor.services.experiences import share_experience
from hybridmentor.services.mentors import assign_mentor
from tests.support.seed import make_actor

PRACTICE = get_practice_model("hybridmodellen")
LONG_AGO = date(2026, 9, 1)
"""When the cases of `begin` were opened: twelve weeks before the Tuesday of `people`."""


def load_person(session: Session, login: str, today: date | None = None) -> Actor:
    """The actor behind an account with the memberships of the clock's day; `today` lets the actor live on another one."""
    actor = make_actor(session, login)
    return replace(actor, today=today) if today is not None else actor


def open_through_service(session: Session, actor: Actor, **values: Any) -> VisibleCase:
    """A case that the actor opened, as the actor sees it. Commits nothing."""
    told: dict[str, Any] = {
        "office": values.get("office") or actor.memberships[0],
        "practice": PRACTICE,
        "name": "Jonas Prøve",
        "service": "state",
        "entry_point": "start",
        "opened_on": actor.today - timedelta(days=60),
        "employer_name": "Bakeriet",
    }
    return look_up(session, actor, open_case(session, actor, **{**told, **values}).id)


def plant_cases(session: Session, actor: Actor, opened_on: Sequence[date], **values: Any) -> list[UUID]:
    """A case of the actor's for each of the days, fast: they are all about the same jobseeker. Their ids."""
    first = open_through_service(session, actor, **{"opened_on": opened_on[0], **values}).case
    same = (
        "data_key_id",
        "office_id",
        "practice_model",
        "practice_version",
        "service",
        "jobseeker_id",
        "employer_id",
    )
    shared = {name: getattr(first, name) for name in same}
    rows = [
        Case(**shared, number=f"P-{number:04d}", opened_on=day) for number, day in enumerate(opened_on[1:], 1)
    ]
    session.add_all(rows)
    session.flush()
    session.add_all(
        CaseRole(case_id=row.id, user_id=actor.user_id, role="adviser", from_on=row.opened_on) for row in rows
    )
    session.flush()
    return [first.id, *(row.id for row in rows)]


def look_up(session: Session, actor: Actor, case_id: UUID) -> VisibleCase:
    """The case as the actor sees it now; fails if the actor does not see it."""
    visible = find_case(session, actor, case_id)
    assert visible is not None
    return visible


def name_mentor(session: Session, actor: Actor, visible: VisibleCase, **values: Any) -> MentorAssignment:
    """A mentor of the case."""
    told: dict[str, Any] = {
        "name": "Mona Mentor",
        "phone": None,
        "position": None,
        "from_on": actor.today - timedelta(days=50),
        "is_employer": False,
    }
    return assign_mentor(session, actor, visible, **{**told, **values})


def agree(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    days: int | None,
    from_on: date,
    relationship: str = "mentor",
) -> ContactPlan | None:
    """An agreed interval."""
    return agree_contact(
        session, actor, visible, relationship_key=relationship, agreed=str(days or ""), from_on=from_on
    )


def talk(
    session: Session, actor: Actor, visible: VisibleCase, day: date, *who: str, **values: Any
) -> ContactPoint:
    """A contact on the day; with the mentor, by telephone, if nothing else is said."""
    told: dict[str, Any] = {"outcome": "took_place", "form": "phone"}
    return log_contact(
        session, actor, visible, occurred_on=day, relationships=who or ("mentor",), **{**told, **values}
    )


def begin(
    session: Session,
    actor: Actor,
    name: str = "Jonas Prøve",
    days: int | None = 7,
    last_on: date | None = None,
    relationship: str = "mentor",
    **values: Any,
) -> VisibleCase:
    """A case with a mentor, an interval of so many days, both from long ago, and perhaps a last contact."""
    visible = open_through_service(session, actor, **{"name": name, "opened_on": LONG_AGO, **values})
    name_mentor(session, actor, visible, from_on=LONG_AGO)
    if days is not None:
        agree(session, actor, visible, days, LONG_AGO, relationship)
    if last_on is not None:
        talk(session, actor, visible, last_on, relationship)
    return visible


def gather_figures(session: Session, adviser: Actor, visible: VisibleCase) -> dict[str, object]:
    """Every figure of the adviser's own that rests on the log: clocks, quality, table 5, lists, form, my day."""
    case = visible.case
    assert case.opened_on is not None
    days = CaseDays(case.id, case.opened_on, has_employer=True)
    wanted = select(Case.id).where(Case.id == case.id)
    own = ("mentor", "jobseeker", "employer")
    judged = judge_cases(session, [days], wanted, adviser.today)[case.id]
    summaries = summarise_contacts(session, [case.id])
    page = gather_case_page(session, adviser, case, PRACTICE)
    survey = gather_survey(session, adviser.today, source=OWN)
    content = gather_form_values(session, adviser, case)
    day = plan_day(session, adviser)
    return {
        "clocks": {key: summaries.get((case.id, key)) for key in own},
        "due": {one.key: one.state for one in page.relations if one.key in own},
        "quality": [one for one in judged if one.relationship in own],
        "tables": tabulate_survey(survey),
        "advisers": count_advisers(survey),
        "list": [row.last_contact_on for row in describe_cases(session, adviser, [case])],
        "form": {
            key: content.values.get(key)
            for key in (
                "contact_count",
                "adviser_minutes",
                *(f"{fact}_{who}" for fact in ("frequency", "intensity", "forms") for who in own),
            )
        },
        "my day": [(row.need.kind, row.relationship) for row in (*day.overdue, *day.soon) if row.need],
    }


def share(
    session: Session,
    actor: Actor,
    *,
    office: OfficeFacts | None = None,
    from_case: UUID | None = None,
    has_marked: bool = False,
    **values: Any,
) -> Experience:
    """An experience of the actor's at the actor's first office; fails unless a case's step was marked as is said."""
    home = actor.memberships[0]
    texts = {"title": "En erfaring", "learned": "Noe nytt", "confirmation": "Ingen er nevnt"}
    experience, marked = share_experience(
        session,
        actor,
        office=office or OfficeFacts(home.office_id, home.purpose),
        practice=PRACTICE,
        values={**texts, **values},
        from_case=from_case,
    )
    assert marked == has_marked
    return experience


def find_step_row(session: Session, case_id: UUID, key: str) -> CaseStep:
    """A step of the case."""
    return session.scalars(select(CaseStep).where(CaseStep.case_id == case_id, CaseStep.step == key)).one()


def hire(
    session: Session,
    login: str,
    role: Role | None = Role.ADVISER,
    office: str = "9901",
    *,
    service: str | None = None,
) -> User:
    """One more account, with a role at an office. It cannot sign in."""
    user = User(login=login, name=login.title(), email=f"{login}@example.org")
    session.add(user)
    session.flush()
    if role is not None:
        place = session.scalars(select(Office).where(Office.number == office)).one()
        session.add(
            OfficeMembership(
                user_id=user.id,
                office_id=place.id,
                role=role,
                service=service,
                from_on=clock.today() - timedelta(days=400),
            )
        )
        session.flush()
    return user


def give_part(session: Session, login: str, case_id: UUID, from_on: date, to_on: date | None = None) -> None:
    """A part in the case."""
    user_id = session.scalars(select(User.id).where(User.login == login)).one()
    session.add(CaseRole(case_id=case_id, user_id=user_id, role="adviser", from_on=from_on, to_on=to_on))
    session.flush()
