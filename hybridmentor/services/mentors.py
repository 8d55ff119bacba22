"""Mentors of a case: named one after the other, what is agreed with each, and why each ended."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor.domain.mentor_turns import DECLINED, Turn, find_overlap, is_declined
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import DataKey, MentorAssignment, WorkplacePerson
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.mentors import list_assignments, list_known_persons
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import keep_revision, merge_changes
from hybridmentor.services.search_key import index_name

AGREED_FIELDS = (
    "hours_per_month",
    "tasks",
    "confidentiality_on",
    "family_tie",
    "chosen_by",
    "chosen_how",
    "right_told_mentor_on",
    "right_told_jobseeker_on",
)
"""What is agreed with a mentor and told; all of it may be empty."""
END_FIELDS = ("to_on", "end_reason", "end_words")
"""How a mentor's time ended."""
ASSIGNMENT_FIELDS = ("from_on", "is_employer", *AGREED_FIELDS, *END_FIELDS)
NOTHING: Mapping[str, Any] = MappingProxyType({})


def read_assignment_values(row: MentorAssignment) -> dict[str, Any]:
    """What the form of a mentor's time holds, by field name: hours as text such as 4.5, yes and no as codes."""
    values = {name: getattr(row, name) for name in ASSIGNMENT_FIELDS if name != "family_tie"}
    hours = row.hours_per_month
    ties = {True: "no", False: "yes", None: None}
    return values | {
        "hours_per_month": None if hours is None else format(hours.normalize(), "f"),
        "is_employer": "yes" if row.is_employer else "no",
        "family_tie": ties[row.has_no_family_tie],
    }


def put_assignment_values(row: MentorAssignment, values: Mapping[str, Any]) -> None:
    """Have the row hold values as `read_assignment_values` gives them; those that are missing stay."""
    for name, value in values.items():
        if name == "hours_per_month":
            row.hours_per_month = None if value is None else Decimal(value)
        elif name == "is_employer":
            row.is_employer = value == "yes"
        elif name == "family_tie":
            row.has_no_family_tie = None if value is None else value == "no"
        elif name in ASSIGNMENT_FIELDS:
            setattr(row, name, value)


def assign_mentor(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    *,
    from_on: date,
    is_employer: bool,
    name: str = "",
    phone: str | None = None,
    position: str | None = None,
    person_id: UUID | None = None,
    agreed: Mapping[str, Any] = NOTHING,
    end_reason: str | None = None,
    end_words: str | None = None,
) -> MentorAssignment:
    """A person at the case's employer becomes mentor from the day; an earlier mentor's time ends the day before.

    The person is one of `list_known_persons`, or a new one by `name`. `agreed` holds values of `AGREED_FIELDS`. `end_reason` and
    `end_words` say why the one before ended; with a reason of `DECLINED` that one never began, and keeps its first day only.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    if case.employer_id is None:
        raise InvalidInput(Message("mentor.error.no_employer"))
    assignments = list_assignments(session, case.id)
    for earlier in find_running(assignments, from_on):
        end: dict[str, Any] = {"to_on": from_on - timedelta(days=1)}
        if earlier.to_on is None:
            end |= {"end_reason": end_reason, "end_words": end_words}
        if end.get("end_reason") in DECLINED:
            end["to_on"] = earlier.from_on
        elif earlier.from_on >= from_on:
            raise InvalidInput(Message("mentor.error.later_mentor"), field="from_on")
        keep_revision(session, actor, case, "mentor_assignment", earlier, read_assignment_values(earlier))
        put_assignment_values(earlier, end)
    if find_overlap(Turn(from_on), assignments) is not None:
        raise InvalidInput(Message("mentor.error.later_mentor"), field="from_on")
    person = find_or_add_person(session, actor, visible, person_id, name=name, phone=phone, position=position)
    assignment = MentorAssignment(
        case=case, person=person, from_on=from_on, is_employer=is_employer, created_by=actor.user_id
    )
    put_assignment_values(assignment, {key: agreed[key] for key in AGREED_FIELDS if key in agreed})
    session.add(assignment)
    session.flush()
    record_deed(session, actor, visible, assignment, "mentor.assign")
    session.flush()
    return assignment


def find_running(assignments: Iterable[MentorAssignment], on: date) -> list[MentorAssignment]:
    """Those whose time reaches the day or goes beyond it: a new mentor from that day on takes their place."""
    return [row for row in assignments if not is_declined(row) and (row.to_on is None or row.to_on >= on)]


def find_or_add_person(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    person_id: UUID | None,
    *,
    name: str,
    phone: str | None,
    position: str | None,
) -> WorkplacePerson:
    """The known person with the id, else a new one at the case's company; InvalidInput for one who cannot be named here."""
    case = visible.case
    if person_id is not None:
        known = (one for one in list_known_persons(session, actor, case) if one.id == person_id)
        found = next(known, None)
        if found is None:
            raise InvalidInput(Message("mentor.error.unknown_person"), field="person")
        return found
    person = WorkplacePerson(
        data_key=DataKey.make(session.info["keyring"], "person"),
        employer_id=case.employer_id,
        name=name,
        phone=phone,
        position=position,
        created_by=actor.user_id,
    )
    session.add(person)
    session.flush()
    index_name(session, person)
    return person


