"""Companies that come into question: added, followed by two at once, and one chosen for the case."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, Candidate, Employer, Revision
from hybridmentor.queries.candidates import find_candidate, list_candidates
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services.candidates import (
    add_candidate,
    choose_candidate,
    read_candidate_values,
    save_candidate,
)
from hybridmentor.services.revisions import EditConflict
from tests.integration.scenes import load_person, look_up, open_through_service

TODAY = date(2026, 11, 24)
EMPTY = {"company": "Sykkelverkstedet", "status": "proposed", "helper": None, "asked_on": None, "note": None}


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
    candidate = add(people, adviser, visible, **told)
    people.expire_all()
    assert read_candidate_values(candidate) == {"company": "Sykkelverkstedet", **told}
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
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert candidate.status == "positive"
