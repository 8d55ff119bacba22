"""Published examples on an office's shelf: once, without a person, outside my day and the figures."""

from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
from sqlalchemy import func, select

from hybridmentor.db import HybridSession
from hybridmentor.domain.published_cases import PublishedCase, read_published_cases
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, Case, Jobseeker, NameToken, Office, PublishedExample
from hybridmentor.queries.cases import PAGE_SIZE, CaseFilter, find_list_key, list_cases, search_cases
from hybridmentor.queries.days import plan_day
from hybridmentor.queries.offices import list_figures
from hybridmentor.queries.published_examples import list_published_examples, rebuild_published_cases
from hybridmentor.services.published_cases import import_published_cases
from tests.integration.scenes import PRACTICE, give_part, load_person, look_up


@pytest.fixture(scope="module")
def printed() -> list[PublishedCase]:
    """The 21 cases of the note."""
    text = files("hybridmentor").joinpath("sample_data/afi_table1_cases.csv").read_text("utf-8")
    result = read_published_cases(text)
    assert result.faults == []
    assert len(result.cases) == 21
    return result.cases


@pytest.fixture
def shelf(people: HybridSession, printed: list[PublishedCase]) -> Office:
    """The 21 cases at the office where the adviser works."""
    office = people.scalars(select(Office).where(Office.number == "9901")).one()
    assert import_published_cases(people, None, office, PRACTICE, printed) == (21, 0)
    return office


def test_words_and_codes_are_kept_and_no_person(
    people: HybridSession, shelf: Office, printed: list[PublishedCase]
):
    people.flush()
    people.expire_all()
    cases = people.scalars(select(Case)).all()
    assert {case.number for case in cases} == {f"AFI-sak {case.case_no}" for case in printed}
    for case in cases:
        assert case.is_published_example
        assert (case.opened_on, case.closed_on, case.jobseeker_id, case.employer_id) == (
            None,
            None,
            None,
            None,
        )
    assert people.scalar(select(func.count()).select_from(Jobseeker)) == 0
    assert people.scalar(select(func.count()).select_from(NameToken)) == 0
    kept = list_published_examples(people)
    assert [example.case_no for example in kept] == [case.case_no for case in printed]
    assert [example.words for example in kept] == [dict(case.words) for case in printed]
    assert rebuild_published_cases(kept) == printed
    event = people.scalars(select(AuditEvent)).one()
    assert (event.action, event.office_id, event.detail) == ("published_cases.import", shelf.id, "21")


def test_a_second_time_makes_nothing(people: HybridSession, shelf: Office, printed: list[PublishedCase]):
    assert import_published_cases(people, None, shelf, PRACTICE, printed) == (0, 21)
    assert people.scalar(select(func.count()).select_from(PublishedExample)) == 21
    assert people.scalar(select(func.count()).select_from(AuditEvent)) == 1


def test_another_office_has_a_shelf_of_its_own(
    people: HybridSession, shelf: Office, printed: list[PublishedCase]
):
    other = people.scalars(select(Office).where(Office.number == "9902")).one()
    assert import_published_cases(people, None, other, PRACTICE, printed[:3]) == (3, 0)
    assert len(list_published_examples(people)) == 24
    assert [e.case_no for e in list_published_examples(people, "9902")] == [c.case_no for c in printed[:3]]


def test_progress_is_told_for_each(people: HybridSession, shelf: Office, printed: list[PublishedCase]):
    told: list[None] = []
    import_published_cases(people, None, shelf, PRACTICE, printed, lambda: told.append(None))
    assert len(told) == 21


def test_examples_are_outside_my_day_and_the_figures(people: HybridSession, shelf: Office, adviser: Actor):
    """Also for somebody who has a part in one."""
    example = people.scalars(select(Case.id).limit(1)).one()
    give_part(people, "veileder", example, date(2026, 1, 1))
    day = plan_day(people, adviser)
    assert (day.cases, day.no_mentor, day.no_agreement, day.on_track) == (0, [], [], 0)
    lead = load_person(people, "leder")
    assert [(f.office.number, f.open, f.closed) for f in list_figures(people, lead)] == [("9901", 0, 0)]


def test_examples_are_listed_by_themselves(people: HybridSession, shelf: Office, adviser: Actor):
    def count(state: str) -> int:
        return len(list_cases(people, adviser, CaseFilter(state))[0])

    assert {state: count(state) for state in ("open", "closed", "examples", "all")} == {
        "open": 0,
        "closed": 0,
        "examples": 21,
        "all": 21,
    }
    found, _ = search_cases(people, adviser, "AFI-sak 21")
    assert [case.number for case in found] == ["AFI-sak 21"]


def test_examples_are_listed_in_the_order_of_the_printed_table(
    people: HybridSession, shelf: Office, adviser: Actor, printed: list[PublishedCase]
):
    rows, more = list_cases(people, adviser, CaseFilter("examples"))
    assert not more
    assert [case.number for case in rows] == [f"AFI-sak {case.case_no}" for case in printed]


def test_many_examples_are_listed_page_by_page(
    people: HybridSession, adviser: Actor, printed: list[PublishedCase]
):
    """A longer table than the printed one: still in its order, none twice and none left out."""
    office = people.scalars(select(Office).where(Office.number == "9901")).one()
    many = [replace(printed[n % 21], case_no=900 - n) for n in range(2 * PAGE_SIZE + 20)]
    import_published_cases(people, None, office, PRACTICE, many)
    listed: list[str] = []
    after, more = None, True
    while more:
        rows, more = list_cases(people, adviser, CaseFilter("examples"), after=after)
        listed += [case.number for case in rows]
        after = find_list_key(rows[-1])
    assert listed == [f"AFI-sak {case.case_no}" for case in many]


def test_an_example_is_read_but_not_worked_on(people: HybridSession, shelf: Office, adviser: Actor):
    case_id = people.scalars(select(Case.id).limit(1)).one()
    facts = look_up(people, adviser, case_id).facts
    assert facts.is_published_example
