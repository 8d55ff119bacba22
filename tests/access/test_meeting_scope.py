"""Meetings about experiences: the rules as predicates and the rules as SQL say the same, for every role and office."""

from __future__ import annotations

from itertools import combinations, product

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor, Membership
from hybridmentor.models import DataKey, ExperienceMeeting, Office, Role, User
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import MeetingFacts
from hybridmentor.policy.rules import permits
from hybridmentor.policy.scopes import visible_meetings
from hybridmentor.queries.experience_meetings import find_meeting

PLACES = (
    ("0101", "practice", "Innhavet"),
    ("0102", "practice", "Innhavet"),
    ("0201", "practice", "Ytterkysten"),
    ("0001", "examples", "Innhavet"),
)


def list_actors(offices: list[Office], user_id: int) -> list[Actor]:
    """Nobody's, every role at every office, and two of them at once."""
    single = [
        Membership(office.id, office.number, office.name, office.county, office.purpose, role, service)
        for office, role, service in product(offices, Role, (None, "municipal"))
    ]
    held = [(), *((one,) for one in single), *combinations(single[::4], 2)]
    return [Actor(user_id, "Den som ser", clock.today(), memberships=some) for some in held]


def test_what_the_scope_shows_is_what_the_rules_permit(session: HybridSession):
    offices = [
        Office(number=number, name=f"Nav {number}", county=county, purpose=purpose)
        for number, purpose, county in PLACES
    ]
    user = User(name="Den som ser", email="b@example.org", subject="b")
    session.add_all([*offices, user])
    session.flush()
    meetings = {}
    for facts in [
        *(MeetingFacts(office_id=office.id) for office in offices if office.purpose == "practice"),
        *(MeetingFacts(county=county) for county in ("Innhavet", "Ytterkysten")),
    ]:
        meeting = ExperienceMeeting(
            data_key=DataKey.make(session.info["keyring"], "experience"),
            office_id=facts.office_id,
            county=facts.county,
            starts_at=clock.now(),
            minutes=60,
            title="Møte",
        )
        session.add(meeting)
        session.flush()
        meetings[meeting.id] = facts
    answers = set()
    for actor in list_actors(offices, user.id):
        seen = {row.id for row in session.scalars(visible_meetings(actor))}
        for meeting_id, facts in meetings.items():
            may = permits(actor, Permission.READ_MEETINGS, facts)
            answers.add((may, permits(actor, Permission.KEEP_MEETINGS, facts)))
            assert (meeting_id in seen) == may, (actor.memberships, facts)
            found = find_meeting(session, actor, meeting_id)
            assert (found is not None) == may
            assert found is None or found.facts == facts
            # Who keeps one reads it, and who may do so somewhere is let into the area.
            assert may or not permits(actor, Permission.KEEP_MEETINGS, facts)
            for permission in (Permission.READ_MEETINGS, Permission.KEEP_MEETINGS):
                assert permits(actor, permission) or not permits(actor, permission, facts)
    assert answers == {(True, True), (True, False), (False, False)}
