"""Sealed values open in their own place, with their own key, unchanged; keys can be changed and destroyed."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text, update

from hybridmentor import clock
from hybridmentor.crypto import Keyring, hash_token, seal, unseal
from hybridmentor.db import HybridSession
from hybridmentor.errors import DecryptionFailed, SettingError
from hybridmentor.identity import Claim
from hybridmentor.models import Case, ContactPoint, DataKey, Jobseeker, Revision, User
from hybridmentor.queries.actors import load_actor
from hybridmentor.queries.cases import search_cases
from tests.security.journey import go_through, say_plainly
from tests.support.apps import Site
from tests.support.databases import KEYRING, KEYS
from tests.support.seed import open_case, seed_people

KEY = bytes(range(32))
PLACE = "hm_case|note_sealed|1"


def test_a_value_opens_in_its_place():
    assert unseal(KEY, seal(KEY, "Åse".encode(), PLACE), PLACE).decode() == "Åse"
    assert unseal(KEY, seal(KEY, b"", PLACE), PLACE) == b""


def test_the_same_text_is_sealed_differently_each_time():
    assert len({seal(KEY, b"ja", PLACE) for _ in range(50)}) == 50


@pytest.mark.parametrize("place", ["hm_case|note_sealed|2", "hm_case|phone_sealed|1", "", PLACE + " "])
def test_a_value_does_not_open_elsewhere(place: str):
    with pytest.raises(DecryptionFailed):
        unseal(KEY, seal(KEY, b"ja", PLACE), place)


def test_a_value_does_not_open_with_another_key():
    with pytest.raises(DecryptionFailed):
        unseal(bytes(32), seal(KEY, b"ja", PLACE), PLACE)


def test_a_value_that_was_flipped_anywhere_does_not_open():
    sealed = seal(KEY, b"ja", PLACE)
    for position in range(len(sealed)):
        flipped = bytearray(sealed)
        flipped[position] ^= 1
        with pytest.raises(DecryptionFailed):
            unseal(KEY, bytes(flipped), PLACE)


def test_a_value_that_was_cut_or_added_to_does_not_open():
    sealed = seal(KEY, b"ja, gjerne", PLACE)
    for length in range(len(sealed)):
        with pytest.raises(DecryptionFailed):
            unseal(KEY, sealed[:length], PLACE)
    with pytest.raises(DecryptionFailed):
        unseal(KEY, sealed + b"\0", PLACE)


def test_a_data_key_opens_under_its_own_id_and_master_only():
    master, wrapped = KEYRING.wrap(KEY, one := uuid4())
    assert KEYRING.unwrap(master, wrapped, one) == KEY
    with pytest.raises(DecryptionFailed):
        KEYRING.unwrap(master, wrapped, uuid4())
    with pytest.raises(DecryptionFailed):
        KEYRING.unwrap("gone", wrapped, one)


@pytest.mark.parametrize(
    "keys",
    [
        "",
        " , ",
        "test",
        "test:",
        ":" + KEYS.partition(":")[2],
        "test:ikke base64",
        "test:" + "QUJD",
        f"{KEYS},{KEYS}",
        KEYS + "A",
    ],
)
def test_unusable_keys_are_refused_with_a_sentence(keys: str):
    with pytest.raises(SettingError) as fault:
        Keyring.parse(keys)
    assert fault.value.message.id.startswith("setting.encryption_key.")


def test_a_keyring_does_not_show_its_keys():
    key = KEYRING.keys["test"]
    assert repr(key) not in repr(KEYRING)
    assert key.hex() not in repr(KEYRING)


def test_hashes_of_names_need_the_key():
    assert hash_token(KEY, "jo") == hash_token(KEY, "jo")
    assert hash_token(KEY, "jo") != hash_token(bytes(32), "jo")
    assert hash_token(KEY, "jo") != hash_token(KEY, "jon")


def swap(session: HybridSession, column: str, one: Jobseeker, other: Jobseeker) -> None:
    """Exchange the sealed bytes of two rows behind the application's back."""
    first, second = getattr(one, column), getattr(other, column)
    for row, value in ((one, second), (other, first)):
        session.execute(update(Jobseeker).where(Jobseeker.id == row.id).values({column: value}))
    session.expire_all()


def test_values_exchanged_between_rows_do_not_open(session: HybridSession):
    """Not even with one key for both: otherwise who writes to the database could give a case another one's name."""
    key = DataKey.make(KEYRING, "person")
    one, other = (Jobseeker(data_key=key, name=name, phone=name) for name in ("Anne", "Bjørn"))
    session.add_all([one, other])
    session.flush()
    swap(session, "name_sealed", one, other)
    for row in (one, other):
        with pytest.raises(DecryptionFailed):
            _ = row.name
        assert row.phone in ("Anne", "Bjørn")


