"""Work on a case without contact, for a case that the actor has been shown."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from hybridmentor.models import CaseWork


def list_work(
    session: Session, case_id: UUID, *, limit: int, after: tuple[date, UUID] | None = None
) -> Sequence[CaseWork]:
    """Work on a case, the latest first, at most `limit`; from behind the day and id in `after`."""
    statement = select(CaseWork).where(CaseWork.case_id == case_id)
    if after is not None:
        statement = statement.where(
            or_(
                CaseWork.worked_on < after[0],
                and_(CaseWork.worked_on == after[0], CaseWork.id < after[1]),
            )
        )
    return session.scalars(
        statement.order_by(CaseWork.worked_on.desc(), CaseWork.id.desc()).limit(limit)
    ).all()


def find_work(session: Session, case_id: UUID, work_id: UUID) -> CaseWork | None:
    """Work on the case by its id; None if there is none."""
    statement = select(CaseWork).where(CaseWork.id == work_id, CaseWork.case_id == case_id)
    return session.scalars(statement.execution_options(populate_existing=True)).first()


def count_work_bands(session: Session, case_id: UUID) -> Counter[str]:
    """How many entries of work there are of each band of minutes."""
    statement = (
        select(CaseWork.minutes_band, func.count())
        .where(CaseWork.case_id == case_id)
        .group_by(CaseWork.minutes_band)
    )
    return Counter(dict(session.execute(statement).all()))
