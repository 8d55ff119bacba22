"""Cases as a researcher may have them: a frame of codes, read for a hundred thousand cases at a time.

No actor: whoever asks has been shown the study, and says whose consent there is. Nobody else's values are told. Read in
batches, one statement for each table; columns only, no rows of the session.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from json import loads
from operator import itemgetter
from typing import Any
from uuid import UUID

import polars as pl
from sqlalchemy import Executable, String, cast, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from hybridmentor import clock
from hybridmentor.crypto import unseal
from hybridmentor.domain.answers import Answers, read_day
from hybridmentor.domain.case_course import Pause
from hybridmentor.domain.case_figures import FiguredCase
from hybridmentor.domain.collaboration import ENTRIES, TOOK_PLACE
from hybridmentor.domain.contact_plan import Agreement, Phase
from hybridmentor.domain.form_fields import read_parallel
from hybridmentor.domain.form_state import REPORTED, REPORTED_OF
from hybridmentor.domain.mentor_turns import DECLINED, covers, list_gaps, split_agreements
from hybridmentor.domain.outcome import Outcome, build_outcome
from hybridmentor.domain.release_variables import find_variable, list_variables
from hybridmentor.domain.research_record import (
    COMPUTED,
    TOLD,
    CaseFacts,
    ContactFacts,
    Entry,
    MentorFacts,
    make_record,
    measure_contact,
)
from hybridmentor.models import (
    Case,
    CaseForm,
    CaseOutcome,
    CasePause,
    CaseRole,
    CaseStep,
    ContactParticipant,
    ContactPlan,
    ContactPlanPhase,
    ContactPoint,
    DataKey,
    Employer,
    Jobseeker,
    MentorAssignment,
    Office,
)
from hybridmentor.models.data_key import bind_place
from hybridmentor.queries.case_figures import list_figured
from hybridmentor.queries.collaboration import (
    SAME_WHERE_EMPLOYER_IS_MENTOR,
    CaseDays,
    Tenure,
    find_period,
)
from hybridmentor.queries.parameters import CASE_IDS
from hybridmentor.queries.survey import is_counted

AT_ONCE = 2000
INTERNAL = ("_case", "_office", "_employer", "_mentor", "_adviser")
"""Columns for the rules of a release, never published: who stands behind a row."""
STEPS = ("wishes", "company")
"""The steps with answers that are variables; what the others hold is in the recipe."""
NOBODY = "none"
LATE = 22

# Put together once: that takes as long as running them.
_CASES = (
    select(
        Case.id,
        Case.opened_on,
        Case.mentor_of_interest,
        Case.employer_id,
        Employer.organisation_number,
        Employer.industry,
        Employer.nace,
        Jobseeker.birth_year,
        Office.county,
        CaseForm.id,
        CaseForm.answers_sealed,
        CaseForm.log_confirmed_on,
        DataKey.id,
        DataKey.master_key,
        DataKey.wrapped,
    )
    .join(Office, Office.id == Case.office_id)
    .join(DataKey, DataKey.id == Case.data_key_id)
    .outerjoin(CaseForm, CaseForm.case_id == Case.id)
    .outerjoin(Employer, Employer.id == Case.employer_id)
    .outerjoin(Jobseeker, Jobseeker.id == Case.jobseeker_id)
    .where(Case.id.in_(CASE_IDS))
)
_STEPS = select(CaseStep.case_id, CaseStep.id, CaseStep.answers_sealed).where(
    CaseStep.case_id.in_(CASE_IDS), CaseStep.step.in_(STEPS), CaseStep.answers_sealed.is_not(None)
)
_MENTORS = (
    select(
        MentorAssignment.case_id,
        MentorAssignment.from_on,
        MentorAssignment.to_on,
        MentorAssignment.is_employer,
        MentorAssignment.hours_per_month,
        MentorAssignment.chosen_by,
        MentorAssignment.end_reason,
        MentorAssignment.person_id,
    )
    .where(MentorAssignment.case_id.in_(CASE_IDS))
    .order_by(MentorAssignment.from_on, MentorAssignment.id)
)
_PAUSES = (
    select(CasePause.case_id, CasePause.from_on, CasePause.to_on, CasePause.reason)
    .where(CasePause.case_id.in_(CASE_IDS))
    .order_by(CasePause.from_on, CasePause.id)
)
_ADVISERS = (
    select(CaseRole.case_id, CaseRole.user_id, CaseRole.from_on)
    .where(CaseRole.case_id.in_(CASE_IDS), CaseRole.role == "adviser")
    .order_by(CaseRole.from_on, CaseRole.id)
)
_PLANS = (
    select(
        type_coerce(ContactPlan.id, NullType()),
        ContactPlan.case_id,
        ContactPlan.relationship_key,
        ContactPlan.state,
        ContactPlan.from_on,
        ContactPlan.to_on,
        ContactPlanPhase.from_week,
        ContactPlanPhase.every_days,
    )
    .outerjoin(ContactPlanPhase, ContactPlanPhase.plan_id == ContactPlan.id)
    .where(ContactPlan.case_id.in_(CASE_IDS))
    .order_by(ContactPlan.from_on, ContactPlan.id, ContactPlanPhase.from_week)
)
_OUTCOMES = (
    select(CaseOutcome.case_id, CaseOutcome.moment, CaseOutcome.measured_on, cast(CaseOutcome.facts, String))
    .where(CaseOutcome.case_id.in_(CASE_IDS))
    .order_by(CaseOutcome.measured_on, CaseOutcome.id)
)
_CONTACTS = (
    select(
        # As the driver gives them: millions of rows are told apart by these, and nobody reads them.
        type_coerce(ContactPoint.case_id, NullType()),
        type_coerce(ContactPoint.id, NullType()),
        ContactParticipant.relationship_key,
        ContactPoint.occurred_on,
        ContactPoint.form,
        ContactPoint.outcome,
        ContactPoint.created_at,
        ContactPoint.reported_by,
    )
    .join(ContactParticipant, ContactParticipant.contact_id == ContactPoint.id)
    .where(ContactPoint.case_id.in_(CASE_IDS), ContactPoint.outcome.in_(ENTRIES))
)


@dataclass(slots=True)
class Sheet:
    """What is read of one case."""

    figured: FiguredCase
    opened_on: date
    mentor_of_interest: str | None
    employer: str | None
    """What tells the company from others; the same for one that two offices have in their registers."""
    industry: str | None
    nace: str | None
    birth_year: int | None
    county: str
    key: bytes | None
    answers: Answers
    confirmed_to: date | None
    mentors: list[tuple[Tenure, MentorFacts, UUID]] = field(default_factory=list)
    """Those who began or will, with their time."""
    pauses: list[Pause] = field(default_factory=list)
    advisers: list[int] = field(default_factory=list)
    agreements: dict[str, list[Agreement]] = field(default_factory=lambda: defaultdict(list))
    closing: Outcome | None = None
    later: list[tuple[date, Outcome]] = field(default_factory=list)
    entries: dict[str, dict[Any, Entry]] = field(default_factory=lambda: defaultdict(dict))
    """Contact that took place by relationship and id; none where it was only tried."""
    told_by: set[str] = field(default_factory=set)
    own_entry_on: date | None = None
    """The last entry with anybody; what others told of says nothing about how far the adviser's own log reaches."""
    last_entry_on: date | None = None


