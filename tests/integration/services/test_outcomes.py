"""How a case went: closed with facts, mended with the earlier version kept, and asked again later."""

import json
from dataclasses import asdict
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.domain.outcome import build_outcome, derive_attachment_after
from hybridmentor.domain.published_cases import read_published_cases
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import CaseForm, CaseOutcome, Revision
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.form_values import gather_form_values
from hybridmentor.queries.outcomes import list_outcomes
from hybridmentor.services.case_forms import save_answers
from hybridmentor.services.outcomes import add_follow_up, close_case, correct_outcome
from hybridmentor.services.revisions import EditConflict
from tests.integration.scenes import look_up, open_through_service

TODAY = date(2026, 11, 24)
PUBLISHED = read_published_cases(
    files("hybridmentor").joinpath("sample_data/afi_table1_cases.csv").read_text("utf-8")
).cases
OPEN_ANSWERS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "on leave after the birth of a child, employed",
        {"attached": "yes", "employment_form": "permanent", "leave": "parental"},
    ),
    ("moved away", {"attached": "no", "end_reason": "moved"}),
    ("quit", {"attached": "no", "end_reason": "jobseeker_left"}),
    ("a VTAO place is planned", {"attached": "yes", "planned": ["vto"]}),
    ("partly with and partly without wage subsidy", {"attached": "yes", "wage_subsidy": ["yes", "no"]}),
    ("temporary and on call", {"attached": "yes", "employment_form": ["temporary", "on_call"]}),
    ("works and studies", {"attached": "yes", "employment_form": "temporary", "in_education": "yes"}),
    (
        "ended early for health, elsewhere unknown",
        {"attached": "no", "measure_end": "ended_early", "end_reason": "health"},
    ),
)
"""What table 7's open answers tell of, as facts."""


def close(session: HybridSession, actor: Actor, visible: VisibleCase, **values: Any) -> CaseOutcome:
    told: dict[str, Any] = {"closed_on": TODAY, "follow_up_on": None, "facts": {}, "note": None}
    return close_case(session, actor, visible, **{**told, **values})


@pytest.fixture
def visible(people: HybridSession, adviser: Actor) -> VisibleCase:
    """An open case."""
    return open_through_service(people, adviser)


@pytest.fixture
def closed(people: HybridSession, adviser: Actor, visible: VisibleCase) -> VisibleCase:
    """A closed case of a temporary job."""
    close(people, adviser, visible, facts={"attached": "yes", "employment_form": "temporary"}, note="Går bra")
    return look_up(people, adviser, visible.case.id)


def find_closing(session: HybridSession, visible: VisibleCase) -> CaseOutcome:
    row = list_outcomes(session, visible.case.id)[0]
    assert row is not None
    return row


def read_form_answers(session: HybridSession, visible: VisibleCase) -> dict[str, Any]:
    row = session.scalars(select(CaseForm).where(CaseForm.case_id == visible.case.id)).one()
    answers: dict[str, Any] = json.loads(row.answers or "{}")
    return answers


def test_all_published_outcomes_can_be_registered_without_a_lie(people: HybridSession, adviser: Actor):
    """The facts of each of the 21 go through closing and come back as they were; 11 have no code of table 7."""
    codes = []
    for case in PUBLISHED:
        facts = asdict(case.outcome)
        visible = open_through_service(people, adviser)
        row = close(people, adviser, visible, facts=facts)
        people.flush()
        people.refresh(row)
        assert build_outcome(row.facts) == build_outcome(facts)
        codes.append(derive_attachment_after(build_outcome(row.facts)))
    assert (len(codes), codes.count(None)) == (21, 11)


@pytest.mark.parametrize(("words", "facts"), OPEN_ANSWERS, ids=[words for words, _ in OPEN_ANSWERS])
def test_open_answers_of_table_7_are_facts(
    people: HybridSession, adviser: Actor, visible: VisibleCase, words: str, facts: dict[str, Any]
):
    row = close(people, adviser, visible, facts=facts)
    assert build_outcome(row.facts) == build_outcome(facts)


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("employment_form", {"employment_form": ["permanent", "none"]}),
        ("attached", {"attached": ["yes", "no"]}),
        ("end_reason", {"end_reason": ["unknown", "moved"]}),
        ("elsewhere", {"elsewhere": "on the moon"}),
        ("position_percent", {"position_percent": 101}),
    ],
)
def test_facts_that_cannot_be_are_refused_at_their_field(
    people: HybridSession, adviser: Actor, visible: VisibleCase, field: str, facts: dict[str, Any]
):
    with pytest.raises(InvalidInput) as caught:
        close(people, adviser, visible, facts=facts)
    assert caught.value.field == field


def test_ends_in_the_wrong_order_are_refused(people: HybridSession, adviser: Actor, visible: VisibleCase):
    for answers, field in (
        ({"contact_ended_on": date(2026, 11, 30)}, "contact_ended_on"),
        ({"measure_ended_on": date(2020, 1, 1)}, "measure_ended_on"),
    ):
        with pytest.raises(InvalidInput) as caught:
            close(people, adviser, visible, closed_on=date(2026, 11, 20), answers=answers)
        assert caught.value.field == field


def test_closing_keeps_the_ends_in_the_form(people: HybridSession, adviser: Actor, visible: VisibleCase):
    answers = {
        "contact_ended_on": date(2026, 11, 20),
        "closing_talk": "held",
        "later_reason": "Flytter utenlands",
    }
    close(people, adviser, visible, answers=answers)
    assert read_form_answers(people, visible) == {
        "contact_ended_on": "2026-11-20",
        "closing_talk": "held",
        "later_reason": "Flytter utenlands",
    }


