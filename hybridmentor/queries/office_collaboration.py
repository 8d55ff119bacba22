"""What an office's figures of collaboration are made from, without a name of anybody.

As much as table 5 needs and no more: of the registration forms the day that Nav's agreed contact ended, of the log the days
and the forms. The same cases as in tables 2 to 7 (`survey.is_counted`): guest offices and frozen cases are left out.
"""

from datetime import date
from json import loads
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, type_coerce
from sqlalchemy.orm import Session, load_only
from sqlalchemy.types import NullType

from hybridmentor.crypto import unseal
from hybridmentor.domain.answers import read_day
from hybridmentor.domain.case_course import Pause
from hybridmentor.domain.collaboration import ENTRIES, TOOK_PLACE
from hybridmentor.domain.collaboration_figures import CountedCase, CountedRelationship
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CaseForm,
    CasePause,
    CaseRole,
    ContactParticipant,
    ContactPoint,
    DataKey,
    MentorAssignment,
    Office,
)
from hybridmentor.models.data_key import bind_place
from hybridmentor.policy import scopes
from hybridmentor.queries.case_logs import Log, describe_log
from hybridmentor.queries.collaboration import CaseDays, Tenure
from hybridmentor.queries.mentors import has_served
from hybridmentor.queries.office_view import is_led_by, list_office_cases
from hybridmentor.queries.survey import is_counted


def gather_kept_answers(session: Session, actor: Actor, office_id: int) -> tuple[CountedCase, ...]:
    """The counted cases of an office with what they answer of all their days; no period can be asked of them.

    The same cases as `gather_office`, in one query where nothing has changed since figures were made.
    """
    return tuple(
        CountedCase(
            case.figures.adviser,
            case.practice_model,
            case.entry_point,
            tuple(
                CountedRelationship(name, None, None, (), (), (), answers)
                for name, answers in case.figures.relationships.items()
            ),
        )
        for case in list_office_cases(session, actor, office_id)
    )


def gather_office(session: Session, actor: Actor, office_id: int) -> tuple[CountedCase, ...]:
    """The counted cases of an office, in five queries however many there are; for an actor who may see its figures.

    Whoever leads the office gets the cases that he or she may open: a sum with one more would tell about that one. Whoever
    coordinates the county may open none and gets them all, so those figures are for `few_advisers` to hold back.
    """
    office = select(Office.id).where(Office.id == office_id, scopes.shows_figures(actor))
    wanted = (
        scopes.visible_cases(actor).with_only_columns(Case.id)
        if is_led_by(actor, office_id)
        else select(Case.id)
    )
    wanted = wanted.join(Office, Office.id == Case.office_id).where(Office.id.in_(office), is_counted())
    logs = _read_cases(session, wanted, actor.today)
    _read_advisers(session, wanted, logs)
    _read_tenures(session, wanted, logs)
    _read_pauses(session, wanted, logs)
    _read_contacts(session, wanted, logs, actor.today)
    return tuple(describe_log(log, actor.today) for log in logs.values())


def _leave_raw(column: ColumnElement[UUID] | Any) -> ColumnElement[Any]:
    """The id as the driver gives it: turning thousands of them into UUIDs takes longer than reading them."""
    return type_coerce(column, NullType())


def _read_cases(session: Session, wanted: Select[UUID], today: date) -> dict[Any, Log]:
    # Listed by itself first: with the tables of the scope among its own PostgreSQL reads all cases of the country.
    ids = wanted.cte("wanted").prefix_with("MATERIALIZED", dialect="postgresql")
    statement = (
        select(
            _leave_raw(Case.id),
            Case.id,
            Case.opened_on,
            Case.closed_on,
            Case.employer_id.is_not(None),
            Case.practice_model,
            Case.entry_point,
            CaseForm.id,
            CaseForm.answers_sealed,
            CaseForm.log_confirmed_on,
            DataKey,
        )
        .join(DataKey, DataKey.id == Case.data_key_id)
        .outerjoin(CaseForm, CaseForm.case_id == Case.id)
        .where(Case.id.in_(select(ids.c[0])))
        .options(load_only(DataKey.master_key, DataKey.wrapped))
        .order_by(Case.id)
    )
    found = {}
    for (
        raw,
        case_id,
        opened,
        closed,
        employer,
        model,
        entry,
        form_id,
        sealed,
        confirmed,
        key,
    ) in session.execute(statement):
        days = CaseDays(
            case_id,
            opened or today,
            employer,
            contact_ended_on=_open_end(form_id, sealed, key) if sealed else None,
            closed_on=closed,
            confirmed_to=min(confirmed, today) if confirmed else None,
        )
        found[raw] = Log(days, model, entry)
    return found


def _open_end(form_id: UUID, sealed: bytes, key: DataKey) -> date | None:
    """The last day of Nav's agreed contact, the one answer of the form that is needed; None where its key is destroyed."""
    plain = key.open()
    if plain is None:
        return None
    text = unseal(plain, sealed, bind_place(CaseForm.__tablename__, "answers_sealed", form_id))
    return read_day(loads(text).get("contact_ended_on"))


def _read_advisers(session: Session, wanted: Select[UUID], logs: dict[Any, Log]) -> None:
    """Whoever had the case last: the one who stands behind it, as in tables 2 to 7."""
    statement = (
        select(_leave_raw(CaseRole.case_id), CaseRole.user_id)
        .where(CaseRole.case_id.in_(wanted), CaseRole.role == "adviser")
        .order_by(CaseRole.from_on, CaseRole.id)
    )
    for raw, user_id in session.execute(statement):
        if raw in logs:
            logs[raw].adviser = user_id


def _read_tenures(session: Session, wanted: Select[UUID], logs: dict[Any, Log]) -> None:
    statement = select(
        _leave_raw(MentorAssignment.case_id),
        MentorAssignment.from_on,
        MentorAssignment.to_on,
        MentorAssignment.is_employer,
    ).where(MentorAssignment.case_id.in_(wanted), has_served())
    for raw, from_on, to_on, is_employer in session.execute(statement):
        if raw in logs:
            logs[raw].tenures.append(Tenure(from_on, to_on, is_employer))


def _read_pauses(session: Session, wanted: Select[UUID], logs: dict[Any, Log]) -> None:
    statement = select(_leave_raw(CasePause.case_id), CasePause.from_on, CasePause.to_on).where(
        CasePause.case_id.in_(wanted)
    )
    for raw, from_on, to_on in session.execute(statement):
        if raw in logs:
            logs[raw].pauses.append(Pause(from_on, to_on))


def _read_contacts(session: Session, wanted: Select[UUID], logs: dict[Any, Log], today: date) -> None:
    """A row for each party of each entry: days and forms are sets, so that it need not be known which belong together."""
    statement = (
        select(
            _leave_raw(ContactPoint.case_id),
            ContactParticipant.relationship_key,
            ContactPoint.occurred_on,
            ContactPoint.form,
            ContactPoint.outcome,
        )
        .join(ContactParticipant, ContactParticipant.contact_id == ContactPoint.id)
        .where(
            ContactPoint.case_id.in_(wanted),
            ContactPoint.outcome.in_(ENTRIES),
            ContactPoint.occurred_on <= today,
        )
    )
    # Row by row from the cursor: the session would first make an object of each.
    for raw, relationship, day, form, outcome in session.connection().execute(statement):
        log = logs.get(raw)
        if log is None:
            continue
        log.add_entry(relationship, day, form, took_place=outcome == TOOK_PLACE)
