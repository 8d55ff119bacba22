"""The demo's study, with offices of its own whose cases are made up in bulk: enough of them that a data set can be handed out."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.db import Base
from hybridmentor.domain.consent_purposes import PERSONS as ASKED
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.study_consent import AUDIENCES, CONTROL, PARTICIPATING, STUDY
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    Consent,
    MentorAssignment,
    Office,
    Role,
    Study,
    StudyAnswer,
    StudyCase,
    User,
)
from hybridmentor.queries.studies import VisibleStudy, find_study
from hybridmentor.services.demo_actors import make_actor
from hybridmentor.services.demo_surveys import fill_surveys
from hybridmentor.services.demo_tables import fill_tables
from hybridmentor.services.national_data import made_case
from hybridmentor.services.national_data.caseload import PLAIN, RECENT
from hybridmentor.services.national_data.chance import start_chance
from hybridmentor.services.national_data.course import make_course
from hybridmentor.services.national_data.fitting import fit_logs
from hybridmentor.services.national_data.loading import pick_loader
from hybridmentor.services.national_data.log import Tendencies, make_log
from hybridmentor.services.national_data.office_rows import make_office_rows
from hybridmentor.services.national_data.sealing import Sealer
from hybridmentor.services.search_key import ensure_search_key
from hybridmentor.services.studies import (
    TEXT_FIELDS,
    add_study,
    add_text,
    choose_variables,
    open_study,
    set_part,
)
from hybridmentor.services.users import create_user, grant_role

SEED = 2026
YEARS_THERE = timedelta(days=11 * 365)
"""So long the advisers have been there: longer than any case is old."""
PERIOD_FROM = timedelta(days=2 * 365)
ASKED_AFTER = timedelta(days=20)


def fill_study(
    session: Session, users: Mapping[str, User], offices: Mapping[str, Office], script: Mapping[str, Any]
) -> None:
    """The study of the script with its cases, unless there is a study already; surveys and a table where it has them."""
    if session.scalar(select(func.count()).select_from(Study)):
        return
    advisers = {number: _hire(session, offices[number], script["advisers"]) for number in script["offices"]}
    for number in script["offices"]:
        _fill_office(session, offices[number], advisers[number], script)
    actor = make_actor(users[script["researcher"]], offices[script["office"]], "researcher", clock.today())
    visible = _make_study(session, actor, offices, script)
    say_yes(session, visible.study, [one for found in advisers.values() for one in found])
    if "surveys" in script:
        fill_surveys(session, actor, visible, script["surveys"])
    if "table" in script:
        fill_tables(session, actor, visible, script["table"])


def _hire(session: Session, office: Office, number: int) -> list[int]:
    found = []
    for place in range(1, number + 1):
        login = f"utprover{office.number}{place}"
        user, _ = create_user(
            session,
            None,
            name=f"Utprøver {office.number[-1]}.{place}",
            email=f"{login}@demo.invalid",
            login=None,
            subject=f"demo:{login}",
            password=None,
            is_demo=True,
        )
        grant_role(session, None, user, office, Role.ADVISER, from_on=clock.today() - YEARS_THERE)
        found.append(user.id)
    return found


def _fill_office(session: Session, office: Office, advisers: list[int], script: Mapping[str, Any]) -> None:
    """Cases that were closed within the last years, with their logs: the rows that `hybridmentor seed` makes."""
    today = clock.today().toordinal()
    chance = start_chance(SEED, f"demo office {office.number}")
    tendencies = Tendencies.from_afi()
    cases = []
    for number in range(script["cases"]):
        kind = PLAIN if number % 4 == 0 else RECENT
        course = make_course(chance, number % len(advisers), kind, today)
        cases.append((course, make_log(chance, course, tendencies, today)))
    fit_logs(chance, cases, script["contacts"])
    rows = make_office_rows(
        made_case.Office(
            office=office.id,
            advisers=advisers,
            criteria=(),
            today=today,
            chance=chance,
            sealer=Sealer(session.info["keyring"], ensure_search_key(session)),
            practice=get_practice_model("hybridmodellen"),
        ),
        cases,
    )
    session.flush()
    connection: Connection = session.connection()
    loader, pack = pick_loader(connection)
    # What a row refers to is there before it.
    for table in Base.metadata.sorted_tables:
        if rows.tables.get(table.name):
            loader.load(pack({table.name: rows.tables[table.name]}))
            loader.finish()


def _make_study(
    session: Session, actor: Actor, offices: Mapping[str, Office], script: Mapping[str, Any]
) -> VisibleStudy:
    office, today = offices[script["office"]], actor.today
    told = {
        name: script[name] for name in ("title", "purpose", "legal_basis", "contact_name", "contact_email")
    }
    first = today - PERIOD_FROM
    period = {"from_on": date(first.year, 1 if first.month <= 6 else 7, 1), "to_on": date(today.year, 12, 31)}
    made = add_study(session, actor, office_id=office.id, values={**told, **period})

    def find() -> VisibleStudy:
        visible = find_study(session, actor, made.id)
        if visible is None:
            raise RuntimeError("a researcher sees the study just made")
        return visible

    for number in (*script["offices"], *script["asked"]):
        set_part(session, actor, find(), office_id=offices[number].id, part=PARTICIPATING)
    for number in script.get("controls", ()):
        set_part(session, actor, find(), office_id=offices[number].id, part=CONTROL)
    choose_variables(session, actor, find(), keys=script["variables"])
    for audience in AUDIENCES:
        texts = {name: script[name] for name in TEXT_FIELDS}
        text = add_text(
            session, actor, find(), audience=audience, values=texts, keeps_earlier=False, is_longitudinal=True
        )
        # It was there before anybody answered.
        text.created_at -= YEARS_THERE
    open_study(session, actor, find())
    # It was open before its first survey.
    made.opened_on = first
    session.flush()
    return find()


def say_yes(session: Session, study: Study, advisers: list[int]) -> None:
    """Every adviser, jobseeker, mentor and employer of the made-up cases says yes, and each case is sent."""
    now = clock.now()
    session.add_all(
        StudyAnswer(study_id=study.id, user_id=user_id, text_number=1, is_yes=True) for user_id in advisers
    )
    wanted = select(Case.id, Case.opened_on, Case.created_by, Case.employer_id).where(
        Case.created_by.in_(advisers)
    )
    cases = {row[0]: (row[1], row[2], row[3]) for row in session.execute(wanted)}
    mentors: dict[UUID, list[UUID]] = {}
    served = select(MentorAssignment.case_id, MentorAssignment.id).where(
        MentorAssignment.created_by.in_(advisers)
    )
    for case_id, assignment_id in session.execute(served):
        mentors.setdefault(case_id, []).append(assignment_id)

    def list_consents() -> Iterator[dict[str, Any]]:
        for case_id, (opened_on, user_id, employer_id) in cases.items():
            if opened_on is None:
                continue
            for person in ASKED:
                for assignment_id in mentors.get(case_id, []) if person == "mentor" else [None]:
                    yield {
                        "id": uuid4(),
                        "case_id": case_id,
                        "person": person,
                        "mentor_assignment_id": assignment_id,
                        "employer_id": employer_id if person == "employer" else None,
                        "purpose": STUDY,
                        "study_id": study.id,
                        "text_version": 1,
                        "is_refusal": False,
                        "given_how": "on_paper",
                        "given_by": "person",
                        "given_on": opened_on + ASKED_AFTER,
                        "version": 1,
                        "created_at": now,
                        "created_by": user_id,
                    }

    session.execute(insert(Consent), list(list_consents()))
    session.execute(
        insert(StudyCase),
        [
            {"study_id": study.id, "case_id": case_id, "created_at": now, "created_by": user_id}
            for case_id, (_, user_id, _) in cases.items()
        ],
    )
    session.flush()
