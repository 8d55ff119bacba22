"""Companies that come into question: added, followed by two at once, and one chosen for the case."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, Candidate, Employer, Recusal, Revision
from hybridmentor.queries.candidates import (
    find_candidate,
    list_candidates,
    list_visit_days,
    list_visits,
    pick_visit_day,
)
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.colleagues import list_colleagues
from hybridmentor.queries.employers import EmployerFilter, list_employers
from hybridmentor.services.candidates import (
    CANDIDATE_FIELDS,
    MOST_VISITS,
    add_candidate,
    add_registered_candidate,
    choose_candidate,
    move_candidate,
    move_visit,
    read_candidate_values,
    save_candidate,
)
from hybridmentor.services.revisions import EditConflict
from tests.integration.scenes import load_person, look_up, open_through_service

TODAY = date(2026, 11, 24)
EMPTY = {**dict.fromkeys(CANDIDATE_FIELDS), "company": "Sykkelverkstedet", "status": "proposed"}


def add(session: HybridSession, actor: Actor, visible: VisibleCase, **values: Any) -> Candidate:
    """A company on the list of the case."""
    return add_candidate(session, actor, visible, values={**EMPTY, **values})


def save(
    session: HybridSession,
    actor: Actor,
    visible: VisibleCase,
    candidate: Candidate,
    version: int = 0,
    **sent: Any,
) -> bool:
    """Send the form of a company; what is not named stands as it is now."""
    return save_candidate(
        session,
        actor,
        visible,
        candidate,
        version=version or candidate.version,
        sent={**read_candidate_values(candidate), **sent},
    )


def test_a_company_is_kept_with_its_note_sealed(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    told = {"status": "contacted", "helper": "colleague", "asked_on": TODAY, "note": "Ringer i morgen"}
    told |= {"asked_by": load_person(people, "leder").user_id, "visit_on": TODAY + timedelta(days=2)}
    told |= {"pitch": "En rolig plass", "reflection": "Spør om tid først"}
    candidate = add(people, adviser, visible, **told)
    people.expire_all()
    assert read_candidate_values(candidate) == {"company": "Sykkelverkstedet", **told}
    assert b"rolig" not in (candidate.pitch_sealed or b"")
    assert b"tid" not in (candidate.reflection_sealed or b"")
    assert (candidate.version, candidate.created_by) == (1, adviser.user_id)
    assert b"Ringer" not in (candidate.note_sealed or b"")
    event = people.scalars(select(AuditEvent).where(AuditEvent.action == "candidate.add")).one()
    assert (event.row_id, event.case_id) == (str(candidate.id), visible.case.id)


def test_they_are_listed_as_they_came_and_belong_to_their_case(people: HybridSession, adviser: Actor):
    visible, other = (open_through_service(people, adviser, name=name) for name in ("Jonas", "Berit"))
    rows = [add(people, adviser, visible, company=name) for name in ("Bakeriet", "Anlegg AS", "Cafeen")]
    for number, row in enumerate(rows):
        row.created_at = row.created_at.replace(minute=number)
    theirs = add(people, adviser, other, company="Bakeriet")
    people.flush()
    assert [one.company for one in list_candidates(people, visible.case.id)] == [
        "Bakeriet",
        "Anlegg AS",
        "Cafeen",
    ]
    assert find_candidate(people, other.case.id, theirs.id) is theirs
    assert find_candidate(people, visible.case.id, theirs.id) is None
    assert find_candidate(people, visible.case.id, uuid4()) is None


def test_no_company_stands_on_the_list_twice(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    add(people, adviser, visible, company="Blåbær AS")
    second = add(people, adviser, visible, company="Tyttebær AS")
    with pytest.raises(InvalidInput) as met:
        add(people, adviser, visible, company="BLÅBÆR as")
    assert (met.value.message.id, met.value.field) == ("candidate.error.twice", "company")
    with pytest.raises(InvalidInput):
        save(people, adviser, visible, second, company="Blåbær AS")
    save(people, adviser, visible, second, company="TYTTEBÆR AS")
    assert second.company == "TYTTEBÆR AS"


def test_a_change_keeps_what_was_there(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    candidate = add(people, adviser, visible, note="Før")
    assert save(people, adviser, visible, candidate, status="awaiting_answer", note="Etter") is False
    (kept,) = people.scalars(select(Revision).where(Revision.noun == "candidate"))
    assert json.loads(kept.values or "") == {**EMPTY, "note": "Før"}
    assert (kept.row_id, kept.version, candidate.version) == (candidate.id, 1, 2)
    assert save(people, adviser, visible, candidate) is False
    assert candidate.version == 2


def test_different_fields_merge_and_the_same_field_conflicts(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    candidate = add(people, adviser, visible)
    save(people, adviser, visible, candidate, status="contacted")
    assert save(people, adviser, visible, candidate, 1, **{**EMPTY, "note": "Ny"}) is True
    assert (candidate.status, candidate.note, candidate.version) == ("contacted", "Ny", 3)
    with pytest.raises(EditConflict) as met:
        save(people, adviser, visible, candidate, 1, **{**EMPTY, "status": "not_relevant"})
    assert [(f.name, f.stored, f.mine) for f in met.value.fields] == [("status", "contacted", "not_relevant")]
    assert candidate.status == "contacted"


def test_the_company_that_says_yes_becomes_the_cases_own(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, employer_name=None)
    candidate = add(people, adviser, visible, status="positive")
    choose_candidate(people, adviser, visible, candidate, replaces=None)
    case = look_up(people, adviser, visible.case.id).case
    assert case.employer is not None
    assert (case.employer.name, case.employer.office_id) == ("Sykkelverkstedet", case.office_id)
    assert case.version == 2
    kept = people.scalars(select(Revision).where(Revision.noun == "case")).one()
    assert json.loads(kept.values or "")["employer_name"] is None
    actions = set(people.scalars(select(AuditEvent.action).where(AuditEvent.case_id == case.id)))
    assert {"candidate.choose", "case.edit"} <= actions


def test_an_employer_that_the_office_knows_is_not_added_again(people: HybridSession, adviser: Actor):
    known = open_through_service(people, adviser, employer_name="Bakeriet", industry="service").case.employer
    visible = open_through_service(people, adviser, name="Berit", employer_name=None)
    candidate = add(people, adviser, visible, company="Bakeriet", status="positive")
    choose_candidate(people, adviser, visible, candidate, replaces=None)
    assert visible.case.employer is known
    assert known is not None
    assert (known.industry, known.version) == ("service", 1)
    assert len(people.scalars(select(Employer)).all()) == 1


def test_choosing_it_again_changes_nothing(people: HybridSession, adviser: Actor):
    number = {"organisation_number": "974761076", "industry": "service"}
    visible = open_through_service(people, adviser, employer_name="Bakeriet", **number)
    candidate = add(people, adviser, visible, company="Bakeriet", status="positive")
    choose_candidate(people, adviser, visible, candidate, replaces=None)
    employer = visible.case.employer
    assert employer is not None
    assert (employer.organisation_number, employer.industry) == ("974761076", "service")
    assert (visible.case.version, employer.version) == (1, 1)


def test_another_company_is_replaced_only_by_who_was_told(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, employer_name="Bakeriet")
    candidate = add(people, adviser, visible, status="positive")
    before = visible.case.employer
    assert before is not None
    for wrong in (None, uuid4()):
        with pytest.raises(InvalidInput) as met:
            choose_candidate(people, adviser, visible, candidate, replaces=wrong)
        assert met.value.message.id == "candidate.error.other_employer"
        assert visible.case.employer is before
    choose_candidate(people, adviser, visible, candidate, replaces=before.id)
    assert visible.case.employer is not None
    assert visible.case.employer.name == "Sykkelverkstedet"
    assert before.name == "Bakeriet", "the other one is not renamed: other cases may have it"


@pytest.mark.parametrize(
    "status", ["proposed", "contacted", "awaiting_answer", "meeting_agreed", "not_relevant"]
)
def test_only_a_company_that_says_yes_is_chosen(people: HybridSession, adviser: Actor, status: str):
    visible = open_through_service(people, adviser, employer_name=None)
    candidate = add(people, adviser, visible, status=status)
    with pytest.raises(InvalidInput) as met:
        choose_candidate(people, adviser, visible, candidate, replaces=None)
    assert met.value.message.id == "candidate.error.not_positive"
    assert visible.case.employer is None


def test_who_only_reads_the_case_does_none_of_it(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    candidate = add(people, adviser, visible, status="positive")
    lead = load_person(people, "leder")
    seen = look_up(people, lead, visible.case.id)
    for deed in (
        lambda: add(people, lead, seen, company="Ny"),
        lambda: save(people, lead, seen, candidate, status="contacted"),
        lambda: choose_candidate(people, lead, seen, candidate, replaces=None),
        lambda: add_registered_candidate(people, lead, seen, uuid4()),
        lambda: move_candidate(people, lead, seen, candidate, version=1, status="contacted"),
        lambda: move_visit(people, lead, seen, candidate, up=True),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert candidate.status == "positive"


def register(
    session: HybridSession, visible: VisibleCase, name: str = "Øvre Bakeri", **more: Any
) -> Employer:
    """A company of the register of the case's office."""
    employer = Employer(office_id=visible.case.office_id, name=name, **more)
    session.add(employer)
    session.flush()
    return employer


