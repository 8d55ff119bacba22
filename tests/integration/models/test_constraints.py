"""Every named constraint of the tables refuses what it is there to refuse, in the migrated database, on both kinds."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Enum,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    insert,
    literal_column,
    null,
)
from sqlalchemy.exc import IntegrityError

from hybridmentor.db import Base, HybridSession, UtcDateTime

TABLES = {table.name: table for table in Base.metadata.sorted_tables}
NUMBERS = count(1)
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)

FITTING: dict[str, dict[str, Any]] = {
    "hm_absence": {"from_on": date(2026, 3, 2), "to_on": date(2026, 3, 9)},
    "hm_contact_plan_phase": {"from_week": 1, "every_days": 14},
    "hm_cohort_choice": {"place": 1},
    "hm_cohort_offer": {"person_id": "a person"},
    "hm_match": {"person_id": "a person"},
    "hm_case_pause": {"from_on": date(2026, 3, 2), "follow_up_on": date(2026, 4, 2)},
    "hm_case_turn": {"kind": "reopening"},
    "hm_experience_meeting": {"office_id": "an office", "minutes": 60},
    "hm_study": {"from_on": date(2026, 3, 2), "to_on": date(2026, 9, 2)},
    "hm_study_text": {"number": 1},
    "hm_study_wave": {"opens_on": date(2026, 3, 2), "closes_on": date(2099, 3, 2)},
    "hm_study_link": {"number": 1},
    "hm_study_table": {"sha256": "0" * 64},
    "hm_release": {"number": 1, "period_from_on": date(2026, 3, 2), "period_to_on": date(2026, 9, 2)},
    "hm_release_file": {"sha256": "0" * 64},
    "hm_deidentified_file": {"sha256": "0" * 64},
    "hm_deidentified_release": {
        "agreed_on": date(2026, 3, 2),
        "asked_on": date(2026, 3, 2),
        "expires_on": date(2027, 3, 2),
    },
    "hm_case": {"opened_on": date(2026, 3, 2), "service": "state", "jobseeker_id": "a jobseeker"},
}
"""What a row needs beyond the types of its columns. A text for a key stands for a row made for it."""

INSTEAD: dict[str, dict[str, Any]] = {
    "hm_cohort_offer.employer_id": {"person_id": None},
    "hm_match.employer_id": {"person_id": None},
    "hm_consent.study_id": {"purpose": "study"},
    "hm_release.decided_by": {"decided_at": NOON},
    "hm_deidentified_release.decided_by": {"decided_at": NOON},
}
"""What a row has otherwise where it has the key: not the other of the two, or the word that goes with it."""

REFUSED: dict[str, tuple[dict[str, Any], ...]] = {
    "ck_hm_audit_event_decision": ({"decision": "maybe"},),
    "ck_hm_candidate_visit_order": ({"visit_order": 0}, {"visit_order": 100}),
    "ck_hm_case_origin": ({"origin": "elsewhere", "jobseeker_id": None},),
    "ck_hm_case_service": ({"service": "county"},),
    "ck_hm_case_period": ({"closed_on": date(2026, 3, 1)},),
    "ck_hm_case_own_case_is_whole": ({"jobseeker_id": None}, {"opened_on": None}, {"service": None}),
    "ck_hm_case_example_has_no_person": ({"origin": "published_example"},),
    "ck_hm_case_outcome_moment": ({"moment": "between"},),
    "ck_hm_case_pause_period": ({"to_on": date(2026, 3, 1)},),
    "ck_hm_case_pause_is_not_forgotten": ({"to_on": None, "follow_up_on": None},),
    "ck_hm_case_pause_follow_up": ({"follow_up_on": date(2026, 3, 1)},),
    "ck_hm_case_review_next": ({"held_on": date(2026, 3, 2), "next_on": date(2026, 3, 2)},),
    "ck_hm_case_review_followed_up": ({"held_on": date(2026, 3, 2), "followed_up_on": date(2026, 3, 1)},),
    "ck_hm_case_topic_settled": ({"raised_on": date(2026, 3, 2), "settled_on": date(2026, 3, 1)},),
    "ck_hm_experience_status": ({"status": "lost", "shared_on": date(2026, 3, 2)},),
    "ck_hm_experience_reach": ({"reach": "world"},),
    "ck_hm_experience_wanted_reach": ({"wanted_reach": "world"},),
    "ck_hm_experience_is_dated": ({"status": "review"}, {"status": "shared"}),
    "ck_hm_experience_is_owned": ({"status": "note", "shared_on": date(2026, 3, 2)},),
    "ck_hm_experience_meeting_one_owner": ({"office_id": None}, {"county": "Innhavet"}),
    "ck_hm_experience_meeting_minutes": ({"minutes": 0}, {"minutes": 601}),
    "ck_hm_meeting_item_minutes": ({"minutes": 0}, {"minutes": 601}),
    "ck_hm_meeting_item_one_subject": ({"case_id": uuid4(), "experience_id": uuid4()},),
    "ck_hm_case_turn_kind": ({"kind": "closing"},),
    "ck_hm_case_turn_handed_to_somebody": ({"kind": "handover", "to_user_id": None},),
    "ck_hm_consent_withdrawal": ({"given_on": date(2026, 3, 2), "withdrawn_on": date(2026, 3, 1)},),
    "ck_hm_consent_expiry": ({"given_on": date(2026, 3, 2), "expires_on": date(2026, 3, 1)},),
    "ck_hm_consent_study": ({"purpose": "study"},),
    "ck_hm_study_state": ({"state": "asleep", "opened_on": date(2026, 3, 2)},),
    "ck_hm_study_period": ({"to_on": date(2026, 3, 1)},),
    "ck_hm_study_opened": ({"state": "open"}, {"opened_on": date(2026, 3, 2)}),
    "ck_hm_study_ended": (
        {"state": "ended", "opened_on": date(2026, 3, 2)},
        {"state": "open", "opened_on": date(2026, 3, 2), "ended_on": date(2026, 3, 2)},
    ),
    "ck_hm_study_asked": ({"state": "ended", "opened_on": date(2026, 3, 2), "ended_on": date(2026, 3, 1)},),
    "ck_hm_study_office_part": ({"part": "watching"},),
    "ck_hm_study_text_audience": ({"audience": "all"},),
    "ck_hm_study_text_number": ({"number": 0}, {"number": 1000}),
    "ck_hm_study_wave_kind": ({"kind": "in_between"},),
    "ck_hm_study_wave_period": ({"closes_on": date(2026, 3, 1)},),
    "ck_hm_study_link_number": ({"number": 0},),
    "ck_hm_study_reply_part": ({"part": "guest"},),
    "ck_hm_study_table_sha256": ({"sha256": "0" * 63},),
    "ck_hm_release_kind": ({"kind": "secret"},),
    "ck_hm_release_state": ({"state": "lost", "decided_by": 4, "decided_at": NOON, "asked_by": 5},),
    "ck_hm_release_number": ({"number": 0},),
    "ck_hm_release_period": ({"period_to_on": date(2026, 3, 1)},),
    "ck_hm_release_somebody_else": ({"asked_by": 4, "decided_by": 4, "decided_at": NOON},),
    "ck_hm_release_decided": ({"decided_at": NOON}, {"asked_by": 5, "decided_by": 4}),
    "ck_hm_release_not_without_decision": ({"state": "approved"}, {"state": "running"}),
    "ck_hm_release_done": (
        {"state": "done", "asked_by": 5, "decided_by": 4, "decided_at": NOON, "done_at": NOON},
    ),
    "ck_hm_deidentified_release_state": (
        {"state": "lost", "decided_by": 4, "decided_at": NOON, "asked_by": 5},
    ),
    "ck_hm_deidentified_release_somebody_else": ({"asked_by": 4, "decided_by": 4, "decided_at": NOON},),
    "ck_hm_deidentified_release_decided": ({"decided_at": NOON}, {"asked_by": 5, "decided_by": 4}),
    "ck_hm_deidentified_release_not_without_decision": ({"state": "approved"}, {"state": "running"}),
    "ck_hm_deidentified_release_done": (
        {"state": "done", "asked_by": 5, "decided_by": 4, "decided_at": NOON, "done_at": NOON},
    ),
    "ck_hm_deidentified_release_ended": ({"state": "ended"}, {"ended_at": NOON}),
    "ck_hm_deidentified_release_agreed": ({"agreed_on": date(2026, 3, 3)},),
    "ck_hm_deidentified_release_expires": ({"expires_on": date(2026, 3, 2)},),
    "ck_hm_deidentified_release_within_a_year": (
        {"expires_on": date(2027, 3, 3)},
        {"expires_on": date(2028, 3, 1)},
        {"asked_on": date(2028, 2, 29), "expires_on": date(2029, 3, 1)},
    ),
    "ck_hm_deidentified_file_size": ({"size": -1},),
    "ck_hm_deidentified_file_sha256": ({"sha256": "0" * 63},),
    "ck_hm_release_file_size": ({"size": -1},),
    "ck_hm_release_file_sha256": ({"sha256": "0" * 63},),
    "ck_hm_office_question_audience": ({"audience": "everybody"},),
    "ck_hm_case_role_period": ({"from_on": date(2026, 3, 2), "to_on": date(2026, 3, 1)},),
    "ck_hm_case_step_skipped_with_reason": ({"status": "skipped", "skip_reason_sealed": None},),
    "ck_hm_absence_somebody_else": ({"user_id": 4, "stand_in_id": 4},),
    "ck_hm_absence_period": ({"to_on": date(2026, 3, 1)},),
    "ck_hm_contact_plan_phase_interval": ({"every_days": 0}, {"every_days": -7}, {"every_days": 367}),
    "ck_hm_contact_plan_phase_week": ({"from_week": 0}, {"from_week": 261}),
    "ck_hm_contact_plan_period": ({"from_on": date(2026, 3, 2), "to_on": date(2026, 3, 1)},),
    "ck_hm_data_key_owner": ({"owner": "office"},),
    "ck_hm_job_progress": ({"progress": -1}, {"total": -1}),
    "ck_hm_job_state": ({"state": "asleep"},),
    "ck_hm_jobseeker_birth_year": ({"birth_year": 1899}, {"birth_year": 2101}),
    "ck_hm_jobseeker_protection": ({"protection": "some"},),
    "ck_hm_employer_hours": ({"hours_least": 9, "hours_most": 8}, {"hours_least": 0, "hours_most": 169}),
    "ck_hm_match_one_side": ({"person_id": None},),
    "ck_hm_match_jobseeker_answer": ({"jobseeker_answer": "perhaps"},),
    "ck_hm_match_other_answer": ({"other_answer": "perhaps"},),
    "ck_hm_cohort_kind": ({"kind": "schools"},),
    "ck_hm_cohort_method": ({"method": "lots", "decided_on": date(2026, 3, 2)},),
    "ck_hm_cohort_decided": ({"method": "stable"}, {"decided_on": date(2026, 3, 2)}),
    "ck_hm_cohort_offer_one_side": ({"person_id": None},),
    "ck_hm_cohort_choice_side": ({"side": "office"},),
    "ck_hm_cohort_choice_place": ({"place": -1}, {"place": 501}),
    "ck_hm_cohort_lock_kind": ({"kind": "near"},),
    "ck_hm_mentor_profile_capacity": ({"capacity": -1}, {"capacity": 100}),
    "ck_hm_mentor_profile_hours": (
        {"hours_least": 20, "hours_most": 10},
        {"hours_least": -1, "hours_most": 10},
        {"hours_least": 10, "hours_most": 169},
        {"hours_least": 10, "hours_most": None},
    ),
    "ck_hm_gathering_invitation_answer": ({"answer": "perhaps"},),
    "ck_hm_mentor_assignment_period": ({"from_on": date(2026, 3, 2), "to_on": date(2026, 3, 1)},),
    "ck_hm_mentor_assignment_hours": ({"hours_per_month": -1}, {"hours_per_month": 745}),
    "ck_hm_office_number": ({"number": "991"},),
    "ck_hm_office_participation": ({"participation": "watching"},),
    "ck_hm_office_purpose": ({"purpose": "storage"},),
    "ck_hm_office_volunteers": ({"volunteers": -1}, {"volunteers": 1001}),
    "ck_hm_office_goal_period": ({"from_on": date(2026, 3, 2), "to_on": date(2026, 3, 1)},),
    "ck_hm_office_goal_target": (
        {"measure": "cases", "target": -1},
        {"measure": "cases", "target": 10001},
    ),
    "ck_hm_office_goal_measured": ({"measure": "cases"}, {"target": 4}),
    "ck_hm_office_membership_period": ({"from_on": date(2026, 3, 2), "to_on": date(2026, 3, 1)},),
    "ck_hm_office_membership_role": ({"role": literal_column("'boss'")},),
    "ck_hm_office_membership_service": ({"service": "county"},),
    "ck_hm_recusal_reason": ({"reason": "bored"},),
    "ck_hm_user_language": ({"language": "se"},),
}
"""For each CHECK what it must refuse. One that is missing here fails the test below."""

TOLD_INSTEAD = {"ck_hm_case_origin": ("ck_hm_case_own_case_is_whole",)}
"""No row breaks the first alone, and SQLite names another one."""

CHECKS = {
    str(constraint.name): table
    for table in TABLES.values()
    for constraint in sorted(table.constraints, key=lambda one: str(one.name))
    if isinstance(constraint, CheckConstraint)
}
UNIQUE = [
    constraint
    for table in TABLES.values()
    for constraint in sorted(table.constraints, key=lambda one: str(one.name))
    if isinstance(constraint, UniqueConstraint)
]
UNIQUE_INDEXES = [index for table in TABLES.values() for index in table.indexes if index.unique]
KEYS = [
    key
    for table in TABLES.values()
    for key in sorted(table.foreign_key_constraints, key=lambda one: str(one.name))
]
"""In an order of their own: sets have none, and several processes must find the same tests."""
NEEDED = [
    column
    for table in TABLES.values()
    for column in table.columns
    if not column.nullable and not column.primary_key
]


def make_value(column: Column[Any]) -> Any:
    """A value of the column's type, no two of them the same."""
    number = next(NUMBERS)
    kind = column.type
    if isinstance(kind, Enum):
        return kind.enum_class(kind.enums[0]) if kind.enum_class else kind.enums[0]
    if isinstance(kind, String):
        return f"{number:04d}"[-(kind.length or 10) :]
    makers: dict[type[Any], Any] = {
        Boolean: False,
        Date: date(2026, 3, 2) + timedelta(days=number),
        UtcDateTime: datetime(2026, 3, 2, 8, tzinfo=UTC),
        Uuid: uuid4(),
        LargeBinary: number.to_bytes(16, "big"),
        JSON: {},
        # More rows are made than a small number can count.
        SmallInteger: number % 30_000,
        Integer: number,
    }
    return next(value for type_, value in makers.items() if isinstance(kind, type_))


