"""Running case numbers: year and number within the office."""

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hybridmentor.models import CaseCounter


def take_case_number(session: Session, office_id: int, year: int) -> str:
    """The next number of the office in the year, such as 2026-0104. Two that ask at once get two numbers."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    seed = dialect.insert(CaseCounter).values(office_id=office_id, year=year, last=0).on_conflict_do_nothing()
    session.execute(seed)
    ours = (CaseCounter.office_id == office_id, CaseCounter.year == year)
    session.execute(
        update(CaseCounter)
        .where(*ours)
        .values(last=CaseCounter.last + 1)
        .execution_options(synchronize_session=False)
    )
    last = session.scalars(select(CaseCounter.last).where(*ours)).one()
    return f"{year}-{last:04d}"
