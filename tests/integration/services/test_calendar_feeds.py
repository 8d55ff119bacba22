"""The secret address of a calendar feed: a hash is all that is kept, and a new address is the end of the old."""

import hashlib

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession, begin_write
from hybridmentor.errors import InvalidInput
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, CalendarFeed
from hybridmentor.queries.calendar_feeds import find_feed, find_feed_owner
from hybridmentor.services.calendar_feeds import read_feed_version, remove_feed, renew_feed
from tests.integration.crowd import run_at_once
from tests.support.apps import Site
from tests.support.seed import make_actor


def read_version(session: HybridSession, actor: Actor) -> int:
    """What the page of the account would carry."""
    session.expire_all()
    return read_feed_version(find_feed(session, actor.user_id))


def renew(session: HybridSession, actor: Actor) -> str:
    return renew_feed(session, actor, version=read_version(session, actor))


def test_an_address_is_kept_as_a_hash(people: HybridSession, adviser: Actor):
    token = renew(people, adviser)
    assert len(token) == 43, "32 bytes"
    row = people.scalars(select(CalendarFeed)).one()
    assert row.token_hash == hashlib.sha256(token.encode()).digest()
    assert find_feed_owner(people, token) == adviser.user_id
    assert find_feed_owner(people, token[:-1]) is None
    assert find_feed_owner(people, row.token_hash.hex()) is None, "whoever reads the table has no address"


def test_a_new_address_is_the_end_of_the_old(people: HybridSession, adviser: Actor, neighbour: Actor):
    others = renew(people, neighbour)
    first, second = renew(people, adviser), renew(people, adviser)
    assert first != second
    assert find_feed_owner(people, first) is None
    assert find_feed_owner(people, second) == adviser.user_id
    assert find_feed_owner(people, others) == neighbour.user_id


def test_removed_there_is_none(people: HybridSession, adviser: Actor):
    token = renew(people, adviser)
    remove_feed(people, adviser, version=read_version(people, adviser))
    assert find_feed(people, adviser.user_id) is None
    assert find_feed_owner(people, token) is None


def test_from_an_old_window_nothing_is_changed(people: HybridSession, adviser: Actor):
    """Two windows would kill each other's address, and only one of them shows the one that lives."""
    token, version = renew(people, adviser), read_version(people, adviser)
    for stale in (0, version - 1, version + 1):
        with pytest.raises(InvalidInput, match=r"calendar\.error\.changed"):
            renew_feed(people, adviser, version=stale)
        with pytest.raises(InvalidInput, match=r"calendar\.error\.changed"):
            remove_feed(people, adviser, version=stale)
    assert find_feed_owner(people, token) == adviser.user_id
    remove_feed(people, adviser, version=version)
    with pytest.raises(InvalidInput, match=r"calendar\.error\.changed"):
        remove_feed(people, adviser, version=0)


def test_the_audit_log_knows_the_deed_and_not_the_address(people: HybridSession, adviser: Actor):
    tokens = [renew(people, adviser), renew(people, adviser)]
    remove_feed(people, adviser, version=read_version(people, adviser))
    rows = people.scalars(
        select(AuditEvent).where(AuditEvent.action.startswith("calendar.")).order_by(AuditEvent.id)
    ).all()
    assert [row.action for row in rows] == ["calendar.make", "calendar.renew", "calendar.remove"]
    assert {(row.actor_id, row.noun, row.row_id, row.detail) for row in rows} == {
        (adviser.user_id, "user", str(adviser.user_id), None)
    }
    assert not any(token in repr(vars(row)) for row in rows for token in tokens)


def test_of_many_who_make_the_first_address_at_once_one_is_taken(site: Site):
    with site.session() as session:
        adviser = make_actor(session, "veileder")

    def make() -> str | None:
        with site.session() as session:
            begin_write(session)
            try:
                token = renew_feed(session, adviser, version=0)
                session.commit()
            except InvalidInput:
                return None
            return token

    made = [token for token in run_at_once([make] * 6) if token]
    assert len(made) == 1
    with site.session() as session:
        assert find_feed_owner(session, made[0]) == adviser.user_id
