"""What a study has and lacks: sums that are shown as bands, and case by case for the adviser."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.domain.consent_state import Consent as Given
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Office, Study, StudyAnswer, StudyCase
from hybridmentor.queries import study_readiness
from hybridmentor.queries.studies import find_study
from hybridmentor.queries.study_readiness import list_own_cases, measure_readiness
from hybridmentor.services.study_cases import give_study_consent
from tests.integration.scenes import load_person, name_mentor, open_through_service
from tests.support.studies import make_study

TODAY = date(2026, 11, 24)
CLOSED = date(2026, 11, 20)


def make_cases(session: HybridSession, actor: Actor, number: int = 4) -> tuple[Study, list[Case]]:
    """A study and closed cases of the adviser's: the first lacks all, each of the others one thing less."""
    office = session.scalars(select(Office.id).where(Office.number == "9901")).one()
    study = make_study(session, office, {office: "participating"})
    seen = find_study(session, actor, study.id)
    assert seen is not None
    cases = []
    for place in range(number):
        visible = open_through_service(session, actor, name=f"Person {place}")
        if place >= 1:
            session.add(StudyCase(study_id=study.id, case_id=visible.case.id))
        if place >= 2:
            answer = Given("study", 1, date(2026, 11, 2), kept_at="Perm B")
            give_study_consent(session, actor, visible, seen, person="jobseeker", answer=answer)
        if place >= 3:
            name_mentor(session, actor, visible)
            visible.case.employer_id = None
        visible.case.closed_on = CLOSED - timedelta(days=place)
        cases.append(visible.case)
    session.add(StudyAnswer(study_id=study.id, user_id=actor.user_id, text_number=1, is_yes=True))
    session.flush()
    return study, cases


def test_each_line_is_what_is_left_of_the_one_above(people: HybridSession, adviser: Actor):
    study, _ = make_cases(people, adviser)
    found = measure_readiness(people, study, TODAY)
    assert found.closed == 4
    assert list(found.left.items()) == [("mark", 3), ("consent", 2), ("adviser", 2), ("protected", 2)]
    assert (found.ready, found.looked_at, found.is_cut) == (2, 2, False)
    # One of the two has a mentor who has not answered, the other a company.
    assert (found.with_mentor, found.with_employer) == (1, 1)
    assert found.missing == {"attached": 2, "county": 0}


def test_without_the_adviser_s_yes_none_is_ready(people: HybridSession, adviser: Actor):
    study, _ = make_cases(people, adviser)
    people.add(StudyAnswer(study_id=study.id, user_id=adviser.user_id, text_number=1, is_yes=False))
    people.flush()
    found = measure_readiness(people, study, TODAY)
    assert (found.left["consent"], found.left["adviser"], found.ready) == (2, 0, 0)
    assert found.missing == {"attached": 0, "county": 0}


def test_only_the_period_counts(people: HybridSession, adviser: Actor):
    study, _ = make_cases(people, adviser)
    study.to_on = CLOSED - timedelta(days=2)
    people.flush()
    assert measure_readiness(people, study, TODAY).closed == 2


def test_of_many_cases_those_closed_last_are_counted(people: HybridSession, adviser: Actor, monkeypatch):
    study, _ = make_cases(people, adviser)
    monkeypatch.setattr(study_readiness, "MOST_LOOKED_AT", 2)
    found = measure_readiness(people, study, TODAY)
    assert (found.closed, found.is_cut, found.left["mark"]) == (2, True, 1)


def test_an_adviser_sees_what_each_case_lacks(people: HybridSession, adviser: Actor):
    study, cases = make_cases(people, adviser)
    open_through_service(people, adviser, name="Åse Åpen")
    own = list_own_cases(people, adviser, study)
    assert [one.case.id for one in own[:4]] == [case.id for case in cases], "the last closed first"
    assert [one.lacks for one in own] == [
        ("consent", "mark"),
        ("consent",),
        (),
        (),
        ("open", "consent", "mark"),
    ]
    assert own[0].missing == ("attached",), "the county is known, whoever has said yes"
    for login in ("leder", "veileder2", "forsker"):
        assert list_own_cases(people, load_person(people, login), study) == []


def test_one_s_own_missing_yes_is_told(people: HybridSession, adviser: Actor):
    study, _ = make_cases(people, adviser)
    people.add(StudyAnswer(study_id=study.id, user_id=adviser.user_id, text_number=1, is_yes=False))
    people.flush()
    assert all("adviser" in one.lacks for one in list_own_cases(people, adviser, study))
