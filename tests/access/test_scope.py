"""The rules as predicates and the rules as SQL say the same, for every kind of actor on every kind of case.

All combinations, not a choice of them: 8 roles x 3 services x 2 offices x 6 periods of a membership, without any and with
two at once, times 3 protections x shielded x service x office x closed (and the published examples) x 6 periods of a part
in the case x recused. About 150 000 pairs.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor, Claim
from hybridmentor.models import (
    Case,
    CaseRole,
    DataKey,
    Jobseeker,
    Office,
    OfficeMembership,
    Recusal,
    Role,
    User,
)
from hybridmentor.policy.facts import gather_case_facts
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import CaseFacts
from hybridmentor.policy.rules import READS, permits
from hybridmentor.policy.scopes import has_part, own_cases, visible_cases
from hybridmentor.queries.actors import load_actor
from hybridmentor.queries.cases import find_case
from hybridmentor.web.guards import ABOUT_A_CASE

SERVICES = (None, "state", "municipal")
PROTECTIONS = ("none", "confidential", "strictly_confidential")
PERIODS: dict[str, tuple[int, int | None] | None] = {
    "never": None,
    "open end": (-30, None),
    "ended yesterday": (-30, -1),
    "ends today": (-30, 0),
    "begins today": (0, 30),
    "begins tomorrow": (1, None),
}
"""Days from today, both inside."""
IN_FORCE = {"open end", "ends today", "begins today"}


@dataclass
class Ground:
    """What the database was filled with: who acts, what each case is like for all of them."""

    today: date
    actors: dict[str, Actor] = field(default_factory=dict)
    cases: dict[UUID, tuple[Case, bool, bool]] = field(default_factory=dict)
    """The case, whether the actor has a part in it today, whether the actor is recused."""

    def gather_facts(self, case_id: UUID) -> CaseFacts:
        """What the rules are asked with."""
        case, has_part, recused = self.cases[case_id]
        return gather_case_facts(case, actor_has_part=has_part, actor_is_recused=recused)


def count_days(period: str, today: date) -> dict[str, date | None]:
    """The first and last day of a period."""
    days = PERIODS[period]
    assert days is not None
    first, last = days
    return {
        "from_on": today + timedelta(days=first),
        "to_on": None if last is None else today + timedelta(days=last),
    }


def fill_ground(session: HybridSession) -> Ground:
    """Every kind of actor and every kind of case.

    All actors stand in for one account when they look at cases, the one that has the parts and the recusals: so each
    meets all combinations, and the database stays small.
    """
    ground = Ground(clock.today())
    offices = [Office(number=number, name=f"Nav {number}", county="Innhavet") for number in ("0101", "0102")]
    looker = User(name="Den som ser", email="ser@example.org", subject="looker")
    session.add_all([*offices, looker])
    session.flush()
    add_actors(session, ground, [office.id for office in offices], looker.id)
    add_cases(session, ground, [office.id for office in offices], looker.id)
    return ground


def add_actors(session: HybridSession, ground: Ground, offices: list[int], looker: int) -> None:
    """An account for each combination of a membership, one without any, and some with two of them."""
    single = list(product(Role, SERVICES, offices, [period for period in PERIODS if period != "never"]))
    pairs = random.Random(2022).sample(list(product(single, single)), 60)
    for number, memberships in enumerate([(), *((one,) for one in single), *pairs]):
        user = User(name=f"Bruker {number}", email="b@example.org", subject=str(number))
        session.add(user)
        session.flush()
        for role, service, office, period in memberships:
            days = count_days(period, ground.today)
            session.execute(
                insert(OfficeMembership).values(
                    user_id=user.id, office_id=office, role=role, service=service, **days
                )
            )
        actor, _ = load_actor(
            session, Claim(user_id=user.id), idle=timedelta(1), longest=timedelta(1), demo=False
        )
        assert actor is not None
        assert len(actor.memberships) == sum(one[3] in IN_FORCE for one in memberships)
        named = " and ".join(
            f"{role} {service} {office} {period}" for role, service, office, period in memberships
        )
        ground.actors[f"{number}: {named or 'no membership'}"] = replace(actor, user_id=looker)


def add_cases(session: HybridSession, ground: Ground, offices: list[int], looker: int) -> None:
    """A case for each combination, with a jobseeker of each kind shared among them."""
    keyring, today = session.info["keyring"], ground.today
    key = DataKey.make(keyring, "person")
    people = {
        kind: Jobseeker(data_key=key, name="Navn", protection=kind[0], is_shielded=kind[1])
        for kind in product(PROTECTIONS, (False, True))
    }
    session.add_all(people.values())
    session.flush()
    own = [("office", *kind) for kind in product(people, SERVICES[1:], offices, (False, True))]
    examples = [
        ("published_example", None, service, office, False) for service, office in product(SERVICES, offices)
    ]
    kinds = product([*own, *examples], PERIODS, (False, True))
    for number, ((origin, person, service, office, closed), period, recused) in enumerate(kinds):
        case = Case(
            data_key=key,
            office_id=office,
            number=str(number),
            origin=origin,
            practice_model="hybridmodellen",
            practice_version=1,
            service=service,
            jobseeker_id=people[person].id if person else None,
            opened_on=today - timedelta(days=50) if person else None,
            closed_on=today if closed else None,
        )
        session.add(case)
        session.flush()
        if period != "never":
            days = count_days(period, today)
            session.execute(insert(CaseRole).values(case_id=case.id, user_id=looker, role="adviser", **days))
        if recused:
            session.execute(insert(Recusal).values(case_id=case.id, user_id=looker, reason="own_case"))
        ground.cases[case.id] = (case, period in IN_FORCE, recused)
    session.expire_all()
    loaded = session.scalars(select(Case).options(joinedload(Case.jobseeker)))
    for case in loaded:
        ground.cases[case.id] = (case, *ground.cases[case.id][1:])


def test_what_the_scope_shows_is_what_the_rules_permit(session: HybridSession):
    ground = fill_ground(session)
    facts = {case_id: ground.gather_facts(case_id) for case_id in ground.cases}
    pairs, decided = 0, Counter[tuple[int, str, bool]]()
    faults: list[str] = []
    for name, actor in ground.actors.items():
        shown = set(session.scalars(visible_cases(actor).with_only_columns(Case.id)))
        for case_id, known in facts.items():
            pairs += 1
            allowed = permits(actor, Permission.READ_CASE, known)
            if allowed != (case_id in shown):
                faults.append(f"{name} on {known}: rules {allowed}, scope {case_id in shown}")
            decided.update(list_decisive(actor, known))
        one_by_one = session.scalars(visible_cases(actor, list(facts)).with_only_columns(Case.id))
        assert set(one_by_one) == shown, name
        parts = set(session.scalars(select(Case.id).where(has_part(actor))))
        assert set(session.scalars(own_cases(actor).with_only_columns(Case.id))) == shown & parts, name
    assert not faults, "\n".join([f"{len(faults)} of {pairs} pairs", *faults[:20]])
    assert pairs > 100_000
    # Each predicate of each clause has decided alone, both ways: none of them is there in vain.
    wanted = {
        (number, predicate.__name__, answer)
        for number, clause in enumerate(READS)
        for predicate in clause
        for answer in (True, False)
    }
    assert {key for key, count in decided.items() if count >= 10} == wanted


def list_decisive(actor: Actor, facts: CaseFacts) -> Iterator[tuple[int, str, bool]]:
    """The predicates on whose answer alone it hangs whether the actor may read the case."""
    answers = [[predicate(actor, facts) for predicate in clause] for clause in READS]
    for number, clause in enumerate(READS):
        others = any(all(row) for place, row in enumerate(answers) if place != number)
        if others:
            continue
        for place, predicate in enumerate(clause):
            if all(answer for other, answer in enumerate(answers[number]) if other != place):
                yield number, predicate.__name__, answers[number][place]


def test_facts_from_the_database_are_those_the_rules_need(session: HybridSession):
    """`find_case` gathers the facts in SQL: the part in the case must be the one of today, and none of somebody else's."""
    ground = fill_ground(session)
    reader = next(
        actor for name, actor in ground.actors.items() if "lead None" in name and "open end" in name
    )
    seen = Counter[bool]()
    for case_id in random.Random(1).sample(list(ground.cases), 300):
        found = find_case(session, reader, case_id)
        known = ground.gather_facts(case_id)
        assert (found is not None) == permits(reader, Permission.READ_CASE, known)
        if found is not None:
            assert found.facts == known
            seen[found.facts.actor_has_part] += 1
    assert seen[True] > 5
    assert seen[False] > 5


def test_who_may_change_a_case_may_read_it(session: HybridSession):
    """No rule lets anybody do something to a case that is hidden: the page would be 404 and the form would work."""
    changing = set(ABOUT_A_CASE) - {Permission.READ_CASE}
    assert changing
    ground = fill_ground(session)
    facts = [ground.gather_facts(case_id) for case_id in ground.cases]
    wrong = [
        (name, permission, known)
        for name, actor in list(ground.actors.items())[::5]
        for known in facts
        if not permits(actor, Permission.READ_CASE, known)
        for permission in changing
        if permits(actor, permission, known)
    ]
    assert wrong == []
