"""What the browser looks at on the board of experiences, and the companies that come into question for a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor
from hybridmentor.models import Candidate, Case, Experience
from hybridmentor.queries.experiences import PAGE_SIZE, VisibleExperience, find_experience
from hybridmentor.services.candidates import add_candidate
from hybridmentor.services.experience_reviews import (
    LEFT_OPEN,
    accept_experience,
    keep_as_note,
    return_experience,
)
from tests.integration.scenes import share
from tests.support.seed import make_actor, see_case

LONG_WORD = "Arbeidsmarkedsopplæringsvirksomhetsorganisasjonsutviklingsprosjektet"
OWN = "Spør mentor: Hva burde vi ha sagt før oppstart?"
LONG = f"Når lederen også er mentor, avtal hvem som tar hverdagen i {LONG_WORD} og alle avdelingene der"
EDITED = "Bruker fikk se to bedrifter før valget"
WAITING = "Si hvem vi er før vi spør"
WISHED = "Et kvarter hver fredag"
RETURNED = "Skriv ned hva mentoren lurer på"
STATUSES = ("proposed", "contacted", "awaiting_answer", "meeting_agreed", "positive", "not_relevant")
COMPANY = "Sykkelverkstedet AS"


def fill_board(session: HybridSession) -> None:
    """Experiences at Fjordby of two people, one of them long; at Skogvik more than a page; at Utnes none. Commits nothing."""
    tell(
        session,
        "leder",
        20,
        title="Kort oppstartsmøte med alle fire ga færre spørsmål senere",
        learned="Når forventningene er sagt høyt, kommer spørsmålene på møtet.",
        step="mentor",
        themes=["expectations"],
        own_tags="oppstartsmøte",
    )
    tell(
        session,
        "leder",
        15,
        title=LONG,
        tried=f"{LONG_WORD} " * 20,
        happened="Lederen var sjelden der.\n\nEn kollega ble stedfortreder.",
        learned="Spør alltid hvem som er der når mentoren ikke er det. " * 12,
        differently="Skrive begge navnene i avtalen.",
        step="collaboration",
        themes=["mentor_situation", "tasks_and_training", "misunderstanding", "extension_and_money"],
        own_tags=f"stedfortreder, {LONG_WORD[:40]}, turnus, nattarbeid, smittevern, opplæringsplan",
    )
    for title, ago in ((OWN, 10), (EDITED, 5)):
        tell(session, "veileder", ago, title=title, learned="Det er praktiske ting.", step="collaboration")
    fill_review(session)
    for number in range(PAGE_SIZE + 4):
        tell(session, "veileder2", number, title=f"Erfaring nummer {number}", own_tags="mange")


def fill_review(session: HybridSession) -> None:
    """What the lead and the coordinator find in their queues, and what has come back to its author. Commits nothing."""
    lead = make_actor(session, "leder")
    tell(session, "veileder", 40, title=WAITING, learned="De må vite hvem vi er.", is_nameless=True)
    wished = tell(session, "veileder", 12, title=WISHED, learned="Et kvarter holdt.", wanted_reach="all")
    accept_experience(session, lead, see(session, lead, wished.id), version=1, reach=LEFT_OPEN)
    due = tell(
        session, "leder", 60, title="Ring tilbake samme dag", learned="Det er verdt mer enn et langt svar."
    )
    soon = lead.today + timedelta(days=1)
    sent = {"reach": "office", "owner_id": lead.user_id, "look_again_on": soon}
    keep_as_note(session, lead, see(session, lead, due.id), version=1, **sent)
    due.look_again_on = lead.today - timedelta(days=3)
    back = tell(session, "veileder", 3, title=RETURNED, learned="Vi bør ha en liste.")
    comment = "Hva ble dere spurt om?"
    return_experience(session, lead, see(session, lead, back.id), version=1, comment=comment)
    session.flush()


def see(session: HybridSession, actor: Actor, experience_id: UUID) -> VisibleExperience:
    """The experience as the actor sees it."""
    visible = find_experience(session, actor, experience_id)
    assert visible is not None
    return visible


def tell(session: HybridSession, login: str, ago: int, **values: Any) -> Experience:
    """An experience shared so many days ago."""
    experience = share(session, make_actor(session, login), **values)
    assert experience.shared_on is not None
    experience.shared_on -= timedelta(days=ago)
    session.flush()
    return experience


def fill_companies(session: HybridSession, cases: dict[str, Case]) -> None:
    """A case with a company of each status, one with a long name, and one to be edited by two. Commits nothing."""
    soon = clock.today() + timedelta(days=3)
    for number, status in enumerate(STATUSES):
        told: dict[str, Any] = {
            "visit_on": soon if number < len(STATUSES) // 2 else None,
            "pitch": "Rolig plass.",
        }
        add_company(session, cases["no_mentor"], f"Bedrift {status} AS", status, **told)
    add_company(session, cases["spare"], COMPANY, "positive")
    add_company(session, cases["edited"], COMPANY, "proposed")
    told = dict.fromkeys(("note", "pitch", "reflection"), f"{LONG_WORD} " * 5)
    add_company(session, cases["long"], f"{LONG_WORD} og sønner AS", "positive", visit_on=soon, **told)


def add_company(session: HybridSession, case: Case, company: str, status: str, **more: Any) -> Candidate:
    """A company that comes into question for the case."""
    actor = make_actor(session, "veileder")
    values = {"company": company, "status": status, "note": "Ringer fredag.", "helper": "colleague"}
    values |= {"asked_on": clock.today() - timedelta(days=9), **more}
    return add_candidate(session, actor, see_case(session, actor, case), values=values)


def find_company(session: HybridSession, case_id: object) -> Candidate:
    """The first company of a case."""
    wanted = select(Candidate).where(Candidate.case_id == case_id).order_by(Candidate.created_at)
    return session.scalars(wanted).first()  # type: ignore[return-value]
