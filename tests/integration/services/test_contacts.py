"""Logging contacts: what is kept, that the case is not touched, and that a planned one is answered once."""

from collections.abc import Callable
from datetime import date, time
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hybridmentor.db import HybridSession, begin_write
from hybridmentor.errors import InvalidInput
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, Case, ContactPoint
from hybridmentor.queries.contacts import find_planned, list_contacts, summarise_contacts
from hybridmentor.queries.log_entries import list_planned
from tests.integration.crowd import run_at_once
from tests.integration.scenes import load_person, look_up, name_mentor, open_through_service, talk
from tests.support.apps import Site

TODAY = date(2026, 11, 24)


def test_a_contact_keeps_what_was_told(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    mentor = name_mentor(people, adviser, visible)
    contact = talk(
        people,
        adviser,
        visible,
        date(2026, 11, 20),
        "mentor",
        "jobseeker",
        form="digital",
        sub_form="video",
        held_by="colleague",
        minutes_band="15_30",
        themes=["tasks", "language", "tasks"],
        note="Gikk bra",
        next_step="Ringe fredag",
        mentor_id=mentor.person_id,
    )
    people.flush()
    people.expire_all()
    assert (contact.occurred_on, contact.form, contact.sub_form) == (date(2026, 11, 20), "digital", "video")
    assert (contact.held_by, contact.minutes_band) == ("colleague", "15_30")
    assert (contact.note, contact.next_step) == ("Gikk bra", "Ringe fredag")
    assert {(p.relationship_key, p.person_id) for p in contact.participants} == {
        ("mentor", mentor.person_id),
        ("jobseeker", None),
    }
    assert [theme.theme for theme in contact.themes] == ["language", "tasks"]
    event = people.scalars(select(AuditEvent).where(AuditEvent.action == "contact.log")).one()
    assert (event.row_id, event.case_id, event.detail) == (str(contact.id), visible.case.id, "took_place")


def test_one_entry_counts_for_all_who_were_there_once(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    talk(people, adviser, visible, TODAY, "mentor", "employer", "mentor")
    summaries = summarise_contacts(people, [visible.case.id])
    assert {key[1]: summary.count for key, summary in summaries.items()} == {"mentor": 1, "employer": 1}


def test_empty_minutes_are_unknown_not_none(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    assert talk(people, adviser, visible, TODAY).minutes_band is None


def test_the_clock_runs_from_what_took_place(people: HybridSession, adviser: Actor):
    """Tries, what fell through and what is planned are kept, but are no contact."""
    visible = open_through_service(people, adviser)
    talk(people, adviser, visible, date(2026, 11, 2))
    talk(people, adviser, visible, date(2026, 11, 10), outcome="attempted")
    talk(people, adviser, visible, date(2026, 11, 12), outcome="did_not_show")
    talk(people, adviser, visible, date(2026, 11, 16), outcome="cancelled")
    talk(people, adviser, visible, date(2026, 12, 1), outcome="planned", form=None)
    summary = summarise_contacts(people, [visible.case.id])[visible.case.id, "mentor"]
    assert (summary.last_on, summary.count, summary.last_attempt_on) == (
        date(2026, 11, 2),
        1,
        date(2026, 11, 12),
    )


def test_the_log_is_paged_by_key(people: HybridSession, adviser: Actor):
    """Many on the same day: none twice, none left out, the latest first."""
    visible = open_through_service(people, adviser)
    days = [date(2026, 11, 1 + number % 3) for number in range(25)]
    told = {talk(people, adviser, visible, day).id for day in days}
    planned = talk(people, adviser, visible, TODAY, outcome="planned", form=None).id
    seen: list[ContactPoint] = []
    after: tuple[date, UUID] | None = None
    more = True
    while more:
        rows, more = list_contacts(people, visible.case.id, limit=7, after=after)
        assert len(rows) == 7 or not more
        seen += rows
        after = (rows[-1].occurred_on, rows[-1].id)
    assert [row.id for row in seen if row.id not in told] == []
    assert len(seen) == len({row.id for row in seen}) == 25
    assert [row.occurred_on for row in seen] == sorted(days, reverse=True)
    with_planned, _ = list_contacts(people, visible.case.id, limit=7, planned=True)
    assert with_planned[0].id == planned


def test_a_planned_contact_waits_until_it_is_answered(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    case_id = visible.case.id
    late = talk(
        people, adviser, visible, date(2026, 11, 26), outcome="planned", form=None, starts_at=time(9, 0)
    )
    early = talk(people, adviser, visible, date(2026, 11, 20), outcome="planned", form=None)
    assert [one.id for one in list_planned(people, [case_id], TODAY)] == [early.id]
    assert [one.id for one in list_planned(people, [case_id], date(2026, 12, 31))] == [early.id, late.id]
    assert find_planned(people, case_id, early.id) is early
    assert find_planned(people, uuid4(), early.id) is None, "of another case"
    answer = talk(people, adviser, visible, date(2026, 11, 21), follows_id=early.id)
    assert [one.id for one in list_planned(people, [case_id], date(2026, 12, 31))] == [late.id]
    assert find_planned(people, case_id, early.id) is None
    assert find_planned(people, case_id, answer.id) is None, "an answer is not planned"


def test_a_planned_contact_is_answered_once(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    planned = talk(people, adviser, visible, TODAY, outcome="planned", form=None)
    talk(people, adviser, visible, TODAY, follows_id=planned.id)
    with pytest.raises((InvalidInput, IntegrityError)), people.begin_nested():
        talk(people, adviser, visible, TODAY, follows_id=planned.id, outcome="cancelled")
    assert len(people.scalars(select(ContactPoint).where(ContactPoint.follows_id == planned.id)).all()) == 1


def prepare(site: Site) -> tuple[Actor, UUID, UUID]:
    """A case of the site's with a planned contact, all kept for good."""
    with site.session() as session:
        begin_write(session)
        adviser = load_person(session, "veileder")
        visible = open_through_service(session, adviser)
        planned = talk(session, adviser, visible, adviser.today, outcome="planned", form=None)
        session.commit()
        return adviser, visible.case.id, planned.id


def make_logging(
    site: Site, adviser: Actor, case_id: UUID, follows_id: UUID | None
) -> Callable[[], UUID | None]:
    """Log a contact in a unit of work of its own; None if it was refused with a sentence."""

    def log() -> UUID | None:
        with site.session() as session:
            begin_write(session)
            visible = look_up(session, adviser, case_id)
            try:
                contact = talk(session, adviser, visible, adviser.today, follows_id=follows_id)
                session.commit()
            except InvalidInput:
                return None
            return contact.id

    return log


def test_of_two_answers_at_once_one_is_taken(site: Site):
    adviser, case_id, planned_id = prepare(site)
    answers = run_at_once([make_logging(site, adviser, case_id, planned_id)] * 2)
    assert sorted(answer is None for answer in answers) == [False, True]
    with site.session() as session:
        kept = session.scalars(select(ContactPoint.id).where(ContactPoint.follows_id == planned_id)).all()
        logged = session.scalars(select(AuditEvent.row_id).where(AuditEvent.action == "contact.log")).all()
    assert kept == [answer for answer in answers if answer is not None]
    assert set(logged) == {str(planned_id), str(kept[0])}, "the refused one left no row in the audit log"


def test_many_log_at_once_and_the_case_is_not_touched(site: Site):
    adviser, case_id, _ = prepare(site)
    told = run_at_once([make_logging(site, adviser, case_id, None)] * 12)
    with site.session() as session:
        kept = session.scalars(select(ContactPoint.id).where(ContactPoint.outcome == "took_place")).all()
        assert set(kept) == set(told)
        assert len(kept) == 12
        assert session.scalars(select(Case.version).where(Case.id == case_id)).one() == 1
