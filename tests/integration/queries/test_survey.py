"""Tables 2 to 7 from what is registered: an office counted by hand, and what must not stop or enter the tables."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.survey_tables import (
    AdviserRecord,
    CaseRecord,
    RelationshipRecord,
    SurveyTable,
    count_advisers,
    tabulate_survey,
)
from hybridmentor.identity import Actor
from hybridmentor.models import CasePause, CaseRole, CaseStep, Office
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.survey import ALL, EXAMPLES, OWN, count_cases, gather_survey
from tests.integration.scenes import (
    hire,
    load_person,
    name_mentor,
    open_through_service,
    talk,
)
from tests.integration.survey_scenes import PERMANENT, close, fill_company, fill_form, import_examples
from tests.support.queries import count_queries

TODAY = date(2026, 11, 24)
START = date(2026, 1, 5)
END = date(2026, 3, 29)
"""84 days with START."""


def open_on(session: HybridSession, actor: Actor, day: date = START, **values: Any) -> VisibleCase:
    return open_through_service(session, actor, opened_on=day, **values)


def count_own(session: HybridSession, number: str | None = None) -> dict[str, SurveyTable]:
    return tabulate_survey(gather_survey(session, TODAY, source=OWN, office_number=number))


def find_counts(table: SurveyTable, dimension: str, group: str = "all") -> dict[str, int]:
    """The answers that somebody gave."""
    return {
        row["category"]: row["count"]
        for row in table["rows"]
        if (row["dimension"], row["group"]) == (dimension, group) and row["count"]
    }


def read_case(session: HybridSession) -> CaseRecord:
    """The only case."""
    (record,) = gather_survey(session, TODAY, source=OWN).cases
    return record


def read_contact(session: HybridSession) -> dict[str, RelationshipRecord]:
    return {record.relationship: record for record in read_case(session).relationships}


@pytest.fixture
def other(people: HybridSession) -> Actor:
    """A second adviser at 9901."""
    hire(people, "kollega")
    return load_person(people, "kollega")


@pytest.fixture
def office(people: HybridSession, adviser: Actor, other: Actor, neighbour: Actor) -> HybridSession:
    """Fjordby with six cases that count, and three elsewhere or frozen that do not."""
    session = people
    whole = open_on(session, adviser, name="Hel Sak")
    name_mentor(session, adviser, whole, from_on=START)
    for place in (0, 16, 33, 50, 67, 83):
        talk(session, adviser, whole, START + timedelta(days=place), "mentor", form="phone")
    talk(session, adviser, whole, START + timedelta(days=40), "employer", form="at_company")
    fill_form(
        session,
        whole.case,
        measure_used="yes",
        measure_from_on="2026-01-12",
        measure_ended_on="2026-04-11",
        contact_ended_on=END.isoformat(),
    )
    fill_company(
        session, whole.case, initiator="employer", prior_attached="yes", prior_in_measure=["work_training"]
    )
    close(session, whole.case, date(2026, 4, 30), PERMANENT)

    # The same jobseeker once more, and the measure goes on.
    again = open_on(session, adviser, date(2026, 6, 1), employer_name=None)
    again.case.jobseeker_id = whole.case.jobseeker_id
    fill_form(session, again.case, measure_used="yes", measure_from_on="2026-06-01")
    fill_company(session, again.case, initiator="adviser", prior_attached="unknown")

    # Taken into use two years ago to the day: one day too early for table 2. A year to the day: 6-12 months.
    old = open_on(session, adviser, date(2024, 11, 1), name="Gammel Sak", employer_name=None)
    fill_form(
        session,
        old.case,
        measure_used="yes",
        measure_from_on="2024-11-24",
        measure_ended_on="2025-11-23",
    )
    fill_company(session, old.case, initiator="adviser")
    close(session, old.case, date(2025, 12, 1), {"attached": ["no"]})

    # Without the measure.
    without = open_on(session, other, date(2026, 10, 1), name="Uten Tiltak", employer_name=None)
    fill_form(session, without.case, measure_used="no", measure_from_on="2026-10-02")
    fill_company(session, without.case, prior_attached="no")
    close(session, without.case, date(2026, 11, 1), {})

    # Handed over before the measure began: it counts for the second adviser.
    handed = open_on(session, adviser, date(2026, 5, 1), name="Gitt Videre", employer_name=None)
    part = session.scalars(select(CaseRole).where(CaseRole.case_id == handed.case.id)).one()
    part.to_on = date(2026, 6, 30)
    session.add(
        CaseRole(case_id=handed.case.id, user_id=other.user_id, role="adviser", from_on=date(2026, 7, 1))
    )
    fill_form(
        session,
        handed.case,
        measure_used="yes",
        measure_from_on="2026-08-01",
        measure_ended_on="2026-12-31",
    )
    close(session, handed.case, TODAY, {"attached": ["yes"], "employment_form": ["on_call"]})

    open_on(session, other, TODAY - timedelta(days=3), name="Ny Sak", employer_name=None)

    for kind in ("guest", "frozen"):
        actor = neighbour if kind == "guest" else adviser
        left_out = open_on(session, actor, name=f"{kind} Sak")
        fill_form(session, left_out.case, measure_used="yes", measure_from_on="2026-02-02")
        fill_company(session, left_out.case, initiator="jobseeker", prior_attached="no")
        talk(session, actor, left_out, START, "jobseeker", form="email")
        close(session, left_out.case, END, PERMANENT)
        if kind == "frozen":
            assert left_out.case.jobseeker is not None
            left_out.case.jobseeker.protection = "strictly_confidential"
    session.scalars(select(Office).where(Office.number == "9902")).one().participation = "guest"
    session.flush()
    return session


def test_an_office_by_hand(office: HybridSession):
    tables = count_own(office)
    # two advisers: "Hel Sak" and its sister are one jobseeker, "Gitt Videre" is the second adviser's
    assert find_counts(tables["table2"], "users_per_adviser") == {"1": 2}
    assert tables["table2"]["n"] == 2
    assert find_counts(tables["table3"], "initiator") == {"Arbeidsgiver": 1, "Veileder": 2}
    assert tables["table3"]["n"] == 3
    assert find_counts(tables["table4"], "attachment_at_start") == {
        "Arbeidstrening": 1,
        "Ingen": 1,
        "uten kode": 1,  # known to be unknown
    }
    # 84 days: 6 contact days are 2.17 a month; 1 is 0.36
    assert find_counts(tables["table5"], "contact_frequency", "mentor") == {"2-3 ganger per måned": 1}
    assert find_counts(tables["table5"], "contact_frequency", "employer") == {
        "Mindre enn 1 gang per måned": 1
    }
    assert find_counts(tables["table5"], "contact_frequency", "jobseeker") == {}
    assert find_counts(tables["table5"], "contact_intensity", "mentor") == {
        "Like mye gjennom hele perioden": 1
    }
    assert find_counts(tables["table5"], "contact_intensity", "employer") == {}
    assert find_counts(tables["table5"], "contact_form", "mentor") == {"Telefon": 1}
    assert find_counts(tables["table5"], "contact_form", "employer") == {"På bedriften": 1}
    assert tables["table5"]["n"] == 1
    # 12 January to 11 April is 3 months; the one handed over ends next month
    assert find_counts(tables["table6"], "duration") == {
        "Inntil 3 måneder": 1,
        "6-12 måneder": 1,
        "Tiltaket er ennå ikke avsluttet": 2,
    }
    assert find_counts(tables["table7"], "outcome") == {
        "Fast ansatt uten lønnstilskudd": 1,
        "Ingen tilknytning": 1,
        "uten kode": 1,  # the fourth was closed with every question left open, which says nothing
    }
    shares = {row["category"]: row["percent"] for row in tables["table7"]["rows"]}
    assert (round(shares["Ingen tilknytning"] or 0), shares["Vikar"]) == (33, 0)


def test_guests_and_frozen_cases_are_left_out(office: HybridSession):
    assert count_cases(office) == {OWN: 6, EXAMPLES: 0}
    assert count_cases(office, "9901") == {OWN: 6, EXAMPLES: 0}
    assert count_cases(office, "9902") == {OWN: 0, EXAMPLES: 0}
    assert count_own(office, "9901") == count_own(office)
    assert {table["n"] for table in count_own(office, "9902").values()} == {0}
    office.scalars(select(Office).where(Office.number == "9902")).one().participation = "control"
    office.flush()
    assert count_own(office)["table3"]["n"] == 4
    assert find_counts(count_own(office, "9902")["table3"], "initiator") == {"Bruker": 1}


def test_sources_are_kept_apart(office: HybridSession):
    import_examples(office)
    assert count_cases(office) == {OWN: 6, EXAMPLES: 21}
    outcomes = {
        source: tabulate_survey(gather_survey(office, TODAY, source=source))["table7"]["n"]
        for source in (OWN, EXAMPLES, ALL)
    }
    assert outcomes == {OWN: 3, EXAMPLES: 21, ALL: 24}
    shelf = tabulate_survey(gather_survey(office, TODAY, office_number="0000"))
    assert {name: table["n"] for name, table in shelf.items()} == {
        "table2": 0,
        "table3": 0,
        "table4": 21,
        "table5": 21,
        "table6": 0,
        "table7": 21,
    }
    assert find_counts(shelf["table7"], "outcome")["uten kode"] == 11
    assert count_cases(office, "0000") == {OWN: 0, EXAMPLES: 21}


def test_how_many_advisers_stand_behind_a_figure(office: HybridSession, adviser: Actor, other: Actor):
    records = gather_survey(office, TODAY, source=OWN)
    assert {tuple(sorted(case.advisers)) for case in records.cases} == {
        (adviser.user_id,),
        (other.user_id,),
    }
    counts = count_advisers(records)
    assert counts["users_per_adviser"] == {"all": 2}
    assert counts["initiator"] == {"all": 1}, "both who told are the first adviser's"
    assert counts["attachment_at_start"] == {"all": 2}
    assert counts["contact_frequency"] == {"jobseeker": 0, "mentor": 1, "employer": 1}
    assert (counts["duration"], counts["outcome"]) == ({"all": 2}, {"all": 2})


def test_a_destroyed_key_stops_nothing(people: HybridSession, adviser: Actor):
    visible = open_on(people, adviser)
    fill_form(
        people, visible.case, measure_used="yes", measure_from_on="2026-02-02", log_confirmed_to="2026-03-29"
    )
    fill_company(people, visible.case, initiator="adviser", prior_attached="no")
    talk(people, adviser, visible, START, "jobseeker")
    close(people, visible.case, END, PERMANENT)
    before = read_case(people)
    assert (before.initiator, before.attachment_before) == ("adviser", "none")
    visible.case.data_key.destroy(clock.now())
    people.flush()
    people.expunge_all()
    after = read_case(people)
    assert (after.initiator, after.attachment_before, after.is_measure_running) == (None, None, False)
    assert after.attachment_after == before.attachment_after is not None, "what is not sealed is still known"
    assert gather_survey(people, TODAY, source=OWN).advisers == ()


def test_a_case_with_nothing_but_itself(people: HybridSession, adviser: Actor):
    visible = open_on(people, adviser, employer_name=None)
    for row in people.scalars(select(CaseStep)):
        people.delete(row)
    for part in people.scalars(select(CaseRole)):
        people.delete(part)
    people.flush()
    assert read_case(people) == CaseRecord(relationships=(RelationshipRecord("jobseeker"),))
    fill_form(people, visible.case, measure_used="yes", measure_from_on="2026-02-02")
    assert gather_survey(people, TODAY, source=OWN).advisers == ()
    assert {table["n"] for name, table in count_own(people).items() if name != "table6"} == {0}


def test_codes_of_another_model_have_no_row(people: HybridSession, adviser: Actor):
    visible = open_on(people, adviser)
    fill_company(people, visible.case, initiator="the_cat")
    talk(people, adviser, visible, START, "jobseeker", form="pigeon")
    assert count_own(people)["table3"]["n"] == 0
    assert find_counts(count_own(people)["table5"], "contact_form", "jobseeker") == {"uten kode": 1}


def test_an_outcome_counts_only_while_the_case_is_closed(people: HybridSession, adviser: Actor):
    visible = open_on(people, adviser)
    close(people, visible.case, END, {"attached": ["no"]})
    close(
        people,
        visible.case,
        date(2026, 5, 5),
        {**PERMANENT, "position_percent": 80, "job_started_on": "2026-02-01"},
    )
    assert read_case(people).attachment_after == "permanent_without_subsidy"
    visible.case.closed_on = None
    people.flush()
    assert read_case(people).attachment_after is None


@pytest.mark.parametrize(
    ("answers", "is_closed", "months", "is_running"),
    [
        ({"measure_used": "yes"}, False, None, True),
        ({"measure_used": "yes"}, True, None, False),
        ({"measure_used": "yes", "measure_from_on": "2026-12-01"}, False, None, False),
        (
            {"measure_used": "yes", "measure_from_on": "2026-02-01", "measure_ended_on": "2026-02-28"},
            True,
            1,
            False,
        ),
        (
            {"measure_used": "yes", "measure_from_on": "2026-02-01", "measure_ended_on": "2027-02-28"},
            True,
            None,
            True,
        ),
        (
            {"measure_used": "yes", "measure_from_on": "2026-02-01", "measure_ended_on": "2026-01-31"},
            True,
            None,
            False,
        ),
        ({"measure_used": "yes", "measure_ended_on": "2026-01-31"}, False, None, False),
        ({"measure_used": "unknown", "measure_from_on": "2026-02-01"}, False, None, False),
        ({}, False, None, False),
    ],
)
def test_the_duration_of_the_measure(
    people: HybridSession,
    adviser: Actor,
    answers: dict[str, str],
    is_closed: bool,
    months: float | None,
    is_running: bool,
):
    visible = open_on(people, adviser)
    fill_form(people, visible.case, **answers)
    if is_closed:
        close(people, visible.case, date(2026, 5, 5), {})
    record = read_case(people)
    assert (record.measure_months, record.is_measure_running) == (months, is_running)


@pytest.mark.parametrize(
    ("began_on", "counts"),
    [("2024-11-24", False), ("2024-11-25", True), ("2026-11-24", True), ("2026-11-25", False)],
)
def test_the_last_two_years(people: HybridSession, adviser: Actor, began_on: str, counts: bool):
    visible = open_on(people, adviser, date(2024, 6, 1))
    fill_form(people, visible.case, measure_used="yes", measure_from_on=began_on)
    assert gather_survey(people, TODAY, source=OWN).advisers == ((AdviserRecord(1),) if counts else ())


def test_a_measure_from_before_the_case_is_the_first_advisers(people: HybridSession, adviser: Actor):
    visible = open_on(people, adviser, date(2026, 6, 1))
    fill_form(people, visible.case, measure_used="yes", measure_from_on="2026-03-01")
    assert gather_survey(people, TODAY, source=OWN).advisers == (AdviserRecord(1),)


def test_leap_day(people: HybridSession, adviser: Actor):
    visible = open_on(people, adviser, date(2026, 1, 5))
    fill_form(people, visible.case, measure_used="yes", measure_from_on="2026-03-01")
    assert gather_survey(people, date(2028, 2, 29), source=OWN).advisers == (AdviserRecord(1),)


def test_an_open_case_is_judged_as_far_as_the_log_is_confirmed(people: HybridSession, adviser: Actor):
    """Opened 200 days ago with two talks in the first 40 days: by the last entry 1.5 a month, by 122 days 0.5."""
    opened = TODAY - timedelta(days=200)
    visible = open_on(people, adviser, opened)
    for day in (0, 39):
        talk(people, adviser, visible, opened + timedelta(days=day), "jobseeker")
    assert read_contact(people)["jobseeker"].frequency == "two_three_per_month", "2 * 30.4375 / 40 is 1.52"
    assert read_contact(people)["employer"].frequency is None, "nobody has said that there was none"
    talk(people, adviser, visible, opened + timedelta(days=121), "employer", outcome="attempted")
    assert read_contact(people)["jobseeker"].frequency == "less_than_monthly", (
        "somebody kept the log that day"
    )
    fill_form(people, visible.case, log_confirmed_to=(opened + timedelta(days=59)).isoformat())
    assert read_contact(people)["jobseeker"].frequency == "monthly", "2 * 30.4375 / 60 is 1.01"
    assert read_contact(people)["employer"].frequency == "never"


def test_a_log_is_not_confirmed_beyond_today(people: HybridSession, adviser: Actor):
    visible = open_on(people, adviser, TODAY - timedelta(days=39))
    talk(people, adviser, visible, TODAY, "jobseeker")
    fill_form(people, visible.case, log_confirmed_to="2029-01-01")
    assert read_contact(people)["jobseeker"].frequency == "monthly", "1 in 40 days is 0.76"


def test_pauses_are_cut_out(people: HybridSession, adviser: Actor):
    visible = open_on(people, adviser)
    for place in (0, 41, 83):
        talk(people, adviser, visible, START + timedelta(days=place), "jobseeker")
    fill_form(people, visible.case, contact_ended_on=END.isoformat())
    assert read_contact(people)["jobseeker"].frequency == "monthly", "3 in 84 days is 1.09"
    people.add(
        CasePause(
            case_id=visible.case.id,
            reason="illness",
            from_on=START + timedelta(days=42),
            to_on=START + timedelta(days=82),
        )
    )
    people.flush()
    assert read_contact(people)["jobseeker"].frequency == "two_three_per_month", "3 in 43 days is 2.12"


def test_the_mentors_time_is_the_mentors(people: HybridSession, adviser: Actor):
    """From the first mentor to the last one's end: 40 days of the 84, two talks inside and one after."""
    visible = open_on(people, adviser)
    first = name_mentor(people, adviser, visible, from_on=START + timedelta(days=10))
    first.to_on = START + timedelta(days=49)
    for place in (10, 49, 60):
        talk(people, adviser, visible, START + timedelta(days=place), "mentor")
    fill_form(people, visible.case, contact_ended_on=END.isoformat())
    assert read_contact(people)["mentor"].frequency == "two_three_per_month", "2 in 40 days is 1.52"


