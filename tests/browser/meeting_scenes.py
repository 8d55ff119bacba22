"""Meetings about experiences, reviews of cases and what is to be discussed, for looking at pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Experience, MeetingItem
from hybridmentor.policy.predicates import LOOKED_AT, MeetingFacts
from hybridmentor.queries.experience_meetings import VisibleMeeting, find_meeting, list_items
from hybridmentor.services.case_reviews import add_review
from hybridmentor.services.case_topics import raise_topic
from hybridmentor.services.experience_meetings import (
    add_items,
    add_meeting,
    read_item_values,
    save_item,
)
from tests.support.seed import make_actor, see_case

QUESTION = "Hvor lenge skal mentor være med?"
COMING, HELD = "Erfaringsmøte denne måneden", "Erfaringsmøte forrige måned"
LONG_WORD = "arbeidsmarkedsopplæringsvirksomhetsorganisasjonsutvikling"
AGREED = f"Vi prøver det i to saker, og snakker om {LONG_WORD} neste gang."


def fill_meetings(session: HybridSession, cases: dict[str, Case]) -> None:
    """A case that is to be discussed, one with reviews, a meeting to come and one with something to follow up."""
    lead, adviser = make_actor(session, "leder"), make_actor(session, "veileder")
    raise_topic(session, lead, see_case(session, lead, cases["edited"]), question=QUESTION)
    reviewed = see_case(session, adviser, cases["stepped"])
    for ago, told in (
        (50, {"change": "Kortere vakter", "next_on": clock.today() - timedelta(days=3)}),
        (45, {"follow_up": "Ringe arbeidsgiver", "follow_up_on": clock.today() - timedelta(days=30)}),
        (40, {"change": f"Mer ros. {LONG_WORD}", "next_on": clock.today() - timedelta(days=2)}),
    ):
        add_review(
            session, adviser, reviewed, values={"held_on": clock.today() - timedelta(days=ago), **told}
        )
    held = arrange(session, lead, HELD, -20)
    add_items(session, lead, held, topic=f"Hvordan vi avslutter {LONG_WORD}")
    (line,) = list_items(session, lead, held.meeting)
    due = {
        "agreed": AGREED,
        "follow_up_on": clock.today() - timedelta(days=2),
        "follow_up_by": adviser.user_id,
    }
    note(session, lead, held, line.item, minutes=20, **due)
    coming = arrange(session, lead, COMING, 6)
    posts = session.scalars(
        select(Experience.id).where(
            Experience.status.in_(LOOKED_AT), Experience.office_id == coming.facts.office_id
        )
    ).all()
    add_items(session, lead, coming, post_ids=posts[:1], case_ids=[cases["edited"].id], topic="Korte møter")


def arrange(session: HybridSession, actor: Actor, title: str, ahead: int) -> VisibleMeeting:
    """A meeting of the actor's office."""
    values = {"title": title, "held_on": clock.today() + timedelta(days=ahead), "starts": "10.00"}
    facts = MeetingFacts(office_id=actor.memberships[0].office_id)
    meeting = add_meeting(session, actor, facts=facts, values={**values, "minutes": 60, "place": "Møterom 2"})
    visible = find_meeting(session, actor, meeting.id)
    assert visible is not None
    return visible


def note(
    session: HybridSession, actor: Actor, visible: VisibleMeeting, item: MeetingItem, **told: Any
) -> None:
    """Write something down about a point."""
    save_item(session, actor, visible, item, version=item.version, sent=read_item_values(item) | told)
