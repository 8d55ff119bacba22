"""The surveys of a study: waves, links, and answers that nobody can be told from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import inspect, select, text

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import (
    AuditEvent,
    Office,
    Role,
    SignInFailure,
    StudyLink,
    StudyOffice,
    StudyReply,
    StudyWave,
    User,
)
from hybridmentor.queries.studies import VisibleStudy, find_study
from hybridmentor.queries.study_links import (
    VisibleLink,
    find_open_surveys,
    find_own_link,
    list_own_links,
)
from hybridmentor.queries.study_waves import (
    FoundLink,
    find_groups,
    find_link_by_token,
    find_wave,
    hash_link_token,
    judge_wave,
    list_links,
    list_waves,
    read_replies,
)
from hybridmentor.services.sign_ins import WINDOW
from hybridmentor.services.study_links import close_link, derive_token, find_token, renew_link
from hybridmentor.services.study_replies import (
    MOST_A_MINUTE,
    derive_id,
    is_held_back,
    note_attempt,
    send_reply,
)
from hybridmentor.services.study_waves import add_wave, end_wave, make_links
from hybridmentor.services.users import grant_role
from tests.integration.scenes import load_person
from tests.support.studies import make_study

TUESDAY = date(2026, 11, 24)
DAYS: dict[str, Any] = {"kind": "zero_point", "opens_on": TUESDAY, "closes_on": date(2026, 12, 4)}
REPLY = {"initiator": "adviser", "form_mentor": ["phone"]}


@pytest.fixture
def researcher(people: HybridSession) -> Actor:
    """The researcher at 9901."""
    return load_person(people, "forsker")


def find_office(session: HybridSession, number: str) -> Office:
    return session.scalars(select(Office).where(Office.number == number)).one()


def begin(session: HybridSession, actor: Actor, state: str = "open") -> VisibleStudy:
    """A study of 9901 with 9901 as participating, 9902 as control and 9903 as guest."""
    parts = {"9901": "participating", "9902": "control", "9903": "guest"}
    offices = {find_office(session, number).id: part for number, part in parts.items()}
    study = make_study(session, find_office(session, "9901").id, offices, state=state)
    visible = find_study(session, actor, study.id)
    assert visible is not None
    return visible


def get_link(session: HybridSession, wave: StudyWave, number: str = "9901") -> StudyLink:
    """The link of an office."""
    office_id = find_office(session, number).id
    return session.scalars(select(StudyLink).filter_by(wave_id=wave.id, office_id=office_id)).one()


def see(session: HybridSession, actor: Actor, wave: StudyWave, number: str = "9901") -> VisibleLink:
    """The link of an office as whoever passes it on sees it."""
    visible = find_own_link(session, actor, get_link(session, wave, number).id)
    assert visible is not None
    return visible


def find_open(session: HybridSession, wave: StudyWave, number: str = "9901") -> FoundLink:
    """What the link of an office leads to."""
    link = get_link(session, wave, number)
    found = find_link_by_token(session, derive_token(session, link), clock.today())
    assert found is not None
    return found


@pytest.fixture
def lead(people: HybridSession) -> Actor:
    """The lead of 9901."""
    return load_person(people, "leder")


@pytest.fixture
def visible(people: HybridSession, researcher: Actor) -> VisibleStudy:
    return begin(people, researcher)


@pytest.fixture
def wave(people: HybridSession, researcher: Actor, visible: VisibleStudy) -> StudyWave:
    """A wave that is open, with links."""
    made = add_wave(people, researcher, visible, **DAYS)
    make_links(people, researcher, visible, made)
    return made


def list_deeds(session: HybridSession) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "in_between"}, "kind"),
        ({"closes_on": TUESDAY - timedelta(days=1)}, "closes_on"),
        ({"opens_on": date(2026, 11, 1), "closes_on": date(2026, 11, 23)}, "closes_on"),
        ({"closes_on": TUESDAY + timedelta(days=367)}, "closes_on"),
        ({"opens_on": date(2026, 12, 4), "closes_on": date(2026, 12, 20)}, "opens_on"),
    ],
)
def test_a_wave_that_cannot_be_is_refused(
    people: HybridSession, researcher: Actor, visible: VisibleStudy, changed: dict[str, Any], field: str
):
    add_wave(people, researcher, visible, **DAYS)
    with pytest.raises(InvalidInput) as fault:
        add_wave(people, researcher, visible, **{**DAYS, **changed})
    assert fault.value.field == field
    add_wave(people, researcher, visible, **{**DAYS, "kind": "follow_up"})
    assert len(list_waves(people, visible.study, TUESDAY)) == 2


def test_only_who_runs_the_study_makes_a_wave(people: HybridSession, visible: VisibleStudy):
    for login in ("veileder", "leder", "godkjenner", "admin"):
        with pytest.raises(NotAllowed):
            add_wave(people, load_person(people, login), visible, **DAYS)


def test_how_a_wave_stands(people: HybridSession, researcher: Actor, visible: VisibleStudy):
    wave = add_wave(people, researcher, visible, **{**DAYS, "opens_on": TUESDAY + timedelta(days=1)})
    days = {0: "ahead", 1: "open", 10: "open", 11: "over"}
    for ahead, state in days.items():
        assert judge_wave(wave, visible.study, TUESDAY + timedelta(days=ahead)) == state
    visible.study.state = "draft"
    assert judge_wave(wave, visible.study, TUESDAY + timedelta(days=2)) == "ahead"
    visible.study.state = "ended"
    assert judge_wave(wave, visible.study, TUESDAY + timedelta(days=2)) == "over"


def test_an_ended_wave_takes_answers_that_day_and_never_again(
    people: HybridSession, researcher: Actor, visible: VisibleStudy, wave: StudyWave
):
    end_wave(people, researcher, visible, wave)
    assert judge_wave(wave, visible.study, TUESDAY) == "open"
    assert judge_wave(wave, visible.study, TUESDAY + timedelta(days=1)) == "over"
    later = Actor(**{**researcher.__dict__, "today": TUESDAY + timedelta(days=1)})
    for deed in (end_wave, make_links):
        with pytest.raises(InvalidInput):
            deed(people, later, visible, wave)


def test_each_office_that_is_asked_gets_one_link_and_a_guest_none(
    people: HybridSession, researcher: Actor, visible: VisibleStudy, wave: StudyWave
):
    lines = list_links(people, wave, TUESDAY)
    assert [(line.number, line.part, line.has_link, line.keeper) for line in lines] == [
        ("9901", "participating", True, "lead"),
        ("9902", "control", True, "lead"),
    ]
    assert make_links(people, researcher, visible, wave) == 0
    assert list_deeds(people) == ["study_wave.add", "study_link.make", "study_link.make"]


def test_the_address_is_kept_nowhere(people: HybridSession, wave: StudyWave):
    links = people.scalars(select(StudyLink)).all()
    tokens = [derive_token(people, link) for link in links]
    assert len({*tokens}) == 2
    assert all(len(token) == 32 for token in tokens)
    assert [link.token_hash for link in links] == [hash_link_token(token) for token in tokens]
    kept = repr(
        [
            row
            for table in inspect(people.connection()).get_table_names()
            if table.startswith("hm_")
            for row in people.execute(text(f"SELECT * FROM {table}"))
        ]
    )
    assert not any(token in kept for token in tokens)


def test_after_a_change_of_key_an_address_can_only_be_renewed(
    people: HybridSession, lead: Actor, wave: StudyWave
):
    seen = see(people, lead, wave)
    assert find_token(people, lead, seen) is not None
    seen.link.token_hash = hash_link_token("of another key")
    assert find_token(people, lead, seen) is None
    renew_link(people, lead, seen, number=1)
    assert find_token(people, lead, seen) is not None


def test_a_renewed_link_works_and_the_old_one_does_not(people: HybridSession, lead: Actor, wave: StudyWave):
    seen = see(people, lead, wave)
    old = find_token(people, lead, seen)
    assert old is not None
    close_link(people, lead, seen, number=1)
    assert find_token(people, lead, seen) is None
    found = find_link_by_token(people, old, TUESDAY)
    assert found is not None
    assert not found.is_open
    renew_link(people, lead, seen, number=1)
    assert find_link_by_token(people, old, TUESDAY) is None
    assert find_open(people, wave).is_open
    # Two windows do not renew each other's address.
    for deed in (renew_link, close_link):
        with pytest.raises(InvalidInput):
            deed(people, lead, seen, number=1)
    assert list_deeds(people)[-2:] == ["study_link.close", "study_link.renew"]


def test_a_closed_link_is_closed_once(people: HybridSession, lead: Actor, wave: StudyWave):
    seen = see(people, lead, wave)
    close_link(people, lead, seen, number=1)
    with pytest.raises(InvalidInput):
        close_link(people, lead, seen, number=1)


def test_the_link_of_a_survey_that_is_over_is_left_alone(people: HybridSession, lead: Actor, wave: StudyWave):
    wave.opens_on = wave.closes_on = TUESDAY - timedelta(days=1)
    seen = see(people, lead, wave)
    for deed in (renew_link, close_link):
        with pytest.raises(InvalidInput):
            deed(people, lead, seen, number=1)
    assert list_own_links(people, lead) == []


@pytest.mark.parametrize(
    "login", ["forsker", "godkjenner", "leder2", "fylke", "veileder", "lokalkontakt", "admin"]
)
def test_only_the_lead_of_the_office_gets_at_its_link(
    people: HybridSession, lead: Actor, wave: StudyWave, login: str
):
    """Above all not the researcher who made the survey, who could answer it herself."""
    seen, other = see(people, lead, wave), load_person(people, login)
    assert find_own_link(people, other, seen.link.id) is None
    assert seen.link not in [one.link for one in list_own_links(people, other)]
    for deed in (
        lambda: find_token(people, other, seen),
        lambda: renew_link(people, other, seen, number=1),
        lambda: close_link(people, other, seen, number=1),
    ):
        with pytest.raises(NotAllowed):
            deed()


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.RELEASE_APPROVER])
def test_a_lead_with_a_hand_in_the_study_sees_no_link_to_it(
    people: HybridSession, lead: Actor, wave: StudyWave, role: Role
):
    assert [one.link for one in list_own_links(people, lead)] == [get_link(people, wave)]
    grant_role(
        people, None, people.get_one(User, lead.user_id), find_office(people, "9901"), role, from_on=TUESDAY
    )
    both = load_person(people, "leder")
    assert list_own_links(people, both) == []
    # The link goes to the coordinator of the county then, and the researcher's page says so.
    assert [one.link for one in list_own_links(people, load_person(people, "fylke"))] == [
        get_link(people, wave)
    ]
    assert [line.keeper for line in list_links(people, wave, TUESDAY)] == ["county", "lead"]


def test_who_made_the_survey_sees_no_link_of_it_in_another_role_either(
    people: HybridSession, lead: Actor, wave: StudyWave
):
    wave.created_by = lead.user_id
    people.flush()
    assert list_own_links(people, lead) == []
    assert find_open_surveys(people, lead) is None


def test_an_office_without_anybody_has_nobody_who_sees_its_link(people: HybridSession, wave: StudyWave):
    for login in ("leder", "fylke"):
        people.get_one(User, load_person(people, login).user_id).is_active = False
    people.flush()
    assert [line.keeper for line in list_links(people, wave, TUESDAY)] == [None, "lead"]


def test_what_waits_is_told_while_it_can_be_answered(people: HybridSession, lead: Actor, wave: StudyWave):
    waiting = find_open_surveys(people, lead)
    assert waiting is not None
    assert (waiting.number, waiting.closes_on) == (1, wave.closes_on)
    wave.opens_on = TUESDAY + timedelta(days=1)
    assert find_open_surveys(people, lead) is None
    assert [one.state for one in list_own_links(people, lead)] == ["ahead"]
    wave.opens_on = TUESDAY
    close_link(people, lead, see(people, lead, wave), number=1)
    assert find_open_surveys(people, lead) is None
    assert len(list_own_links(people, lead)) == 1, "so that it can be renewed"
    part = people.get_one(StudyOffice, (wave.study_id, find_office(people, "9901").id))
    part.part = "guest"
    people.flush()
    assert list_own_links(people, lead) == []
    people.delete(part)
    people.flush()
    assert list_own_links(people, lead) == []


def test_an_office_that_is_taken_out_answers_no_more(people: HybridSession, wave: StudyWave):
    token = derive_token(people, find_open(people, wave).link)
    people.delete(people.get_one(StudyOffice, (wave.study_id, find_office(people, "9901").id)))
    people.flush()
    found = find_link_by_token(people, token, TUESDAY)
    assert found is not None
    assert not found.is_open
    assert [line.part for line in list_links(people, wave, TUESDAY) if line.number == "9901"] == [None]


def test_waves_of_another_study_are_not_found(
    people: HybridSession, researcher: Actor, visible: VisibleStudy, wave: StudyWave
):
    other = begin(people, researcher)
    assert find_wave(people, visible.study, wave.id) is wave
    assert find_wave(people, other.study, wave.id) is None
    assert find_wave(people, visible.study, uuid4()) is None


def send(session: HybridSession, wave: StudyWave, number: str = "9901", **answers: Any) -> bool:
    return send_reply(session, find_open(session, wave, number), key=uuid4(), answers=answers or REPLY)


def test_a_reply_holds_codes_and_nothing_else(people: HybridSession, wave: StudyWave):
    assert send(people, wave)
    assert {column.name for column in StudyReply.__table__.columns} == {"id", "wave_id", "part", "answers"}
    reply = people.scalars(select(StudyReply)).one()
    assert (reply.wave_id, reply.part) == (wave.id, "participating")
    assert read_replies(people, wave, "participating") == [REPLY]
    assert read_replies(people, wave, "control") == []


def test_the_log_of_a_reply_tells_the_wave_and_the_day(people: HybridSession, wave: StudyWave):
    send(people, wave, "9902")
    event = people.scalars(select(AuditEvent).where(AuditEvent.action == "study_reply.send")).one()
    assert event.at == datetime(2026, 11, 24, tzinfo=UTC)
    assert (event.noun, event.row_id) == ("study_wave", str(wave.id))
    assert (event.actor_id, event.office_id, event.case_id, event.detail, event.request_id) == (None,) * 5


def test_the_same_form_is_kept_once(people: HybridSession, wave: StudyWave):
    key = uuid4()
    found = find_open(people, wave)
    assert send_reply(people, found, key=key, answers=REPLY)
    assert not send_reply(people, found, key=key, answers=REPLY)
    with pytest.raises(InvalidInput):
        send_reply(people, found, key=key, answers={"initiator": "employer"})
    assert read_replies(people, wave, "participating") == [REPLY]
    assert key.hex not in people.scalars(select(StudyReply)).one().id.hex


def test_ids_are_in_no_order(people: HybridSession):
    ids = [derive_id(UUID(int=number)) for number in range(50)]
    assert ids != sorted(ids)
    assert len(set(ids)) == 50


def test_on_sqlite_rows_have_no_number_that_tells_who_came_first(people: HybridSession, wave: StudyWave):
    if people.get_bind().dialect.name == "sqlite":
        made = people.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'hm_study_reply'"))
        assert made.rstrip().endswith("WITHOUT ROWID")
    else:
        columns = people.execute(
            text("SELECT column_name FROM information_schema.columns WHERE table_name = 'hm_study_reply'")
        )
        assert {name for (name,) in columns} == {"id", "wave_id", "part", "answers"}


def test_only_that_there_are_enough_is_told(people: HybridSession, wave: StudyWave):
    for count in range(1, 7):
        send(people, wave, "9902")
        assert find_groups(people, wave) == (frozenset({"control"}) if count >= 5 else frozenset())


def test_what_is_shut_takes_no_answers(
    people: HybridSession,
    researcher: Actor,
    visible: VisibleStudy,
    wave: StudyWave,
    set_clock: Callable[[datetime], None],
):
    set_clock(datetime(2026, 12, 5, 8, tzinfo=UTC))
    with pytest.raises(InvalidInput):
        send(people, wave)
    assert people.scalars(select(StudyReply)).all() == []


def test_a_flood_by_one_link_is_held_back_and_holds_back_no_other(
    people: HybridSession, wave: StudyWave, set_clock: Callable[[datetime], None]
):
    one, other = find_open(people, wave), find_open(people, wave, "9902")
    for _ in range(MOST_A_MINUTE):
        assert not is_held_back(people, one)
        note_attempt(people, one)
    assert is_held_back(people, one)
    assert not is_held_back(people, other)
    set_clock(clock.now() + WINDOW + timedelta(seconds=1))
    assert not is_held_back(people, one)
    note_attempt(people, other)
    # What is too old to count is forgotten: which link was used when is kept no longer than it is needed.
    assert len(people.scalars(select(SignInFailure)).all()) == 1