def read_records(
    session: Session,
    case_ids: Sequence[UUID],
    *,
    today: date,
    allowed: Mapping[UUID, frozenset[str]],
    variables: Sequence[str] | None = None,
    on_read: Callable[[int], None] | None = None,
) -> pl.DataFrame:
    """The records of the cases in the order of the ids: the columns `INTERNAL` and the variables, all or those named, as text.

    `today` is the present day. `allowed` says who of a case has said yes, of `release_variables.PERSONS`; a value that concerns
    somebody else is `unknown`, and so is all of a case that is not in it. Left out are cases that no figure counts: published
    examples, those of guest offices, and those under strict confidentiality. Where there is no company, or no mentor, the cell of
    who stands behind the row names the adviser. `on_read` is told after each batch how many ids have been read.
    """
    wanted = tuple(variables) if variables is not None else tuple(one.key for one in list_variables())
    asked = [find_variable(key) for key in wanted]
    with_contacts = any(one is not None and one.group.startswith("contact_") for one in asked)
    frames = [_make_frame([], wanted)]
    for start in range(0, len(case_ids), AT_ONCE):
        ids = case_ids[start : start + AT_ONCE]
        sheets = _read_sheets(session, ids, today, with_contacts=with_contacts)
        frames.append(
            _make_frame(
                (
                    _make_row(case_id, sheets[case_id], today, allowed.get(case_id, frozenset()))
                    for case_id in ids
                    if case_id in sheets
                ),
                wanted,
            )
        )
        if on_read is not None:
            on_read(start + len(ids))
    return pl.concat(frames)