def test_a_correction_keeps_the_earlier_version(people: HybridSession, adviser: Actor, closed: VisibleCase):
    row = find_closing(people, closed)
    merged = correct_outcome(
        people,
        adviser,
        closed,
        row,
        version=1,
        sent={
            "employment_form": ["permanent"],
            "closing_talk": "held",
            "closed_on": date(2026, 11, 20),
            "note": "Fast",
        },
    )
    assert not merged
    assert row.facts == {"attached": ["yes"], "employment_form": ["permanent"]}
    assert (row.version, row.note, row.measured_on) == (2, "Fast", date(2026, 11, 20))
    assert closed.case.closed_on == date(2026, 11, 20)
    assert read_form_answers(people, closed) == {"closing_talk": "held"}
    statement = select(Revision).where(Revision.noun == "case_outcome")
    kept = json.loads(people.scalars(statement).one().values or "")
    assert (kept["employment_form"], kept["note"], kept["closed_on"]) == (
        ["temporary"],
        "Går bra",
        "2026-11-24",
    )


def test_two_corrections_merge_or_meet(people: HybridSession, adviser: Actor, closed: VisibleCase):
    row = find_closing(people, closed)
    correct_outcome(people, adviser, closed, row, version=1, sent={"leave": "sick", "note": "Går bra"})
    assert correct_outcome(people, adviser, closed, row, version=1, sent={"attached": "no", "leave": None})
    assert row.facts == {"attached": ["no"], "employment_form": ["temporary"], "leave": ["sick"]}
    with pytest.raises(EditConflict) as caught:
        correct_outcome(people, adviser, closed, row, version=1, sent={"leave": "parental"})
    assert [one.name for one in caught.value.fields] == ["leave"]


def test_a_closed_case_cannot_lose_its_day(people: HybridSession, adviser: Actor, closed: VisibleCase):
    with pytest.raises(InvalidInput) as caught:
        correct_outcome(
            people, adviser, closed, find_closing(people, closed), version=1, sent={"closed_on": None}
        )
    assert caught.value.field == "closed_on"


def test_asking_again_later(people: HybridSession, adviser: Actor, closed: VisibleCase):
    sent = {
        "measured_on": TODAY,
        "relevant": "yes",
        "position_percent": "62.5",
        "permanent": "permanent",
        "through_whom": ["mentor", "adviser"],
        "direct_result": "partly",
        "job_started_on": date(2026, 6, 1),
        "later_on": date(2027, 5, 1),
        "note": None,
    }
    row = add_follow_up(people, adviser, closed, sent=sent)
    assert row.facts == {
        "relevant": ["yes"],
        "position_percent": 62.5,
        "permanent": ["permanent"],
        "through_whom": ["mentor", "adviser"]
        if row.facts["through_whom"][0] == "mentor"
        else ["adviser", "mentor"],
        "direct_result": ["partly"],
        "job_started_on": "2026-06-01",
    }
    assert closed.case.follow_up_on == date(2027, 5, 1)
    closing, later = list_outcomes(people, closed.case.id)
    assert (closing is not None, [one.id for one in later]) == (True, [row.id])
    with pytest.raises(InvalidInput) as caught:
        add_follow_up(people, adviser, closed, sent=sent)
    assert caught.value.field == "measured_on"


def test_an_open_case_is_not_asked_again(people: HybridSession, adviser: Actor, visible: VisibleCase):
    with pytest.raises(NotAllowed):
        add_follow_up(people, adviser, visible, sent={"measured_on": TODAY})


def test_a_follow_up_meets_who_has_the_closing_open(
    people: HybridSession, adviser: Actor, closed: VisibleCase
):
    """The day to ask again is shown on both pages: who corrects the closing does not write the old one back."""
    row = find_closing(people, closed)
    sent = {"measured_on": TODAY, "later_on": date(2027, 3, 1), "note": None}
    add_follow_up(people, adviser, closed, sent=sent)
    correct_outcome(
        people,
        adviser,
        closed,
        row,
        version=1,
        sent={"later_on": None, "closing_talk": "held", "attached": "yes"},
    )
    assert closed.case.follow_up_on == date(2027, 3, 1)
    assert read_form_answers(people, closed) == {"closing_talk": "held"}


def test_a_follow_up_comes_after_the_closing(people: HybridSession, adviser: Actor, closed: VisibleCase):
    with pytest.raises(InvalidInput) as caught:
        add_follow_up(people, adviser, closed, sent={"measured_on": date(2026, 11, 1)})
    assert caught.value.field == "measured_on"


def test_closing_meets_what_was_answered_meanwhile(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    save_answers(people, adviser, visible, version=1, sent={"closing_talk": "held"})
    with pytest.raises(EditConflict) as caught:
        close(people, adviser, visible, answers={"closing_talk": "declined"}, version=1)
    assert [(one.name, one.stored, one.mine) for one in caught.value.fields] == [
        ("closing_talk", "held", "declined")
    ]
    close(people, adviser, visible, answers={"closing_talk": "declined"}, version=2)
    assert read_form_answers(people, visible) == {"closing_talk": "declined"}


def test_a_question_left_open_is_no_answer(people: HybridSession, adviser: Actor, visible: VisibleCase):
    """The form goes on asking for it; "unknown" that was answered is not asked again."""
    row = close(people, adviser, visible, facts={"attached": "unknown"})
    assert row.facts == {"attached": ["unknown"]}
    missing = {field.key for field in gather_form_values(people, adviser, visible.case).missing}
    assert "attached" not in missing
    assert "employment_form" in missing
