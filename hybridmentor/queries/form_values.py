"""The registration form of a case filled in from the work: steps, log, mentors, and what is typed on it.

In a fixed number of queries, for a case that the actor has been shown.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.domain.answers import read_answers
from hybridmentor.domain.form_fields import read_ends, read_parallel, read_ratings
from hybridmentor.domain.form_state import (
    CaseEnds,
    EndState,
    FormContext,
    FormField,
    is_answered,
    judge_ends,
    list_missing,
)
from hybridmentor.domain.mentor_turns import list_served
from hybridmentor.domain.outcome import FACT_CODE_SETS, build_outcome, derive_attachment_after
from hybridmentor.domain.prior_attachment import PriorAttachment, derive_attachment_before
from hybridmentor.domain.step_fields import CASE_COLUMNS, DONE_ON_FIELDS, PRIOR_FIELDS, list_step_fields
from hybridmentor.domain.survey_tables import classify_duration, measure_duration
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CaseForm,
    CaseOutcome,
    CaseRole,
    CaseStep,
    ContactPoint,
    MentorAssignment,
    SuccessCriterion,
)
from hybridmentor.queries.case_forms import find_case_form
from hybridmentor.queries.case_work import count_work_bands
from hybridmentor.queries.collaboration import CaseDays, judge_cases
from hybridmentor.queries.contact_plans import list_plans
from hybridmentor.queries.handovers import list_turns
from hybridmentor.queries.mentors import list_assignments
from hybridmentor.queries.outcomes import list_outcomes
from hybridmentor.queries.pauses import list_pauses


@dataclass(frozen=True)
class FormValues:
    """All that the form of a case holds, by field key, and what it still lacks."""

    values: dict[str, Any]
    """Codes as text or lists, days as dates, rows of things as they are stored; None where nothing is known."""
    form: CaseForm | None
    steps: Sequence[CaseStep]
    criteria: Sequence[SuccessCriterion]
    """The office's criteria: those in use, and old ones that the case has been rated by."""
    outcome: CaseOutcome | None
    follow_ups: Sequence[CaseOutcome]
    """Later measurements, the earliest first."""
    end: EndState
    context: FormContext
    missing: tuple[FormField, ...]


def gather_form_values(session: Session, actor: Actor, case: Case) -> FormValues:
    """The form of a case today."""
    form = find_case_form(session, case.id)
    answers = read_answers(form)
    steps = session.scalars(select(CaseStep).where(CaseStep.case_id == case.id)).all()
    closing, follow_ups = list_outcomes(session, case.id)
    criteria = list_criteria(session, case, answers)
    values: dict[str, Any] = {
        "office": f"{case.office.name} ({case.office.number})",
        "jobseeker_name": case.jobseeker.name if case.jobseeker else None,
        "service": case.service,
        "entry_point": case.entry_point,
        "opened_on": case.opened_on,
        "employer_name": case.employer.name if case.employer else None,
        "industry": case.employer.industry if case.employer else None,
        "closed_on": case.closed_on,
        "later_on": case.follow_up_on,
    }
    values |= read_days(answers)
    values["parallel_measures"] = read_parallel(answers)
    values["success_ratings"] = read_ratings(answers, [one.id for one in criteria])
    values |= read_steps(steps, case)
    values |= read_course(session, case)
    values |= read_log(session, case)
    if not values.get("contact_at_nav") and values["adviser"]:
        # The adviser is Nav's contact person unless somebody else is named.
        values["contact_at_nav"] = values["adviser"][0].user.name
    if values.get("measure_used") == "yes" and not values.get("hours_per_month") and values["mentors"]:
        # What is agreed with the last mentor stands unless something else is typed.
        values["hours_per_month"] = write_hours(list_served(values["mentors"]))
    values |= read_outcome(closing)
    values["duration"] = derive_duration(values, actor.today)
    ends = read_ends(answers, case.opened_on, case.closed_on)
    values |= read_collaboration(session, actor, case, ends, values.get("log_confirmed_to"))
    skipped = tuple(row.step for row in steps if row.status == "skipped")
    active = tuple(str(one.id) for one in criteria if one.is_active)
    context = FormContext(skipped_steps=skipped, success_criteria=active)
    return FormValues(
        values=values,
        form=form,
        steps=steps,
        criteria=criteria,
        outcome=closing if case.closed_on else None,
        follow_ups=follow_ups,
        end=judge_ends(ends, actor.today),
        context=context,
        missing=list_missing(values, context),
    )


def write_hours(mentors: Sequence[MentorAssignment]) -> str | None:
    """The hours a month of the last of the mentors, as the form keeps numbers; None where none are agreed."""
    hours = mentors[-1].hours_per_month if mentors else None
    return None if hours is None else format(hours.normalize(), "f")


def list_criteria(session: Session, case: Case, answers: Mapping[str, Any]) -> Sequence[SuccessCriterion]:
    """The office's success criteria, those no longer in use only where the case has been rated by them."""
    statement = select(SuccessCriterion).where(SuccessCriterion.office_id == case.office_id)
    rows = session.scalars(statement.order_by(SuccessCriterion.id)).all()
    rated = read_ratings(answers, [row.id for row in rows])
    return [row for row in rows if row.is_active or rated[str(row.id)]]


