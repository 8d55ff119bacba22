"""What the demo's cases hold beside steps and contacts, and the lists of its offices: all made up."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain.consent_state import Consent
from hybridmentor.identity import Actor
from hybridmentor.models import Office, OfficeQuestion, SuccessCriterion, User
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services.candidates import CANDIDATE_FIELDS, add_candidate
from hybridmentor.services.case_forms import confirm_log, save_answers
from hybridmentor.services.consents import give_consent
from hybridmentor.services.demo_actors import make_actor
from hybridmentor.services.office_questions import add_question
from hybridmentor.services.pauses import begin_pause
from hybridmentor.services.success_criteria import add_criterion


def read_days(values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The values of the script with `{ ago = 3 }` as the day so many days back."""
    return {
        key: today - timedelta(days=value["ago"]) if isinstance(value, dict) else value
        for key, value in values.items()
    }


def fill_details(session: Session, actor: Actor, visible: VisibleCase, entry: Mapping[str, Any]) -> None:
    """The registration form, companies that come into question, consents and pauses of a made-up case."""
    today = actor.today
    if "form" in entry:
        save_answers(session, actor, visible, version=1, sent=read_days(entry["form"], today))
    if "confirmed" in entry:
        confirm_log(session, actor, visible, to_on=read_days({"day": entry["confirmed"]}, today)["day"])
    for row in entry.get("candidates", []):
        values = dict.fromkeys(CANDIDATE_FIELDS) | read_days(row, today)
        add_candidate(session, actor, visible, values=values)
    for row in entry.get("consents", []):
        answer = Consent(
            purpose="research",
            version=1,
            given_on=today - timedelta(days=row["ago"]),
            kept_at="Perm 3 i arkivskapet",
            is_refusal=row.get("refused", False),
        )
        give_consent(session, actor, visible, person=row["person"], answer=answer)
    for row in entry.get("pauses", []):
        told: dict[str, Any] = {"to_on": None, "follow_up_on": None} | read_days(row, today)
        begin_pause(session, actor, visible, **told)


def make_lists(
    session: Session, script: Mapping[str, Any], offices: Mapping[str, Office], users: Mapping[str, User]
) -> None:
    """The questions and success criteria of the made-up offices, where there are none yet."""
    for model, key in ((OfficeQuestion, "questions"), (SuccessCriterion, "criteria")):
        if session.scalar(select(func.count()).select_from(model)):
            continue
        for entry in script[key]:
            office, user = offices[entry["office"]], users[entry["author"]]
            role = "lead" if key == "criteria" else "adviser"
            actor = make_actor(user, office, role, clock.today())
            home = actor.memberships[0]
            if key == "criteria":
                add_criterion(session, actor, home, words=entry["words"])
            else:
                add_question(
                    session, actor, home, step=entry["step"], audience=entry["audience"], words=entry["words"]
                )