def _make_frame(rows: Iterable[Mapping[str, str]], wanted: Sequence[str]) -> pl.DataFrame:
    columns = (*INTERNAL, *wanted)
    values: list[list[str]] = [[] for _ in columns]
    for row in rows:
        for name, cells in zip(columns, values, strict=True):
            cells.append(row[name])
    return pl.DataFrame(dict(zip(columns, values, strict=True)), schema=dict.fromkeys(columns, pl.String))


def _make_row(case_id: UUID, sheet: Sheet, today: date, allowed: frozenset[str]) -> dict[str, str]:
    adviser = str(sheet.advisers[-1]) if sheet.advisers else NOBODY
    begun = [one for one in sheet.mentors if one[0].from_on <= today]
    record = make_record(_describe(case_id, sheet, [one[1] for one in begun], today, allowed))
    record["_case"] = case_id.hex
    record["_office"] = str(sheet.figured.office_id)
    record["_employer"] = sheet.employer or f"adviser:{adviser}"
    record["_mentor"] = begun[-1][2].hex if begun else f"adviser:{adviser}"
    record["_adviser"] = adviser
    return record


def _describe(
    case_id: UUID, sheet: Sheet, mentors: Sequence[MentorFacts], today: date, allowed: frozenset[str]
) -> CaseFacts:
    case, figures = sheet.figured, sheet.figured.figures
    months, is_running = figures.measure_months(is_closed=case.is_closed(today), today=today)
    return CaseFacts(
        today=today,
        allowed=allowed,
        county=sheet.county,
        practice_model=case.practice_model,
        has_employer=sheet.employer is not None,
        industry=sheet.industry,
        nace=sheet.nace,
        birth_year=sheet.birth_year,
        opened_on=sheet.opened_on,
        closed_on=case.closed_on,
        entry_point=case.entry_point,
        initiator=figures.initiator,
        mentor_of_interest=sheet.mentor_of_interest,
        answers=sheet.answers,
        attachment_before=figures.attachment_before,
        recipe=figures.recipe,
        mentors=tuple(mentors),
        adviser_changes=max(0, len(sheet.advisers) - 1),
        pause_reasons=tuple([one.reason for one in sheet.pauses if one.from_on <= today]),
        measure_used=figures.measure_used,
        measure_months=months,
        is_measure_running=is_running,
        contacts=_measure_contacts(case_id, sheet, today),
        closing=sheet.closing,
        later=tuple(sheet.later),
    )


