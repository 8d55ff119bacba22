"""What a jobseeker wishes, from the step where it is noted."""

from sqlalchemy.orm import Session

from hybridmentor.domain.answers import read_answers as read_noted
from hybridmentor.domain.counties import find_county
from hybridmentor.domain.wish_map import WishMap, read_answers
from hybridmentor.models import Case, Office
from hybridmentor.queries.case_steps import find_step

WISHES = "wishes"
"""The key of the step."""


def read_wish_map(session: Session, case: Case) -> WishMap:
    """The wish map of a case that the actor has been shown; all is unknown where nothing is noted."""
    step = find_step(session, case.id, WISHES)
    office = session.get(Office, case.office_id)
    noted = read_noted(step) if step is not None else {}
    return read_answers(case.id.hex, noted, find_county(office.county) if office else None)
