"""What table 1 of a study has of a case: read from company, steps and closing, and no more than was allowed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.answers import write_answers
from hybridmentor.domain.consent_purposes import PERSONS
from hybridmentor.domain.survey_tables import CaseColumns
from hybridmentor.identity import Actor
from hybridmentor.models import CaseOutcome
from hybridmentor.queries.case_columns import read_columns
from hybridmentor.queries.cases import VisibleCase
from tests.integration.scenes import find_step_row, open_through_service

DAY = date(2026, 11, 20)


def note(session: HybridSession, visible: VisibleCase, step: str, **answers: Any) -> None:
    write_answers(find_step_row(session, visible.case.id, step), answers)
    session.flush()


def end(
    session: HybridSession, visible: VisibleCase, day: date = DAY, *, moment: str = "closing", **facts: Any
) -> None:
    session.add(CaseOutcome(case=visible.case, moment=moment, measured_on=day, facts=facts))
    session.flush()


def read(session: HybridSession, visible: VisibleCase, *allowed: str) -> CaseColumns:
    case_id: UUID = visible.case.id
    return read_columns(session, [case_id], {case_id: allowed or PERSONS})[case_id]


@pytest.fixture
def visible(people: HybridSession, adviser: Actor) -> VisibleCase:
    """A case with something in every column."""
    made = open_through_service(people, adviser, industry="retail")
    note(people, made, "wishes", reasons=["training", "way_in", "of_another_model"])
    note(people, made, "company", adviser_knew_company="unknown")
    end(people, made, attached=["yes"])
    return made


def test_every_column_of_a_case(people: HybridSession, visible: VisibleCase):
    assert visible.case.employer_id is not None
    assert read(people, visible) == CaseColumns(
        industry="retail",
        reasons=("training", "way_in"),
        knew_company="unknown",
        attached_at_end="attached",
        company=visible.case.employer_id.hex,
    )


def test_without_the_companys_yes_nothing_of_it_is_told(people: HybridSession, visible: VisibleCase):
    told = read(people, visible, "jobseeker", "mentor")
    assert (told.industry, told.knew_company) == (None, None)
    assert (told.reasons, told.attached_at_end) == (("training", "way_in"), "attached")


@pytest.mark.parametrize(
    ("industry", "nace", "expected"),
    [
        (None, "47.110", "retail"),
        ("service", "47.110", "service"),
        (None, None, None),
        ("shipping", None, "other"),
    ],
)
def test_the_industry_is_the_one_chosen_or_the_registers(
    people: HybridSession, visible: VisibleCase, industry: str | None, nace: str | None, expected: str | None
):
    employer = visible.case.employer
    assert employer is not None
    employer.industry, employer.nace, employer.organisation_number = industry, nace, "999999999"
    people.flush()
    told = read(people, visible)
    assert (told.industry, told.company) == (expected, "999999999")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"attached": ["no"]}, "not_attached"),
        ({"attached": ["no"], "elsewhere": ["apprenticeship_elsewhere"]}, "apprenticeship_elsewhere"),
        ({"attached": ["no"], "elsewhere": ["education_elsewhere"]}, "not_attached"),
        ({"attached": ["unknown"], "leave": ["sick"]}, None),
        ({}, None),
    ],
)
def test_the_last_closing_is_the_one_that_counts(
    people: HybridSession, visible: VisibleCase, facts: dict[str, Any], expected: str | None
):
    end(people, visible, DAY + timedelta(days=1), **facts)
    end(people, visible, DAY + timedelta(days=90), moment="later", attached=["yes"])
    assert read(people, visible).attached_at_end == expected


def test_a_case_that_says_nothing(people: HybridSession, adviser: Actor):
    assert read(people, open_through_service(people, adviser, employer_name="")) == CaseColumns()


def test_what_cannot_be_read_is_as_if_it_had_not_been_answered(people: HybridSession, visible: VisibleCase):
    visible.case.data_key.destroy(clock.now())
    people.flush()
    told = read(people, visible)
    assert (told.reasons, told.knew_company) == ((), None)
    assert (told.industry, told.attached_at_end) == ("retail", "attached")
