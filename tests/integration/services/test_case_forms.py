"""The registration form: typed answers and what steps hold are kept, versioned, merged, and read back as one form."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.domain.form_state import FormField
from hybridmentor.errors import NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, CaseForm, CaseStep, Revision, SuccessCriterion
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.form_values import gather_form_values
from hybridmentor.queries.step_pages import gather_step_page
from hybridmentor.services.case_forms import save_answers
from hybridmentor.services.case_steps import read_step_answers, read_step_values, save_step
from hybridmentor.services.outcomes import close_case
from hybridmentor.services.revisions import EditConflict
from tests.integration.scenes import find_step_row, look_up, name_mentor, open_through_service, talk

TODAY = date(2026, 11, 24)


@pytest.fixture
def visible(people: HybridSession, adviser: Actor) -> VisibleCase:
    """An open case."""
    return open_through_service(people, adviser)


def find_form(session: HybridSession, visible: VisibleCase) -> CaseForm:
    return session.scalars(select(CaseForm).where(CaseForm.case_id == visible.case.id)).one()


def note(session: HybridSession, actor: Actor, visible: VisibleCase, key: str, **values: Any) -> CaseStep:
    """Note answers in a step."""
    row = find_step_row(session, visible.case.id, key)
    save_step(
        session,
        actor,
        visible,
        row,
        version=row.version,
        sent={**read_step_values(row), "status": "done", **values},
    )
    return row


def test_answers_are_kept_and_sealed(people: HybridSession, adviser: Actor, visible: VisibleCase):
    sent = {
        "measure_used": "yes",
        "hours_per_month": "7.5",
        "measure_from_on": date(2026, 9, 1),
        "agreement_purpose": "Lære arbeidsoppgavene",
        "target_groups": ["young", "kvp"],
        "goal_number": None,
        "contact_at_nav": "",
    }
    assert not save_answers(people, adviser, visible, version=1, sent=sent)
    row = find_form(people, visible)
    assert json.loads(row.answers or "") == {
        "measure_used": "yes",
        "hours_per_month": "7.5",
        "measure_from_on": "2026-09-01",
        "agreement_purpose": "Lære arbeidsoppgavene",
        "target_groups": ["kvp", "young"],
    }
    assert row.answers_sealed is not None
    assert b"oppgavene" not in row.answers_sealed
    assert row.version == 2
    actions = people.scalars(select(AuditEvent.action).where(AuditEvent.noun == "case_form")).all()
    assert actions == ["case_form.save"]


def test_the_same_answers_again_change_nothing(people: HybridSession, adviser: Actor, visible: VisibleCase):
    for version in (1, 2):
        assert not save_answers(people, adviser, visible, version=version, sent={"measure_used": "no"})
    assert find_form(people, visible).version == 2


def test_different_fields_merge_and_the_same_meets(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    """Both filled in the form before anybody had written on it."""
    shown = {"measure_used": None, "agreement_number": None, "contact_at_nav": None}
    save_answers(people, adviser, visible, version=1, sent={**shown, "measure_used": "yes"})
    assert save_answers(people, adviser, visible, version=1, sent={**shown, "agreement_number": "A-7"})
    with pytest.raises(EditConflict) as caught:
        save_answers(
            people,
            adviser,
            visible,
            version=1,
            sent={**shown, "measure_used": "no", "contact_at_nav": "Vera"},
        )
    assert [(one.name, one.base, one.stored, one.mine) for one in caught.value.fields] == [
        ("measure_used", None, "yes", "no")
    ]
    assert caught.value.merged["contact_at_nav"] == "Vera"
    assert json.loads(find_form(people, visible).answers or "") == {
        "measure_used": "yes",
        "agreement_number": "A-7",
    }


def test_taking_an_answer_away_is_a_change_like_any_other(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    save_answers(people, adviser, visible, version=1, sent={"measure_used": "yes", "agreement_number": "A-7"})
    save_answers(people, adviser, visible, version=2, sent={"measure_used": None, "agreement_number": "A-7"})
    assert save_answers(
        people, adviser, visible, version=2, sent={"measure_used": "yes", "agreement_number": "A-8"}
    )
    assert json.loads(find_form(people, visible).answers or "") == {"agreement_number": "A-8"}


def test_earlier_answers_stay_readable(people: HybridSession, adviser: Actor, visible: VisibleCase):
    for number, text in enumerate(("Første", "Andre", "Tredje"), 1):
        save_answers(people, adviser, visible, version=number, sent={"agreement_purpose": text})
    statement = select(Revision).where(Revision.noun == "case_form").order_by(Revision.version)
    kept = [json.loads(row.values or "")["agreement_purpose"] for row in people.scalars(statement)]
    assert kept == [None, "Første", "Andre"]


def test_a_step_holds_its_answers_and_the_case_its_own(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    step = note(
        people,
        adviser,
        visible,
        "wishes",
        done_on=date(2026, 11, 3),
        interests=["food", "care"],
        mentor_of_interest="yes",
        may_be_shared="At hun vil jobbe ute",
        openness_on=date(2026, 11, 3),
    )
    people.flush()
    people.expire_all()
    assert visible.case.mentor_of_interest == "yes"
    answers = read_step_answers(step, visible.case)
    assert answers["interests"] == ["care", "food"]
    assert (answers["mentor_of_interest"], answers["openness_on"]) == ("yes", "2026-11-03")
    assert "mentor_of_interest" not in json.loads(step.answers or "")
    assert b"jobbe ute" not in (step.answers_sealed or b"")


def test_a_field_of_another_step_is_passed_over(people: HybridSession, adviser: Actor, visible: VisibleCase):
    step = note(people, adviser, visible, "company", interests=["food"], how_found="from_wishes")
    assert json.loads(step.answers or "") == {"how_found": "from_wishes"}


def test_the_form_fills_itself_from_the_work(people: HybridSession, adviser: Actor, visible: VisibleCase):
    note(people, adviser, visible, "wishes", done_on=date(2026, 11, 3), reasons=["training"], goal="keep_job")
    note(
        people,
        adviser,
        visible,
        "company",
        how_found="already_there",
        prior_attached="yes",
        prior_in_measure=["work_training"],
    )
    name_mentor(people, adviser, visible)
    talk(people, adviser, visible, date(2026, 11, 10), minutes_band="under_15")
    talk(people, adviser, visible, date(2026, 11, 12), outcome="attempted")
    save_answers(
        people,
        adviser,
        visible,
        version=1,
        sent={
            "measure_used": "yes",
            "measure_from_on": date(2026, 1, 1),
            "measure_ended_on": date(2026, 3, 31),
        },
    )
    content = gather_form_values(people, adviser, visible.case)
    values = content.values
    assert values["wishes_mapped_on"] == date(2026, 11, 3)
    assert (values["reasons"], values["goal"], values["how_found"]) == (
        ["training"],
        "keep_job",
        "already_there",
    )
    assert values["attachment_before"] == "work_training"
    assert [one.person.name for one in values["mentors"]] == ["Mona Mentor"]
    assert (values["contact_count"], dict(values["adviser_minutes"])) == (1, {"under_15": 1})
    assert (values["measure_from_on"], values["duration"]) == (date(2026, 1, 1), "up_to_3_months")
    assert values["employer_name"] == "Bakeriet"
    missing = {field.key for field in content.missing}
    assert {"agreement_number", "contact_at_workplace", "hours_per_month"} <= missing
    assert values["contact_at_nav"] == adviser.name, "the adviser, unless somebody else is named"
    assert not {"mentors", "reasons", "prior_attachment", "employer_name", "measure_from_on"} & missing


def test_a_skipped_step_is_an_answer(people: HybridSession, adviser: Actor, visible: VisibleCase):
    def list_keys(fields: tuple[FormField, ...]) -> set[str]:
        return {field.key for field in fields}

    before = list_keys(gather_form_values(people, adviser, visible.case).missing)
    assert {"how_found", "initiator"} <= before
    note(people, adviser, visible, "company", status="skipped", skip_reason="Var der alt")
    after = list_keys(gather_form_values(people, adviser, visible.case).missing)
    assert "how_found" not in after
    assert "initiator" in after, "table 3 rests on it"


def test_criteria_of_the_office_are_rated(people: HybridSession, adviser: Actor, visible: VisibleCase):
    rows = [
        SuccessCriterion(office_id=visible.case.office_id, words=words, is_active=active)
        for words, active in (("I arbeid", True), ("Gammel", False), ("Eldre", False))
    ]
    people.add_all(rows)
    people.flush()
    save_answers(people, adviser, visible, version=1, sent={f"rating_{rows[1].id}": "partly"})
    content = gather_form_values(people, adviser, visible.case)
    assert [one.words for one in content.criteria] == ["I arbeid", "Gammel"]
    assert content.context.success_criteria == (str(rows[0].id),)
    assert content.values["success_ratings"] == {str(rows[0].id): None, str(rows[1].id): "partly"}


def test_a_closed_case_takes_no_more_answers(people: HybridSession, adviser: Actor, visible: VisibleCase):
    close_case(people, adviser, visible, closed_on=TODAY, follow_up_on=None, facts={}, note=None)
    closed = look_up(people, adviser, visible.case.id)
    with pytest.raises(NotAllowed):
        save_answers(people, adviser, closed, version=1, sent={"measure_used": "yes"})


def test_days_are_not_left_without_their_measure(people: HybridSession, adviser: Actor, visible: VisibleCase):
    """One takes the measure away while the other adds its last day: each alone is fine, together they meet."""
    row = {"parallel_1_kind": "aft", "parallel_1_from_on": date(2026, 9, 1), "parallel_1_to_on": None}
    save_answers(people, adviser, visible, version=1, sent=row)
    save_answers(people, adviser, visible, version=2, sent=dict.fromkeys(row))
    with pytest.raises(EditConflict) as caught:
        save_answers(people, adviser, visible, version=2, sent=row | {"parallel_1_to_on": date(2026, 10, 1)})
    assert [one.name for one in caught.value.fields] == ["parallel_1_kind"]


def test_who_else_took_the_initiative_goes_with_the_answer(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    step = note(people, adviser, visible, "company", initiator="other", initiator_detail="job_specialist")
    assert json.loads(step.answers or "")["initiator_detail"] == "job_specialist"
    note(people, adviser, visible, "company", initiator="employer", initiator_detail="job_specialist")
    assert json.loads(step.answers or "") == {"initiator": "employer"}


def test_a_step_shows_its_own_contacts_however_many_others_there_are(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    talk(people, adviser, visible, date(2026, 10, 1), "mentor", "employer")
    for day in range(1, 25):
        talk(people, adviser, visible, date(2026, 11, day), "jobseeker")
    page = gather_step_page(people, adviser, visible.case, "collaboration")
    assert [one.occurred_on for one in page.contacts] == [date(2026, 10, 1)]


def test_done_without_a_day_is_done_today(people: HybridSession, adviser: Actor, visible: VisibleCase):
    step = note(people, adviser, visible, "wishes")
    assert (step.status, step.done_on) == ("done", TODAY)
    note(people, adviser, visible, "wishes", done_on=None)
    assert step.done_on is None, "who takes the day away of a step that is done means it"
