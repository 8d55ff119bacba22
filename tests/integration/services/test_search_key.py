"""The key behind the search for names: one for all, kept sealed, never lost and never doubled."""

import hashlib
from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hybridmentor.crypto import hash_token
from hybridmentor.db import HybridSession, begin_write
from hybridmentor.identity import Actor
from hybridmentor.models import DataKey, NameToken
from hybridmentor.queries.cases import search_cases
from hybridmentor.queries.search_key import find_search_key
from tests.integration.crowd import run_at_once
from tests.integration.scenes import load_person, open_through_service
from tests.support.apps import Site

TODAY = date(2026, 11, 24)


def test_only_keyed_hashes_of_words_and_their_beginnings_are_kept(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, name="Bo Åsli-Ek")
    tokens = list(
        people.scalars(select(NameToken.token).where(NameToken.jobseeker_id == visible.case.jobseeker_id))
    )
    key = find_search_key(people)
    assert key is not None
    beginnings = ["bo", "as", "asl", "asli", "ek"]
    whole = ["bo$", "asli$", "ek$", "asliek$"]
    assert sorted(tokens) == sorted(hash_token(key, one) for one in (*beginnings, *whole))
    assert {len(token) for token in tokens} == {16}
    for plain in beginnings:
        assert hashlib.sha256(plain.encode()).digest()[:16] not in tokens
        assert plain.encode() not in tokens


def test_the_key_is_made_once_and_kept_wrapped(people: HybridSession, adviser: Actor):
    assert find_search_key(people) is None
    open_through_service(people, adviser, name="Anna Bø")
    key = find_search_key(people)
    open_through_service(people, adviser, name="Berit Dahl")
    row = people.scalars(select(DataKey).where(DataKey.owner == "search")).one()
    assert row.open() == key != row.wrapped
    assert row.wrapped is not None
    assert key is not None
    assert key not in row.wrapped


def test_a_key_made_in_vain_is_not_remembered(site: Site):
    """The first case fails after its name was hashed: what is kept afterwards must be found by every process."""
    with site.session() as session:
        adviser = load_person(session, "veileder", TODAY)
    with site.session() as session:
        begin_write(session)
        open_through_service(session, adviser, name="Gått Tapt")
        session.rollback()
        held = session.info.get("search_key")
    with site.session() as session:
        if held is not None:  # as the application hands it from request to request
            session.info["search_key"] = held
        begin_write(session)
        open_through_service(session, adviser, name="Anna Bø")
        session.commit()
    with site.session() as session:
        found, _ = search_cases(session, adviser, "anna")
        assert [case.jobseeker.name for case in found if case.jobseeker] == ["Anna Bø"]


def test_the_first_two_at_once_make_one_key(site: Site, monkeypatch: pytest.MonkeyPatch):
    """Two offices find no key at the same moment: both names must be found afterwards."""
    both_have_looked = Barrier(2)

    def look(session: Session) -> bytes | None:
        key = find_search_key(session)
        with suppress(BrokenBarrierError):  # on SQLite the second waits for the first to commit
            both_have_looked.wait(1)
        return key

    monkeypatch.setattr("hybridmentor.services.search_key.find_search_key", look)
    with site.session() as session:
        actors = [load_person(session, login, TODAY) for login in ("veileder", "veileder2")]

    def make_opening(actor: Actor):  # type: ignore[no-untyped-def]
        def open_first() -> None:
            with site.session() as session:
                begin_write(session)
                open_through_service(session, actor, name="Anna Bø")
                session.commit()

        return open_first

    run_at_once([make_opening(actor) for actor in actors])
    monkeypatch.undo()
    for actor in actors:
        with site.session() as session:
            found, _ = search_cases(session, actor, "anna")
            assert len(found) == 1, actor.name
    with site.session() as session:
        assert session.scalar(select(func.count()).select_from(DataKey).where(DataKey.owner == "search")) == 1


@pytest.mark.parametrize("name", ["O", "-", "Ø."])
def test_a_name_without_two_letters_is_kept_all_the_same(people: HybridSession, adviser: Actor, name: str):
    visible = open_through_service(people, adviser, name=name)
    assert visible.case.jobseeker is not None
    assert visible.case.jobseeker.name == name
    assert people.scalar(select(func.count()).select_from(NameToken)) == 0