def list_allowed(column: Column[Any]) -> list[str]:
    """The words that a CHECK of the form `column IN (...)` allows; none if there is no such CHECK."""
    for constraint in column.table.constraints:
        if isinstance(constraint, CheckConstraint):
            found = re.search(rf"\b{column.name} IN \(([^)]*)\)", str(constraint.sqltext))
            if found:
                return re.findall(r"'(\w+)'", found[1])
    return []


def describe_row(session: HybridSession, table: Table, **values: Any) -> dict[str, Any]:
    """Values of a row that the table accepts; rows that it refers to are made."""
    row: dict[str, Any] = {}
    for column in table.columns:
        value = values.get(column.name, FITTING.get(table.name, {}).get(column.name))
        if column.name in values:
            row[column.name] = value
        elif column.foreign_keys and (value is not None or not column.nullable):
            key = next(iter(column.foreign_keys))
            row[column.name] = add_row(session, key.column.table)[key.column.name]
        elif value is not None:
            row[column.name] = value
        elif column.primary_key or not column.nullable:
            row[column.name] = next(iter(list_allowed(column)), None) or make_value(column)
    return row


def add_row(session: HybridSession, table: Table, **values: Any) -> dict[str, Any]:
    """A row that the table accepts, stored."""
    row = describe_row(session, table, **values)
    session.execute(insert(table).values(row))
    return row


