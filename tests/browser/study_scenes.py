"""Studies for looking at pages: an open one with an office of its own, whose cases are ready or lack something, and a draft."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.consent_state import Consent as Given
from hybridmentor.models import Case, Employer, Office, OfficeMembership, Role, StudyAnswer, StudyCase, User
from hybridmentor.queries.studies import find_study
from hybridmentor.services.passwords import hash_password
from hybridmentor.services.study_cases import give_study_consent
from tests.support.client import PASSWORD
from tests.support.seed import CHEAP_COST, add_mentor, make_actor, open_case, see_case
from tests.support.studies import make_study

OPEN, DRAFT, ENDED = "Veier inn i arbeid", "Mentorer over tid", "Første forsøk"
ADVISER, OTHER = "studie", "studie2"
"""An adviser who has said yes, and one who has not answered."""
READY, LACKING = "Klara Klar", "Mangler Mye"


def fill_studies(session: HybridSession) -> None:
    """The three of them, at an office of their own, so that no other adviser is asked for anything."""
    office = Office(number="9907", name="Nav Prøvestad", county="Innhavet")
    session.add(office)
    session.flush()
    keeper = session.scalars(select(Office.id).where(Office.number == "9901")).one()
    hashed = hash_password(PASSWORD, CHEAP_COST)
    began = clock.today() - timedelta(days=400)
    for login, name in ((ADVISER, "Siv Studie"), (OTHER, "Stig Studie")):
        user = User(login=login, name=name, email=f"{login}@example.org", password_hash=hashed)
        session.add(user)
        session.flush()
        session.add(OfficeMembership(user_id=user.id, office_id=office.id, role=Role.ADVISER, from_on=began))
    study = make_study(session, keeper, {office.id: "participating"}, title=OPEN)
    make_study(session, keeper, {office.id: "participating"}, state="draft", title=DRAFT)
    make_study(session, keeper, {office.id: "participating"}, state="ended", title=ENDED)
    actor = make_actor(session, ADVISER)
    session.add(StudyAnswer(study_id=study.id, user_id=actor.user_id, text_number=1, is_yes=True))
    ready = open_case(session, ADVISER, name=READY)
    lacking = open_case(session, ADVISER, name=LACKING)
    open_case(session, OTHER, name="Ole Annen")
    for case in (ready, lacking):
        add_mentor(session, case, ADVISER)
    visible, seen = see_case(session, actor, ready), find_study(session, actor, study.id)
    assert seen is not None
    answer = Given("study", 1, clock.today() - timedelta(days=9), kept_at="Perm B")
    for person in ("jobseeker", "employer"):
        give_study_consent(session, actor, visible, seen, person=person, answer=answer)
    # The company that said yes is not the one where the jobseeker is now.
    ready.employer = Employer(office_id=office.id, name="Prøvefabrikken")
    session.add(StudyCase(study_id=study.id, case_id=ready.id))
    for place in range(6):
        close(session, open_case(session, ADVISER, name=f"Person {place}"))
    close(session, ready)


def close(session: HybridSession, case: Case) -> None:
    """Close a case; how it went is of no matter here."""
    case.closed_on = clock.today() - timedelta(days=3)
    session.flush()
