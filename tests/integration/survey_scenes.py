"""What tables 2 to 7 rest on, stored as the services store it: forms, company steps, outcomes, published examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.domain.answers import write_answers
from hybridmentor.domain.published_cases import read_published_cases
from hybridmentor.models import Case, CaseForm, CaseOutcome, Office
from hybridmentor.services.published_cases import import_published_cases
from tests.integration.scenes import PRACTICE, find_step_row

PERMANENT = {"attached": ["yes"], "employment_form": ["permanent"], "wage_subsidy": ["no"]}


def fill_form(session: Session, case: Case, **answers: Any) -> None:
    """Answers on the registration form."""
    form = CaseForm(case=case)
    session.add(form)
    write_answers(form, answers)
    session.flush()


def fill_company(session: Session, case: Case, **answers: Any) -> None:
    """What is answered in the step about the company."""
    write_answers(find_step_row(session, case.id, "company"), answers)
    session.flush()


def close(session: Session, case: Case, on: date, facts: Mapping[str, Any]) -> None:
    """The case closed with these facts."""
    case.closed_on = on
    session.add(CaseOutcome(case=case, moment="closing", measured_on=on, facts=dict(facts)))
    session.flush()


def import_examples(session: Session) -> None:
    """The 21 published examples on their shelf."""
    shelf = session.scalars(select(Office).where(Office.purpose == "examples")).one()
    text = files("hybridmentor").joinpath("sample_data/afi_table1_cases.csv").read_text("utf-8")
    import_published_cases(session, None, shelf, PRACTICE, read_published_cases(text).cases)
