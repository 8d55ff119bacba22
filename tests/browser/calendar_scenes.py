"""What the browser looks at of planned contacts: one that waits, one ahead, one that was moved, one that is answered."""

from __future__ import annotations

from datetime import time, timedelta

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.models import Case, ContactPoint
from hybridmentor.services.appointments import answer_appointment, move_appointment
from hybridmentor.services.contacts import log_contact
from tests.support.seed import add_mentor, make_actor, open_case, see_case

PLANNED = "Kalle Kalender-Hallingskarvet"
AGO = {"waits": 3, "moved": 6, "answered": 9, "ahead": -4}
"""How many days ago each of the case's planned contacts was to be."""


def fill_planned(session: HybridSession) -> None:
    """A case of the adviser at Fjordby with planned contacts in every state. Commits nothing."""
    actor = make_actor(session, "veileder")
    case = open_case(session, name=PLANNED)
    add_mentor(session, case, name="Mari Møter")
    visible = see_case(session, actor, case)
    rows = {key: add_planned(session, case, ago) for key, ago in AGO.items()}
    later = clock.today() + timedelta(days=2)
    move_appointment(
        session, actor, visible, rows["moved"], planned_on=later, starts_at=time(9, 15), mentor_id=None
    )
    answer_appointment(session, actor, visible, rows["answered"], outcome="did_not_show", mentor_id=None)


def add_planned(session: HybridSession, case: Case, ago: int) -> ContactPoint:
    """A contact with everybody that was planned for so many days ago."""
    actor = make_actor(session, "veileder")
    return log_contact(
        session,
        actor,
        see_case(session, actor, case),
        occurred_on=clock.today() - timedelta(days=ago),
        relationships=["mentor", "jobseeker", "employer"],
        outcome="planned",
        form=None,
        starts_at=time(14, 0),
    )


def find_planned_case(session: HybridSession) -> Case:
    """The case of these scenes."""
    cases = session.scalars(select(Case).where(Case.origin == "office")).all()
    return next(case for case in cases if case.jobseeker and case.jobseeker.name == PLANNED)
