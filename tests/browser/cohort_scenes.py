"""Cohorts for looking at pages: an open one whose pairings differ, a decided one, and one with a case that nobody may open."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.domain.cohort_pairing import OPTIMAL
from hybridmentor.domain.suggestions import DEFAULT_WEIGHTS
from hybridmentor.models import Case, CohortCase, MentorProfile
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.cohort_pairings import read_pairings
from hybridmentor.queries.cohorts import CASE, OFFER, VisibleCohort, find_cohort, list_members, map_offer_ids
from hybridmentor.services.cohorts import add_cohort, change_cases, change_offers, decide_cohort, save_said
from tests.support.seed import make_actor, open_case

OPEN, DECIDED, HIDDEN = "Våren 2027", "Høsten 2026", "Sommeren 2026"
INSIDE = ("running", "no_mentor", "spare")


def fill_cohorts(session: HybridSession, cases: dict[str, Case]) -> None:
    """The three of them, with the office's first mentors."""
    inside = [cases[key] for key in INSIDE]
    wanted = select(MentorProfile.person_id).where(MentorProfile.office_id == inside[0].office_id)
    mentors = list(session.scalars(wanted.order_by(MentorProfile.created_at, MentorProfile.id).limit(2)))
    visible = make_cohort(session, OPEN, inside, mentors)
    offers = [map_offer_ids(session, visible.cohort.id)[one] for one in mentors]
    say(session, visible, CASE, inside[0].id, {offers[0]: "1", offers[1]: "2"})
    say(session, visible, CASE, inside[1].id, {offers[0]: "1"})
    say(session, visible, OFFER, offers[0], {inside[0].id: "1", inside[1].id: "2"})
    say(session, visible, OFFER, offers[1], {inside[0].id: "1", inside[2].id: "no"})
    decide(session, make_cohort(session, DECIDED, inside, mentors))
    hidden = make_cohort(session, HIDDEN, inside[:1], mentors[:1])
    secret = open_case(session, name="Hemmelig Adresse", protection="strictly_confidential")
    session.add(CohortCase(cohort_id=hidden.cohort.id, case_id=secret.id))
    session.flush()


def make_cohort(session: HybridSession, title: str, cases: list[Case], mentors: list[UUID]) -> VisibleCohort:
    """A cohort with some cases and mentors."""
    actor = make_actor(session, "veileder")
    facts = OfficeFacts(cases[0].office_id, "practice")
    made = add_cohort(session, actor, office=facts, values={"title": title, "kind": "mentors"})
    visible = VisibleCohort(made, "", facts)
    change_cases(session, actor, visible, add=[one.id for one in cases], remove=())
    change_offers(session, actor, visible, add=mentors, remove=())
    return visible


def say(session: HybridSession, visible: VisibleCohort, side: str, own: UUID, said: dict[UUID, str]) -> None:
    """What one of a cohort says."""
    actor = make_actor(session, "veileder")
    sent = {f"say_{other.hex}": word for other, word in said.items()}
    save_said(session, actor, visible, side=side, own=own, sent=sent, shown=dict.fromkeys(sent))


def decide(session: HybridSession, visible: VisibleCohort) -> None:
    """Choose the pairing that is best for all together."""
    actor, cohort = make_actor(session, "veileder"), visible.cohort
    found = find_cohort(session, actor, cohort.id)
    assert found is not None
    members = list_members(session, actor, cohort)
    seen = read_pairings(session, actor, cohort, members, DEFAULT_WEIGHTS).sign(OPTIMAL)
    decide_cohort(session, actor, found, method=OPTIMAL, seen=seen, weights=DEFAULT_WEIGHTS)
