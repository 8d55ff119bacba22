"""The weekly letter is claimed once for a user and a week, whoever asks and how many at a time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession, begin_write
from hybridmentor.domain.week import Week
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, Digest
from hybridmentor.services.digests import claim_digest, confirm_digest, release_digest
from tests.integration.scenes import load_person
from tests.support.apps import Site
from tests.support.seed import make_actor

WEEK = Week(2026, 48)


def list_actions(session: HybridSession) -> list[tuple[str, str | None, str | None]]:
    rows = session.scalars(
        select(AuditEvent).where(AuditEvent.action.startswith("digest.")).order_by(AuditEvent.id)
    )
    return [(row.action, row.row_id, row.detail) for row in rows]


def test_only_the_first_claim_counts(people: HybridSession, adviser: Actor, neighbour: Actor):
    first = claim_digest(people, adviser, WEEK)
    assert first is not None
    assert (first.week, first.sent_at, first.claimed_at) == ("2026-W48", None, clock.now())
    assert claim_digest(people, adviser, WEEK) is None
    assert claim_digest(people, neighbour, WEEK) is not None, "each has one of its own"
    assert claim_digest(people, adviser, Week(2026, 49)) is not None, "and one a week"
    assert len(people.scalars(select(Digest).where(Digest.user_id == adviser.user_id)).all()) == 2


def test_a_claim_that_is_refused_leaves_the_rest_of_the_transaction(people: HybridSession, adviser: Actor):
    claim_digest(people, adviser, WEEK)
    before = list_actions(people)
    assert claim_digest(people, adviser, WEEK) is None
    people.commit()
    assert list_actions(people) == before
    assert len(people.scalars(select(Digest)).all()) == 1


def test_the_audit_row_goes_with_the_claim(people: HybridSession, adviser: Actor):
    digest = claim_digest(people, adviser, WEEK)
    assert digest is not None
    assert list_actions(people) == [("digest.send", str(digest.id), "2026-W48")]
    row = people.scalars(select(AuditEvent).where(AuditEvent.action == "digest.send")).one()
    assert (row.actor_id, row.noun, row.decision) == (adviser.user_id, "digest", "permit")


def test_confirmed(people: HybridSession, adviser: Actor):
    digest = claim_digest(people, adviser, WEEK)
    assert digest is not None
    confirm_digest(people, digest.id)
    assert people.scalars(select(Digest.sent_at)).one() == clock.now()
    assert claim_digest(people, adviser, WEEK) is None


def test_released_is_as_if_never_claimed_but_for_the_audit(people: HybridSession, adviser: Actor):
    digest = claim_digest(people, adviser, WEEK)
    assert digest is not None
    released = digest.id
    release_digest(people, adviser, released)
    assert people.scalars(select(Digest)).all() == []
    assert list_actions(people)[-1] == ("digest.refused", str(released), "2026-W48")
    assert claim_digest(people, load_person(people, "veileder"), WEEK) is not None


@pytest.mark.parametrize("number", [2, 8])
def test_of_many_at_once_one_gets_it(site: Site, number: int):
    """Each in a transaction of its own, begun before any has claimed."""
    ready = threading.Barrier(number)

    def claim(_: int) -> bool:
        with site.session() as session:
            actor = make_actor(session, "veileder")
            session.commit()
            ready.wait(30)
            begin_write(session)
            claimed = claim_digest(session, actor, WEEK)
            session.commit()
            return claimed is not None

    with ThreadPoolExecutor(number) as pool:
        assert sorted(pool.map(claim, range(number))) == [False] * (number - 1) + [True]
    with site.session() as session:
        assert len(session.scalars(select(Digest)).all()) == 1
        assert len(list_actions(session)) == 1
