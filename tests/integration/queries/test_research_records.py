"""Records of cases: one reckoned by hand, whose consent counts, who is left out, and what it asks of the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import polars as pl
import pytest
from sqlalchemy import delete, select, update

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.answers import write_answers
from hybridmentor.domain.record_bands import band_count, band_days
from hybridmentor.domain.release_variables import PERSONS, find_variable, get_hierarchy, list_variables
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CaseForm,
    CaseOutcome,
    CasePause,
    CaseRole,
    DataKey,
    Jobseeker,
    MentorAssignment,
    Office,
)
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.collaboration import CaseDays, judge_cases
from hybridmentor.queries.research_records import AT_ONCE, INTERNAL, read_records
from hybridmentor.services.case_figures import keep_figures
from tests.integration.scenes import (
    agree,
    find_step_row,
    hire,
    load_person,
    name_mentor,
    open_through_service,
    plant_cases,
    talk,
)
from tests.integration.survey_scenes import PERMANENT, close, fill_form, import_examples
from tests.support.queries import count_queries

TODAY = date(2026, 11, 24)
START = date(2026, 1, 5)
MENTOR_FROM = date(2026, 1, 25)
END = date(2026, 6, 30)
ALL = frozenset(PERSONS)


def read(
    session: HybridSession, *ids: UUID, allowed: frozenset[str] = ALL, **options: Any
) -> list[dict[str, str]]:
    """The rows of the cases; everybody has said yes if nothing else is said."""
    session.flush()
    frame = read_records(session, ids, today=TODAY, allowed=dict.fromkeys(ids, allowed), **options)
    return frame.to_dicts()


def read_one(session: HybridSession, visible: VisibleCase, **options: Any) -> dict[str, str]:
    (row,) = read(session, visible.case.id, **options)
    return row


def open_on(session: HybridSession, actor: Actor, day: date = START, **values: Any) -> VisibleCase:
    return open_through_service(session, actor, opened_on=day, **values)


def note(
    session: HybridSession, visible: VisibleCase, step: str, *, status: str = "done", **answers: Any
) -> None:
    """What is answered in a step, done on the first day."""
    row = find_step_row(session, visible.case.id, step)
    row.status, row.done_on = status, START
    write_answers(row, answers)
    session.flush()


def talk_on(
    session: HybridSession, actor: Actor, visible: VisibleCase, place: int, *who: str, **values: Any
) -> None:
    """A contact so many days after the start, written down two days later."""
    day = START + timedelta(days=place)
    point = talk(session, actor, visible, day, *who, **values)
    point.created_at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=2)


def make_case(session: HybridSession, adviser: Actor) -> VisibleCase:
    """A case with something in every variable."""
    session.execute(update(Office).where(Office.number == "9901").values(county="Rogaland"))
    visible = open_on(session, adviser, birth_year=2001, industry="retail", entry_point="at_workplace")
    case = visible.case
    assert case.employer is not None
    case.employer.nace = "47.110"
    case.mentor_of_interest = "yes"
    note(
        session,
        visible,
        "wishes",
        reasons=["training"],
        goal="keep_job",
        interpreter="sometimes",
        openness="unsure",
    )
    company = {"how_found": "already_there", "initiator": "jobseeker", "adviser_knew_company": "yes"}
    note(session, visible, "company", **company, prior_attached="yes", prior_in_measure=["work_training"])
    note(session, visible, "employer_told")
    met = {
        "start_meeting_on": "2026-01-25",
        "start_meeting_participants": ["employer", "jobseeker", "mentor", "nav"],
    }
    note(session, visible, "mentor", mentor_chosen_with=["employer"], **met)
    note(session, visible, "share", status="in_progress")
    fill_form(
        session,
        case,
        target_groups=["young"],
        measure_used="yes",
        measure_from_on="2026-02-01",
        measure_ended_on="2026-05-31",
        log_confirmed_to="2026-07-31",
        contact_end_reason="goal_reached",
        closing_talk="held",
        reported_frequency_mentor="weekly",
        parallel_1_kind="wage_subsidy",
        rating_1="reached",
    )
    first = name_mentor(session, adviser, visible, from_on=MENTOR_FROM)
    first.hours_per_month, first.chosen_by = 12, "together"
    session.add(
        CasePause(case_id=case.id, from_on=date(2026, 4, 1), to_on=date(2026, 4, 30), reason="holiday")
    )
    role = session.scalars(select(CaseRole).where(CaseRole.case_id == case.id)).one()
    role.to_on = date(2026, 3, 31)
    session.add(
        CaseRole(
            case_id=case.id, user_id=hire(session, "ny_kollega").id, role="adviser", from_on=date(2026, 4, 1)
        )
    )
    # The mentor: 8 contacts on 7 days, 16 weeks with weekly contact agreed until the pause, one of each three a meeting.
    agree(session, adviser, visible, 14, MENTOR_FROM)
    for place in (23, 24, 37, 51, 65, 79, 150):
        form = "at_company" if place in (24, 65) else "phone"
        talk_on(session, adviser, visible, place, "mentor", form=form)
    talk_on(session, adviser, visible, 150, "mentor", form="phone")
    talk_on(session, adviser, visible, 30, "mentor", outcome="attempted")
    talk_on(session, adviser, visible, 95, "mentor", form="phone")
    # The jobseeker twice, the employer never.
    talk_on(session, adviser, visible, 0, "jobseeker", form="at_nav_office")
    talk_on(session, adviser, visible, 170, "jobseeker", form=None)
    talk_on(session, adviser, visible, 60, "mentor_jobseeker", form="at_company", reported_by="mentor")
    close(
        session,
        case,
        END,
        PERMANENT | {"position_percent": 80, "leave": ["none"], "end_reason": ["not_ended"]},
    )
    later = {"attached": ["no"], "direct_result": ["yes"]}
    session.add(CaseOutcome(case=case, moment="later", measured_on=END + timedelta(days=92), facts=later))
    session.flush()
    return visible


def test_every_variable_of_a_case_as_reckoned_by_hand(adviser: Actor, people: HybridSession):
    visible = make_case(people, adviser)
    # 177 days from 5 January to 30 June, 30 of them in the pause. With the mentor from 25 January: 157, less 30, so 127.
    expected = {
        "county": "county_11",
        "practice_model": "hybridmodellen",
        "industry": "retail",
        "nace_section": "section_g",
        "age": "25_29",
        "target_group": "young",
        "interpreter": "sometimes",
        "attachment_before": "work_training",
        "goal": "keep_job",
        "reason": "training",
        "mentor_of_interest": "yes",
        "openness": "unsure",
        "start": "2026_h1",
        "duration": "3_6_months",
        "entry_point": "at_workplace",
        "initiator": "jobseeker",
        "how_found": "already_there",
        "adviser_knew_company": "yes",
        "mentors": "1",
        "mentor_changes": "none",
        "mentor_wait": "15_28",
        "mentor_hours": "11_20",
        "mentor_chosen_by": "together",
        "employer_is_mentor": "no",
        "adviser_changes": "1",
        "pauses": "1",
        "measure_used": "yes",
        # 1 February to 31 May.
        "measure_duration": "3_6_months",
        "other_measures": "wage_subsidy",
        "mentor_end_reason": "not_ended",
        "pause_reason": "holiday",
        "close_cause": "goal_reached",
        "closing_talk": "held",
        "step_wishes": "yes",
        "step_company": "yes",
        "step_employer_told": "yes",
        "step_mentor": "yes",
        "step_collaboration": "yes",
        # With the jobseeker and not with the employer.
        "step_follow_up": "partly",
        "step_share": "partly",
        # On days 23, 24, 37, 51, 65, 79 and 150 after the start; day 95 lies in the pause.
        "with_mentor_total": "6_10",
        # 7 * 30.4375 / 127 = 1.68
        "with_mentor_per_month": "one_to_two",
        "with_mentor_forms": "combination",
        # Two of eight.
        "with_mentor_met_share": "quarter_to_half",
        # After day 79: six days until the pause, and 34 of May and June until day 150.
        "with_mentor_silence": "29_56",
        # 28 January is the fourth day.
        "with_mentor_first": "up_to_7",
        "with_mentor_frequency": "two_three_per_month",
        # Of 7 days five are in the first third of 127 and one in the last.
        "with_mentor_intensity": "most_at_start",
        # Each fortnight from 25 January: 8 and 22 February, 8 and 22 March, 3 and 17 May, 31 May, 14 and 28 June.
        "with_mentor_kept": "half_to_most",
        "with_mentor_logged": "2_3_days",
        "with_mentor_reported": "reported_more",
        "with_jobseeker_total": "1_2",
        # 2 * 30.4375 / 147 = 0.41
        "with_jobseeker_per_month": "under_half",
        "with_jobseeker_forms": "face_to_face_only",
        "with_jobseeker_met_share": "three_quarters_or_more",
        "with_jobseeker_silence": "over_112",
        "with_jobseeker_first": "up_to_7",
        "with_jobseeker_frequency": "less_than_monthly",
        "with_jobseeker_intensity": "too_little",
        "with_jobseeker_kept": "none",
        "with_jobseeker_logged": "2_3_days",
        "with_jobseeker_reported": "unknown",
        "with_employer_total": "none",
        "with_employer_per_month": "none",
        "with_employer_forms": "none",
        "with_employer_met_share": "none",
        "with_employer_silence": "over_112",
        "with_employer_first": "none",
        "with_employer_frequency": "never",
        "with_employer_intensity": "too_little",
        "with_employer_kept": "none",
        "with_employer_logged": "none",
        "mentor_jobseeker_total": "1_2",
        # 1 * 30.4375 / 127 = 0.24
        "mentor_jobseeker_per_month": "under_half",
        "mentor_jobseeker_forms": "face_to_face_only",
        "mentor_jobseeker_met_share": "three_quarters_or_more",
        # Day 60 is the 41st of the 127 with a mentor outside the pause: 86 days after it, 40 before.
        "mentor_jobseeker_silence": "57_112",
        "mentor_jobseeker_first": "29_56",
        "mentor_jobseeker_frequency": "less_than_monthly",
        "mentor_jobseeker_intensity": "too_little",
        "mentor_jobseeker_kept": "none",
        "mentor_jobseeker_logged": "2_3_days",
        "mentor_jobseeker_told_by": "mentor",
        "attachment_after": "permanent_without_subsidy",
        "attached": "yes",
        "employment_form": "permanent",
        "wage_subsidy": "no",
        "in_measure": "unknown",
        "leave": "none",
        "elsewhere": "unknown",
        "end_reason": "not_ended",
        "position": "80_99",
        "criteria_reached": "all",
        "attached_3_months": "no",
        "after_3_months": "none",
        "attached_6_months": "not_registered",
        "after_6_months": "not_registered",
        "attached_12_months": "not_registered",
        "after_12_months": "not_registered",
        "position_12_months": "not_registered",
        "direct_result": "yes",
    }
    row = read_one(people, visible)
    assert {key: code for key, code in row.items() if key not in INTERNAL} == expected
    assert list(row) == [*INTERNAL, *(variable.key for variable in list_variables())]


def test_who_stands_behind_a_row(adviser: Actor, people: HybridSession):
    visible = make_case(people, adviser)
    row = read_one(people, visible)
    mentor = people.scalars(select(MentorAssignment)).one()
    last = people.scalars(select(CaseRole).order_by(CaseRole.from_on.desc())).first()
    assert last is not None
    assert visible.case.employer_id is not None
    assert [row[name] for name in INTERNAL] == [
        visible.case.id.hex,
        str(visible.case.office_id),
        visible.case.employer_id.hex,
        mentor.person_id.hex,
        str(last.user_id),
    ]


def test_one_company_in_two_registers_is_one(adviser: Actor, neighbour: Actor, people: HybridSession):
    own, other = open_on(people, adviser), open_on(people, neighbour)
    for visible in (own, other):
        assert visible.case.employer is not None
        visible.case.employer.organisation_number = "974760673"
    rows = read(people, own.case.id, other.case.id)
    assert own.case.employer_id != other.case.employer_id
    assert rows[0]["_employer"] == rows[1]["_employer"]


def test_the_adviser_stands_in_where_there_is_no_company_or_mentor(adviser: Actor, people: HybridSession):
    alone = open_on(people, adviser, employer_name=None)
    row = read_one(people, alone)
    assert row["_employer"] == row["_mentor"] == f"adviser:{adviser.user_id}"
    people.execute(delete(CaseRole))
    row = read_one(people, alone)
    assert (row["_employer"], row["_adviser"]) == ("adviser:none", "none")


@pytest.mark.parametrize(
    "allowed", [frozenset(), {"jobseeker"}, {"jobseeker", "mentor"}, {"mentor", "employer"}]
)
def test_only_who_has_said_yes_is_told_of(adviser: Actor, people: HybridSession, allowed: frozenset[str]):
    visible = make_case(people, adviser)
    whole, row = read_one(people, visible), read_one(people, visible, allowed=frozenset(allowed))
    for variable in list_variables():
        is_allowed = set(variable.concerns) <= allowed
        assert row[variable.key] == (whole[variable.key] if is_allowed else "unknown"), variable.key
    assert row["_mentor"] == whole["_mentor"]


def test_nobody_has_said_yes_for_a_case_that_is_not_named(adviser: Actor, people: HybridSession):
    visible = make_case(people, adviser)
    people.flush()
    frame = read_records(people, [visible.case.id], today=TODAY, allowed={})
    assert set(frame.drop(INTERNAL).row(0)) == {"unknown"}


def test_a_case_of_which_little_is_known(adviser: Actor, people: HybridSession):
    row = read_one(people, open_on(people, adviser, day=TODAY - timedelta(days=10), employer_name=None))
    for variable in list_variables():
        assert row[variable.key] in get_hierarchy(variable.hierarchy).rows
    assert row["with_mentor_total"] == "not_relevant"
    assert row["with_jobseeker_total"] == row["with_jobseeker_frequency"] == "not_registered"
    assert row["industry"] == row["mentors"] == "none"
    assert row["attached"] == row["attached_12_months"] == "not_closed"
    assert row["duration"] == "not_ended"


def test_what_cannot_be_opened_is_not_known(adviser: Actor, people: HybridSession):
    visible = make_case(people, adviser)
    people.flush()
    key = people.get_one(DataKey, visible.case.data_key_id)
    key.destroy(clock.now())
    row = read_one(people, visible)
    assert row["goal"] == row["target_group"] == row["attachment_before"] == "unknown"
    assert row["with_mentor_total"] == "6_10"


def test_cases_that_no_figure_counts_are_left_out(adviser: Actor, neighbour: Actor, people: HybridSession):
    own, hidden, guest = open_on(people, adviser), open_on(people, adviser), open_on(people, neighbour)
    import_examples(people)
    examples = people.scalars(select(Case.id).where(Case.origin == "published_example")).all()
    people.execute(
        update(Jobseeker)
        .where(Jobseeker.id == hidden.case.jobseeker_id)
        .values(protection="strictly_confidential")
    )
    people.execute(update(Office).where(Office.id == guest.case.office_id).values(participation="guest"))
    rows = read(people, hidden.case.id, own.case.id, guest.case.id, *examples, uuid4())
    assert [row["_case"] for row in rows] == [own.case.id.hex]


def test_what_lies_ahead_is_not_told(adviser: Actor, people: HybridSession):
    visible = open_on(people, adviser)
    name_mentor(people, adviser, visible, from_on=START)
    future = TODAY + timedelta(days=5)
    people.add(CasePause(case_id=visible.case.id, from_on=future, follow_up_on=future, reason="leave"))
    talk(people, adviser, visible, future, "mentor", outcome="planned", form=None)
    name_mentor(people, load_person(people, "veileder", future), visible, name="Nora Neste", from_on=future)
    people.execute(
        update(MentorAssignment)
        .where(MentorAssignment.from_on == START)
        .values(to_on=future, end_reason="away")
    )
    row = read_one(people, visible)
    assert (row["pauses"], row["pause_reason"], row["mentors"]) == ("none", "none", "1")
    assert (row["with_mentor_total"], row["mentor_end_reason"]) == ("not_registered", "not_ended")


def test_a_contact_of_a_day_to_come_is_no_contact_yet(adviser: Actor, people: HybridSession):
    visible = open_on(people, adviser)
    point = talk(people, adviser, visible, START, "jobseeker")
    people.flush()
    assert read_one(people, visible)["with_jobseeker_total"] == "1_2"
    point.occurred_on = TODAY + timedelta(days=1)
    assert read_one(people, visible)["with_jobseeker_total"] == "not_registered"


def test_with_each_mentor_the_rhythm_of_what_is_agreed_starts_anew(adviser: Actor, people: HybridSession):
    visible = open_on(people, adviser)
    fill_form(people, visible.case, log_confirmed_to=END.isoformat())
    name_mentor(people, adviser, visible, from_on=START)
    name_mentor(people, adviser, visible, name="Nora Neste", from_on=START + timedelta(days=35))
    agree(people, adviser, visible, 40, START)
    for place in (5, 50, 100, 150):
        talk_on(people, adviser, visible, place, "mentor")
    close(people, visible.case, END, {})
    # Four contacts; due on days 75, 115 and 155, and never with the first mentor. Without the change it would be four.
    row = read_one(people, visible)
    assert (row["with_mentor_kept"], row["mentor_changes"]) == ("more", "1")


def test_days_without_a_mentor_are_no_silence(adviser: Actor, people: HybridSession):
    visible = open_on(people, adviser)
    first = name_mentor(people, adviser, visible, from_on=START)
    name_mentor(people, adviser, visible, name="Nora Neste", from_on=START + timedelta(days=100))
    first.to_on = START + timedelta(days=9)
    for place in (5, 105, 112):
        talk_on(people, adviser, visible, place, "mentor")
    # Four days of the first mentor and five of the second.
    assert read_one(people, visible)["with_mentor_silence"] == "8_14"


def test_what_others_told_of_does_not_say_that_our_own_log_was_kept(adviser: Actor, people: HybridSession):
    visible = open_on(people, adviser)
    talk_on(people, adviser, visible, 5, "jobseeker")
    talk_on(people, adviser, visible, 100, "mentor_jobseeker", reported_by="jobseeker")
    assert read_one(people, visible)["with_jobseeker_silence"] == "up_to_7"


def test_a_log_confirmed_by_a_day_alone(adviser: Actor, people: HybridSession):
    visible = open_on(people, adviser)
    assert read_one(people, visible)["with_jobseeker_frequency"] == "not_registered"
    people.add(CaseForm(case=visible.case, log_confirmed_on=END))
    assert read_one(people, visible)["with_jobseeker_frequency"] == "never"


def test_what_mentor_and_jobseeker_agreed_begins_anew_with_each_mentor(adviser: Actor, people: HybridSession):
    visible = open_on(people, adviser)
    first = name_mentor(people, adviser, visible, from_on=START)
    name_mentor(people, adviser, visible, name="Nora Neste", from_on=START + timedelta(days=10))
    first.to_on = START + timedelta(days=9)
    agree(people, adviser, visible, 21, START, "mentor_jobseeker")
    assert read_one(people, visible)["mentor_jobseeker_kept"] == "not_registered"
    for place in (5, 45):
        talk_on(people, adviser, visible, place, "mentor_jobseeker", reported_by="mentor")
    # Two days, and due on day 31 alone: the first had ended before day 21, and the second began on day 10.
    assert read_one(people, visible)["mentor_jobseeker_kept"] == "more"


def test_who_said_no_before_the_start_was_no_mentor(adviser: Actor, people: HybridSession):
    visible = open_on(people, adviser)
    name_mentor(people, adviser, visible, from_on=START)
    # Whoever declined was not asked: what was noted with them before is not told either.
    talk_on(people, adviser, visible, 0, "mentor")
    talk_on(people, adviser, visible, 0, "mentor_jobseeker", reported_by="jobseeker")
    assert read_one(people, visible)["with_mentor_total"] == "1_2"
    people.execute(update(MentorAssignment).values(to_on=START, end_reason="mentor_declined"))
    row = read_one(people, visible)
    assert row["mentor_jobseeker_total"] == "not_registered"
    assert (row["mentors"], row["mentor_end_reason"], row["with_mentor_total"]) == (
        "none",
        "none",
        "not_relevant",
    )


def test_contact_with_an_employer_who_is_there_no_more_is_not_told(adviser: Actor, people: HybridSession):
    visible = open_on(people, adviser)
    talk_on(people, adviser, visible, 3, "employer")
    assert read_one(people, visible)["with_employer_total"] == "1_2"
    visible.case.employer_id = None
    people.flush()
    row = read_one(people, visible)
    told = {key: value for key, value in row.items() if key.startswith("with_employer")}
    assert set(told.values()) == {"not_relevant"}


def test_a_mentor_who_begins_later_was_not_asked(adviser: Actor, people: HybridSession):
    visible = open_on(people, adviser)
    future = TODAY + timedelta(days=5)
    name_mentor(people, load_person(people, "veileder", future), visible, from_on=future)
    talk_on(people, adviser, visible, 3, "mentor")
    assert read_one(people, visible)["with_mentor_total"] == "not_relevant"


def test_where_the_employer_is_the_mentor_one_contact_counts_for_both(adviser: Actor, people: HybridSession):
    visible = open_on(people, adviser)
    name_mentor(people, adviser, visible, from_on=START, is_employer=True)
    for place in (3, 4, 5):
        talk_on(people, adviser, visible, place, "mentor", "employer", form="at_company")
    talk_on(people, adviser, visible, 40, "mentor", form="phone")
    row = read_one(people, visible)
    assert row["with_mentor_total"] == row["with_employer_total"] == "3_5"
    # Three of four: each contact once, whoever it was noted with.
    assert row["with_mentor_met_share"] == row["with_employer_met_share"] == "three_quarters_or_more"


def test_contact_is_counted_as_on_the_page_of_the_case(adviser: Actor, people: HybridSession):
    visibles = [make_case(people, adviser)] + [open_on(people, adviser) for _ in range(2)]
    name_mentor(people, adviser, visibles[1], from_on=START + timedelta(days=30), is_employer=True)
    for place in range(0, 200, 9):
        who = ("mentor", "jobseeker") if place % 2 else ("employer",)
        talk_on(people, adviser, visibles[1], place, *who, form="digital" if place % 3 else None)
    people.flush()
    ids = [visible.case.id for visible in visibles]
    days = [
        CaseDays(
            one.case.id,
            START,
            has_employer=True,
            closed_on=one.case.closed_on,
            confirmed_to=date(2026, 7, 31) if number == 0 else None,
        )
        for number, one in enumerate(visibles)
    ]
    judged = judge_cases(people, days, select(Case.id).where(Case.id.in_(ids)), TODAY)
    told = 0
    for row in read(people, *ids):
        for one in judged[UUID(hex=row["_case"])]:
            name = one.relationship if one.relationship == "mentor_jobseeker" else f"with_{one.relationship}"
            assert row[f"{name}_frequency"] == one.frequency.answer
            if one.contact_days:
                told += 1
                assert row[f"{name}_total"] == band_count(one.contact_days)
                assert (row[f"{name}_forms"] == "combination") == one.forms.is_combination
                assert row[f"{name}_intensity"] == one.intensity.answer
                assert row[f"{name}_silence"] == band_days(one.intensity.longest_silence)
    assert told == 6


def test_a_contact_written_down_late_in_the_evening_belongs_to_the_day_in_norway(
    adviser: Actor, people: HybridSession
):
    visible = open_on(people, adviser)
    point = talk(people, adviser, visible, date(2026, 2, 1), "jobseeker")
    point.created_at = datetime(2026, 2, 1, 23, 30, tzinfo=UTC)
    assert read_one(people, visible)["with_jobseeker_logged"] == "1_day"
    point.created_at = datetime(2026, 2, 1, 22, 30, tzinfo=UTC)
    assert read_one(people, visible)["with_jobseeker_logged"] == "same_day"
    point.created_at = datetime(2026, 1, 20, 12, tzinfo=UTC)
    assert read_one(people, visible)["with_jobseeker_logged"] == "same_day"


def test_columns_and_order(adviser: Actor, people: HybridSession):
    ids = plant_cases(people, adviser, [START + timedelta(days=7 * number) for number in range(4)])
    wanted = ("start", "with_mentor_total", "county")
    shuffled = [ids[2], ids[0], ids[3], ids[1]]
    people.flush()
    frame = read_records(people, shuffled, today=TODAY, allowed=dict.fromkeys(ids, ALL), variables=wanted)
    assert frame.columns == [*INTERNAL, *wanted]
    assert set(frame.dtypes) == {pl.String}
    assert frame["_case"].to_list() == [one.hex for one in shuffled]
    assert read_records(people, [], today=TODAY, allowed={}, variables=wanted).columns == frame.columns


@pytest.mark.parametrize("is_kept", [False, True])
def test_statements_do_not_grow_with_the_cases(adviser: Actor, people: HybridSession, is_kept: bool):
    def count(ids: Sequence[UUID], variables: Sequence[str] | None = None) -> int:
        people.flush()
        with count_queries(people.get_bind().engine) as statements:
            read_records(people, ids, today=TODAY, allowed={}, variables=variables)
        return len(statements)

    few = plant_cases(people, adviser, [START])
    more = plant_cases(people, adviser, [START + timedelta(days=number) for number in range(30)])
    if is_kept:
        keep_figures(people, [*few, *more], TODAY)
    assert count(few) == count(more) == (9 if is_kept else 12)
    assert count(more, ["start", "goal"]) == (7 if is_kept else 10), (
        "the log is left alone where nobody asks for it"
    )


def test_batches_make_one_frame(adviser: Actor, people: HybridSession, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hybridmentor.queries.research_records.AT_ONCE", 3)
    ids = plant_cases(people, adviser, [START + timedelta(days=number) for number in range(8)])
    people.flush()
    told: list[int] = []
    allowed = dict.fromkeys(ids, ALL)
    frame = read_records(people, ids, today=TODAY, allowed=allowed, on_read=told.append)
    assert told == [3, 6, 8]
    assert frame["_case"].to_list() == [one.hex for one in ids]
    assert AT_ONCE == 2000
    assert find_variable("start") is not None
