"""What a county's view is made from: the cases of all its offices with their figures, without a name of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.domain.case_figures import FiguredCase
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Office
from hybridmentor.policy import scopes
from hybridmentor.queries.case_figures import list_figured
from hybridmentor.queries.survey import is_counted

if TYPE_CHECKING:
    from collections.abc import Sequence


def map_county_cases(session: Session, actor: Actor) -> Mapping[int, Sequence[FiguredCase]]:
    """The counted cases of each office of the counties that the actor coordinates, by id of the office; not to be shown."""
    counties = [m.county for m in actor.list_offices("county")]
    wanted = (
        select(Case.id)
        .join(Office, Office.id == Case.office_id)
        .where(Office.county.in_(counties), scopes.shows_figures(actor), is_counted())
    )
    found: dict[int, list[FiguredCase]] = {}
    for case in list_figured(session, wanted, actor.today, with_relationships=False):
        found.setdefault(case.office_id, []).append(case)
    return found