def test_values_exchanged_between_columns_do_not_open(session: HybridSession):
    person = Jobseeker(data_key=DataKey.make(KEYRING, "person"), name="Anne", phone="40000000")
    session.add(person)
    session.flush()
    values = {"name_sealed": person.phone_sealed, "phone_sealed": person.name_sealed}
    session.execute(update(Jobseeker).values(values))
    session.expire_all()
    for name in ("name", "phone"):
        with pytest.raises(DecryptionFailed):
            getattr(person, name)


def open_everything(session: HybridSession) -> list[str | None]:
    """All that is sealed in the tables that people write in."""
    opened: list[str | None] = []
    for person in session.scalars(select(Jobseeker)):
        opened += [person.name, person.phone]
    for contact in session.scalars(select(ContactPoint)):
        opened += [contact.note, contact.next_step]
    for revision in session.scalars(select(Revision)):
        opened.append(revision.values)
    return sorted(opened, key=str)


def test_a_new_master_key_leaves_everything_readable(site: Site):
    """Rotation: add a key in front, wrap every data key anew, take the old key away. Nothing sealed is touched."""
    go_through(site, say_plainly)
    new = Keyring.generate("new")
    with site.session() as session:
        before = open_everything(session)
        contents = session.execute(text("SELECT note_sealed FROM hm_contact_point ORDER BY id")).all()
    both = Keyring.parse(f"{new},{KEYS}")
    with HybridSession(site.engine, both) as session:
        keys = session.scalars(select(DataKey)).all()
        for key in keys:
            key.rewrap(both)
        session.commit()
        assert {key.master_key for key in keys} == {"new"}
    with HybridSession(site.engine, Keyring.parse(new)) as session:
        assert open_everything(session) == before
        assert session.execute(text("SELECT note_sealed FROM hm_contact_point ORDER BY id")).all() == contents
    with HybridSession(site.engine, KEYRING) as session, pytest.raises(DecryptionFailed):
        open_everything(session)
    assert len([one for one in before if one]) > 6


def test_names_are_found_after_a_new_master_key(site: Site):
    """The search key is a data key too: it is wrapped anew, and the hashed beginnings stay as they are."""
    go_through(site, say_plainly)
    both = Keyring.parse(f"{Keyring.generate('new')},{KEYS}")
    with HybridSession(site.engine, both) as session:
        for key in session.scalars(select(DataKey)):
            key.rewrap(both)
        session.commit()
    with HybridSession(site.engine, Keyring({"new": both.keys["new"]})) as session:
        user = session.scalars(select(User).where(User.login == "veileder")).one()
        day = timedelta(1)
        actor, _ = load_actor(session, Claim(user_id=user.id), idle=day, longest=day, demo=False)
        assert actor is not None
        assert len(search_cases(session, actor, "case na")[0]) == 1


def test_what_a_destroyed_key_sealed_reads_as_nothing(session: HybridSession):
    case = open_case_with_seed(session)
    jobseeker = case.jobseeker
    assert jobseeker is not None
    assert jobseeker.name == "Jonas Prøve"
    jobseeker.data_key.destroy(clock.now())
    session.flush()
    session.expire_all()
    assert jobseeker.name is None
    assert jobseeker.phone is None
    assert jobseeker.name_sealed is not None
    assert jobseeker.data_key.wrapped is None
    with pytest.raises(ValueError, match="destroyed"):
        jobseeker.name = "Jonas Prøve"
    jobseeker.data_key.rewrap(KEYRING)
    assert jobseeker.data_key.open() is None


def test_a_destroyed_key_leaves_the_other_persons_readable(session: HybridSession):
    case = open_case_with_seed(session)
    other = Jobseeker(data_key=DataKey.make(KEYRING, "person"), name="Kari Prøve")
    session.add(other)
    assert case.jobseeker is not None
    case.jobseeker.data_key.destroy(clock.now())
    session.flush()
    session.expire_all()
    assert other.name == "Kari Prøve"


def open_case_with_seed(session: HybridSession) -> Case:
    """A case in an empty database."""
    seed_people(session)
    return open_case(session)


def test_a_page_of_a_case_whose_key_is_destroyed_shows_no_name_and_no_fault(site: Site):
    journey = go_through(site, say_plainly)
    with site.session() as session:
        for key in session.scalars(select(DataKey).where(DataKey.owner != "search")):
            key.destroy(clock.now())
        session.commit()
    journey.client.checks_pages = False  # what stands in the name's place is not decided yet
    for url in journey.list_pages():
        answer = journey.client.get(url)
        assert answer.status_code == 200, url
        for name in ("case.name", "mentor.name", "contact.note", "step.note"):
            assert journey.said[name] not in answer.get_data(as_text=True)


def test_a_value_that_was_tampered_with_is_a_fault_of_ours_and_shows_nothing(
    site: Site, caplog: pytest.LogCaptureFixture
):
    journey = go_through(site, say_plainly, close=False)
    with site.session() as session:
        session.execute(update(Jobseeker).values(name_sealed=b"\x01" + bytes(60)))
        session.commit()
    answer = journey.client.get(journey.url)
    assert answer.status_code == 500
    assert "Ord" not in answer.page.body_text
    assert "DecryptionFailed" in caplog.text
