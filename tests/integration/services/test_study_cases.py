"""Sending a case to a study, taking it back, and what its persons answer to it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.domain.consent_state import Consent as Given
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, Consent, Office, Study, StudyCase, StudyText
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.studies import VisibleStudy, find_study
from hybridmentor.services.study_cases import give_study_consent, send_case, take_back_case
from tests.integration.scenes import load_person, look_up, name_mentor, open_through_service
from tests.support.studies import add_text, make_study

SIGNED = Given("study", 1, date(2026, 11, 2), kept_at="Skap 2, perm B")


@pytest.fixture
def study(people: HybridSession) -> Study:
    """An open study of 9901."""
    office = people.scalars(select(Office.id).where(Office.number == "9901")).one()
    return make_study(people, office, {office: "participating"})


@pytest.fixture
def visible(people: HybridSession, adviser: Actor) -> VisibleCase:
    """A case of the adviser's."""
    return open_through_service(people, adviser)


def see(session: HybridSession, actor: Actor, study: Study) -> VisibleStudy:
    session.flush()
    found = find_study(session, actor, study.id)
    assert found is not None
    return found


def list_deeds(session: HybridSession) -> list[tuple[str, UUID | None, str | None]]:
    nouns = AuditEvent.noun.in_(("study", "consent"))
    events = session.scalars(select(AuditEvent).where(nouns).order_by(AuditEvent.id))
    return [(one.action, one.case_id, one.detail) for one in events]


def test_a_mark_is_set_and_taken_back(
    people: HybridSession, adviser: Actor, study: Study, visible: VisibleCase
):
    seen = see(people, adviser, study)
    send_case(people, adviser, visible, seen)
    (mark,) = people.scalars(select(StudyCase))
    assert (mark.study_id, mark.case_id, mark.created_by) == (study.id, visible.case.id, adviser.user_id)
    with pytest.raises(InvalidInput) as twice:
        send_case(people, adviser, visible, seen)
    assert twice.value.message.id == "study.error.sent"
    take_back_case(people, adviser, visible, seen)
    assert people.scalars(select(StudyCase)).all() == []
    with pytest.raises(InvalidInput):
        take_back_case(people, adviser, visible, seen)
    case = visible.case.id
    assert list_deeds(people) == [("study.send", case, None), ("study.take_back", case, None)]


def test_a_closed_case_is_sent_too(people: HybridSession, adviser: Actor, study: Study, visible: VisibleCase):
    visible.case.closed_on = adviser.today
    people.flush()
    closed = look_up(people, adviser, visible.case.id)
    send_case(people, adviser, closed, see(people, adviser, study))
    give_study_consent(
        people, adviser, closed, see(people, adviser, study), person="jobseeker", answer=SIGNED
    )
    assert people.scalars(select(Consent.study_id)).all() == [study.id]


def test_who_only_reads_a_case_sends_nothing(
    people: HybridSession, adviser: Actor, study: Study, visible: VisibleCase
):
    lead = load_person(people, "leder")
    seen = look_up(people, lead, visible.case.id)
    for deed in (send_case, take_back_case):
        with pytest.raises(NotAllowed):
            deed(people, lead, seen, see(people, adviser, study))
    with pytest.raises(NotAllowed):
        give_study_consent(people, lead, seen, see(people, adviser, study), person="jobseeker", answer=SIGNED)


def end(study: Study) -> None:
    study.state, study.ended_on = "ended", date(2026, 11, 24)


def be_guest(study: Study) -> None:
    study.offices[0].part = "guest"


@pytest.mark.parametrize(
    ("change", "message"), [(end, "study.error.not_open"), (be_guest, "study.error.other_office")]
)
def test_a_study_that_does_not_take_cases_gets_none(
    people: HybridSession, adviser: Actor, study: Study, visible: VisibleCase, change: Any, message: str
):
    change(study)
    seen = see(people, adviser, study)
    with pytest.raises(InvalidInput) as refused:
        send_case(people, adviser, visible, seen)
    assert refused.value.message.id == message
    with pytest.raises(InvalidInput):
        give_study_consent(people, adviser, visible, seen, person="jobseeker", answer=SIGNED)


def test_a_case_is_taken_back_from_a_study_that_has_ended(
    people: HybridSession, adviser: Actor, study: Study, visible: VisibleCase
):
    send_case(people, adviser, visible, see(people, adviser, study))
    end(study)
    take_back_case(people, adviser, visible, see(people, adviser, study))
    assert people.scalars(select(StudyCase)).all() == []


