"""New experiences with a tag that one follows: each told in one letter, whole weeks, nothing of drafts."""

from __future__ import annotations

from datetime import date, timedelta

from hybridmentor.db import HybridSession
from hybridmentor.domain.week import Week
from hybridmentor.identity import Actor
from hybridmentor.models import Experience, TagFollow
from hybridmentor.queries.followed_posts import list_followed_posts
from tests.integration.scenes import load_person, share

WEEK = Week.of(date(2026, 11, 24))
LAST = WEEK.first_on - timedelta(days=7)
"""The Monday of the week before, of which the letter tells."""


def tell(session: HybridSession, login: str, title: str, day: date, **values: object) -> Experience:
    """An experience with the tag that was shared on the day."""
    experience = share(session, load_person(session, login), title=title, own_tags="turnus", **values)
    experience.shared_on = day
    session.flush()
    return experience


def list_titles(session: HybridSession, actor: Actor, week: Week = WEEK) -> list[str]:
    """What the letter tells of."""
    return sorted(one.title for one in list_followed_posts(session, actor, week))


def follow(session: HybridSession, actor: Actor, since: date, tag: str = "turnus") -> None:
    """Have the actor follow the tag since a day."""
    session.add(TagFollow(user_id=actor.user_id, tag=tag, since_on=since))
    session.flush()


def test_each_is_told_once_of_the_week_that_is_over(people: HybridSession, adviser: Actor):
    follow(people, adviser, LAST - timedelta(days=30))
    for title, days in {"Før": -1, "Mandag": 0, "Søndag": 6, "Nå": 7}.items():
        tell(people, "leder", title, LAST + timedelta(days=days))
    share(people, load_person(people, "leder"), title="Uten merkelapp").shared_on = LAST
    people.flush()
    assert list_titles(people, adviser) == ["Mandag", "Søndag"]
    assert list_titles(people, adviser, Week.of(WEEK.first_on + timedelta(days=7))) == ["Nå"]
    assert list_titles(people, load_person(people, "marked")) == []


def test_nothing_of_drafts_of_what_is_withdrawn_or_of_ones_own(people: HybridSession, adviser: Actor):
    follow(people, adviser, LAST)
    for status in ("draft", "withdrawn"):
        tell(people, "leder", status, LAST).status = status
    tell(people, "veileder", "Egen", LAST)
    tell(people, "veileder2", "Et annet kontor", LAST)
    people.flush()
    assert list_titles(people, adviser) == []


def test_what_others_share_is_new_when_it_has_been_looked_at(people: HybridSession, adviser: Actor):
    follow(people, adviser, LAST)
    other = tell(people, "veileder2", "Fra et annet kontor", LAST - timedelta(days=60), wanted_reach="all")
    other.status, other.reach, other.reviewed_on = "shared", "all", LAST + timedelta(days=2)
    people.flush()
    assert list_titles(people, adviser) == ["Fra et annet kontor"]


def test_without_name_is_told_with_the_week_and_a_new_follower_hears_of_all_of_it(
    people: HybridSession, adviser: Actor
):
    tell(people, "leder", "Uten navn", LAST, is_nameless=True)
    follow(people, adviser, LAST + timedelta(days=4))
    assert list_titles(people, adviser) == ["Uten navn"]
    neighbour = load_person(people, "lokalkontakt")
    follow(people, neighbour, WEEK.first_on)
    assert list_titles(people, neighbour) == []