def refuse(session: HybridSession, table: Table, row: dict[str, Any]) -> str:
    """What the database says of a row; fails if it takes it."""
    with pytest.raises(IntegrityError) as refusal, session.begin_nested():
        session.execute(insert(table).values(row))
    return str(refusal.value.orig)


def test_every_check_is_tried():
    assert set(REFUSED) == set(CHECKS)


@pytest.mark.parametrize("name", TABLES)
def test_a_fitting_row_is_taken(session: HybridSession, name: str):
    """Without this the refusals below could have another reason."""
    add_row(session, TABLES[name])
    add_row(session, TABLES[name])


@pytest.mark.parametrize(
    ("name", "values"), [(name, values) for name, several in REFUSED.items() for values in several]
)
def test_check_refuses(session: HybridSession, name: str, values: dict[str, Any]):
    table = CHECKS[name]
    said = refuse(session, table, describe_row(session, table, **values))
    assert any(one in said for one in (name, *TOLD_INSTEAD.get(name, ())))


@pytest.mark.parametrize("constraint", UNIQUE, ids=lambda c: str(c.name or c.table.name))
def test_unique_refuses_the_second(session: HybridSession, constraint: UniqueConstraint):
    table = constraint.table
    names = [column.name for column in constraint.columns]
    instead = {key: None for name in names for key in INSTEAD.get(f"{table.name}.{name}", {})}
    # Two empty values are not the same to a database, so none may be empty.
    first = describe_row(session, table, **instead)
    for column in constraint.columns:
        if first.get(column.name) is None:
            first[column.name] = (
                add_row(session, next(iter(column.foreign_keys)).column.table)["id"]
                if column.foreign_keys
                else make_value(column)
            )
    session.execute(insert(table).values(first))
    second = describe_row(session, table, **instead, **{name: first[name] for name in names})
    said = refuse(session, table, second)
    told = (
        ", ".join(f"{table.name}.{name}" for name in names)
        if session.get_bind().dialect.name == "sqlite"
        else f"uq_{table.name}_{'_'.join(names)}"
    )
    assert told in said
    for name in names:
        kept = {one: first[one] for one in names if one != name}
        column = table.columns[name]
        if column.nullable and column.foreign_keys:
            kept[name] = add_row(session, next(iter(column.foreign_keys)).column.table)["id"]
        other = describe_row(session, table, **instead, **kept)
        if not column.foreign_keys:
            other[name] = next(iter(list_allowed(column)[1:]), None) or make_value(column)
        session.execute(insert(table).values(other))


