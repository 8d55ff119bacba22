"""Tables of a study: counted once, kept, and never changed by so few that these are told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from json import dumps
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.domain.consent_state import Consent as Given
from hybridmentor.domain.release_limits import read_limits
from hybridmentor.domain.release_periods import Period
from hybridmentor.domain.safe_figures import Figures
from hybridmentor.domain.study_tables import (
    AFI,
    COLUMNS,
    REGISTERED,
    TABLES,
    count_registered,
    find_figures,
    read_definition,
    read_figures,
    write_figures,
)
from hybridmentor.domain.survey_tables import CaseColumns, CaseRecord, SurveyRecords
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import (
    AuditEvent,
    CaseOutcome,
    Office,
    Study,
    StudyAnswer,
    StudyCase,
    StudyReply,
    StudyTable,
    StudyVariable,
    StudyWave,
)
from hybridmentor.queries.studies import VisibleStudy, find_study
from hybridmentor.queries.study_tables import (
    can_count_cases,
    count_cases,
    count_waves,
    find_earlier_registered,
    find_table,
    gather_cases,
    list_counted_waves,
    list_tables,
)
from hybridmentor.services.releases import ask_price, ask_release
from hybridmentor.services.study_cases import give_study_consent
from hybridmentor.services.study_tables import add_table, count_table, define_table, write_table
from tests.integration.scenes import load_person, name_mentor, open_through_service, talk
from tests.support.release_world import make_order, put_price, put_release, see_study
from tests.support.studies import make_study

TUESDAY = date(2026, 11, 24)
OVER = {"opens_on": date(2026, 1, 5), "closes_on": date(2026, 1, 20)}


@pytest.fixture
def researcher(people: HybridSession) -> Actor:
    """The researcher at 9901."""
    return load_person(people, "forsker")


@pytest.fixture
def visible(people: HybridSession, researcher: Actor) -> VisibleStudy:
    """A study whose period is over, of 9901 with 9902 as control."""
    offices = {office.number: office.id for office in people.scalars(select(Office))}
    parts = {offices["9901"]: "participating", offices["9902"]: "control"}
    study = make_study(people, offices["9901"], parts, to_on=date(2026, 6, 30))
    found = find_study(people, researcher, study.id)
    assert found is not None
    return found


def add_wave(
    session: HybridSession, visible: VisibleStudy, kind: str = "zero_point", **days: date
) -> StudyWave:
    wave = StudyWave(study_id=visible.study.id, kind=kind, **(days or OVER))
    session.add(wave)
    session.flush()
    return wave


def reply(session: HybridSession, wave: StudyWave, part: str, count: int, **answers: Any) -> None:
    for _ in range(count):
        session.add(StudyReply(id=uuid4(), wave_id=wave.id, part=part, answers=dumps(answers)))
    session.flush()


@pytest.fixture
def wave(people: HybridSession, visible: VisibleStudy) -> StudyWave:
    """A zero point that is over: 20 of the participating and 12 of the controls have answered."""
    made = add_wave(people, visible)
    reply(people, made, "participating", 14, initiator="adviser")
    reply(people, made, "participating", 6, initiator="employer")
    reply(people, made, "control", 12, initiator="adviser")
    return made


def make(
    session: HybridSession, actor: Actor, visible: VisibleStudy, wave: StudyWave, **changed: Any
) -> StudyTable:
    told: dict[str, Any] = {
        "title": "Nullpunkt",
        "tables": TABLES,
        "columns": ("zero_point.participating", "zero_point.control", AFI),
        "waves": {"zero_point": str(wave.id)},
    }
    told |= changed
    title = told.pop("title")
    definition = define_table(visible, **told)
    counted = count_table(session, actor, visible, definition)
    return add_table(session, actor, visible, title=title, definition=definition, counted=counted)


def test_a_table_is_counted_and_kept(
    people: HybridSession, researcher: Actor, visible: VisibleStudy, wave: StudyWave
):
    table = make(people, researcher, visible, wave)
    people.expire_all()
    figures = read_figures(table.figures)
    assert set(figures) == {"zero_point.participating", "zero_point.control"}
    assert figures["zero_point.participating"]["initiator.all"].counts["Arbeidsgiver"] == 6
    assert figures["zero_point.control"]["initiator.all"].counts["Veileder"] == 12
    assert table.counted_on == TUESDAY
    assert hashlib.sha256(write_table(table)).hexdigest() == table.sha256
    assert list_tables(people, visible.study) == [table]
    assert find_table(people, visible.study, table.id) is table
    event = people.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.action, event.noun, event.row_id, event.detail) == (
        "study_table.add",
        "study",
        str(visible.study.id),
        None,
    )


def test_the_same_definition_gives_the_same_bytes_again(
    people: HybridSession, researcher: Actor, visible: VisibleStudy, wave: StudyWave
):
    first = make(people, researcher, visible, wave)
    second = make(people, researcher, visible, wave, title="Igjen", tables=TABLES[::-1])
    assert write_table(first) == write_table(second)
    assert first.definition == second.definition
    assert read_definition(first.definition).from_on == visible.study.from_on


def test_a_kept_table_does_not_change_with_the_data(
    people: HybridSession, researcher: Actor, visible: VisibleStudy, wave: StudyWave
):
    table = make(people, researcher, visible, wave)
    before = write_table(table)
    reply(people, wave, "participating", 30, initiator="other")
    assert write_table(table) == before


def test_only_what_is_over_is_counted(
    people: HybridSession, researcher: Actor, visible: VisibleStudy, wave: StudyWave
):
    running = add_wave(people, visible, "follow_up", opens_on=TUESDAY, closes_on=TUESDAY)
    assert list_counted_waves(people, visible.study, TUESDAY) == [wave]
    assert list_counted_waves(people, visible.study, TUESDAY + timedelta(days=1)) == [wave, running]
    waves = {"zero_point": str(wave.id), "follow_up": str(running.id)}
    with pytest.raises(InvalidInput) as fault:
        make(people, researcher, visible, wave, columns=COLUMNS, waves=waves)
    assert fault.value.field == "follow_up"


@pytest.mark.parametrize("wrong", ["", "x", "00000000-0000-4000-8000-000000000000", "other kind"])
def test_a_wave_that_is_not_of_the_study_and_kind_is_refused(
    people: HybridSession, researcher: Actor, visible: VisibleStudy, wave: StudyWave, wrong: str
):
    chosen = str(add_wave(people, visible, "follow_up").id) if wrong == "other kind" else wrong
    with pytest.raises(InvalidInput) as fault:
        make(people, researcher, visible, wave, waves={"zero_point": chosen})
    assert fault.value.field == "zero_point"


def test_only_who_runs_the_study_counts(people: HybridSession, visible: VisibleStudy, wave: StudyWave):
    for login in ("veileder", "leder", "godkjenner", "admin"):
        with pytest.raises(NotAllowed):
            make(people, load_person(people, login), visible, wave)


def test_cases_are_counted_when_the_period_is_over(
    people: HybridSession, researcher: Actor, visible: VisibleStudy, wave: StudyWave
):
    table = make(people, researcher, visible, wave, columns=(REGISTERED,), waves={})
    # No case is ready, so no adviser stands behind anything.
    assert all(figures.is_hidden for figures in read_figures(table.figures)[REGISTERED].values())
    visible.study.to_on = TUESDAY
    assert not can_count_cases(visible.study, TUESDAY)
    with pytest.raises(InvalidInput) as fault:
        make(people, researcher, visible, wave, columns=(REGISTERED,), waves={})
    assert fault.value.field == "columns"


def fake_cases(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """As if the study had so many ready cases of six advisers."""
    cases = [CaseRecord(initiator="adviser", advisers=frozenset({number % 6})) for number in range(count)]
    column = count_registered(SurveyRecords((), tuple(cases)))
    monkeypatch.setattr("hybridmentor.services.study_tables.count_cases", lambda *_: column)


def read_initiator(table: StudyTable) -> Figures:
    return read_figures(table.figures)[REGISTERED]["initiator.all"]


def test_a_lone_withdrawal_is_not_told_by_two_tables(
    people: HybridSession,
    researcher: Actor,
    visible: VisibleStudy,
    wave: StudyWave,
    monkeypatch: pytest.MonkeyPatch,
    set_clock: Callable[[datetime], None],
):
    fake_cases(monkeypatch, 40)
    first = make(people, researcher, visible, wave, columns=(REGISTERED,), waves={})
    later = Actor(**{**researcher.__dict__, "today": TUESDAY + timedelta(days=7)})
    set_clock(datetime(2026, 12, 1, 8, tzinfo=UTC))
    fake_cases(monkeypatch, 39)
    second = make(people, later, visible, wave, columns=(REGISTERED, AFI), waves={})
    assert read_initiator(second).counts["Veileder"] == 40
    assert second.counted_on == first.counted_on == TUESDAY
    assert find_earlier_registered(people, visible.study) is not None
    fake_cases(monkeypatch, 35)
    third = make(people, later, visible, wave, columns=(REGISTERED,), waves={})
    assert read_initiator(third).counts["Veileder"] == 35
    assert third.counted_on == TUESDAY + timedelta(days=7)


def test_a_table_of_another_study_is_not_found(
    people: HybridSession, researcher: Actor, visible: VisibleStudy, wave: StudyWave
):
    table = make(people, researcher, visible, wave)
    other = make_study(people, visible.facts.office_id, {})
    assert find_table(people, other, table.id) is None
    assert list_tables(people, other) == []


def test_both_waves_stand_side_by_side(
    people: HybridSession, researcher: Actor, visible: VisibleStudy, wave: StudyWave
):
    second = add_wave(people, visible, "follow_up", opens_on=date(2026, 6, 1), closes_on=date(2026, 6, 9))
    reply(people, second, "participating", 9, initiator="jobseeker")
    columns = count_waves(people, {"zero_point": wave, "follow_up": second})
    assert columns["follow_up.participating"]["initiator.all"].counts["Bruker"] == 9
    assert columns["follow_up.control"]["initiator.all"].is_hidden
    assert columns["zero_point.participating"]["initiator.all"].n == (20, 20)


def test_a_study_without_ready_cases_has_hidden_figures(people: HybridSession, visible: VisibleStudy):
    assert all(figures.is_hidden for figures in count_cases(people, visible.study, TUESDAY).values())


def make_ready(
    session: HybridSession,
    actor: Actor,
    study: Study,
    name: str,
    *,
    mentor_says_yes: bool,
    employer_says_yes: bool = False,
) -> None:
    """A case of the study, closed and sent to it, with a contact with each; the jobseeker has said yes."""
    seen = find_study(session, actor, study.id)
    assert seen is not None
    visible = open_through_service(session, actor, name=name, industry="retail")
    mentor = name_mentor(session, actor, visible)
    talk(session, actor, visible, date(2026, 11, 14), "mentor", "jobseeker")
    said = Given("study", 1, date(2026, 11, 2), kept_at="Perm B")
    give_study_consent(session, actor, visible, seen, person="jobseeker", answer=said)
    if mentor_says_yes:
        give_study_consent(
            session, actor, visible, seen, person="mentor", answer=said, assignment_id=mentor.id
        )
    if employer_says_yes:
        give_study_consent(session, actor, visible, seen, person="employer", answer=said)
    facts = {"attached": ["yes"]}
    session.add(CaseOutcome(case=visible.case, moment="closing", measured_on=date(2026, 11, 20), facts=facts))
    session.add(StudyCase(study_id=study.id, case_id=visible.case.id))
    visible.case.closed_on = date(2026, 11, 20)
    session.flush()


def test_of_a_case_only_what_was_allowed_is_counted(people: HybridSession, adviser: Actor):
    office = people.scalars(select(Office).where(Office.number == "9901")).one()
    study = make_study(people, office.id, {office.id: "participating"})
    people.add(StudyAnswer(study_id=study.id, user_id=adviser.user_id, text_number=1, is_yes=True))
    make_ready(people, adviser, study, "Anna Eksempel", mentor_says_yes=True)
    make_ready(people, adviser, study, "Bo Eksempel", mentor_says_yes=False, employer_says_yes=True)
    # One that nobody has sent is none of the study's.
    open_through_service(people, adviser, name="Cato Eksempel").case.closed_on = date(2026, 11, 20)
    people.flush()
    records = gather_cases(people, study, TUESDAY)
    told = sorted([one.relationship for one in case.relationships if one.forms] for case in records.cases)
    assert told == [["jobseeker"], ["jobseeker", "mentor"]]
    assert {(case.table1.industry, case.table1.attached_at_end) for case in records.cases} == {
        ("retail", "attached"),
        (None, "attached"),
    }
    assert {case.advisers for case in records.cases} == {frozenset({adviser.user_id})}
    study.to_on = date(2026, 11, 19)
    assert gather_cases(people, study, TUESDAY).cases == ()


def test_table_1_is_kept_with_the_others_and_held_against_them(
    people: HybridSession,
    researcher: Actor,
    visible: VisibleStudy,
    wave: StudyWave,
    monkeypatch: pytest.MonkeyPatch,
):
    def fake(count: int) -> None:
        cases = [
            CaseRecord(
                initiator="adviser",
                advisers=frozenset({number % 6}),
                table1=CaseColumns(industry="retail" if number < count else "service", company=str(number)),
            )
            for number in range(60)
        ]
        column = count_registered(SurveyRecords((), tuple(cases)))
        monkeypatch.setattr("hybridmentor.services.study_tables.count_cases", lambda *_: column)

    def count(cases: int) -> int | None:
        fake(cases)
        table = make(
            people, researcher, visible, wave, tables=("table1",), columns=(REGISTERED, AFI), waves={}
        )
        assert read_definition(table.definition).tables == ("table1",)
        assert b"table1;industry;all;retail;Varehandel;registered;" in write_table(table)
        return read_figures(table.figures)[REGISTERED]["industry.all"].counts["Varehandel"]

    # Two who changed their industry would be seen, ten are not; only table 1 tells of either.
    assert [count(40), count(38), count(30)] == [40, 40, 30]


def test_a_kept_table_from_before_table_1_is_shown_as_it_was(
    people: HybridSession,
    researcher: Actor,
    visible: VisibleStudy,
    wave: StudyWave,
    monkeypatch: pytest.MonkeyPatch,
):
    """It has no figures of table 1, and where these are asked for and it is shown again, they are hidden."""
    new = ("industry.all", "reason.all", "adviser_knew_company.all", "attached_at_end.all")
    fake_cases(monkeypatch, 40)
    older = make(people, researcher, visible, wave, tables=TABLES[1:], columns=(REGISTERED,), waves={})
    kept = read_figures(older.figures)
    kept[REGISTERED] = {key: figures for key, figures in kept[REGISTERED].items() if key not in new}
    before = write_table(older)
    older.figures = write_figures(kept)
    people.flush()
    assert write_table(older) == before
    fake_cases(monkeypatch, 39)
    again = make(people, researcher, visible, wave, columns=(REGISTERED, AFI), waves={})
    assert read_initiator(again).counts["Veileder"] == 40
    assert find_figures(read_figures(again.figures), REGISTERED, "industry", "all").is_hidden


def test_figures_are_held_against_every_earlier_ones(
    people: HybridSession,
    researcher: Actor,
    visible: VisibleStudy,
    wave: StudyWave,
    monkeypatch: pytest.MonkeyPatch,
    set_clock: Callable[[datetime], None],
):
    shown = []
    for day, count in enumerate((40, 45, 39, 35), 1):
        set_clock(datetime(2026, 12, day, 8, tzinfo=UTC))
        fake_cases(monkeypatch, count)
        table = make(people, researcher, visible, wave, columns=(REGISTERED,), waves={})
        shown.append(read_initiator(table).counts["Veileder"])
    # 39 lies six from the latest and one from the first.
    assert shown == [40, 45, 45, 35]


def test_figures_are_held_against_those_of_a_study_that_shares_an_office(
    people: HybridSession,
    researcher: Actor,
    visible: VisibleStudy,
    wave: StudyWave,
    monkeypatch: pytest.MonkeyPatch,
    set_clock: Callable[[datetime], None],
):
    office = visible.facts.office_id

    def count(first: date, part: str, cases: int) -> int | None:
        made = make_study(people, office, {office: part}, from_on=first, to_on=first + timedelta(days=60))
        seen = see_study(people, study_id=made.id)
        fake_cases(monkeypatch, cases)
        return read_initiator(make(people, researcher, seen, wave, columns=(REGISTERED,), waves={})).counts[
            "Veileder"
        ]

    fake_cases(monkeypatch, 40)
    make(people, researcher, visible, wave, columns=(REGISTERED,), waves={})
    with pytest.raises(InvalidInput) as fault:
        count(date(2026, 5, 1), "participating", 39)
    assert (fault.value.message.id, fault.value.field) == ("study_table.error.few_changed", "columns")
    assert count(date(2026, 5, 1), "participating", 30) == 30
    assert count(date(2026, 7, 1), "participating", 39 - 4) == 35
    assert count(date(2026, 5, 1), "guest", 39) == 39


@pytest.mark.parametrize("state", ["asked", "approved", "running", "done", "withdrawn"])
def test_cases_of_a_data_file_are_not_counted_beside_it(
    people: HybridSession, researcher: Actor, visible: VisibleStudy, wave: StudyWave, state: str
):
    office = visible.facts.office_id
    other = make_study(people, office, {office: "participating"})
    done = (
        {"done_at": datetime(2026, 7, 1, tzinfo=UTC), "levels": "{}", "facts": "{}"}
        if state == "done"
        else {}
    )
    definition = define_table(visible, tables=TABLES, columns=(REGISTERED,), waves={})
    counted = count_table(people, researcher, visible, definition)
    put_release(people, other, state=state, **done)
    if state == "withdrawn":
        make(people, researcher, visible, wave, columns=(REGISTERED,), waves={})
        return
    make(people, researcher, visible, wave)
    with pytest.raises(InvalidInput) as fault:
        count_table(people, researcher, visible, definition)
    assert (fault.value.message.id, fault.value.field) == ("study_table.error.released", "columns")
    with pytest.raises(InvalidInput) as fault:
        add_table(people, researcher, visible, title="Saker", definition=definition, counted=counted)
    assert fault.value.message.id == "study_table.error.released"


@pytest.mark.parametrize(
    ("part", "first", "is_refused"),
    [
        (None, date(2025, 1, 1), True),
        ("participating", date(2025, 1, 1), True),
        ("guest", date(2025, 1, 1), False),
        ("participating", date(2024, 1, 1), False),
    ],
)
def test_no_data_file_of_cases_that_a_table_counts(
    people: HybridSession,
    researcher: Actor,
    visible: VisibleStudy,
    wave: StudyWave,
    part: str | None,
    first: date,
    *,
    is_refused: bool,
):
    """The study's own, and another that shares an office; a table of replies stands in the way of nothing."""
    office, period = visible.facts.office_id, Period(first, first.replace(month=6, day=30))
    study = visible.study if part is None else make_study(people, office, {office: part}, from_on=first)
    study.variables = [StudyVariable(variable=key) for key in ("county", "start", "duration", "attached")]
    people.flush()
    seen, order = see_study(people, study_id=study.id), make_order(study, period)
    make(people, researcher, visible, wave)
    ask_price(people, researcher, seen, order)
    make(people, researcher, visible, wave, columns=(REGISTERED,), waves={})
    price = put_price(people, order)
    steps: list[Callable[[], object]] = [
        lambda: ask_price(people, researcher, seen, order),
        lambda: ask_release(people, researcher, seen, order, limits=read_limits(""), price=price),
    ]
    for step in steps:
        if not is_refused:
            step()
            continue
        with pytest.raises(InvalidInput) as fault:
            step()
        assert (fault.value.message.id, fault.value.field) == ("release.error.counted_in_table", "period")
