"""Opening, changing and closing a case: what is kept, what is logged, what is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from hybridmentor.db import Base, HybridSession
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import (
    AuditEvent,
    Case,
    CaseOutcome,
    CaseRole,
    CaseStep,
    Employer,
    Jobseeker,
    NameToken,
    Revision,
)
from hybridmentor.queries.case_pages import gather_case_page
from hybridmentor.queries.case_rows import describe_cases
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services.case_steps import read_step_values, save_step
from hybridmentor.services.cases import edit_case, open_case, read_case_values
from hybridmentor.services.outcomes import close_case
from hybridmentor.services.revisions import EditConflict
from tests.integration.scenes import (
    PRACTICE,
    agree,
    find_step_row,
    load_person,
    look_up,
    name_mentor,
    open_through_service,
    talk,
)

TODAY = date(2026, 11, 24)


def list_actions(session: HybridSession, case: Case) -> list[str]:
    """What the audit log says was done to the case, in order."""
    statement = select(AuditEvent.action).where(AuditEvent.case_id == case.id).order_by(AuditEvent.id)
    return list(session.scalars(statement))


def count_rows(session: HybridSession, model: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def close(session: HybridSession, actor: Actor, visible: VisibleCase, **values: Any) -> CaseOutcome:
    told: dict[str, Any] = {"closed_on": TODAY, "follow_up_on": None, "facts": {}, "note": None}
    return close_case(session, actor, visible, **{**told, **values})


def edit(session: HybridSession, actor: Actor, visible: VisibleCase, **values: Any) -> bool:
    """Send the form of the basics with these fields changed."""
    sent = {**read_case_values(visible.case), **values}
    return edit_case(session, actor, visible, version=visible.case.version, sent=sent)


def test_an_opened_case_is_whole(people: HybridSession, adviser: Actor):
    visible = open_through_service(
        people,
        adviser,
        name="Åse Prøve",
        phone="40 00 00 00",
        birth_year=1990,
        organisation_number="974761076",
        industry="service",
        opened_on=date(2026, 11, 20),
    )
    people.flush()
    people.expire_all()
    case = visible.case
    assert case.number == "2026-0001"
    assert (case.practice_model, case.practice_version) == (PRACTICE.id, PRACTICE.version)
    assert (case.opened_on, case.closed_on, case.version) == (date(2026, 11, 20), None, 1)
    assert case.jobseeker is not None
    assert (case.jobseeker.name, case.jobseeker.phone, case.jobseeker.birth_year) == (
        "Åse Prøve",
        "40 00 00 00",
        1990,
    )
    assert case.employer is not None
    assert (case.employer.name, case.employer.organisation_number) == ("Bakeriet", "974761076")
    steps = people.scalars(select(CaseStep).where(CaseStep.case_id == case.id)).all()
    assert {step.step for step in steps} == {step.key for step in PRACTICE.steps}
    assert {step.status for step in steps} == {"open"}
    assert len(steps) == 7
    role = people.scalars(select(CaseRole).where(CaseRole.case_id == case.id)).one()
    assert (role.user_id, role.role, role.from_on, role.to_on) == (
        adviser.user_id,
        "adviser",
        date(2026, 11, 20),
        None,
    )
    assert list_actions(people, case) == ["case.open"]


@pytest.mark.parametrize("login", ["leder", "lokalkontakt", "marked", "fylke", "forsker", "admin", "ny"])
def test_only_advisers_open_cases(people: HybridSession, adviser: Actor, login: str):
    other = load_person(people, login)
    with pytest.raises(NotAllowed):
        open_through_service(people, other, office=adviser.memberships[0])
    assert count_rows(people, Case) == count_rows(people, Jobseeker) == count_rows(people, AuditEvent) == 0


def test_a_case_is_not_opened_at_another_office(people: HybridSession, adviser: Actor, neighbour: Actor):
    with pytest.raises(NotAllowed):
        open_through_service(people, adviser, office=neighbour.memberships[0])


def test_a_case_is_not_opened_on_the_shelf_of_examples(people: HybridSession, adviser: Actor):
    """Also not by somebody who has a role there."""
    shelf = replace(adviser.memberships[0], purpose="examples")
    with pytest.raises(NotAllowed):
        open_through_service(people, replace(adviser, memberships=(shelf,)), office=shelf)


def test_an_employer_is_known_again_by_its_number(people: HybridSession, adviser: Actor, neighbour: Actor):
    numbered = {"employer_name": "Bakeriet AS", "organisation_number": "974761076"}
    first = open_through_service(people, adviser, **numbered)
    again = open_through_service(people, adviser, **numbered)
    with pytest.raises(InvalidInput) as refused:
        open_through_service(people, adviser, employer_name="Bakeri", organisation_number="974761076")
    assert refused.value.field == "employer_name"
    bare = open_through_service(people, adviser, employer_name="Bakeriet AS")
    elsewhere = open_through_service(people, neighbour, **numbered)
    assert first.case.employer_id == again.case.employer_id
    assert bare.case.employer_id != first.case.employer_id
    assert elsewhere.case.employer_id not in (first.case.employer_id, bare.case.employer_id)
    assert (
        open_through_service(people, adviser, employer_name="Bakeriet AS").case.employer == bare.case.employer
    )
    assert count_rows(people, Employer) == 3


def test_nothing_about_a_person_is_readable_in_the_tables(people: HybridSession, adviser: Actor):
    """Every column of every row: neither the names and notes nor their folded beginnings are there."""
    told = [
        "Zygmunt",
        "zygmu",
        "Kvistad",
        "91919191",
        "Qvale",
        "Hundepasser",
        "Xylofon",
        "Yttersteg",
        "Wolfram",
    ]
    visible = open_through_service(people, adviser, name="Zygmunt Kvistad", phone="91919191")
    name_mentor(people, adviser, visible, name="Qvale Mentor", phone="92929292")
    talk(people, adviser, visible, TODAY, note="Hundepasser på fritiden", next_step="Xylofon")
    step = find_step_row(people, visible.case.id, "wishes")
    sent = {**read_step_values(step), "status": "skipped", "note": "Yttersteg", "skip_reason": "Wolfram"}
    save_step(people, adviser, visible, step, version=1, sent=sent)
    save_step(people, adviser, visible, step, version=2, sent={**sent, "note": "Noe annet"})
    edit(people, adviser, visible, name="Zygmunt Omdøpt")
    close(people, adviser, visible, note="Xylofon til slutt")
    people.flush()
    kept = ""
    for table in Base.metadata.sorted_tables:
        for row in people.execute(select(table)):
            kept += " ".join(
                value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in row
            ).casefold()
    assert "bakeriet" in kept, "names of companies are plain"
    assert [word for word in told if word.casefold() in kept] == []


def test_the_audit_log_holds_no_values(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, name="Zygmunt Kvistad")
    edit(people, adviser, visible, name="Omdøpt Kvistad", birth_year=1991)
    close(people, adviser, visible, note="Kvistad sluttet")
    rows = people.scalars(
        select(AuditEvent).where(AuditEvent.case_id == visible.case.id).order_by(AuditEvent.id)
    ).all()
    assert [row.action for row in rows] == ["case.open", "case.edit", "case.close"]
    for row in rows:
        assert (row.actor_id, row.decision, row.noun) == (adviser.user_id, "permit", "case")
        assert (row.row_id, row.office_id, row.detail) == (str(visible.case.id), visible.case.office_id, None)


def test_a_change_keeps_the_earlier_values_and_counts_up(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, name="Jonas Prøve", birth_year=1994)
    assert edit(people, adviser, visible, name="Jonas Omdøpt", employer_name="Sykkelverkstedet") is False
    assert edit(people, adviser, visible, birth_year=1995) is False
    assert visible.case.version == 3
    rows = people.scalars(select(Revision).order_by(Revision.version)).all()
    kept = [(row.noun, row.version, json.loads(row.values or "")) for row in rows]
    assert [(noun, version) for noun, version, _ in kept] == [("case", 1), ("case", 2)]
    assert [values["name"] for _, _, values in kept] == ["Jonas Prøve", "Jonas Omdøpt"]
    assert [values["employer_name"] for _, _, values in kept] == ["Bakeriet", "Sykkelverkstedet"]
    assert {row.replaced_by for row in rows} == {adviser.user_id}
    assert list_actions(people, visible.case) == ["case.open", "case.edit", "case.edit"]


def test_saving_what_is_there_already_leaves_nothing(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    assert edit(people, adviser, visible) is False
    assert visible.case.version == 1
    assert count_rows(people, Revision) == 0
    assert list_actions(people, visible.case) == ["case.open"]


def test_a_change_of_the_company_does_not_rename_it_for_others(people: HybridSession, adviser: Actor):
    first = open_through_service(people, adviser)
    second = open_through_service(people, adviser)
    edit(people, adviser, first, employer_name="Sykkelverkstedet")
    assert first.case.employer is not None
    assert second.case.employer is not None
    assert (first.case.employer.name, second.case.employer.name) == ("Sykkelverkstedet", "Bakeriet")
    edit(people, adviser, first, employer_name=None)
    assert first.case.employer is None


def test_different_fields_merge_and_the_same_field_conflicts(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, birth_year=1994)
    form = read_case_values(visible.case)
    edit_case(people, adviser, visible, version=1, sent={**form, "name": "Anna"})
    assert edit_case(people, adviser, visible, version=1, sent={**form, "birth_year": 1999}) is True
    now = read_case_values(visible.case)
    assert (now["name"], now["birth_year"], visible.case.version) == ("Anna", 1999, 3)
    with pytest.raises(EditConflict) as met:
        edit_case(people, adviser, visible, version=1, sent={**form, "name": "Berit", "phone": "40000000"})
    assert [(f.name, f.base, f.stored, f.mine) for f in met.value.fields] == [
        ("name", "Jonas Prøve", "Anna", "Berit")
    ]
    assert (met.value.version, met.value.changed_by) == (3, "Vilde Veileder")
    assert met.value.stored == now
    assert read_case_values(visible.case) == now


@pytest.mark.parametrize("login", ["leder", "lokalkontakt"])
def test_who_only_reads_changes_nothing(people: HybridSession, adviser: Actor, login: str):
    visible = open_through_service(people, adviser)
    reader = load_person(people, login)
    seen = look_up(people, reader, visible.case.id)
    for deed in (
        lambda: edit(people, reader, seen, name="Borte"),
        lambda: close(people, reader, seen),
        lambda: name_mentor(people, reader, seen),
        lambda: agree(people, reader, seen, 14, TODAY),
        lambda: talk(people, reader, seen, TODAY),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert list_actions(people, visible.case) == ["case.open"]


def test_closing_keeps_each_fact_by_itself(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    outcome = close(
        people,
        adviser,
        visible,
        closed_on=date(2026, 11, 20),
        follow_up_on=date(2027, 5, 20),
        facts={"attached": "yes", "employment_form": "permanent", "leave": None},
        note="Fikk jobb",
    )
    people.flush()
    people.expire_all()
    assert (visible.case.closed_on, visible.case.follow_up_on) == (date(2026, 11, 20), date(2027, 5, 20))
    assert visible.case.version == 2
    assert (outcome.moment, outcome.measured_on, outcome.note) == ("closing", date(2026, 11, 20), "Fikk jobb")
    assert outcome.facts == {"attached": ["yes"], "employment_form": ["permanent"]}


def test_a_closed_case_stays_as_it_is(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    close(people, adviser, visible)
    closed = look_up(people, adviser, visible.case.id)
    for deed in (
        lambda: edit(people, adviser, closed, name="Borte"),
        lambda: close(people, adviser, closed),
        lambda: name_mentor(people, adviser, closed),
        lambda: agree(people, adviser, closed, 14, TODAY),
        lambda: talk(people, adviser, closed, TODAY),
        lambda: save_step(
            people,
            adviser,
            closed,
            find_step_row(people, closed.case.id, "wishes"),
            version=1,
            sent={"status": "done", "done_on": None, "note": None, "skip_reason": None},
        ),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert list_actions(people, visible.case) == ["case.open", "case.close"]
    assert count_rows(people, CaseOutcome) == 1


def begin_step(session: HybridSession, actor: Actor, visible: VisibleCase, status: str) -> None:
    step = find_step_row(session, visible.case.id, "company")
    sent = {"status": status, "done_on": None, "note": None, "skip_reason": "Har bedrift"}
    save_step(session, actor, visible, step, version=step.version, sent=sent)


Deed = Callable[[HybridSession, Actor, VisibleCase], object]
STATUSES: dict[str, tuple[str, tuple[Deed, ...]]] = {
    "nothing": ("new", ()),
    "only agreed": ("new", (lambda s, a, v: agree(s, a, v, 14, TODAY),)),
    "step begun": ("active", (lambda s, a, v: begin_step(s, a, v, "in_progress"),)),
    "step skipped": ("active", (lambda s, a, v: begin_step(s, a, v, "skipped"),)),
    "contact": ("active", (lambda s, a, v: talk(s, a, v, TODAY),)),
    "only tried": ("active", (lambda s, a, v: talk(s, a, v, TODAY, outcome="attempted"),)),
    "only cancelled": ("active", (lambda s, a, v: talk(s, a, v, TODAY, outcome="cancelled"),)),
    "mentor": ("active", (lambda s, a, v: name_mentor(s, a, v),)),
    "mentor to come": ("active", (lambda s, a, v: name_mentor(s, a, v, from_on=TODAY + timedelta(days=9)),)),
    "closed": ("closed", (lambda s, a, v: talk(s, a, v, TODAY), lambda s, a, v: close(s, a, v))),
    "followed up": ("follow_up", (lambda s, a, v: close(s, a, v, follow_up_on=TODAY + timedelta(days=90)),)),
}


@pytest.mark.parametrize("name", STATUSES)
def test_status_is_derived_and_the_same_on_page_and_list(people: HybridSession, adviser: Actor, name: str):
    status, deeds = STATUSES[name]
    visible = open_through_service(people, adviser)
    for deed in deeds:
        deed(people, adviser, visible)
    people.flush()
    people.expire_all()
    case = look_up(people, adviser, visible.case.id).case
    assert gather_case_page(people, adviser, case, PRACTICE).status == status
    assert [row.status for row in describe_cases(people, adviser, [case])] == [status]


def test_status_is_no_column():
    assert "status" not in Case.__table__.columns


def test_a_fault_after_the_writing_leaves_nothing(
    people: HybridSession, adviser: Actor, monkeypatch: pytest.MonkeyPatch
):
    """The audit row of the write goes the same way as the write."""

    def fail(*_: Any) -> None:
        raise RuntimeError("a fault of the test")

    monkeypatch.setattr("hybridmentor.services.cases.index_name", fail)
    people.commit()
    with pytest.raises(RuntimeError, match="of the test"):
        open_case(
            people,
            adviser,
            office=adviser.memberships[0],
            practice=PRACTICE,
            name="Jonas",
            service="state",
            entry_point="start",
            opened_on=TODAY,
        )
    people.rollback()
    for model in (Case, Jobseeker, CaseStep, CaseRole, NameToken, AuditEvent):
        assert count_rows(people, model) == 0


def test_a_numbered_company_can_be_renamed_and_told_its_industry(people: HybridSession, adviser: Actor):
    """What was typed is either stored or refused with a sentence, never passed over in silence."""
    visible = open_through_service(people, adviser, organisation_number="974761076", industry="service")
    for change in ({"employer_name": "Bakeriet i Byen"}, {"industry": "retail"}, {"industry": None}):
        try:
            edit(people, adviser, visible, **change)
        except InvalidInput:
            continue
        now = read_case_values(visible.case)
        assert {name: now[name] for name in change} == change


def test_a_change_of_the_company_is_not_lost_in_a_merge(people: HybridSession, adviser: Actor):
    """One takes the company away, another gives it a number at the same time."""
    visible = open_through_service(people, adviser)
    form = read_case_values(visible.case)
    edit_case(people, adviser, visible, version=1, sent={**form, "employer_name": None})
    try:
        edit_case(people, adviser, visible, version=1, sent={**form, "organisation_number": "974761076"})
    except EditConflict:
        return
    assert read_case_values(visible.case)["organisation_number"] == "974761076"
