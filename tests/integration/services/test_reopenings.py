"""Opening a closed case again: what goes on, what is emptied, and what stays readable."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from hybridmentor.db import HybridSession
from hybridmentor.domain.answers import read_answers
from hybridmentor.domain.fact_keys import read_keys
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import CaseForm, CaseOutcome, CaseTurn, ContactPlan, ContactPoint, Revision
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.outcomes import find_closing_outcome
from hybridmentor.services.outcomes import add_follow_up, close_case
from hybridmentor.services.reopenings import reopen_case
from tests.integration.scenes import (
    agree,
    find_step_row,
    load_person,
    look_up,
    name_mentor,
    open_through_service,
    talk,
)

TODAY = date(2026, 11, 24)
CLOSED = date(2026, 11, 20)


def close(session: HybridSession, actor: Actor, visible: VisibleCase, **values: Any) -> VisibleCase:
    """The case closed, with answers about the end of contact; as the actor sees it then."""
    told: dict[str, Any] = {
        "closed_on": CLOSED,
        "follow_up_on": date(2027, 5, 20),
        "facts": {"attached": ["yes"], "employment_form": ["permanent"]},
        "note": "Alt på stell",
        "answers": {
            "contact_ended_on": CLOSED,
            "closing_talk": "held",
            "contact_end_reason": "goal_reached",
            "measure_ended_on": date(2026, 11, 1),
        },
    }
    close_case(session, actor, visible, **{**told, **values})
    session.flush()
    return look_up(session, actor, visible.case.id)


@pytest.fixture
def closed(people: HybridSession, adviser: Actor) -> VisibleCase:
    """A case with something of all, closed."""
    visible = open_through_service(people, adviser, opened_on=date(2026, 9, 1))
    name_mentor(people, adviser, visible)
    agree(people, adviser, visible, 14, date(2026, 9, 1))
    talk(people, adviser, visible, date(2026, 10, 1))
    find_step_row(people, visible.case.id, "wishes").status = "done"
    return close(people, adviser, visible)


def read_form(session: HybridSession, visible: VisibleCase) -> dict[str, Any]:
    return read_answers(session.scalars(select(CaseForm).where(CaseForm.case_id == visible.case.id)).one())


def read_kept(session: HybridSession, noun: str) -> list[dict[str, Any]]:
    statement = select(Revision).where(Revision.noun == noun).order_by(Revision.version)
    return [json.loads(row.values or "{}") for row in session.scalars(statement)]


def test_the_case_goes_on(people: HybridSession, adviser: Actor, closed: VisibleCase):
    turn = reopen_case(people, adviser, closed, reason="Mistet jobben igjen")
    people.expire_all()
    case = closed.case
    assert (case.closed_on, case.follow_up_on) == (None, None)
    assert find_closing_outcome(people, case.id) is None
    assert (turn.kind, turn.turned_on, turn.note, turn.created_by) == (
        "reopening",
        TODAY,
        "Mistet jobben igjen",
        adviser.user_id,
    )
    assert b"Mistet" not in (turn.note_sealed or b"")
    assert look_up(people, adviser, case.id).facts.is_closed is False


def test_what_was_said_of_the_end_stays_readable(people: HybridSession, adviser: Actor, closed: VisibleCase):
    reopen_case(people, adviser, closed, reason="Mistet jobben igjen")
    answers = read_form(people, closed)
    assert "contact_ended_on" not in answers
    assert "closing_talk" not in answers
    assert "contact_end_reason" not in answers
    assert answers["measure_ended_on"] == "2026-11-01"
    assert read_kept(people, "case_closing")[-1] == {"closed_on": "2026-11-20", "follow_up_on": "2027-05-20"}
    assert read_kept(people, "case_form")[-1]["closing_talk"] == "held"
    (outcome,) = read_kept(people, "case_outcome")
    assert read_keys(outcome["attached"]) == ("yes",)
    assert (outcome["note"], outcome["closed_on"]) == ("Alt på stell", "2026-11-20")


def test_the_rest_stands(people: HybridSession, adviser: Actor, closed: VisibleCase):
    def count() -> list[int | None]:
        return [
            people.scalar(select(func.count()).select_from(table)) for table in (ContactPlan, ContactPoint)
        ]

    before = count()
    reopen_case(people, adviser, closed, reason="Mistet jobben igjen")
    assert count() == before == [1, 1]
    assert find_step_row(people, closed.case.id, "wishes").status == "done"


def test_a_later_measurement_stands(people: HybridSession, adviser: Actor, closed: VisibleCase):
    later = add_follow_up(
        people,
        adviser,
        closed,
        sent={"measured_on": TODAY, "later_on": None, "follow_up_on": None, "note": None, "attached": ["no"]},
    )
    reopen_case(people, adviser, closed, reason="Mistet jobben igjen")
    assert people.scalars(select(CaseOutcome.id)).all() == [later.id]


def test_it_can_be_closed_again_the_same_day(people: HybridSession, adviser: Actor, closed: VisibleCase):
    reopen_case(people, adviser, closed, reason="Feil dato")
    again = close(people, adviser, look_up(people, adviser, closed.case.id), facts={"attached": ["no"]})
    outcome = find_closing_outcome(people, again.case.id)
    assert outcome is not None
    assert read_keys(outcome.facts["attached"]) == ("no",)
    assert read_form(people, again)["closing_talk"] == "held"
    reopen_case(people, adviser, again, reason="Enda en gang")
    assert len(read_kept(people, "case_outcome")) == 2
    assert len(people.scalars(select(CaseTurn)).all()) == 2


def test_a_case_closed_without_form_or_outcome(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    visible.case.closed_on = TODAY
    people.flush()
    reopen_case(people, adviser, look_up(people, adviser, visible.case.id), reason="Feil sak")
    assert visible.case.closed_on is None


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_needed(people: HybridSession, adviser: Actor, closed: VisibleCase, reason: str):
    with pytest.raises(InvalidInput) as caught:
        reopen_case(people, adviser, closed, reason=reason)
    assert caught.value.field == "reason"
    assert closed.case.closed_on == CLOSED


def test_only_a_closed_case_and_only_who_works_on_cases(
    people: HybridSession, adviser: Actor, closed: VisibleCase
):
    lead = load_person(people, "leder")
    with pytest.raises(NotAllowed):
        reopen_case(people, lead, look_up(people, lead, closed.case.id), reason="Vil ikke")
    still_open = open_through_service(people, adviser, name="Åpen")
    with pytest.raises(NotAllowed):
        reopen_case(people, adviser, still_open, reason="Er åpen")
