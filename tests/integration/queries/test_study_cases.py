"""Which cases of a study can be handed out: each thing that must hold, taken away by itself, takes the case out."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, event, select, update

from hybridmentor.db import HybridSession
from hybridmentor.domain.consent_state import Consent as Given
from hybridmentor.domain.mentor_turns import DECLINED
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CaseRole,
    CaseTurn,
    Consent,
    MentorAssignment,
    Office,
    Study,
    StudyAnswer,
    StudyCase,
    StudyOffice,
    StudyText,
    User,
)
from hybridmentor.queries.case_studies import list_case_studies
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.studies import VisibleStudy, find_study
from hybridmentor.queries.study_cases import judge_cases, list_ready_cases, own_cases_of_study
from hybridmentor.services.consents import withdraw_consent
from hybridmentor.services.study_cases import give_study_consent, send_case
from tests.integration.scenes import load_person, look_up, name_mentor, open_through_service, plant_cases
from tests.support.release_world import put_release
from tests.support.studies import add_text, make_study

TODAY = date(2026, 11, 24)
FROM, TO = date(2026, 1, 1), date(2026, 11, 24)
CLOSED = date(2026, 11, 20)


@dataclass
class Scene:
    """A study, a case of the adviser's that is ready for it, and what makes it so."""

    session: HybridSession
    adviser: Actor
    study: Study
    visible: VisibleCase
    mentor: MentorAssignment

    @property
    def case(self) -> Case:
        return self.visible.case

    def see_study(self) -> VisibleStudy:
        found = find_study(self.session, self.adviser, self.study.id)
        assert found is not None
        return found

    def list_ready(self, **period: date) -> dict[UUID, frozenset[str]]:
        self.session.flush()
        days = {"from_on": FROM, "to_on": TO, "today": TODAY} | period
        return {one.case_id: one.allowed for one in list_ready_cases(self.session, self.study, **days)}

    def lacks(self) -> tuple[str, ...]:
        self.session.flush()
        (state,) = judge_cases(self.session, self.study, select(Case).where(Case.id == self.case.id), TODAY)
        return state.lacks

    def say(self, person: str = "jobseeker", **changes: Any) -> Consent:
        """An answer to the study; a yes on paper if nothing else is said."""
        told = {"given_on": date(2026, 11, 10), "kept_at": "Perm B", "version": 1} | changes
        return give_study_consent(
            self.session,
            self.adviser,
            look_up(self.session, self.adviser, self.case.id),
            self.see_study(),
            person=person,
            assignment_id=self.mentor.id if person == "mentor" else None,
            answer=Given("study", **told),
        )


def put_done(scene: Scene, done_at: datetime) -> None:
    """A release of the study that was made then."""
    users = {user.login: user.id for user in scene.session.scalars(select(User))}
    told = {
        "levels": "{}",
        "facts": "{}",
        "done_at": done_at,
        "decided_by": users["godkjenner"],
        "decided_at": done_at,
    }
    put_release(scene.session, scene.study, state="done", **told)


@pytest.fixture
def scene(people: HybridSession, adviser: Actor) -> Scene:
    """A case that is ready."""
    office = people.scalars(select(Office.id).where(Office.number == "9901")).one()
    study = make_study(people, office, {office: "participating"})
    visible = open_through_service(people, adviser)
    made = Scene(people, adviser, study, visible, name_mentor(people, adviser, visible))
    made.say()
    people.add(StudyAnswer(study_id=study.id, user_id=adviser.user_id, text_number=1, is_yes=True))
    send_case(people, adviser, visible, made.see_study())
    visible.case.closed_on = CLOSED
    people.flush()
    return made


def test_it_is_ready(scene: Scene):
    assert scene.list_ready() == {scene.case.id: frozenset({"jobseeker"})}
    assert scene.lacks() == ()


def test_each_person_s_yes_allows_what_is_theirs(scene: Scene):
    scene.say("mentor")
    assert scene.list_ready() == {scene.case.id: frozenset({"jobseeker", "mentor"})}
    scene.say("employer")
    assert scene.list_ready() == {scene.case.id: frozenset({"jobseeker", "mentor", "employer"})}


def test_every_mentor_must_have_said_yes(scene: Scene):
    scene.say("mentor")
    scene.mentor.to_on = date(2026, 11, 1)
    scene.case.closed_on = None
    scene.session.flush()
    seen = look_up(scene.session, scene.adviser, scene.case.id)
    other = name_mentor(scene.session, scene.adviser, seen, name="Nina Ny", from_on=date(2026, 11, 2))
    scene.case.closed_on = CLOSED
    assert scene.list_ready() == {scene.case.id: frozenset({"jobseeker"})}
    scene.mentor = other
    scene.say("mentor")
    assert scene.list_ready() == {scene.case.id: frozenset({"jobseeker", "mentor"})}


