"""Studies: the rules as predicates and the rules as SQL say the same, for every role and office."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor, Membership
from hybridmentor.models import Office, Role, Study, StudyAnswer, StudyOffice, User
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import StudyFacts, is_asked_by_study
from hybridmentor.policy.rules import permits
from hybridmentor.policy.scopes import asking_studies, visible_studies
from hybridmentor.queries.studies import find_study

PLACES = (("0101", "practice"), ("0102", "practice"), ("0001", "examples"))
STATES = {"draft": (None, None), "open": (1, None), "ended": (1, 2)}
OF_STUDIES = (
    Permission.READ_STUDIES,
    Permission.KEEP_STUDIES,
    Permission.ANSWER_STUDY,
    Permission.READ_RELEASES,
    Permission.ASK_RELEASE,
    Permission.DECIDE_RELEASE,
    Permission.DOWNLOAD_RELEASE,
)


def list_actors(offices: list[Office], user_id: int) -> list[Actor]:
    """Nobody's, every role at every office, and two of them at once."""
    single = [
        Membership(office.id, office.number, office.name, office.county, office.purpose, role, service)
        for office, role, service in product(offices, Role, (None, "municipal"))
    ]
    held = [(), *((one,) for one in single), *combinations(single[::3], 2)]
    return [Actor(user_id, "Den som ser", clock.today(), memberships=some) for some in held]


def make_study(session: HybridSession, office: Office, state: str, parts: dict[int, str]) -> Study:
    """A study of the office in a state, with offices that have a part."""
    days = [date(2026, 3, day) if day else None for day in STATES[state]]
    study = Study(
        office_id=office.id,
        state=state,
        title="Studie",
        purpose="Å vite mer",
        legal_basis="Samtykke",
        from_on=date(2026, 1, 1),
        to_on=date(2026, 12, 31),
        contact_name="Ombudet",
        contact_email="ombud@example.org",
        opened_on=days[0],
        ended_on=days[1],
    )
    study.offices = [StudyOffice(office_id=office_id, part=part) for office_id, part in parts.items()]
    session.add(study)
    session.flush()
    return study


def test_what_the_scope_shows_is_what_the_rules_permit(session: HybridSession):
    offices = [
        Office(number=number, name=f"Nav {number}", county="Innhavet", purpose=purpose)
        for number, purpose in PLACES
    ]
    user = User(name="Den som ser", email="b@example.org", subject="b")
    session.add_all([*offices, user])
    session.flush()
    first, second, shelf = (office.id for office in offices)
    facts: dict[Study, StudyFacts] = {}
    some: tuple[dict[int, str], ...] = (
        {},
        {first: "participating"},
        {first: "guest", second: "control"},
        {shelf: "participating"},
    )
    for office, state, parts, answered in product(offices[:2], STATES, some, (False, True)):
        study = make_study(session, office, state, parts)
        if answered:
            session.add(StudyAnswer(study_id=study.id, user_id=user.id, text_number=1, is_yes=True))
        facts[study] = StudyFacts(office.id, state, parts, answered)
    session.flush()
    answers = set()
    for actor in list_actors(offices, user.id):
        seen = {row.id for row in session.scalars(visible_studies(actor))}
        asking = {row.id for row in session.scalars(asking_studies(actor))}
        assert asking <= seen
        for study, known in facts.items():
            asks = known.state == "open" and is_asked_by_study(actor, known)
            assert (study.id in asking) == asks, (actor.memberships, known)
            may = {one for one in OF_STUDIES if permits(actor, one, known)}
            answers.add(frozenset(may))
            assert (study.id in seen) == (Permission.READ_STUDIES in may), (actor.memberships, known)
            # Who may do anything with one reads it, and who may do so somewhere is let into the area.
            assert not may or Permission.READ_STUDIES in may
            assert all(permits(actor, one) for one in may)
        for study in [one for one in facts if one.id in seen][:2]:
            found = find_study(session, actor, study.id)
            assert found is not None
            assert found.facts == facts[study]
    runs = {Permission.READ_STUDIES, Permission.KEEP_STUDIES, Permission.READ_RELEASES}
    begun = runs | {Permission.ASK_RELEASE, Permission.DOWNLOAD_RELEASE}
    assert answers >= {
        frozenset(),
        frozenset({Permission.READ_STUDIES}),
        frozenset({Permission.READ_STUDIES, Permission.ANSWER_STUDY}),
        frozenset(runs),
        frozenset(begun),
        frozenset({Permission.READ_STUDIES, Permission.READ_RELEASES, Permission.DECIDE_RELEASE}),
    }


def test_nobody_decides_what_they_may_ask_for_by_the_same_role():
    office = Membership(1, "0101", "Nav 0101", "Innhavet", "practice", "researcher", None)
    actor = Actor(1, "Forsker", clock.today(), memberships=(office,))
    study = StudyFacts(1, "open")
    assert permits(actor, Permission.ASK_RELEASE, study)
    assert not permits(actor, Permission.DECIDE_RELEASE, study)
    assert not permits(actor, Permission.DOWNLOAD_RELEASE, StudyFacts(2, "open"))
