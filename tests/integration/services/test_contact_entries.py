"""What is saved in one go, through whom, and what mentor and jobseeker had together: kept, counted, taken back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.survey_tables import tabulate_survey
from hybridmentor.errors import InvalidInput
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, Case, ContactPoint, Recusal, Revision
from hybridmentor.queries.cases import VisibleCase, find_case, hold_cases
from hybridmentor.queries.collaboration import CaseDays, judge_cases
from hybridmentor.queries.contacts import (
    count_attempts,
    find_planned,
    list_entry,
    list_entry_cases,
    summarise_contacts,
)
from hybridmentor.queries.survey import OWN, gather_survey
from hybridmentor.services.contacts import (
    UNDO_TIME,
    correct_contact,
    read_contact_values,
    tell_of_contact,
    undo_entry,
)
from tests.integration.scenes import (
    agree,
    gather_figures,
    load_person,
    look_up,
    open_through_service,
    talk,
)

TODAY = date(2026, 11, 24)


def count(session: HybridSession) -> int:
    return session.scalar(select(func.count()).select_from(ContactPoint)) or 0


def save_together(
    session: HybridSession, adviser: Actor, *cases: VisibleCase
) -> list[tuple[VisibleCase | None, ContactPoint]]:
    """One contact in each of the cases, saved in one go."""
    entry_id = uuid4()
    return [
        (case, talk(session, adviser, case, TODAY, "mentor", entry_id=entry_id, note="Om begge"))
        for case in cases
    ]


def test_what_is_saved_in_one_go_is_found_together(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    other = open_through_service(people, adviser, name="Berit Dahl")
    saved = save_together(people, adviser, visible, other)
    alone = talk(people, adviser, visible, TODAY)
    entry_id = saved[0][1].entry_id
    assert entry_id is not None
    assert {one.id for one in list_entry(people, entry_id)} == {contact.id for _, contact in saved}
    for case, contact in saved:
        assert case is not None
        assert set(list_entry_cases(people, case.case.id, contact.id)) == {visible.case.id, other.case.id}
    assert list(list_entry_cases(people, visible.case.id, alone.id)) == []
    assert list(list_entry_cases(people, uuid4(), saved[0][1].id)) == [], "asked for through another case"


def test_one_undo_takes_back_all_of_it(people: HybridSession, adviser: Actor, visible: VisibleCase):
    other = open_through_service(people, adviser, name="Berit Dahl")
    planned = talk(people, adviser, other, TODAY, outcome="planned", form=None)
    saved = save_together(people, adviser, visible)
    entry_id = saved[0][1].entry_id
    saved.append((other, talk(people, adviser, other, TODAY, entry_id=entry_id, follows_id=planned.id)))
    undo_entry(people, adviser, saved)
    assert count(people) == 1
    assert find_planned(people, other.case.id, planned.id) is planned, "it waits for an answer again"
    events = people.scalars(select(AuditEvent).where(AuditEvent.action == "contact.undo")).all()
    assert {event.case_id for event in events} == {visible.case.id, other.case.id}
    assert len(people.scalars(select(Revision).where(Revision.noun == "contact_point")).all()) == 2


@pytest.mark.parametrize("hindrance", ["hidden", "closed", "late"])
def test_all_of_it_is_taken_back_or_nothing(
    people: HybridSession,
    adviser: Actor,
    visible: VisibleCase,
    set_clock: Callable[[datetime], None],
    hindrance: str,
):
    other = open_through_service(people, adviser, name="Berit Dahl")
    saved = save_together(people, adviser, visible, other)
    if hindrance == "hidden":
        people.add(Recusal(case_id=other.case.id, user_id=adviser.user_id, reason="close_relation"))
    elif hindrance == "closed":
        people.execute(update(Case).where(Case.id == other.case.id).values(closed_on=TODAY))
    else:
        set_clock(clock.now() + UNDO_TIME + timedelta(seconds=1))
    people.flush()
    now = [(find_case(people, adviser, case.case.id), contact) for case, contact in saved if case]
    with pytest.raises(InvalidInput):
        undo_entry(people, adviser, now)
    assert count(people) == 2


def test_a_correction_changes_one_and_not_those_saved_with_it(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    other = open_through_service(people, adviser, name="Berit Dahl")
    (_, first), (_, second) = save_together(people, adviser, visible, other)
    sent = {**read_contact_values(first), "note": "Bare her", "via": "leader"}
    correct_contact(people, adviser, visible, first, version=1, sent=sent, mentor_id=None)
    assert (first.note, first.via, first.entry_id) == ("Bare her", "leader", second.entry_id)
    assert (second.note, second.via, second.version) == ("Om begge", None, 1)


def test_through_whom_is_kept_and_says_nothing_where_it_was_direct(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    contact = talk(people, adviser, visible, TODAY, via="hr")
    assert (contact.via, read_contact_values(contact)["via"]) == ("hr", "hr")
    assert talk(people, adviser, visible, TODAY).via is None
    summary = summarise_contacts(people, [visible.case.id])[visible.case.id, "mentor"]
    assert summary.count == 2, "through somebody it is contact all the same"


@pytest.mark.parametrize(
    ("who", "reported_by"),
    [
        (("mentor",), "mentor"),
        (("mentor_jobseeker",), None),
        (("mentor_jobseeker", "mentor"), "mentor"),
        (("mentor_jobseeker", "mentor"), None),
    ],
)
def test_what_others_had_is_never_mixed_with_what_the_adviser_had(
    people: HybridSession,
    adviser: Actor,
    visible: VisibleCase,
    who: tuple[str, ...],
    reported_by: str | None,
):
    with pytest.raises(InvalidInput):
        talk(people, adviser, visible, TODAY, *who, reported_by=reported_by)
    assert count(people) == 0


def test_what_was_told_cannot_be_corrected_into_the_advisers_own(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    contact = tell_of_contact(people, adviser, visible, occurred_on=TODAY, reported_by="jobseeker")
    for sent in ({"relationships": ["mentor"]}, {"reported_by": None}):
        with pytest.raises(InvalidInput):
            correct_contact(people, adviser, visible, contact, version=1, sent=sent, mentor_id=None)
    sent = {"reported_by": "mentor", "note": "Fast prat hver mandag"}
    correct_contact(people, adviser, visible, contact, version=1, sent=sent, mentor_id=None)
    assert (contact.reported_by, contact.note, contact.held_by) == (
        "mentor",
        "Fast prat hver mandag",
        "other",
    )
    assert contact.relationship_keys == ("mentor_jobseeker",)


def test_what_mentor_and_jobseeker_had_enters_no_figure_of_the_advisers(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    """Told of again and again, and later than the last entry of the adviser's own: nothing moves but their own line."""
    agree(people, adviser, visible, 7, TODAY - timedelta(days=50))
    for ago in (48, 40, 33, 12):
        talk(people, adviser, visible, TODAY - timedelta(days=ago), "mentor", minutes_band="15_30")
    talk(people, adviser, visible, TODAY - timedelta(days=20), "jobseeker", outcome="attempted")
    before = gather_figures(people, adviser, visible)
    for ago in (45, 38, 31, 24, 17, 10, 3, 0):
        tell_of_contact(
            people,
            adviser,
            visible,
            occurred_on=TODAY - timedelta(days=ago),
            reported_by="mentor",
            form="at_company",
        )
    assert gather_figures(people, adviser, visible) == before
    summary = summarise_contacts(people, [visible.case.id])[visible.case.id, "mentor_jobseeker"]
    assert (summary.count, summary.last_on) == (8, TODAY)
    days = CaseDays(visible.case.id, visible.case.opened_on or TODAY, has_employer=True)
    wanted = select(Case.id).where(Case.id == visible.case.id)
    judged = {one.relationship: one for one in judge_cases(people, [days], wanted, TODAY)[visible.case.id]}
    told = judged["mentor_jobseeker"]
    assert (told.contacts, told.held_by_others) == (8, 8)
    assert told.period is not None
    assert told.period.to_on == TODAY, "their own line reaches to what was told last"