def test_an_answer_names_the_study_and_the_text(
    people: HybridSession, adviser: Actor, study: Study, visible: VisibleCase
):
    mentor = name_mentor(people, adviser, visible)
    add_text(people, study.id, "persons", 2)
    seen = see(people, adviser, study)
    answer = Given("anything", 2, date(2026, 11, 2), kept_at="Perm B", expires_on=date(2027, 1, 1))
    row = give_study_consent(
        people, adviser, visible, seen, person="mentor", assignment_id=mentor.id, answer=answer
    )
    people.expire_all()
    assert (row.purpose, row.study_id, row.text_version) == ("study", study.id, 2)
    assert (row.person, row.mentor_assignment_id, row.expires_on) == ("mentor", mentor.id, date(2027, 1, 1))
    assert row.kept_where == "Perm B"
    (deed,) = [one for one in list_deeds(people) if one[0].startswith("consent")]
    assert deed == ("consent.give", visible.case.id, f"mentor.study-{study.id.hex}")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"given_on": date(2026, 11, 25)}, "given_on"),
        ({"kept_at": " "}, "kept_at"),
        ({"expires_on": date(2026, 11, 1)}, "expires_on"),
        # No version is told any more: the day says which, and before the first text there is none.
        ({"given_on": date(2024, 12, 31)}, "given_on"),
        ({"given_by": "adviser"}, "given_by"),
    ],
)
def test_an_answer_must_hold(
    people: HybridSession,
    adviser: Actor,
    study: Study,
    visible: VisibleCase,
    changes: dict[str, Any],
    field: str,
):
    told = {"given_on": date(2026, 11, 2), "kept_at": "Perm B", "version": 1} | changes
    with pytest.raises(InvalidInput) as refused:
        give_study_consent(
            people,
            adviser,
            visible,
            see(people, adviser, study),
            person="jobseeker",
            answer=Given("study", **told),
        )
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("given_on", "number"), [(date(2026, 1, 20), 1), (date(2026, 1, 31), 1), (date(2026, 2, 1), 2)]
)
def test_an_answer_is_to_the_text_of_its_day(
    people: HybridSession, adviser: Actor, study: Study, visible: VisibleCase, given_on: date, number: int
):
    # Half past eleven in the evening of the last day of January in UTC is the first of February in Oslo.
    add_text(
        people,
        study.id,
        "persons",
        2,
        is_longitudinal=True,
        created_at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC),
    )
    answer = Given("study", 2, given_on, kept_at="Perm B")
    row = give_study_consent(
        people, adviser, visible, see(people, adviser, study), person="jobseeker", answer=answer
    )
    assert (row.text_version, row.given_on) == (number, given_on)


def test_a_day_before_the_first_text_is_refused_with_its_reason(
    people: HybridSession, adviser: Actor, study: Study, visible: VisibleCase
):
    answer = Given("study", 1, date(2024, 12, 31), kept_at="Perm B")
    with pytest.raises(InvalidInput) as refused:
        give_study_consent(
            people, adviser, visible, see(people, adviser, study), person="jobseeker", answer=answer
        )
    assert (refused.value.message.id, refused.value.field) == ("study.error.before_text", "given_on")


def test_an_employer_s_answer_names_the_company(
    people: HybridSession, adviser: Actor, study: Study, visible: VisibleCase
):
    seen = see(people, adviser, study)
    said = [
        give_study_consent(people, adviser, visible, seen, person=person, answer=SIGNED)
        for person in ("jobseeker", "employer")
    ]
    assert visible.case.employer_id is not None
    assert [row.employer_id for row in said] == [None, visible.case.employer_id]


def test_nobody_is_asked_who_is_not_there(
    people: HybridSession, adviser: Actor, study: Study, visible: VisibleCase
):
    seen = see(people, adviser, study)
    visible.case.employer_id = None
    for person in ("mentor", "employer"):
        with pytest.raises(InvalidInput):
            give_study_consent(
                people, adviser, visible, seen, person=person, assignment_id=uuid4(), answer=SIGNED
            )


def test_without_a_text_there_is_nothing_to_answer(
    people: HybridSession, adviser: Actor, study: Study, visible: VisibleCase
):
    for text in people.scalars(select(StudyText)):
        people.delete(text)
    with pytest.raises(InvalidInput) as refused:
        give_study_consent(
            people, adviser, visible, see(people, adviser, study), person="jobseeker", answer=SIGNED
        )
    assert refused.value.message.id == "study.error.no_text"