def _measure_contacts(case_id: UUID, sheet: Sheet, today: date) -> dict[str, ContactFacts]:
    """Each relationship that there is, in the days that `collaboration.judge_cases` judges it by."""
    tenures = [one[0] for one in sheet.mentors]
    entries = _share_entries(sheet.entries, tenures)
    gaps = list_gaps(tenures) if len(tenures) > 1 else ()
    days = CaseDays(
        case_id,
        sheet.opened_on,
        sheet.employer is not None,
        contact_ended_on=read_day(sheet.answers.get("contact_ended_on")),
        closed_on=sheet.figured.closed_on,
        confirmed_to=sheet.confirmed_to,
    )
    # Where there is no employer, or nobody served, nobody was asked: what the log tells of somebody is not told then.
    has_mentor = any(one.from_on <= today for one in tenures)
    there = {
        "jobseeker": True,
        "mentor": has_mentor,
        "employer": days.has_employer,
        TOLD: has_mentor and TOLD in entries,
    }
    found = {}
    for name in (*COMPUTED, TOLD):
        if not there[name]:
            continue
        is_mentor = name.startswith("mentor")
        agreements: Sequence[Agreement] = sheet.agreements.get(name, ())
        found[name] = measure_contact(
            entries[name].values() if name in entries else (),
            find_period(
                days,
                tenures if is_mentor else (),
                sheet.last_entry_on if name == TOLD else sheet.own_entry_on,
                today,
            ),
            pauses=[*sheet.pauses, *gaps] if is_mentor and gaps else sheet.pauses,
            # With each mentor the rhythm of what is agreed starts anew, the jobseeker's with the mentor too.
            agreements=split_agreements(agreements, tenures) if agreements and is_mentor else agreements,
            reported=sheet.answers.get(f"{REPORTED}frequency_{name}") if name in REPORTED_OF else None,
            told_by=frozenset(sheet.told_by) if name == TOLD else frozenset(),
        )
    return found


def _share_entries(
    entries: Mapping[str, dict[Any, Entry]], tenures: Sequence[Tenure]
) -> Mapping[str, dict[Any, Entry]]:
    """The entries by relationship; where the employer is the mentor, one with either of them is one with both."""
    employers = [tenure for tenure in tenures if tenure.is_employer]
    if not employers:
        return entries
    both = {
        contact: entry
        for name in SAME_WHERE_EMPLOYER_IS_MENTOR & entries.keys()
        for contact, entry in entries[name].items()
        if any(covers(tenure, entry.day) for tenure in employers)
    }
    if not both:
        return entries
    shared = {name: entries.get(name, {}) | both for name in SAME_WHERE_EMPLOYER_IS_MENTOR}
    return {**entries, **shared}


def _read_sheets(
    session: Session, ids: Sequence[UUID], today: date, *, with_contacts: bool
) -> dict[UUID, Sheet]:
    counted = select(Case.id).join(Office, Office.id == Case.office_id).where(Case.id.in_(ids), is_counted())
    figured = {one.id: one for one in list_figured(session, counted, today, with_relationships=False)}
    sheets: dict[UUID, Sheet] = {}
    for (
        case_id,
        opened_on,
        wanted,
        employer_id,
        organisation_number,
        industry,
        nace,
        birth_year,
        county,
        form_id,
        sealed,
        confirmed,
        key_id,
        master_key,
        wrapped,
    ) in _ask(session, _CASES, ids):
        if case_id not in figured:
            continue
        key = session.info["keyring"].unwrap(master_key, wrapped, key_id) if wrapped is not None else None
        answers = _open(key, CaseForm.__tablename__, form_id, sealed)
        answers["parallel"] = read_parallel(answers)
        sheets[case_id] = Sheet(
            figured=figured[case_id],
            opened_on=opened_on or today,
            mentor_of_interest=wanted,
            employer=organisation_number or (employer_id.hex if employer_id is not None else None),
            industry=industry,
            nace=nace,
            birth_year=birth_year,
            county=county,
            key=key,
            answers=answers,
            confirmed_to=confirmed or read_day(answers.get("log_confirmed_to")),
        )
    _read_steps(session, ids, sheets)
    _read_course(session, ids, sheets, today)
    _read_outcomes(session, ids, sheets)
    if with_contacts:
        _read_plans(session, ids, sheets)
        _read_contacts(session, ids, sheets, today)
    return sheets


def _ask(session: Session, statement: Executable, ids: Sequence[UUID]) -> Sequence[Any]:
    return session.connection().execute(statement, {"case_ids": list(ids)}).all()


def _open(key: bytes | None, table: str, row_id: UUID, sealed: bytes | None) -> Answers:
    """The answers of a row; none where there are none, or the key has been destroyed."""
    if key is None or not sealed:
        return {}
    answers: Answers = loads(unseal(key, sealed, bind_place(table, "answers_sealed", row_id)))
    return answers