def test_table_5_rests_on_no_case_that_others_alone_have_told_of(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    before = tabulate_survey(gather_survey(people, TODAY, source=OWN))
    for ago in (48, 30, 0):
        day = TODAY - timedelta(days=ago)
        tell_of_contact(people, adviser, visible, occurred_on=day, reported_by="mentor", form="phone")
    assert tabulate_survey(gather_survey(people, TODAY, source=OWN)) == before


def test_attempts_in_a_row_are_counted_since_the_last_contact(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    case_id = visible.case.id
    assert count_attempts(people, case_id, ["mentor"]) == 0
    for ago, outcome in ((9, "attempted"), (8, "took_place"), (7, "attempted"), (5, "did_not_show")):
        talk(people, adviser, visible, TODAY - timedelta(days=ago), outcome=outcome)
    assert count_attempts(people, case_id, ["mentor"]) == 2
    assert count_attempts(people, case_id, ["jobseeker"]) == 0
    assert count_attempts(people, case_id, ["jobseeker", "mentor"]) == 2


def test_cases_that_nobody_may_see_can_be_held_and_stay_hidden(people: HybridSession, adviser: Actor):
    neighbour = load_person(people, "veileder2")
    theirs = open_through_service(people, neighbour, name="Siri Annen")
    own = open_through_service(people, adviser)
    hold_cases(people, [theirs.case.id, own.case.id, uuid4()], "share")
    hold_cases(people, [], "edit")
    assert find_case(people, adviser, theirs.case.id) is None
    assert look_up(people, adviser, own.case.id).case.id == own.case.id