def read_days(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with days as dates."""
    return {
        key: date.fromisoformat(value) if key.endswith(("_on", "_to")) and isinstance(value, str) else value
        for key, value in answers.items()
    }


def read_steps(steps: Sequence[CaseStep], case: Case) -> dict[str, Any]:
    """What the steps hold of the form: their answers, and the day that each was done."""
    values: dict[str, Any] = {}
    for row in steps:
        answers = read_days(read_answers(row))
        for field in list_step_fields(row.step):
            values[field.key] = (
                getattr(case, field.key) if field.key in CASE_COLUMNS else answers.get(field.key)
            )
        if row.step in DONE_ON_FIELDS:
            values[DONE_ON_FIELDS[row.step]] = row.done_on if row.status == "done" else None
    prior = read_prior(values)
    values["prior_attachment"] = prior
    values["attachment_before"] = derive_attachment_before(prior) if prior else None
    return values


def read_prior(values: Mapping[str, Any]) -> PriorAttachment | None:
    """The attachment before, from the answers of the company's step; None where nothing of it is known."""
    known = {fact: values[key] for key, fact in PRIOR_FIELDS.items() if is_answered(values.get(key))}
    return PriorAttachment(**known) if known else None


def read_course(session: Session, case: Case) -> dict[str, Any]:
    """Advisers, mentors, agreements and pauses over time."""
    roles = session.scalars(
        select(CaseRole)
        .where(CaseRole.case_id == case.id, CaseRole.role == "adviser")
        .options(joinedload(CaseRole.user))
        .order_by(CaseRole.from_on, CaseRole.id)
    ).all()
    plans = list_plans(session, case.id)
    pauses = list(reversed(list_pauses(session, case.id)))
    mentors: list[MentorAssignment] = list(reversed(list_assignments(session, case.id)))
    return {
        "adviser": roles[-1:],
        "handovers": roles if len(roles) > 1 else [],
        "turns": [turn for turn in reversed(list_turns(session, case.id)) if turn.note],
        "agreed_contact": plans,
        "pauses": pauses,
        "mentors": mentors,
    }


def read_log(session: Session, case: Case) -> dict[str, Any]:
    """What the log says: how many contacts took place, how many of each band of minutes the adviser held, and work beside them.

    What mentor and jobseeker had without us is not among them.
    """
    statement = (
        select(ContactPoint.held_by, ContactPoint.minutes_band, func.count())
        .where(
            ContactPoint.case_id == case.id,
            ContactPoint.outcome == "took_place",
            ContactPoint.reported_by.is_(None),
        )
        .group_by(ContactPoint.held_by, ContactPoint.minutes_band)
    )
    rows = session.execute(statement).all()
    minutes: Counter[str] = Counter()
    for held_by, band, number in rows:
        if held_by == "adviser":
            minutes[band or ""] += number
    return {
        "contact_count": sum(number for _, _, number in rows) or None,
        "adviser_minutes": minutes,
        "work_minutes": count_work_bands(session, case.id),
    }


def read_collaboration(
    session: Session, actor: Actor, case: Case, ends: CaseEnds, confirmed_to: date | None
) -> dict[str, Any]:
    """Frequency, intensity and form with each, as the log has them: what `domain.collaboration` says, with its reasons."""
    days = CaseDays(
        case.id,
        case.opened_on or actor.today,
        case.employer_id is not None,
        contact_ended_on=ends.contact_ended_on,
        closed_on=case.closed_on,
        confirmed_to=confirmed_to,
    )
    found = judge_cases(session, [days], select(Case.id).where(Case.id == case.id), actor.today)
    return {
        f"{dimension}_{one.relationship}": answer
        for one in found[case.id]
        for dimension, answer in (
            ("frequency", one.frequency),
            ("intensity", one.intensity),
            ("forms", one.forms if one.forms.keys else None),
        )
    }


def read_outcome(row: CaseOutcome | None) -> dict[str, Any]:
    """The facts at closing, and the code of table 7 that they come to."""
    if row is None:
        return {}
    outcome = build_outcome(row.facts)
    facts: dict[str, Any] = {name: row.facts.get(name) for name in FACT_CODE_SETS}
    return facts | {
        "position_percent": outcome.position_percent,
        "job_started_on": outcome.job_started_on,
        "attachment_after": derive_attachment_after(outcome) if row.facts else None,
    }


def derive_duration(values: Mapping[str, Any], today: date) -> str | None:
    """The class of table 6 for the registered mentor measure; None where it was not used or its days are not known."""
    closed_on = values.get("closed_on")
    months, is_running = measure_duration(
        values.get("measure_used"),
        values.get("measure_from_on"),
        values.get("measure_ended_on"),
        is_closed=closed_on is not None and closed_on <= today,
        today=today,
    )
    return classify_duration(months, is_running=is_running)