def test_an_employer_who_is_the_mentor_has_one_entry_for_both(people: HybridSession, adviser: Actor):
    visible = open_on(people, adviser)
    mentor = name_mentor(people, adviser, visible, from_on=START, is_employer=True)
    for place in (0, 20, 40):
        talk(people, adviser, visible, START + timedelta(days=place), "mentor", form="phone")
    talk(people, adviser, visible, START + timedelta(days=60), "employer", form="email")
    fill_form(people, visible.case, contact_ended_on=END.isoformat())
    both = read_contact(people)
    assert both["mentor"].frequency == both["employer"].frequency == "monthly", "4 in 84 days is 1.45"
    assert set(both["mentor"].forms) == set(both["employer"].forms) == {"phone", "email"}
    mentor.is_employer = False
    people.flush()
    apart = read_contact(people)
    assert apart["employer"].frequency == "less_than_monthly"
    assert apart["mentor"].forms == ("phone",)


def test_planned_and_cancelled_contact_is_no_entry(people: HybridSession, adviser: Actor):
    visible = open_on(people, adviser, TODAY - timedelta(days=90))
    talk(people, adviser, visible, TODAY + timedelta(days=5), "jobseeker", outcome="planned", form=None)
    talk(people, adviser, visible, TODAY - timedelta(days=5), "jobseeker", outcome="cancelled")
    assert read_contact(people)["jobseeker"] == RelationshipRecord("jobseeker")


def test_the_same_number_of_queries_for_one_case_and_for_many(people: HybridSession, adviser: Actor):
    counts = []
    for more in (1, 12):
        for n in range(more):
            visible = open_on(people, adviser, name=f"Bruker Nummer{n}")
            name_mentor(people, adviser, visible, from_on=START)
            talk(people, adviser, visible, START, "mentor", "jobseeker")
            fill_form(people, visible.case, measure_used="yes", measure_from_on="2026-02-02")
            fill_company(people, visible.case, initiator="adviser")
            close(people, visible.case, END, PERMANENT)
        people.expunge_all()
        with count_queries(people.get_bind().engine) as statements:
            records = gather_survey(people, TODAY)
        assert {case.initiator for case in records.cases} == {"adviser"}
        counts.append(len(statements))
        adviser = load_person(people, "veileder")
    assert counts[0] == counts[1] <= 9, str(statements)
