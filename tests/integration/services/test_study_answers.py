"""An adviser's own yes or no: kept, the last one counts, taken back at any time, and nobody else's business."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, Office, Study, StudyAnswer
from hybridmentor.queries.studies import VisibleStudy, find_own_answer, find_study
from hybridmentor.services.study_answers import answer_study
from tests.integration.scenes import load_person
from tests.support.studies import add_text, make_study


def begin(session: HybridSession, part: str = "participating", state: str = "open") -> Study:
    office = session.scalars(select(Office.id).where(Office.number == "9901")).one()
    return make_study(session, office, {office: part}, state=state)


def see(session: HybridSession, actor: Actor, study: Study) -> VisibleStudy:
    visible = find_study(session, actor, study.id)
    assert visible is not None
    return visible


def answer(session: HybridSession, actor: Actor, study: Study, *, is_yes: bool, number: int = 1) -> None:
    answer_study(session, actor, see(session, actor, study), is_yes=is_yes, text_number=number)


def list_answers(session: HybridSession) -> list[tuple[int, int, bool]]:
    rows = session.scalars(select(StudyAnswer).order_by(StudyAnswer.id))
    return [(row.user_id, row.text_number, row.is_yes) for row in rows]


def test_every_answer_is_kept_and_the_last_counts(people: HybridSession, adviser: Actor):
    study = begin(people)
    for is_yes in (True, True, False, True):
        answer(people, adviser, study, is_yes=is_yes)
    me = adviser.user_id
    assert list_answers(people) == [(me, 1, True), (me, 1, False), (me, 1, True)]
    last = find_own_answer(people, adviser, study.id)
    assert last is not None
    assert (last.is_yes, last.text_number) == (True, 1)
    deeds = people.scalars(
        select(AuditEvent.action).where(AuditEvent.noun == "study").order_by(AuditEvent.id)
    ).all()
    assert deeds == ["study.answer_yes", "study.answer_no", "study.answer_yes"]


def test_a_new_text_is_read_before_it_is_answered(people: HybridSession, adviser: Actor):
    study = begin(people)
    add_text(people, study.id, "advisers", 2)
    for number in (0, 1, 3):
        with pytest.raises(InvalidInput) as refused:
            answer(people, adviser, study, is_yes=True, number=number)
        assert refused.value.message.id == "study.error.text_changed"
    answer(people, adviser, study, is_yes=True, number=2)
    assert list_answers(people) == [(adviser.user_id, 2, True)]


def test_a_yes_is_taken_back_after_the_study_too(people: HybridSession, adviser: Actor):
    study = begin(people)
    answer(people, adviser, study, is_yes=True)
    study.state, study.ended_on = "ended", adviser.today
    people.flush()
    with pytest.raises(InvalidInput) as refused:
        answer(people, adviser, study, is_yes=True)
    assert refused.value.message.id == "study.error.not_open"
    answer(people, adviser, study, is_yes=False)
    assert [is_yes for _, _, is_yes in list_answers(people)] == [True, False]


def test_who_has_moved_can_take_it_back(people: HybridSession, adviser: Actor, neighbour: Actor):
    study = begin(people)
    people.add(StudyAnswer(study_id=study.id, user_id=neighbour.user_id, text_number=1, is_yes=True))
    people.flush()
    with pytest.raises(InvalidInput) as refused:
        answer(people, neighbour, study, is_yes=True)
    assert refused.value.message.id == "study.error.not_asked"
    answer(people, neighbour, study, is_yes=False)
    assert list_answers(people)[-1] == (neighbour.user_id, 1, False)


@pytest.mark.parametrize("part", ["guest", "control"])
def test_guests_and_controls_are_not_asked(people: HybridSession, adviser: Actor, part: str):
    study = begin(people, part)
    with pytest.raises(NotAllowed):
        answer(people, adviser, study, is_yes=True)
    assert list_answers(people) == []


def test_a_draft_asks_nobody(people: HybridSession, adviser: Actor):
    assert find_study(people, adviser, begin(people, state="draft").id) is None


@pytest.mark.parametrize("login", ["leder", "lokalkontakt", "forsker", "godkjenner"])
def test_others_do_not_answer(people: HybridSession, login: str):
    study = begin(people)
    with pytest.raises(NotAllowed):
        answer(people, load_person(people, login), study, is_yes=True)


def test_nobody_reads_another_s_answer(people: HybridSession, adviser: Actor):
    study = begin(people)
    answer(people, adviser, study, is_yes=False)
    for login in ("leder", "forsker", "godkjenner", "lokalkontakt"):
        assert find_own_answer(people, load_person(people, login), study.id) is None