def edit_assignment(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    row: MentorAssignment,
    *,
    version: int,
    sent: Mapping[str, Any],
) -> bool:
    """Change what is kept of a mentor's time; whether others' changes were merged in.

    EditConflict if the same field was changed by both; InvalidInput for days that do not fit (`check_days`). A mentor whose
    time goes on is ended by `end_assignment`, so an end can be changed here and taken away, but not made.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    return _change(session, actor, visible, row, version, sent, "mentor.save")


def end_assignment(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    row: MentorAssignment,
    *,
    version: int,
    sent: Mapping[str, Any],
) -> bool:
    """End a mentor's time without naming another; whether others' changes were merged in. `sent` holds `END_FIELDS`.

    Somebody who said no before the start (`DECLINED`) has their first day as the last one, whatever day is sent.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    return _change(session, actor, visible, row, version, sent, "mentor.end")


def _change(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    row: MentorAssignment,
    version: int,
    sent: Mapping[str, Any],
    action: str,
) -> bool:
    before = read_assignment_values(row)
    wanted = {name: sent[name] for name in ASSIGNMENT_FIELDS if name in sent}
    if wanted.get("end_reason") in DECLINED:
        wanted["to_on"] = wanted.get("from_on", row.from_on)
    changed, merged = merge_changes(session, row, "mentor_assignment", before, wanted, version)
    values = {**before, **changed}
    if values == before:
        return merged
    others = [one for one in list_assignments(session, visible.case.id) if one.id != row.id]
    check_days(Turn(values["from_on"], values["to_on"], values["end_reason"]), others)
    keep_revision(session, actor, visible.case, "mentor_assignment", row, before)
    put_assignment_values(row, changed)
    record_deed(session, actor, visible, row, action)
    session.flush()
    return merged


def check_days(turn: Turn, others: Iterable[MentorAssignment]) -> None:
    """InvalidInput unless the last day is no earlier than the first, a reason has a last day, and nobody else is mentor then."""
    if turn.to_on is not None and turn.to_on < turn.from_on:
        raise InvalidInput(Message("mentor.error.ends_before", day=turn.from_on), field="to_on")
    if turn.to_on is None and turn.end_reason is not None:
        raise InvalidInput(Message("mentor.error.reason_without_end"), field="to_on")
    other = find_overlap(turn, others)
    if other is not None:
        name = other.person.name or Message("mentor.word")
        field = "from_on" if other.from_on <= turn.from_on else "to_on"
        raise InvalidInput(Message("mentor.error.overlaps", name=name), field=field)


def record_deed(
    session: Session, actor: Actor, visible: VisibleCase, row: MentorAssignment, action: str
) -> None:
    """The audit row of a change."""
    audit.record(
        session,
        actor,
        action,
        noun="mentor_assignment",
        row_id=row.id,
        case_id=visible.case.id,
        office_id=visible.case.office_id,
    )
