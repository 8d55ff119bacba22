"""Tidying removes what has had its time, and nothing that is in use."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select, update

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.models import (
    AuditEvent,
    DataKey,
    Draft,
    GatheringInvitation,
    MentorGathering,
    MentorProfile,
    MentorTerm,
    Recusal,
    SignIn,
    SignInFailure,
    Submission,
    User,
    WorkplacePerson,
)
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.drafts import FormKey
from hybridmentor.services.drafts import save_draft
from hybridmentor.services.workplace_persons import PERSON_FIELDS, add_person
from tests.integration.cli.conftest import Shell
from tests.integration.scenes import name_mentor, open_through_service
from tests.support.seed import make_actor

NOTHING = {
    "drafts_old": 0,
    "drafts_out_of_sight": 0,
    "sign_ins": 0,
    "sign_in_failures": 0,
    "submissions": 0,
    "mentor_profiles": 0,
    "workplace_persons": 0,
    "mentor_gatherings": 0,
    "deidentified_files": 0,
}


def fill(shell: Shell) -> None:
    """Drafts, sign-ins and sent forms of all ages."""
    now = clock.now()
    with shell.session() as session:
        begin_write(session)
        adviser = make_actor(session, "veileder")
        case = open_through_service(session, adviser).case
        for weeks in (0, 11, 13):
            key = FormKey("hybridmentor.contacts.log", str(uuid4()))
            save_draft(session, adviser, key, (("note", "Ringte"),), case_id=case.id)
            session.execute(
                update(Draft)
                .where(Draft.subject == key.subject)
                .values(saved_at=now - timedelta(weeks=weeks))
            )
        user_id = session.scalars(select(User.id).where(User.login == "veileder")).one()
        for number, (days, ended) in enumerate(
            [(0, None), (0, 0), (29, 29), (31, 31), (31, None), (400, 31)]
        ):
            made, over = now - timedelta(days=days), None if ended is None else now - timedelta(days=ended)
            token = bytes([number]) * 32
            session.add(
                SignIn(token_hash=token, user_id=user_id, created_at=made, seen_at=made, ended_at=over)
            )
        for seconds in (0, 120):
            session.add(SignInFailure(login_hash=b"x" * 16, at=now - timedelta(seconds=seconds)))
        for days in (0, 89, 91):
            session.add(
                Submission(
                    key=uuid4(),
                    user_id=user_id,
                    endpoint="hybridmentor.contacts.log",
                    fingerprint=b"p" * 16,
                    created_at=now - timedelta(days=days),
                )
            )
        session.commit()


def test_what_has_had_its_time_goes_and_the_rest_stays(shell: Shell):
    fill(shell)
    removed = shell.read("tidy", "--json")["removed"]
    assert removed == {
        "drafts_old": 1,
        "drafts_out_of_sight": 0,
        "sign_ins": 3,
        "sign_in_failures": 1,
        "submissions": 1,
        "mentor_profiles": 0,
        "workplace_persons": 0,
        "mentor_gatherings": 0,
        "deidentified_files": 0,
    }
    with shell.session() as session:
        kept = [
            len(session.scalars(select(model)).all()) for model in (Draft, SignIn, SignInFailure, Submission)
        ]
        assert kept == [2, 3, 1, 2]
        assert len(session.scalars(select(DataKey).where(DataKey.owner == "draft")).all()) == 2
        (row,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "draft.drop"))
        assert (row.actor_id, row.detail) == (None, "hybridmentor.contacts.log")
    assert shell.read("tidy", "--json")["removed"] == NOTHING


def test_a_draft_of_a_case_out_of_sight_goes_after_a_week(shell: Shell):
    fill(shell)
    with shell.session() as session:
        draft = session.scalars(select(Draft)).first()
        assert draft is not None
        session.add(Recusal(case_id=draft.case_id, user_id=draft.user_id, reason="close_relation"))
        session.commit()
    removed = shell.read("tidy", "--json")["removed"]
    assert (removed["drafts_old"], removed["drafts_out_of_sight"]) == (1, 1)


def test_a_sign_in_that_may_still_be_used_is_kept_however_old(shell: Shell):
    fill(shell)
    hours = str(24 * 60)
    assert shell.run_well("tidy", HYBRIDMENTOR_SESSION_HOURS=hours).stdout == ""
    with shell.session() as session:
        assert len(session.scalars(select(SignIn)).all()) == 4


def fill_mentors(shell: Shell) -> None:
    """A mentor of a case, one of none and a leader, all past their day; one whose last day is today; gatherings."""
    today = clock.today()
    with shell.session() as session:
        begin_write(session)
        adviser = make_actor(session, "veileder")
        visible = open_through_service(session, adviser)
        persons = [name_mentor(session, adviser, visible).person]
        employer = visible.case.employer
        assert employer is not None
        facts = OfficeFacts(employer.office_id, "practice")
        for name, role in (("Mentor Alene", "mentor"), ("Leder Blir", "leader"), ("Siste Dag", "mentor")):
            told = {**dict.fromkeys(PERSON_FIELDS), "name": name, "role": role}
            persons.append(add_person(session, adviser, employer, facts=facts, values=told))
        for number, person in enumerate(persons):
            profile = MentorProfile(
                person=person,
                office_id=employer.office_id,
                keep_until_on=today - timedelta(days=0 if number == 3 else 1),
            )
            profile.terms = [MentorTerm(kind="languages", code="norsk")]
            session.add(profile)
        for held_on in (today, today - timedelta(days=700), today - timedelta(days=800)):
            gathering = MentorGathering(office_id=employer.office_id, title="Mentorkaffe", held_on=held_on)
            gathering.invitations = [GatheringInvitation(person=person) for person in persons]
            session.add(gathering)
        session.commit()


def test_mentors_past_their_day_are_forgotten_and_those_of_a_case_stay_as_persons(shell: Shell):
    fill_mentors(shell)
    removed = shell.read("tidy", "--json")["removed"]
    assert removed == {
        **NOTHING,
        "mentor_profiles": 3,
        "workplace_persons": 1,
        "mentor_gatherings": 1,
        "deidentified_files": 0,
    }
    with shell.session() as session:
        (profile,) = session.scalars(select(MentorProfile))
        assert profile.person.name == "Siste Dag"
        names = {person.name for person in session.scalars(select(WorkplacePerson))}
        assert names == {"Mona Mentor", "Leder Blir", "Siste Dag"}
        assert {term.profile_id for term in session.scalars(select(MentorTerm))} == {profile.id}
        asked = session.scalars(select(GatheringInvitation)).all()
        assert {one.person_id for one in asked} == {profile.person_id}
        assert len(asked) == 2, "of the gatherings that are kept"
        keys = session.scalars(select(DataKey).where(DataKey.owner == "person")).all()
        assert len(keys) == 4, "the jobseeker's and those of three persons"
        done = session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id.is_(None))).all()
        assert sorted(done) == [*["mentor_profile.remove"] * 3, "workplace_person.erase"]
    assert shell.read("tidy", "--json")["removed"] == NOTHING


def test_it_says_what_it_did(shell: Shell):
    fill(shell)
    result = shell.run_well("tidy")
    assert result.stdout == ""
    assert "1 utkast, 3 innlogginger, 1 nøkler" in result.stderr


def test_without_tables_it_refuses(bare: Shell):
    assert bare.run("tidy").exit_code == 2
