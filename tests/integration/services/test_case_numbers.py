"""Case numbers: running within office and year, none given twice."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from hybridmentor.db import HybridSession, begin_write
from hybridmentor.identity import Actor
from hybridmentor.models import Case, CaseCounter
from tests.integration.crowd import run_at_once
from tests.integration.scenes import load_person, open_through_service
from tests.support.apps import Site


def test_numbers_run_within_office_and_year(people: HybridSession, adviser: Actor, neighbour: Actor):
    def open_on(actor: Actor, day: date) -> str:
        return open_through_service(people, actor, opened_on=day).case.number

    assert open_on(adviser, date(2026, 1, 1)) == "2026-0001"
    assert open_on(adviser, date(2026, 11, 24)) == "2026-0002"
    assert open_on(neighbour, date(2026, 11, 24)) == "2026-0001"
    assert open_on(adviser, date(2025, 12, 31)) == "2025-0001"
    assert open_on(adviser, date(2026, 11, 24)) == "2026-0003"


def test_numbers_go_on_above_four_digits(people: HybridSession, adviser: Actor):
    people.add(CaseCounter(office_id=adviser.memberships[0].office_id, year=2026, last=9999))
    people.flush()
    assert open_through_service(people, adviser, opened_on=date(2026, 11, 24)).case.number == "2026-10000"


def test_ten_who_open_at_once_get_ten_numbers(site: Site):
    with site.session() as session:
        actors = [load_person(session, "veileder")] * 7 + [load_person(session, "veileder2")] * 3

    def make_opening(actor: Actor):  # type: ignore[no-untyped-def]
        def open_one() -> tuple[UUID, str]:
            with site.session() as session:
                begin_write(session)
                case = open_through_service(session, actor, opened_on=date(2026, 11, 24)).case
                session.commit()
                return case.id, case.number

        return open_one

    told = run_at_once([make_opening(actor) for actor in actors])
    with site.session() as session:
        kept = {case.id: case.number for case in session.scalars(select(Case))}
        last = dict(session.execute(select(CaseCounter.office_id, CaseCounter.last)).all())
    assert kept == dict(told)
    assert sorted(number for _, number in told[:7]) == [f"2026-{n:04d}" for n in range(1, 8)]
    assert sorted(number for _, number in told[7:]) == [f"2026-{n:04d}" for n in range(1, 4)]
    assert sorted(last.values()) == [3, 7]


def test_a_number_given_in_vain_is_given_again(people: HybridSession, adviser: Actor):
    """The counter goes back with the case: no gaps that would have to be explained."""
    people.commit()
    assert open_through_service(people, adviser, opened_on=date(2026, 11, 24)).case.number == "2026-0001"
    people.rollback()
    assert open_through_service(people, adviser, opened_on=date(2026, 11, 24)).case.number == "2026-0001"