def test_a_mentor_who_never_began_is_not_asked(scene: Scene):
    scene.mentor.end_reason = next(iter(DECLINED))
    assert scene.list_ready() == {scene.case.id: frozenset({"jobseeker", "mentor"})}


@pytest.mark.parametrize("is_refusal", [False, True])
def test_what_a_company_said_is_no_answer_of_the_next(scene: Scene, is_refusal: bool):
    first = scene.case.employer_id
    scene.say("employer", is_refusal=is_refusal, kept_at="" if is_refusal else "Perm B")
    other = open_through_service(
        scene.session, scene.adviser, name="Siri Annen", employer_name="Annen AS"
    ).case
    assert other.employer_id not in (None, first)
    scene.case.employer_id = other.employer_id
    scene.session.flush()
    assert scene.list_ready() == {scene.case.id: frozenset({"jobseeker"})}
    (one,) = list_case_studies(scene.session, scene.adviser, scene.case)
    assert [(party.state.state, party.standing) for party in one.parties if party.person == "employer"] == [
        ("missing", None)
    ]
    scene.say("employer")
    assert scene.list_ready() == {scene.case.id: frozenset({"jobseeker", "employer"})}
    # Back at the first company its own last word counts again.
    scene.case.employer_id = first
    allowed = {"jobseeker"} if is_refusal else {"jobseeker", "employer"}
    assert scene.list_ready() == {scene.case.id: frozenset(allowed)}


def test_ready_only_as_long_as_the_version_of_the_day_stands(scene: Scene):
    scene.session.execute(delete(Consent))
    new = datetime(2026, 11, 15, 9, tzinfo=UTC)
    add_text(scene.session, scene.study.id, "persons", 2, created_at=new, keeps_earlier=True)
    scene.say(given_on=date(2026, 11, 10), version=2)
    assert scene.list_ready()
    scene.session.execute(update(StudyText).values(keeps_earlier=False))
    scene.session.expire_all()
    assert scene.lacks() == ("consent",)
    assert scene.list_ready() == {}
    scene.say(given_on=date(2026, 11, 15))
    assert scene.list_ready()


def test_where_there_is_no_company_nobody_is_asked(scene: Scene):
    scene.case.employer_id = None
    assert scene.list_ready() == {scene.case.id: frozenset({"jobseeker", "employer"})}


def reopen(scene: Scene) -> None:
    scene.case.closed_on = None


def close_early(scene: Scene) -> None:
    scene.case.closed_on = date(2026, 10, 1)
    scene.study.from_on = date(2026, 10, 2)


def protect(scene: Scene) -> None:
    assert scene.case.jobseeker is not None
    scene.case.jobseeker.protection = "confidential"


def shield(scene: Scene) -> None:
    assert scene.case.jobseeker is not None
    scene.case.jobseeker.is_shielded = True


def withdraw(scene: Scene) -> None:
    row = scene.session.scalars(select(Consent)).one()
    withdraw_consent(scene.session, scene.adviser, scene.visible, row, withdrawn_on=TODAY)


def refuse(scene: Scene) -> None:
    scene.say(is_refusal=True, given_on=date(2026, 11, 12), kept_at="")


def let_it_expire(scene: Scene) -> None:
    scene.session.scalars(select(Consent)).one().expires_on = TODAY - timedelta(days=1)


def change_text(scene: Scene) -> None:
    add_text(scene.session, scene.study.id, "persons", 2)


def consent_to_another(scene: Scene) -> None:
    office = scene.case.office_id
    other = make_study(scene.session, office, {office: "participating"}, title="En annen")
    scene.session.scalars(select(Consent)).one().study_id = other.id


def say_no_as_adviser(scene: Scene) -> None:
    mine = {"study_id": scene.study.id, "user_id": scene.adviser.user_id}
    scene.session.add(StudyAnswer(**mine, text_number=1, is_yes=False))


def change_advisers_text(scene: Scene) -> None:
    add_text(scene.session, scene.study.id, "advisers", 2)


def hand_over(scene: Scene) -> None:
    """Somebody who has answered nothing has the case since."""
    other = load_person(scene.session, "leder").user_id
    part = {"case_id": scene.case.id, "user_id": other, "role": "adviser"}
    scene.session.add(CaseRole(**part, from_on=date(2026, 11, 15)))