def test_who_gives_the_day_is_who_asked_unless_somebody_is_named(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    lead = load_person(people, "leder").user_id
    told = add(people, adviser, visible, company="A", asked_on=TODAY)
    named = add(people, adviser, visible, company="B", asked_on=TODAY, asked_by=lead)
    later = add(people, adviser, visible, company="C")
    assert (told.asked_by, named.asked_by, later.asked_by) == (adviser.user_id, lead, None)
    save(people, adviser, visible, later, asked_on=TODAY)
    assert later.asked_by == adviser.user_id
    save(people, adviser, visible, later, asked_by=None)
    assert later.asked_by is None, "with the day told already nobody is put in"
    save(people, adviser, visible, later, asked_on=TODAY - timedelta(days=1))
    assert later.asked_by is None


def test_who_asked_is_of_the_office(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    stranger = load_person(people, "veileder2").user_id
    with pytest.raises(InvalidInput) as met:
        add(people, adviser, visible, asked_by=stranger)
    assert met.value.field == "asked_by"
    candidate = add(people, adviser, visible)
    with pytest.raises(InvalidInput):
        save(people, adviser, visible, candidate, asked_by=stranger)


def test_a_company_of_the_register_is_tied_to_it(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    employer = register(people, visible)
    candidate = add_registered_candidate(people, adviser, visible, employer.id)
    assert (candidate.company, candidate.status, candidate.employer) == ("Øvre Bakeri", "proposed", employer)
    employer.name = "Øvre Brød"
    people.flush()
    assert candidate.name == "Øvre Brød"
    save(people, adviser, visible, candidate, company="Noe annet", note="Ny")
    assert (candidate.company, candidate.note) == ("Øvre Bakeri", "Ny"), "its name is the register's"


def test_a_company_of_the_register_stands_on_the_list_once(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    first, second = register(people, visible), register(people, visible, organisation_number="974761076")
    add_registered_candidate(people, adviser, visible, first.id)
    with pytest.raises(InvalidInput) as met:
        add_registered_candidate(people, adviser, visible, first.id)
    assert met.value.message.id == "candidate.error.twice"
    with pytest.raises(InvalidInput):
        add(people, adviser, visible, company="øvre bakeri")
    add_registered_candidate(people, adviser, visible, second.id)
    assert len(list_candidates(people, visible.case.id)) == 2, "another workplace of the same name"
    by_hand = register(people, visible, "Sykkelverkstedet")
    told = add(people, adviser, visible)
    assert add_registered_candidate(people, adviser, visible, by_hand.id) is told, (
        "the same company, tied now"
    )
    assert told.employer_id == by_hand.id
    with pytest.raises(InvalidInput):
        add_registered_candidate(people, adviser, visible, by_hand.id)


def test_the_register_of_another_office_is_not_taken_from(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    stranger = load_person(people, "veileder2")
    elsewhere = open_through_service(people, stranger, name="Siri Annen", employer_name="Skogen AS")
    for wrong in (elsewhere.case.employer_id, uuid4(), None):
        with pytest.raises(InvalidInput) as met:
            add_registered_candidate(people, adviser, visible, wrong)
        assert met.value.message.id == "candidate.error.not_registered"
    assert list_candidates(people, visible.case.id) == []


def test_who_works_at_two_offices_takes_from_the_one_of_the_case(people: HybridSession, adviser: Actor):
    stranger = load_person(people, "veileder2")
    elsewhere = open_through_service(people, stranger, name="Siri Annen", employer_name="Bakeriet Skogvik")
    both = replace(adviser, memberships=(*adviser.memberships, *stranger.memberships))
    visible = open_through_service(people, adviser, employer_name="Bakeriet Fjordby")
    found, _ = list_employers(people, both, EmployerFilter("bakeriet"))
    assert len(found) == 2
    found, _ = list_employers(people, both, EmployerFilter("bakeriet", office_id=visible.case.office_id))
    assert [one.employer for one in found] == [visible.case.employer]
    with pytest.raises(InvalidInput):
        add_registered_candidate(people, both, visible, elsewhere.case.employer_id)


def test_who_is_shut_out_of_the_case_has_not_asked_for_it(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    lead = load_person(people, "leder").user_id
    case, listed = visible.case, lambda: {one.user_id for one in list_colleagues(people, visible.case, TODAY)}
    assert {lead, adviser.user_id} <= listed()
    people.add(Recusal(case_id=case.id, user_id=lead, reason="own_case"))
    people.flush()
    assert lead not in listed()
    with pytest.raises(InvalidInput):
        add(people, adviser, visible, asked_by=lead)
    also = list_colleagues(people, case, TODAY, also=[lead or 0])
    assert lead in {one.user_id for one in also}, "who stands there already is still offered"


def test_the_very_row_of_the_register_becomes_the_cases_own(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, employer_name="Øvre Bakeri")
    before = visible.case.employer
    assert before is not None
    numbered = register(people, visible, organisation_number="974761076", industry="service")
    candidate = add_registered_candidate(people, adviser, visible, numbered.id)
    move_candidate(people, adviser, visible, candidate, version=1, status="positive")
    assert not candidate.is_chosen, "it only has the name"
    with pytest.raises(InvalidInput):
        choose_candidate(people, adviser, visible, candidate, replaces=None)
    choose_candidate(people, adviser, visible, candidate, replaces=before.id)
    case = look_up(people, adviser, visible.case.id).case
    assert (case.employer, case.version, candidate.is_chosen) == (numbered, 2, True)
    assert (before.organisation_number, numbered.version) == (None, 1)
    kept = people.scalars(select(Revision).where(Revision.noun == "case")).one()
    assert json.loads(kept.values or "")["organisation_number"] is None
    choose_candidate(people, adviser, visible, candidate, replaces=None)
    assert case.version == 2


def test_a_card_is_moved_and_not_over_a_colleagues_move(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    candidate = add(people, adviser, visible, note="Før")
    save(people, adviser, visible, candidate, note="Etter")
    assert move_candidate(people, adviser, visible, candidate, version=1, status="contacted") is True
    assert (candidate.status, candidate.note, candidate.version) == ("contacted", "Etter", 3)
    with pytest.raises(InvalidInput) as met:
        move_candidate(people, adviser, visible, candidate, version=1, status="positive")
    assert met.value.message.id == "candidate.error.moved_meanwhile"
    assert candidate.status == "contacted"


def plan_tour(
    session: HybridSession, actor: Actor, visible: VisibleCase, on: date, *names: str
) -> list[Candidate]:
    """Companies that are visited on the day, in the order in which they are named."""
    return [add(session, actor, visible, company=name, visit_on=on) for name in names]


def read_tour(session: HybridSession, visible: VisibleCase, on: date) -> list[tuple[str, int | None]]:
    """The names of a tour with their numbers."""
    session.flush()
    session.expire_all()
    visits = list_visits(list_candidates(session, visible.case.id), on)
    return [(one.company, one.visit_order) for one in visits]


def test_a_new_visit_comes_last_and_one_that_leaves_closes_the_gap(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    tomorrow, after = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    a, b, _ = plan_tour(people, adviser, visible, tomorrow, "A", "B", "C")
    (d,) = plan_tour(people, adviser, visible, after, "D")
    assert read_tour(people, visible, tomorrow) == [("A", 1), ("B", 2), ("C", 3)]
    save(people, adviser, visible, a, visit_on=after)
    assert read_tour(people, visible, tomorrow) == [("B", 1), ("C", 2)]
    assert read_tour(people, visible, after) == [("D", 1), ("A", 2)]
    save(people, adviser, visible, d, visit_on=None)
    assert (d.visit_on, d.visit_order) == (None, None)
    assert read_tour(people, visible, after) == [("A", 1)]
    save(people, adviser, visible, b, note="Ny")
    assert read_tour(people, visible, tomorrow) == [("B", 1), ("C", 2)], "another field moves nothing"


def test_visits_change_places_and_versions_do_not(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    a, b, c = plan_tour(people, adviser, visible, TODAY, "A", "B", "C")
    move_visit(people, adviser, visible, c, up=True)
    assert read_tour(people, visible, TODAY) == [("A", 1), ("C", 2), ("B", 3)]
    move_visit(people, adviser, visible, a, up=False)
    assert read_tour(people, visible, TODAY) == [("C", 1), ("A", 2), ("B", 3)]
    for one, up in ((c, True), (b, False)):
        move_visit(people, adviser, visible, one, up=up)
    assert read_tour(people, visible, TODAY) == [("C", 1), ("A", 2), ("B", 3)], "the ends stay"
    assert {one.version for one in (a, b, c)} == {1}, "nobody's form is out of date for it"
    actions = people.scalars(select(AuditEvent.action).where(AuditEvent.row_id == str(c.id))).all()
    assert actions.count("candidate.visit") == 2


def test_an_order_that_is_broken_is_mended(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    a, b, c = plan_tour(people, adviser, visible, TODAY, "A", "B", "C")
    a.visit_order, b.visit_order, c.visit_order = 7, 7, None
    people.flush()
    move_visit(people, adviser, visible, c, up=True)
    assert [number for _, number in read_tour(people, visible, TODAY)] == [1, 2, 3]


def test_what_is_not_visited_is_not_moved(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    with pytest.raises(InvalidInput) as met:
        move_visit(people, adviser, visible, add(people, adviser, visible), up=True)
    assert met.value.message.id == "tour.error.no_visit"


def test_a_day_that_is_full_takes_no_more(
    people: HybridSession, adviser: Actor, monkeypatch: pytest.MonkeyPatch
):
    assert MOST_VISITS == 99, "as the table's rule has it"
    monkeypatch.setattr("hybridmentor.services.candidates.MOST_VISITS", 2)
    visible = open_through_service(people, adviser)
    plan_tour(people, adviser, visible, TODAY, "A", "B")
    with pytest.raises(InvalidInput) as met:
        plan_tour(people, adviser, visible, TODAY, "C")
    assert met.value.field == "visit_on"


def test_the_next_day_with_visits_is_the_one_that_is_shown(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    days = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=4)]
    for number, day in enumerate(reversed(days)):
        plan_tour(people, adviser, visible, day, f"Bedrift {number}")
    add(people, adviser, visible, company="Ingen dag")
    assert list_visit_days(list_candidates(people, visible.case.id)) == days
    assert pick_visit_day(days, TODAY) == TODAY
    assert pick_visit_day(days, TODAY + timedelta(days=1)) == days[2]
    assert pick_visit_day(days, TODAY + timedelta(days=9)) == days[2], "none is to come: the last one"
    assert pick_visit_day([], TODAY) is None
