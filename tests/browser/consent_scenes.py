"""What the browser looks at of consents, and of an office's questions and success criteria."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.consent_state import Consent as Given
from hybridmentor.models import Case, Consent
from hybridmentor.services.consents import give_consent, withdraw_consent
from hybridmentor.services.mentors import assign_mentor
from hybridmentor.services.office_questions import add_question
from hybridmentor.services.success_criteria import add_criterion
from tests.support.seed import make_actor, see_case

LONG_WORD = "Arbeidsmarkedsopplæringsvirksomhetsorganisasjonsutviklingsprosjektet"
OWN_QUESTION = "Hva burde vi ha fortalt deg før dere begynte?"


def fill_consents(session: HybridSession, cases: dict[str, Case]) -> None:
    """Answers of every kind in the running case, and a mentor and a company that were left. Commits nothing."""
    case, long = cases["running"], cases["long"]
    answer(session, case, "jobseeker", "research", ago=200)
    answer(session, case, "jobseeker", "share_with_employer", ago=200, is_refusal=True)
    answer(session, case, "jobseeker", "later_follow_up", ago=200, expires_in=10)
    row = answer(session, case, "mentor", "research", ago=90, how="spoken")
    take_back(session, case, row)
    answer(session, case, "employer", "research", ago=300, expires_in=-30, how="electronically")
    replace_mentor(session, cases["spare"])
    leave_company(session, cases["spare"], long)
    answer(session, cases["stepped"], "jobseeker", "research", ago=1)
    answer(session, long, "jobseeker", "research", ago=3, kept_at=f"{LONG_WORD} {LONG_WORD}")


def answer(
    session: HybridSession, case: Case, person: str, purpose: str, *, ago: int, **changes: Any
) -> Consent:
    """An answer so many days ago."""
    actor, today = make_actor(session, "veileder"), clock.today()
    expires_in = changes.pop("expires_in", None)
    if expires_in is not None:
        changes["expires_on"] = today + timedelta(days=expires_in)
    said = Given(
        purpose,
        1,
        today - timedelta(days=ago),
        **{"kept_at": "Skap 2, perm B, bak døra i arkivet", **changes},
    )
    return give_consent(session, actor, see_case(session, actor, case), person=person, answer=said)


def take_back(session: HybridSession, case: Case, row: Consent) -> None:
    """The consent taken back five days ago."""
    actor = make_actor(session, "veileder")
    day = clock.today() - timedelta(days=5)
    withdraw_consent(session, actor, see_case(session, actor, case), row, withdrawn_on=day)


def replace_mentor(session: HybridSession, case: Case) -> None:
    """A mentor who consented and left, and one who has not been asked."""
    actor = make_actor(session, "veileder")
    for name, ago in (("Mats Mentorsen", 50), ("Nora Neste", 5)):
        assign_mentor(
            session,
            actor,
            see_case(session, actor, case),
            name=name,
            phone=None,
            position=None,
            from_on=clock.today() - timedelta(days=ago),
            is_employer=False,
        )
        if ago == 50:
            answer(session, case, "mentor", "research", ago=40)


def leave_company(session: HybridSession, case: Case, earlier: Case) -> None:
    """What was answered while the case had the company of another one."""
    own, case.employer_id = case.employer_id, earlier.employer_id
    session.flush()
    answer(session, case, "employer", "employer_survey", ago=60)
    case.employer_id = own
    session.flush()


def fill_office_words(session: HybridSession) -> None:
    """Questions and criteria at Fjordby, long ones among them; at Utnes none. Commits nothing."""
    lead = make_actor(session, "leder")
    home = lead.home_office
    assert home is not None
    for step, audience, words in (
        ("mentor", "mentor", OWN_QUESTION),
        ("mentor", "employer", "Hvem er der når mentoren ikke er det?"),
        ("follow_up", "jobseeker", f"Hva er det beste med {LONG_WORD}, og hva er vanskelig? " * 3),
    ):
        add_question(session, lead, home, step=step, audience=audience, words=words.strip())
    for words in ("Bruker vet hvem som kan spørres hver dag", f"Mentor sier ja igjen i {LONG_WORD}"):
        add_criterion(session, lead, home, words=words)
