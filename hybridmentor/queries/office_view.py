"""What an office's view is made from: its cases with their figures, without a name of anybody."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.domain.case_figures import FiguredCase
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Office
from hybridmentor.policy import scopes
from hybridmentor.queries.case_figures import list_figured
from hybridmentor.queries.survey import is_counted


def is_led_by(actor: Actor, office_id: int) -> bool:
    """Whether the office's figures stay in the office when the actor sees them."""
    return any(m.office_id == office_id for m in actor.list_offices("lead"))


def list_office_cases(session: Session, actor: Actor, office_id: int) -> Sequence[FiguredCase]:
    """The counted cases of an office, for an actor who may see its figures: one query, three more where some have changed.

    Whoever leads the office gets the cases that he or she may open: a sum with one more would tell about that one. Whoever
    coordinates the county may open none and gets them all, so those figures are for `office_view` to hold back.
    """
    office = select(Office.id).where(Office.id == office_id, scopes.shows_figures(actor))
    wanted = (
        scopes.visible_cases(actor).with_only_columns(Case.id)
        if is_led_by(actor, office_id)
        else select(Case.id)
    )
    wanted = wanted.join(Office, Office.id == Case.office_id).where(Office.id.in_(office), is_counted())
    return list_figured(session, wanted, actor.today)