def _read_steps(session: Session, ids: Sequence[UUID], sheets: Mapping[UUID, Sheet]) -> None:
    for case_id, row_id, sealed in _ask(session, _STEPS, ids):
        sheet = sheets.get(case_id)
        if sheet is not None:
            sheet.answers |= _open(sheet.key, CaseStep.__tablename__, row_id, sealed)


def _read_course(session: Session, ids: Sequence[UUID], sheets: Mapping[UUID, Sheet], today: date) -> None:
    for case_id, from_on, to_on, is_employer, hours, chosen_by, end_reason, person_id in _ask(
        session, _MENTORS, ids
    ):
        if case_id in sheets and end_reason not in DECLINED:
            facts = MentorFacts(
                from_on, to_on, is_employer, None if hours is None else float(hours), chosen_by, end_reason
            )
            sheets[case_id].mentors.append((Tenure(from_on, to_on, is_employer), facts, person_id))
    for case_id, from_on, to_on, reason in _ask(session, _PAUSES, ids):
        if case_id in sheets:
            sheets[case_id].pauses.append(Pause(from_on, to_on, reason))
    for case_id, user_id, from_on in _ask(session, _ADVISERS, ids):
        # One who takes over later is no change yet, unless nobody has the case before that.
        if case_id in sheets and (from_on <= today or not sheets[case_id].advisers):
            chain = sheets[case_id].advisers
            if not chain or chain[-1] != user_id:
                chain.append(user_id)


def _read_plans(session: Session, ids: Sequence[UUID], sheets: Mapping[UUID, Sheet]) -> None:
    for _, rows in groupby(_ask(session, _PLANS, ids), key=itemgetter(0)):
        phases = list(rows)
        _, case_id, relationship, state, from_on, to_on, *_ = phases[0]
        if case_id in sheets:
            rhythm = tuple(Phase(week, days) for *_, week, days in phases if week is not None)
            sheets[case_id].agreements[relationship].append(Agreement(from_on, rhythm, state, to_on))


def _read_outcomes(session: Session, ids: Sequence[UUID], sheets: Mapping[UUID, Sheet]) -> None:
    for case_id, moment, measured_on, text in _ask(session, _OUTCOMES, ids):
        if case_id not in sheets:
            continue
        if moment == "later":
            sheets[case_id].later.append((measured_on, _read_outcome(text) or Outcome()))
        else:
            # The last closing is the one that counts; one without any answer says nothing.
            sheets[case_id].closing = _read_outcome(text)


@lru_cache(maxsize=4096)
def _read_outcome(text: str) -> Outcome | None:
    """The facts as they are kept; None where there are none."""
    facts = loads(text)
    return build_outcome(facts) if facts else None


def _read_contacts(session: Session, ids: Sequence[UUID], sheets: Mapping[UUID, Sheet], today: date) -> None:
    # SQLite gives an id as text, PostgreSQL as a UUID.
    own: dict[Any, Sheet] = {**sheets, **{case_id.hex: sheet for case_id, sheet in sheets.items()}}
    for case_id, contact_id, relationship, day, form, outcome, written_at, told_by in _ask(
        session, _CONTACTS, ids
    ):
        sheet = own.get(case_id)
        if sheet is None or day > today:
            continue
        entries = sheet.entries[relationship]
        if outcome == TOOK_PLACE:
            entries[contact_id] = Entry(day, form, _count_delay(day, written_at))
        if sheet.last_entry_on is None or day > sheet.last_entry_on:
            sheet.last_entry_on = day
        if relationship != TOLD:
            if sheet.own_entry_on is None or day > sheet.own_entry_on:
                sheet.own_entry_on = day
        elif told_by:
            sheet.told_by.add(told_by)


def _count_delay(day: date, written_at: datetime) -> int:
    """Days until it was written down; a contact written down ahead, as one that was planned, has waited for nobody."""
    # Up to ten in the evening the day in Norway is that of UTC.
    written_on = written_at.date() if written_at.hour < LATE else clock.to_oslo(written_at).date()
    return max(0, (written_on - day).days)
