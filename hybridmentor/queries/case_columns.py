"""What table 1 has of cases beside what the other tables ask: the company's industry, why a mentor, and how it ended.

Codes only, so no actor: whoever asks has been shown the study, and says whose consent there is. Three statements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from json import loads
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.crypto import unseal
from hybridmentor.domain.answers import Answers
from hybridmentor.domain.nace import find_industry
from hybridmentor.domain.outcome import build_outcome, group_attached
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.survey_tables import CaseColumns
from hybridmentor.models import Case, CaseOutcome, CaseStep, DataKey, Employer
from hybridmentor.models.data_key import bind_place
from hybridmentor.queries.parameters import CASE_IDS

EMPLOYER = "employer"
OTHER = "other"

# Put together once: that takes as long as running them.
_CASES = (
    select(
        Case.id,
        Case.employer_id,
        Employer.organisation_number,
        Employer.industry,
        Employer.nace,
        DataKey.id,
        DataKey.master_key,
        DataKey.wrapped,
    )
    .join(DataKey, DataKey.id == Case.data_key_id)
    .outerjoin(Employer, Employer.id == Case.employer_id)
    .where(Case.id.in_(CASE_IDS))
)
_STEPS = select(CaseStep.case_id, CaseStep.id, CaseStep.answers_sealed).where(
    CaseStep.case_id.in_(CASE_IDS),
    CaseStep.step.in_(("wishes", "company")),
    CaseStep.answers_sealed.is_not(None),
)
_CLOSINGS = (
    select(CaseOutcome.case_id, CaseOutcome.facts)
    .where(CaseOutcome.case_id.in_(CASE_IDS), CaseOutcome.moment == "closing")
    .order_by(CaseOutcome.measured_on, CaseOutcome.id)
)


def read_columns(
    session: Session, case_ids: Sequence[UUID], allowed: Mapping[UUID, Collection[str]]
) -> dict[UUID, CaseColumns]:
    """The columns of each case. `allowed` says who of a case has said yes: what concerns another is not told.

    What cannot be read, because its key has been destroyed, is as if it had not been answered.
    """
    given = {"case_ids": list(case_ids)}
    keys: dict[UUID, bytes] = {}
    companies: dict[UUID, tuple[str, str | None]] = {}
    for case_id, employer_id, number, industry, nace, key_id, master_key, wrapped in session.execute(
        _CASES, given
    ):
        if wrapped is not None:
            keys[case_id] = session.info["keyring"].unwrap(master_key, wrapped, key_id)
        if employer_id is not None:
            # The same for a company that two offices have in their registers.
            companies[case_id] = number or employer_id.hex, _find_industry(industry, nace)
    answers = _read_steps(session, case_ids, keys)
    # The last closing is the one that counts; one without any answer says nothing.
    closings: dict[UUID, Any] = dict(session.execute(_CLOSINGS, given).all())
    found = {}
    for case_id in case_ids:
        told = answers[case_id]
        company, industry = companies.get(case_id, (None, None))
        may_tell = EMPLOYER in allowed[case_id]
        facts = closings.get(case_id)
        found[case_id] = CaseColumns(
            industry=industry if may_tell else None,
            reasons=tuple(key for key in told.get("reasons") or () if key in _list_known("reason")),
            knew_company=_keep_known(told.get("adviser_knew_company")) if may_tell else None,
            attached_at_end=group_attached(build_outcome(facts)) if facts else None,
            company=company,
        )
    return found


def _read_steps(
    session: Session, case_ids: Sequence[UUID], keys: Mapping[UUID, bytes]
) -> dict[UUID, dict[str, Any]]:
    answers: dict[UUID, dict[str, Any]] = {case_id: {} for case_id in case_ids}
    rows: Iterable[Any] = session.execute(_STEPS, {"case_ids": list(case_ids)})
    for case_id, row_id, sealed in rows:
        if case_id in keys:
            place = bind_place(CaseStep.__tablename__, "answers_sealed", row_id)
            step: Answers = loads(unseal(keys[case_id], sealed, place))
            answers[case_id] |= step
    return answers


def _find_industry(industry: str | None, nace: str | None) -> str | None:
    """The industry that was chosen, else the one that comes nearest to the number of the register."""
    known = _list_known("industry")
    found = industry or (find_industry(nace, known) if nace else None)
    return found if found is None or found in known else OTHER


def _keep_known(knew: object) -> str | None:
    return str(knew) if knew in ("yes", "no", "unknown") else None


@cache
def _list_known(code_set: str) -> tuple[str, ...]:
    return tuple(get_practice_model("hybridmodellen").find_codes(code_set).keys)
