"""Mentors one after the other, in the case that the states of `assignment_states.py` show."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.models import Case, MentorAssignment
from hybridmentor.services.mentors import AGREED_FIELDS, edit_assignment
from tests.browser.consent_scenes import LONG_WORD
from tests.support.seed import make_actor, see_case


def fill_assignments(session: HybridSession, cases: dict[str, Case]) -> None:
    """Everything told about the first mentor of the spare case, in long words, and nothing about the one after."""
    case, actor = cases["spare"], make_actor(session, "veileder")
    statement = select(MentorAssignment).where(MentorAssignment.case_id == case.id)
    first = session.scalars(statement.order_by(MentorAssignment.from_on)).first()
    assert first is not None
    day = clock.today() - timedelta(days=45)
    agreed = {
        "hours_per_month": "12.5",
        "tasks": f"Viser vei i {LONG_WORD}, og svarer når noe er uklart. " * 3,
        "confidentiality_on": day,
        "family_tie": "no",
        "chosen_by": "together",
        "chosen_how": "Spurt på oppstartsmøtet",
        "right_told_mentor_on": day,
        "right_told_jobseeker_on": day,
    }
    assert set(agreed) == set(AGREED_FIELDS)
    sent = {**agreed, "end_reason": "practical", "end_words": f"Andre vakter i {LONG_WORD}"}
    edit_assignment(session, actor, see_case(session, actor, case), first, version=first.version, sent=sent)
