"""The figures of cases: those that are kept where they still hold, the others made from the rows they follow from.

Figures only, so no actor: `wanted` is what somebody may count. Three queries for those that have to be made, `AT_ONCE` of
them at a time, and one for those that are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from json import dumps, loads
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    LargeBinary,
    Select,
    String,
    Uuid,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased, load_only

from hybridmentor.crypto import unseal
from hybridmentor.db import BigId
from hybridmentor.domain.answers import Answers as FormAnswers, read_day
from hybridmentor.domain.case_course import Pause
from hybridmentor.domain.case_figures import RULES, CaseFigures, FiguredCase
from hybridmentor.domain.collaboration import ENTRIES, TOOK_PLACE
from hybridmentor.domain.collaboration_figures import Answers, answer_relationship
from hybridmentor.domain.mentor_turns import DECLINED
from hybridmentor.domain.outcome import build_outcome, derive_attachment_after
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.prior_attachment import derive_attachment_before
from hybridmentor.domain.recipe import RecipeFacts, StepNote, judge_recipe, write_levels
from hybridmentor.domain.survey_tables import UNCODED
from hybridmentor.models import (
    Case,
    CaseChange,
    CaseForm,
    CaseOutcome,
    CasePause,
    CaseRole,
    CaseStep,
    ContactParticipant,
    ContactPoint,
    DataKey,
    KeptFigures,
    MentorAssignment,
)
from hybridmentor.models.data_key import bind_place
from hybridmentor.queries.case_logs import Log, describe_log, share_entries
from hybridmentor.queries.collaboration import CaseDays, Tenure
from hybridmentor.queries.form_values import read_prior
from hybridmentor.queries.parameters import CASE_IDS

AT_ONCE = 500
DAY = timedelta(days=1)
NOTHING = CaseFigures()
STEP, TURN, PAUSE, PART = "step", "turn", "pause", "part"


@dataclass
class Sheet:
    """What is read of one case whose figures have to be made."""

    opened_on: date
    entry_point: str | None
    mentor_of_interest: str | None
    form: FormAnswers
    facts: dict[str, Any] | None
    key: bytes | None
    log: Log
    steps: dict[str, StepNote] = field(default_factory=dict)
    chosen_by: set[str] = field(default_factory=set)
    parts: list[tuple[date, int, int]] = field(default_factory=list)
    """First day, row and account of each adviser."""
    ahead: list[date] = field(default_factory=list)
    """Days to come on which something is otherwise than the day before."""


# Put together once: that takes as long as running them.
_OUTCOME = aliased(CaseOutcome)
_CASES = (
    select(
        Case.id,
        Case.opened_on,
        Case.closed_on,
        Case.employer_id.is_not(None),
        Case.practice_model,
        Case.entry_point,
        Case.mentor_of_interest,
        CaseForm.id,
        CaseForm.answers_sealed,
        CaseForm.log_confirmed_on,
        _OUTCOME.facts,
        DataKey,
    )
    .join(DataKey, DataKey.id == Case.data_key_id)
    .outerjoin(CaseForm, CaseForm.case_id == Case.id)
    .outerjoin(_OUTCOME, (_OUTCOME.case_id == Case.id) & (_OUTCOME.moment == "closing"))
    .where(Case.id.in_(CASE_IDS))
    .options(load_only(DataKey.master_key, DataKey.wrapped))
    .order_by(Case.id, _OUTCOME.measured_on, _OUTCOME.id)
)

_NO_DAY, _NO_CODE, _NO_NUMBER = cast(null(), Date), cast(null(), String), cast(null(), BigId)
_NO_BYTES, _NO_ID = cast(null(), LargeBinary), cast(null(), Uuid)
_COURSE: CompoundSelect[Any] = union_all(
    select(
        literal(STEP),
        CaseStep.case_id,
        CaseStep.done_on,
        _NO_DAY,
        CaseStep.step,
        CaseStep.status,
        _NO_NUMBER,
        _NO_NUMBER,
        CaseStep.id,
        CaseStep.answers_sealed,
    ).where(CaseStep.case_id.in_(CASE_IDS)),
    select(
        literal(TURN),
        MentorAssignment.case_id,
        MentorAssignment.from_on,
        MentorAssignment.to_on,
        MentorAssignment.chosen_by,
        MentorAssignment.end_reason,
        cast(MentorAssignment.is_employer, Integer),
        _NO_NUMBER,
        _NO_ID,
        _NO_BYTES,
    ).where(MentorAssignment.case_id.in_(CASE_IDS)),
    select(
        literal(PAUSE),
        CasePause.case_id,
        CasePause.from_on,
        CasePause.to_on,
        _NO_CODE,
        _NO_CODE,
        _NO_NUMBER,
        _NO_NUMBER,
        _NO_ID,
        _NO_BYTES,
    ).where(CasePause.case_id.in_(CASE_IDS)),
    select(
        literal(PART),
        CaseRole.case_id,
        CaseRole.from_on,
        CaseRole.to_on,
        _NO_CODE,
        _NO_CODE,
        CaseRole.id,
        CaseRole.user_id,
        _NO_ID,
        _NO_BYTES,
    ).where(CaseRole.case_id.in_(CASE_IDS), CaseRole.role == "adviser"),
)

_CONTACTS = (
    select(
        ContactPoint.case_id,
        ContactParticipant.relationship_key,
        ContactPoint.occurred_on,
        ContactPoint.form,
        ContactPoint.outcome,
    )
    .join(ContactParticipant, ContactParticipant.contact_id == ContactPoint.id)
    .where(ContactPoint.case_id.in_(CASE_IDS), ContactPoint.outcome.in_(ENTRIES))
)


def list_figured(
    session: Session, wanted: Select[UUID], today: date, *, with_relationships: bool = True
) -> list[FiguredCase]:
    """The wanted cases with their figures, ordered by id; without those of table 5 where nobody asks for them."""
    found, others = {}, []
    for row in _read_kept(session, wanted, with_relationships=with_relationships):
        case_id, office_id, opened_on, closed_on, model, entry, changed, rules, *columns = row
        if rules == RULES and changed is None and (columns[0] is None or columns[0] >= today):
            figures = _rebuild(columns)
        else:
            others.append(case_id)
            figures = NOTHING
        found[case_id] = FiguredCase(case_id, office_id, opened_on or today, closed_on, model, entry, figures)
    for case_id, figures in make_figures(session, others, today):
        found[case_id] = found[case_id]._replace(figures=figures)
    return list(found.values())


def list_outdated(session: Session, today: date, most: int, *, after: UUID | None = None) -> Sequence[UUID]:
    """Cases whose kept figures are missing or out of date, ordered by id; at most so many, beyond `after`."""
    changed = select(CaseChange.id).where(CaseChange.case_id == Case.id)
    holds = select(KeptFigures.case_id).where(
        KeptFigures.case_id == Case.id,
        KeptFigures.rules == RULES,
        (KeptFigures.holds_until_on.is_(None)) | (KeptFigures.holds_until_on >= today),
    )
    statement = select(Case.id).where(Case.origin == "office", changed.exists() | ~holds.exists())
    if after is not None:
        statement = statement.where(Case.id > after)
    return session.scalars(statement.order_by(Case.id).limit(most)).all()


def list_changes(session: Session, case_ids: Sequence[UUID]) -> Sequence[int]:
    """The ids of the changes of these cases, as far as they are committed."""
    return session.scalars(select(CaseChange.id).where(CaseChange.case_id.in_(case_ids))).all()


def make_figures(
    session: Session, case_ids: Sequence[UUID], today: date
) -> Iterator[tuple[UUID, CaseFigures]]:
    """The figures of each case as they follow from its rows today; what cannot be read is as if it were not there."""
    for start in range(0, len(case_ids), AT_ONCE):
        some = case_ids[start : start + AT_ONCE]
        sheets = _read_cases(session, some, today)
        _read_course(session, some, sheets, today)
        _read_contacts(session, some, sheets, today)
        for case_id, sheet in sheets.items():
            yield case_id, _count(sheet, today)


def pack_relationships(figures: CaseFigures) -> str:
    """What is kept of the relationships, as `list_figured` reads it."""
    told = {
        name: [one.frequency, one.intensity, list(one.forms)] for name, one in figures.relationships.items()
    }
    return dumps(told, separators=(",", ":"), sort_keys=True)


def _read_kept(session: Session, wanted: Select[UUID], *, with_relationships: bool) -> Iterable[Any]:
    # Listed by itself first: with the tables of the scope among its own PostgreSQL reads all cases of the country.
    ids = wanted.cte("wanted").prefix_with("MATERIALIZED", dialect="postgresql")
    change = select(CaseChange.id).where(CaseChange.case_id == Case.id).limit(1).scalar_subquery()
    statement = (
        select(
            Case.id,
            Case.office_id,
            Case.opened_on,
            Case.closed_on,
            Case.practice_model,
            Case.entry_point,
            change,
            KeptFigures.rules,
            KeptFigures.holds_until_on,
            KeptFigures.adviser_id,
            KeptFigures.initiator,
            KeptFigures.attachment_before,
            KeptFigures.attachment_after,
            KeptFigures.measure_used,
            KeptFigures.measure_from_on,
            KeptFigures.measure_ended_on,
            KeptFigures.first_mentor_on,
            KeptFigures.mentor_changes,
            KeptFigures.recipe,
            KeptFigures.relationships if with_relationships else literal("{}"),
        )
        .outerjoin(KeptFigures, KeptFigures.case_id == Case.id)
        .where(Case.id.in_(select(ids.c[0])))
        .order_by(Case.id)
    )
    return session.connection().execute(statement)


def _rebuild(columns: Sequence[Any]) -> CaseFigures:
    (
        holds_until_on,
        adviser,
        initiator,
        before,
        after,
        used,
        from_on,
        ended_on,
        first_on,
        changes,
        recipe,
        others,
    ) = columns
    return CaseFigures(
        adviser=adviser,
        initiator=initiator,
        attachment_before=before,
        attachment_after=after,
        measure_used=used,
        measure_from_on=from_on,
        measure_ended_on=ended_on,
        first_mentor_on=first_on,
        mentor_changes=changes,
        recipe=recipe,
        relationships=_read_relationships(others),
        holds_until_on=holds_until_on,
    )


@lru_cache(maxsize=4096)
def _read_relationships(kept: str) -> Mapping[str, Answers]:
    return MappingProxyType(
        {
            name: Answers(frequency, intensity, tuple(forms))
            for name, (frequency, intensity, forms) in loads(kept).items()
        }
    )


def _read_cases(session: Session, ids: Sequence[UUID], today: date) -> dict[UUID, Sheet]:
    sheets: dict[UUID, Sheet] = {}
    rows: Iterable[Any] = session.execute(_CASES, {"case_ids": list(ids)})
    for (
        case_id,
        opened_on,
        closed_on,
        has_employer,
        model,
        entry,
        wanted,
        form_id,
        sealed,
        confirmed,
        facts,
        key,
    ) in rows:
        if case_id in sheets:
            # The last closing is the one that counts.
            sheets[case_id].facts = facts
            continue
        plain = key.open()
        form = _open(plain, CaseForm.__tablename__, form_id, sealed)
        days = CaseDays(
            case_id,
            opened_on or today,
            has_employer,
            contact_ended_on=read_day(form.get("contact_ended_on")),
            closed_on=closed_on,
            confirmed_to=confirmed or read_day(form.get("log_confirmed_to")),
        )
        sheet = Sheet(opened_on or today, entry, wanted, form, facts, plain, Log(days, model, entry))
        sheet.ahead += [
            day for day in (days.contact_ended_on, closed_on, days.confirmed_to) if day and day > today
        ]
        sheets[case_id] = sheet
    return sheets


def _open(plain: bytes | None, table: str, row_id: UUID, sealed: bytes | None) -> FormAnswers:
    """The answers of a row; none where there are none, or the key has been destroyed."""
    if plain is None or not sealed:
        return {}
    answers: FormAnswers = loads(unseal(plain, sealed, bind_place(table, "answers_sealed", row_id)))
    return answers


def _read_course(session: Session, ids: Sequence[UUID], sheets: dict[UUID, Sheet], today: date) -> None:
    """Steps, mentors, pauses and advisers: few rows each, so one query of four parts."""
    rows: Iterable[Any] = session.connection().execute(_COURSE, {"case_ids": list(ids)})
    for kind, case_id, first, last, code, other, number, user_id, row_id, sealed in rows:
        sheet = sheets.get(case_id)
        if sheet is None:
            continue
        if kind == STEP:
            answers = _open(sheet.key, CaseStep.__tablename__, row_id, sealed)
            sheet.steps[code] = StepNote(other, first, answers)
        elif kind == TURN:
            if other not in DECLINED:
                sheet.log.tenures.append(Tenure(first, last, bool(number)))
                sheet.chosen_by |= {code} - {None}
                sheet.ahead += [day for day in (first, last) if day is not None and day > today]
        elif kind == PAUSE:
            sheet.log.pauses.append(Pause(first, last))
        else:
            sheet.parts.append((first, number, user_id))


def _read_contacts(session: Session, ids: Sequence[UUID], sheets: dict[UUID, Sheet], today: date) -> None:
    for case_id, relationship, day, form, outcome in session.connection().execute(
        _CONTACTS, {"case_ids": list(ids)}
    ):
        if case_id not in sheets:
            continue
        if day > today:
            sheets[case_id].ahead.append(day)
        else:
            sheets[case_id].log.add_entry(relationship, day, form, took_place=outcome == TOOK_PLACE)


def _count(sheet: Sheet, today: date) -> CaseFigures:
    log, company = sheet.log, sheet.steps.get("company", StepNote()).answers
    served = sorted(log.tenures, key=lambda one: one.from_on)
    prior = read_prior(company)
    counted = describe_log(log, today)
    forms = {name: one.forms for name, one in share_entries(log).items()}
    begun = [one for one in served if one.from_on <= today]
    recipe = judge_recipe(
        RecipeFacts(
            steps=sheet.steps,
            entry_point=sheet.entry_point,
            mentor_of_interest=sheet.mentor_of_interest,
            has_employer=log.days.has_employer,
            first_mentor_on=begun[0].from_on if begun else None,
            chosen_by=frozenset(sheet.chosen_by),
            is_employer_mentor=any(one.is_employer for one in served),
            forms=forms,
        )
    )
    return CaseFigures(
        adviser=max(sheet.parts)[2] if sheet.parts else None,
        initiator=keep_known("initiator", company.get("initiator")),
        attachment_before=None if prior is None else derive_attachment_before(prior) or UNCODED,
        attachment_after=(derive_attachment_after(build_outcome(sheet.facts)) or UNCODED)
        if sheet.facts
        else None,
        measure_used=sheet.form.get("measure_used"),
        measure_from_on=read_day(sheet.form.get("measure_from_on")),
        measure_ended_on=read_day(sheet.form.get("measure_ended_on")),
        first_mentor_on=served[0].from_on if served else None,
        mentor_changes=max(0, len(served) - 1),
        recipe=write_levels(recipe),
        relationships={
            one.relationship: answers
            for one in counted.relationships
            for answers in answer_relationship(one)
            if answers is not None
        },
        holds_until_on=min(sheet.ahead) - DAY if sheet.ahead else None,
    )


def keep_known(code_set: str, key: str | None) -> str | None:
    """The key, if the practice model has it: one from an older model has no row in the table."""
    return key if key and key in get_practice_model("hybridmodellen").find_codes(code_set) else None
