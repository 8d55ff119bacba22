"""A draft is its writer's own: one for each form, sealed under a key of its own, and gone with that key."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update

from hybridmentor import clock
from hybridmentor.db import HybridSession, begin_write
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, DataKey, Draft, OfficeMembership, Submission, User
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.drafts import KEPT_FOR, FormKey, Typing, find_draft, find_saved_at, read_fields
from hybridmentor.services.drafts import (
    GRACE,
    FormSent,
    drop_draft,
    remove_lost_drafts,
    remove_old_drafts,
    save_draft,
)
from hybridmentor.services.submissions import claim_key, store_answer
from tests.integration.crowd import run_at_once
from tests.integration.scenes import load_person, open_through_service
from tests.support.apps import Site

FORM = "hybridmentor.contacts.log"
FIELDS = (
    ("themes", "language"),
    ("themes", "openness"),
    ("note", "Ringte om vaktplanen\r\nog mer"),
    ("hm_version", "3"),
)


@pytest.fixture
def case(people: HybridSession, adviser: Actor) -> VisibleCase:
    """A case of the adviser's."""
    return open_through_service(people, adviser)


@pytest.fixture
def key(case: VisibleCase) -> FormKey:
    """The form that logs a contact in it."""
    return FormKey(FORM, str(case.case.id))


def list_actions(session: HybridSession) -> list[str]:
    statement = select(AuditEvent.action).where(AuditEvent.noun == "draft").order_by(AuditEvent.id)
    return list(session.scalars(statement))


def count_keys(session: HybridSession) -> int:
    return len(session.scalars(select(DataKey.id).where(DataKey.owner == "draft")).all())


def age(session: HybridSession, by: timedelta) -> None:
    """Have all drafts been written that long ago."""
    session.flush()
    session.execute(update(Draft).values(saved_at=clock.now() - by))
    session.expire_all()


def test_a_draft_comes_back_as_it_was_typed(
    people: HybridSession, adviser: Actor, case: VisibleCase, key: FormKey
):
    save_draft(people, adviser, key, FIELDS, case_id=case.case.id, office_id=case.case.office_id)
    people.expire_all()
    draft = find_draft(people, adviser, key)
    assert draft is not None
    assert read_fields(draft) == FIELDS
    assert draft.case_id == case.case.id
    assert find_saved_at(people, adviser, key) == draft.saved_at
    assert draft.fields_sealed is not None
    assert b"vaktplanen" not in draft.fields_sealed


def test_there_is_one_for_each_form_and_the_first_save_alone_is_audited(
    people: HybridSession, adviser: Actor, case: VisibleCase, key: FormKey
):
    for note in ("En", "En to", "En to tre"):
        save_draft(
            people, adviser, key, (("note", note),), case_id=case.case.id, office_id=case.case.office_id
        )
    other = FormKey(FORM, str(uuid4()))
    save_draft(people, adviser, other, (("note", "En annen"),))
    assert sorted(read_fields(one)[0][1] for one in people.scalars(select(Draft))) == [
        "En annen",
        "En to tre",
    ]
    assert list_actions(people) == ["draft.begin", "draft.begin"]
    assert count_keys(people) == 2
    row = people.scalars(
        select(AuditEvent).where(AuditEvent.case_id == case.case.id, AuditEvent.noun == "draft")
    ).one()
    assert (row.actor_id, row.office_id, row.detail) == (adviser.user_id, case.case.office_id, FORM)


def test_nobody_finds_the_draft_of_another(people: HybridSession, adviser: Actor, key: FormKey):
    save_draft(people, adviser, key, FIELDS)
    colleague = load_person(people, "leder")
    assert find_draft(people, colleague, key) is None
    assert find_saved_at(people, colleague, key) is None
    assert drop_draft(people, colleague, key) is False
    save_draft(people, colleague, key, (("note", "Noe annet"),))
    own = find_draft(people, adviser, key)
    assert own is not None
    assert read_fields(own) == FIELDS


def test_what_is_dropped_takes_its_key_along(people: HybridSession, adviser: Actor, key: FormKey):
    save_draft(people, adviser, key, FIELDS)
    assert drop_draft(people, adviser, key) is True
    assert people.scalars(select(Draft)).all() == []
    assert count_keys(people) == 0
    assert drop_draft(people, adviser, key) is False
    assert list_actions(people) == ["draft.begin", "draft.drop"]


def test_what_was_typed_later_stands_whatever_comes_first(
    people: HybridSession, adviser: Actor, key: FormKey
):
    now = clock.now()
    save_draft(people, adviser, key, (("note", "Skrevet sist"),), typing=Typing(now))
    save_draft(people, adviser, key, (("note", "Kommer sent"),), typing=Typing(now - timedelta(seconds=2)))
    draft = find_draft(people, adviser, key)
    assert draft is not None
    assert read_fields(draft) == (("note", "Skrevet sist"),)
    assert draft.saved_at == now
    save_draft(people, adviser, key, (("note", "Enda senere"),), typing=Typing(now + timedelta(seconds=1)))
    assert read_fields(draft) == (("note", "Enda senere"),)


def test_a_page_is_believed_in_its_own_order(people: HybridSession, adviser: Actor, key: FormKey):
    """How long a request was on its way is not known: the first of two may seem to have been typed after the second."""
    now = clock.now()

    def save(note: str, turn: int, late: int, page: str = "one") -> None:
        typing = Typing(now + timedelta(seconds=late), page, turn)
        save_draft(people, adviser, key, (("note", note),), typing=typing)

    def read() -> str:
        draft = find_draft(people, adviser, key)
        assert draft is not None
        return read_fields(draft)[0][1]

    save("En", 1, late=3)
    save("En to", 2, late=1)
    assert read() == "En to"
    save("En", 1, late=9)
    save("En to", 2, late=9)
    assert read() == "En to"
    save("Annen fane, tidligere", 7, late=2, page="other")
    assert read() == "En to"
    save("Annen fane, senere", 1, late=4, page="other")
    assert read() == "Annen fane, senere"