def test_no_unique_index_is_forgotten():
    assert UNIQUE_INDEXES == [], "write a test that they refuse"
    assert len(UNIQUE) >= 10


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.table.name}.{key.column_keys[0]}")
def test_key_refuses_what_is_not_there(session: HybridSession, key: Any):
    column = next(iter(key.columns))
    nowhere = 987654321 if isinstance(column.type, Integer) else uuid4()
    values = {**INSTEAD.get(f"{key.table.name}.{column.name}", {}), column.name: nowhere}
    said = refuse(session, key.table, describe_row(session, key.table, **values))
    assert "FOREIGN KEY" in said or f"fk_{key.table.name}_{column.name}" in said


@pytest.mark.parametrize("column", NEEDED, ids=str)
def test_nothing_is_refused_where_something_is_needed(session: HybridSession, column: Column[Any]):
    said = refuse(session, column.table, describe_row(session, column.table, **{column.name: null()}))
    assert column.name in said
    assert "null" in said.casefold()


@pytest.mark.parametrize("name", TABLES)
def test_a_primary_key_stands_once(session: HybridSession, name: str):
    table = TABLES[name]
    first = add_row(session, table)
    key = {column.name: first[column.name] for column in table.primary_key.columns}
    said = refuse(session, table, describe_row(session, table, **key))
    assert "UNIQUE" in said or f"pk_{name}" in said
