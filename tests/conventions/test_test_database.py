"""The fixtures themselves: what a test writes is gone after it, on both databases, commits included."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from hybridmentor import clock
from hybridmentor.db import Base, HybridSession
from hybridmentor.models import CaseRole, Office
from tests.support.databases import roll_back_after
from tests.support.queries import count_queries
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
