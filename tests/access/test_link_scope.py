"""Links of surveys: the rules as predicates and as SQL say the same, and nobody with a hand in a study sees a link to it."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations, product

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor, Membership
from hybridmentor.models import Office, OfficeMembership, Role, StudyLink, User
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import LinkFacts
from hybridmentor.policy.rules import permits
from hybridmentor.policy.scopes import visible_study_links
from hybridmentor.queries.study_links import find_own_link
from tests.support.studies import add_survey, make_study

PLACES = (
    ("0101", "Innhavet", "practice"),
    ("0102", "Innhavet", "practice"),
    ("0103", "Ytterkysten", "practice"),
    ("0001", "Innhavet", "examples"),
)
KEEP = Permission.KEEP_STUDY_LINKS


def make_places(session: HybridSession) -> tuple[list[Office], User, User]:
    """The offices, somebody who looks, and the lead of the first."""
    offices = [
        Office(number=number, name=f"Nav {number}", county=county, purpose=purpose)
        for number, county, purpose in PLACES
    ]
    looks, leads = (User(name=name, email=f"{name}@example.org", subject=name) for name in ("ser", "leder"))
    session.add_all([*offices, looks, leads])
    session.flush()
    hold(session, leads, offices[0], Role.LEAD)
    return offices, looks, leads


def hold(session: HybridSession, user: User, office: Office, role: Role) -> OfficeMembership:
    """A role that began yesterday."""
    held = OfficeMembership(
        user_id=user.id, office_id=office.id, role=role, from_on=clock.today() - timedelta(days=1)
    )
    session.add(held)
    session.flush()
    return held


def list_actors(offices: list[Office], user_id: int) -> list[Actor]:
    """Nobody's, every role at every office, and two of them at once."""
    single = [
        Membership(office.id, office.number, office.name, office.county, office.purpose, role)
        for office, role in product(offices, Role)
    ]
    held = [(), *((one,) for one in single), *combinations(single, 2)]
    return [Actor(user_id, "Den som ser", clock.today(), memberships=some) for some in held]


def test_what_the_scope_shows_is_what_the_rules_permit(session: HybridSession):
    offices, looks, leads = make_places(session)
    parts = {office.id: "participating" for office in offices[:3]}
    facts: dict[StudyLink, LinkFacts] = {}
    for keeper, made_by in product(offices[1:3], (looks.id, leads.id, None)):
        study = make_study(session, keeper.id, parts)
        wave = add_survey(session, study, offices[0].id, f"{keeper.id}-{made_by}")
        wave.created_by = made_by
        told = {"wave_id": wave.id, "number": 1}
        for office in offices[1:3]:
            token = f"{keeper.id}-{made_by}-{office.id}".encode()
            session.add(StudyLink(office_id=office.id, token_hash=token, **told))
        session.flush()
        for office in offices[:3]:
            link = session.query(StudyLink).filter_by(wave_id=wave.id, office_id=office.id).one()
            # Who made the survey does not count as the lead who passes its link on.
            has_lead = office is offices[0] and made_by != leads.id
            facts[link] = LinkFacts(
                office.id,
                office.purpose,
                county=office.county,
                study_office_id=keeper.id,
                made_by=made_by,
                has_lead=has_lead,
            )
    session.flush()
    answers = set()
    for actor in list_actors(offices, looks.id):
        seen = {row.id for row in session.scalars(visible_study_links(actor))}
        for link, known in facts.items():
            may = permits(actor, KEEP, known)
            assert (link.id in seen) == may, (actor.memberships, known)
            assert not may or permits(actor, KEEP), "who may keep one is let into the page"
            roles = frozenset(m.role for m in actor.memberships if may)
            answers.add(roles)
            if may:
                assert known.made_by != looks.id
                assert not any(
                    m.role in ("researcher", "release_approver") and m.office_id == known.study_office_id
                    for m in actor.memberships
                )
        for link in [one for one in facts if one.id in seen][:1]:
            found = find_own_link(session, actor, link.id)
            assert found is not None
            assert found.facts == facts[link]
    assert answers >= {frozenset(), frozenset({Role.LEAD}), frozenset({Role.COUNTY})}
    assert all(roles & {Role.LEAD, Role.COUNTY} for roles in answers if roles)


def test_a_lead_who_cannot_see_the_link_does_not_keep_the_county_from_it(session: HybridSession):
    offices, looks, leads = make_places(session)
    study = make_study(session, offices[1].id, {offices[0].id: "control"})
    add_survey(session, study, offices[0].id, "t" * 32)
    county = offices[1]
    seat = Membership(county.id, county.number, county.name, county.county, county.purpose, "county")
    actor = Actor(looks.id, "Fylkeskontakt", clock.today(), memberships=(seat,))

    def sees() -> bool:
        return session.scalars(visible_study_links(actor)).first() is not None

    assert not sees()
    leads.is_active = False
    assert sees()
    leads.is_active = True
    for role in (Role.RESEARCHER, Role.RELEASE_APPROVER):
        held = hold(session, leads, offices[1], role)
        assert sees(), "the lead is one of the study's own"
        held.to_on = held.from_on
        assert not sees(), "the lead was one of them until yesterday"
        session.delete(held)
    seat_of_lead = session.query(OfficeMembership).filter_by(user_id=leads.id, role=Role.LEAD).one()
    seat_of_lead.to_on = seat_of_lead.from_on
    assert sees()