def test_a_form_that_has_been_carried_out_has_no_more_drafts(
    people: HybridSession, adviser: Actor, key: FormKey
):
    sent = uuid4()
    claim_key(people, adviser, sent, FORM, b"p" * 16)
    save_draft(people, adviser, key, FIELDS, sent_as=sent)  # claimed, and not carried out yet
    store_answer(people, sent, "/cases/1", None)
    drop_draft(people, adviser, key)
    with pytest.raises(FormSent):
        save_draft(people, adviser, key, FIELDS, sent_as=sent)
    assert people.scalars(select(Draft)).all() == []
    people.execute(delete(Submission))
    save_draft(people, adviser, key, FIELDS, sent_as=sent)


def test_after_twelve_weeks_it_is_neither_offered_nor_kept(
    people: HybridSession, adviser: Actor, key: FormKey
):
    save_draft(people, adviser, key, FIELDS)
    save_draft(people, adviser, FormKey(FORM, str(uuid4())), FIELDS)
    age(people, KEPT_FOR - timedelta(minutes=1))
    assert find_draft(people, adviser, key) is not None
    assert remove_old_drafts(people) == 0
    age(people, KEPT_FOR + timedelta(minutes=1))
    assert find_draft(people, adviser, key) is None
    assert find_saved_at(people, adviser, key) is None
    # Whoever writes anew begins a new one, and the others of the same writer go.
    begun = save_draft(people, adviser, key, (("note", "Ny"),))
    assert [one.id for one in people.scalars(select(Draft))] == [begun.id]
    assert count_keys(people) == 1
    age(people, KEPT_FOR + timedelta(minutes=1))
    assert remove_old_drafts(people) == 1
    assert count_keys(people) == 0


def test_the_old_drafts_of_others_are_left_to_the_command(
    people: HybridSession, adviser: Actor, key: FormKey
):
    colleague = load_person(people, "leder")
    save_draft(people, colleague, key, FIELDS)
    age(people, KEPT_FOR + timedelta(days=1))
    save_draft(people, adviser, key, FIELDS)
    assert len(people.scalars(select(Draft)).all()) == 2
    assert remove_old_drafts(people) == 1
    dropped = people.scalars(select(AuditEvent).where(AuditEvent.action == "draft.drop")).one()
    assert dropped.actor_id is None


def test_a_draft_of_a_case_out_of_sight_goes_after_a_week(
    people: HybridSession, adviser: Actor, case: VisibleCase, key: FormKey
):
    new_case = FormKey("hybridmentor.cases.create", "")
    save_draft(people, adviser, key, FIELDS, case_id=case.case.id)
    save_draft(people, adviser, new_case, FIELDS)
    age(people, GRACE + timedelta(hours=1))
    assert remove_lost_drafts(people) == 0
    jobseeker = case.case.jobseeker
    assert jobseeker is not None
    jobseeker.protection = "strictly_confidential"
    age(people, GRACE - timedelta(hours=1))
    assert remove_lost_drafts(people) == 0
    age(people, GRACE + timedelta(hours=1))
    assert remove_lost_drafts(people) == 1
    assert [one.form for one in people.scalars(select(Draft))] == [new_case.form]
    assert count_keys(people) == 1


def test_a_draft_of_somebody_whose_account_is_shut_goes_too(
    people: HybridSession, adviser: Actor, case: VisibleCase, key: FormKey
):
    save_draft(people, adviser, key, FIELDS, case_id=case.case.id)
    age(people, GRACE + timedelta(hours=1))
    people.get_one(User, adviser.user_id).is_active = False
    assert remove_lost_drafts(people) == 1


def test_who_still_sees_the_case_keeps_it(
    people: HybridSession, adviser: Actor, case: VisibleCase, key: FormKey
):
    """Also when the case has been closed: it may be opened again."""
    save_draft(people, adviser, key, FIELDS, case_id=case.case.id)
    case.case.closed_on = adviser.today
    age(people, GRACE + timedelta(days=30))
    assert remove_lost_drafts(people) == 0
    people.execute(delete(OfficeMembership).where(OfficeMembership.user_id == adviser.user_id))
    assert remove_lost_drafts(people) == 1


def test_tabs_that_begin_at_once_write_in_one_draft(site: Site):
    """On PostgreSQL the second waits for the first and writes on in its draft; nobody gets a fault."""
    key = FormKey("hybridmentor.cases.create", "")
    with site.session() as session:
        adviser = load_person(session, "veileder")
    began = clock.now()

    def make_save(number: int) -> Callable[[], None]:
        def save() -> None:
            with site.session() as session:
                begin_write(session)
                typed = began + timedelta(milliseconds=number)
                save_draft(session, adviser, key, (("note", f"Nummer {number}"),), typing=Typing(typed))
                session.commit()

        return save

    run_at_once([make_save(number) for number in range(8)])
    with site.session() as session:
        draft = session.scalars(select(Draft)).one()
        assert read_fields(draft) == (("note", "Nummer 7"),)
        assert count_keys(session) == 1
        assert list_actions(session) == ["draft.begin"]


def test_the_time_of_a_draft_is_the_clock_s(
    people: HybridSession, adviser: Actor, key: FormKey, set_clock: Callable[[datetime], None]
):
    instant = clock.now() - timedelta(days=2)
    set_clock(instant)
    assert save_draft(people, adviser, key, FIELDS).saved_at == instant
