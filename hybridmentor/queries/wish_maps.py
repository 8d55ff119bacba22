"""What jobseekers wish, from the step where it is noted."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.domain.answers import read_answers as read_noted
from hybridmentor.domain.counties import find_county
from hybridmentor.domain.wish_map import WishMap, read_answers
from hybridmentor.models import Case, CaseStep, Office
from hybridmentor.queries.case_steps import find_step

WISHES = "wishes"
"""The key of the step."""


def read_wish_map(session: Session, case: Case) -> WishMap:
    """The wish map of a case that the actor has been shown; all is unknown where nothing is noted."""
    return _make_map(session, case, find_step(session, case.id, WISHES))


def list_wish_maps(session: Session, cases: Sequence[Case]) -> list[WishMap]:
    """The wish maps of some cases that the actor has been shown, in their order."""
    ids = [case.id for case in cases]
    statement = (
        select(CaseStep)
        .where(CaseStep.case_id.in_(ids), CaseStep.step == WISHES)
        .options(joinedload(CaseStep.case))
    )
    steps: dict[UUID, CaseStep] = {step.case_id: step for step in session.scalars(statement)} if ids else {}
    return [_make_map(session, case, steps.get(case.id)) for case in cases]


def _make_map(session: Session, case: Case, step: CaseStep | None) -> WishMap:
    office = session.get(Office, case.office_id)
    noted = read_noted(step) if step is not None else {}
    return read_answers(case.id.hex, noted, find_county(office.county) if office else None)
