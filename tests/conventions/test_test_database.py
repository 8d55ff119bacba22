"""The fixtures themselves: what a test writes is gone after it, on both databases, commits included."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import IntegrityError

from hybridmentor import clock
from hybridmentor.db import Base, HybridSession
from hybridmentor.models import CaseRole, Office
from tests.support.apps import Site
from tests.support.databases import roll_back_after
from tests.support.queries import count_queries
from tests.support.rows import change_nothing
from tests.support.seed import open_case, seed_people


def count_rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        )


@pytest.mark.parametrize("time", ["first", "second"])
def test_rows_committed_in_one_test_are_gone_in_the_next(session: HybridSession, time: str):
    assert session.scalars(select(Office)).all() == []
    seed_people(session)
    session.commit()
    open_case(session)
    session.commit()
    session.add(Office(number="9999", name="Nav Borte", county="Innhavet"))
    session.rollback()
    assert len(session.scalars(select(Office)).all()) == 4


def test_no_row_is_left_after_a_session(engine: Engine):
    with roll_back_after(engine) as session:
        seed_people(session)
        open_case(session)
        session.commit()
        with pytest.raises(IntegrityError):
            session.add(Office(number="9901", name="Nav Igjen", county="Innhavet"))
            session.flush()
        session.rollback()
        session.commit()
    assert count_rows(engine) == 0


def test_foreign_keys_hold_in_tests(session: HybridSession):
    seed_people(session)
    case = open_case(session)
    with pytest.raises(IntegrityError):
        session.add(CaseRole(case_id=case.id, user_id=987654321, from_on=case.opened_on))
        session.flush()


def test_the_clock_stands_still(session: HybridSession, set_clock):
    noon = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    set_clock(noon)
    office = Office(number="9901", name="Nav Fjordby", county="Innhavet")
    session.add(office)
    session.flush()
    assert office.created_at == clock.now() == noon
    assert clock.today() == date(2026, 3, 29)
    set_clock(noon - timedelta(hours=2))
    assert clock.today() == date(2026, 3, 28)


def test_queries_are_counted(session: HybridSession, engine: Engine):
    seed_people(session)
    with count_queries(engine) as statements:
        assert session.scalars(select(Office)).all()
        assert session.scalar(select(func.count(Office.id))) == 4
    assert len(statements) == 2, str(statements)
    session.scalars(select(Office)).all()
    assert len(statements) == 2


def test_a_row_that_changed_is_seen(site: Site):
    """Whatever was done to it: added, changed, taken away; by a session or by another connection."""
    with site.session() as session:
        office = Office(number="9990", name="Nav Ny", county="Innhavet")
        with pytest.raises(AssertionError, match="hm_office: 4 rows before, 5 after"), change_nothing(site):
            session.add(office)
            session.commit()
        with pytest.raises(AssertionError, match="hm_office: 5 rows before, 5 after"), change_nothing(site):
            office.name = "Nav Nyere"
            session.commit()
        with pytest.raises(AssertionError, match="hm_office: 5 rows before, 4 after"), change_nothing(site):
            session.delete(office)
            session.commit()
    with (
        pytest.raises(AssertionError, match="hm_office: 4 rows before, 4 after"),
        change_nothing(site),
        site.engine.begin() as connection,
    ):
        connection.execute(update(Office).where(Office.number == "9901").values(county="Ytterkysten"))


def test_what_may_change_is_left_out_and_what_was_taken_back_is_no_change(site: Site):
    with site.session() as session:
        office = session.scalars(select(Office)).first()
        assert office is not None
        with change_nothing(site):
            office.name = "Nav Borte"
            session.flush()
            session.rollback()
        with change_nothing(site, "hm_office"):
            office.name = "Nav Flyttet"
            session.commit()
        with change_nothing(site):
            # Another version of the database, and the same rows.
            session.execute(update(Office).values(name=Office.name))
            session.commit()