def was_handed_over(scene: Scene) -> None:
    """Somebody who has said no had the case before."""
    other = load_person(scene.session, "leder").user_id
    part = {"case_id": scene.case.id, "user_id": other, "role": "adviser"}
    scene.session.add(CaseRole(**part, from_on=date(2026, 1, 1), to_on=date(2026, 1, 9)))
    scene.session.add(StudyAnswer(study_id=scene.study.id, user_id=other, text_number=1, is_yes=False))


def take_back(scene: Scene) -> None:
    scene.session.execute(delete(StudyCase))


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        (reopen, "open"),
        (close_early, "outside"),
        (protect, "protected"),
        (shield, "protected"),
        (withdraw, "consent"),
        (refuse, "consent"),
        (let_it_expire, "consent"),
        (change_text, "consent"),
        (consent_to_another, "consent"),
        (say_no_as_adviser, "adviser"),
        (change_advisers_text, "adviser"),
        (hand_over, "adviser"),
        (was_handed_over, "adviser"),
        (take_back, "mark"),
    ],
)
def test_one_thing_missing_takes_the_case_out(scene: Scene, change: Callable[[Scene], None], lacks: str):
    assert scene.list_ready()
    change(scene)
    assert scene.lacks() == (lacks,)
    period = {"from_on": date(2026, 10, 2)} if lacks == "outside" else {}
    assert scene.list_ready(**period) == {}


@pytest.mark.parametrize(
    ("from_on", "to_on", "is_in"),
    [
        (CLOSED, CLOSED, True),
        (FROM, CLOSED - timedelta(days=1), False),
        (CLOSED + timedelta(days=1), TO, False),
    ],
)
def test_both_days_of_a_period_are_inside(scene: Scene, from_on: date, to_on: date, is_in: bool):
    assert bool(scene.list_ready(from_on=from_on, to_on=to_on)) == is_in


@pytest.mark.parametrize("part", ["guest", "control", None])
def test_only_cases_of_participating_offices_are_handed_out(scene: Scene, part: str | None):
    row = scene.session.get_one(StudyOffice, (scene.study.id, scene.case.office_id))
    if part is None:
        scene.session.delete(row)
    else:
        row.part = part
    assert scene.list_ready() == {}


def test_a_guest_of_the_project_is_never_exported(scene: Scene):
    scene.session.get_one(Office, scene.case.office_id).participation = "guest"
    assert scene.list_ready() == {}


def test_an_unchanged_text_keeps_those_who_said_yes(scene: Scene):
    add_text(scene.session, scene.study.id, "persons", 2, keeps_earlier=True)
    add_text(scene.session, scene.study.id, "advisers", 2, keeps_earlier=True)
    assert scene.list_ready()


def test_a_no_is_taken_back_by_a_later_yes(scene: Scene):
    refuse(scene)
    scene.say(given_on=date(2026, 11, 13))
    assert scene.list_ready()


def test_own_cases_are_those_one_has_a_part_in(scene: Scene):
    for login, count in (("veileder", 1), ("leder", 0), ("veileder2", 0)):
        actor = load_person(scene.session, login)
        states = judge_cases(scene.session, scene.study, own_cases_of_study(actor, scene.study), TODAY)
        assert len(states) == count, login


def test_what_another_adviser_answered_is_shown_to_nobody(scene: Scene):
    was_handed_over(scene)
    scene.session.flush()
    (state,) = judge_cases(scene.session, scene.study, select(Case).where(Case.id == scene.case.id), TODAY)
    assert not state.is_ready
    assert state.list_shown_lacks("yes") == ()
    assert state.list_shown_lacks(None) == ()
    assert state.list_shown_lacks("missing") == ("adviser",)


def test_the_page_of_a_case_tells_who_can_be_asked_and_who_can_withdraw(scene: Scene):
    scene.say("mentor", is_refusal=True, kept_at="")
    (one,) = list_case_studies(scene.session, scene.adviser, scene.case, is_adviser=True)
    assert [(party.person, party.state.state) for party in one.parties] == [
        ("jobseeker", "given"),
        ("mentor", "withdrawn"),
        ("employer", "missing"),
    ]
    assert [party.standing is not None for party in one.parties] == [True, False, False]
    assert one.parties[1].key == str(scene.mentor.id)
    withdraw_consent(scene.session, scene.adviser, scene.visible, one.parties[0].standing, withdrawn_on=TODAY)
    (one,) = list_case_studies(scene.session, scene.adviser, scene.case)
    assert one.parties[0].standing is None
    assert one.lacks == ("consent",)


def test_a_study_that_has_ended_stays_where_the_case_was_sent(scene: Scene):
    scene.study.state, scene.study.ended_on = "ended", TODAY
    scene.session.flush()
    assert len(list_case_studies(scene.session, scene.adviser, scene.case)) == 1
    other = open_through_service(scene.session, scene.adviser, name="Siri Annen").case
    assert list_case_studies(scene.session, scene.adviser, other) == []


def test_a_draft_asks_for_no_case(scene: Scene):
    office = scene.case.office_id
    make_study(scene.session, office, {office: "participating"}, state="draft", title="Utkast")
    found = list_case_studies(scene.session, scene.adviser, scene.case)
    assert [one.study.title for one in found] == ["Veier inn i arbeid"]


def test_as_many_statements_however_many_cases(scene: Scene):
    counts = []
    for _ in range(2):
        statements: list[str] = []

        def collect(conn: Any, cursor: Any, statement: str, *rest: Any, kept: list[str] = statements) -> None:
            kept.append(statement)

        engine = scene.session.get_bind()
        event.listen(engine, "before_cursor_execute", collect)
        scene.list_ready()
        event.remove(engine, "before_cursor_execute", collect)
        counts.append(len([one for one in statements if one.startswith("SELECT")]))
        for number in range(4):
            open_through_service(scene.session, scene.adviser, name=f"Person {number}")
    assert counts[0] == counts[1] <= 7


def test_the_database_finds_what_the_rules_say(scene: Scene):
    """Hundreds of answers by chance, to several versions, on the same few days: `judge_cases` and `list_ready_cases` agree."""
    chance, session, study = random.Random(43), scene.session, scene.study
    for number in (2, 3):
        add_text(session, study.id, "persons", number, keeps_earlier=number == 3)
    days = [date(2026, 11, day) for day in (2, 3, 4, 25)]
    cases = [scene.case.id, *plant_cases(session, scene.adviser, [date(2026, 9, 1)] * 40)]
    company = scene.case.employer_id
    other = open_through_service(session, scene.adviser, name="Siri Annen", employer_name="Annen AS").case
    for place, case_id in enumerate(cases):
        case = session.get_one(Case, case_id)
        case.closed_on = CLOSED
        case.employer_id = company if place % 3 else None
        if place:
            session.add(StudyCase(study_id=study.id, case_id=case_id))
        for person in ("jobseeker", "jobseeker", "jobseeker", "employer", "employer"):
            given = chance.choice(days)
            withdrawn = chance.choice([None, None, None, given, given + timedelta(days=1)])
            refuses = chance.random() < 0.2
            row = Consent(
                case=case,
                person=person,
                # One of five was said when the case had another company.
                employer_id=(other.employer_id if chance.random() < 0.2 else company)
                if person == "employer"
                else None,
                purpose="study",
                study_id=study.id,
                text_version=chance.choice([1, 2, 3, 3]),
                is_refusal=refuses,
                given_how="spoken",
                given_by="person",
                given_on=given,
                withdrawn_on=None if refuses else withdrawn,
                expires_on=chance.choice([None, None, date(2026, 11, 26), max(given, date(2026, 11, 23))]),
            )
            session.add(row)
    session.flush()
    wanted = select(Case).where(Case.id.in_(cases))
    judged = {one.case_id: one for one in judge_cases(session, study, wanted, TODAY)}
    ready = scene.list_ready()
    assert ready == {key: one.allowed for key, one in judged.items() if one.is_ready}
    assert 5 < len(ready) < 36
    assert {"employer" in allowed for allowed in ready.values()} == {True, False}


@pytest.mark.parametrize(
    ("done_days", "reopened_days", "is_ready"), [(10, 5, False), (5, 10, True), (10, None, True)]
)
def test_a_case_that_was_opened_again_after_a_release_is_in_no_later_one(
    scene: Scene, done_days: int, reopened_days: int | None, is_ready: bool
):
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    put_done(scene, now - timedelta(days=done_days))
    if reopened_days is not None:
        turn = CaseTurn(case=scene.case, kind="reopening", turned_on=CLOSED, note="Ble ikke noe av")
        turn.created_at = now - timedelta(days=reopened_days)
        scene.session.add(turn)
    assert (scene.case.id in scene.list_ready()) is is_ready
