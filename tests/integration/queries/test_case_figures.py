"""The kept figures of cases: whatever people do, in whatever order, they are what would be made anew."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, func, select, update

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.case_figures import RULES, CaseFigures
from hybridmentor.domain.recipe import write_levels
from hybridmentor.errors import HybridMentorError
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CaseChange,
    CaseOutcome,
    ContactPoint,
    KeptFigures,
    MentorAssignment,
    User,
)
from hybridmentor.models.case_figures import _note_changes
from hybridmentor.queries.case_figures import list_figured, list_outdated, make_figures
from hybridmentor.queries.case_pages import gather_case_page
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.handovers import follow_tenures, list_tenures, name_last_role
from hybridmentor.services import case_figures
from hybridmentor.services.case_figures import bring_up_to_date, keep_figures, keep_next_figures
from hybridmentor.services.case_forms import confirm_log, save_answers
from hybridmentor.services.case_steps import read_step_values, save_step
from hybridmentor.services.contacts import correct_contact, read_contact_values, undo_contact
from hybridmentor.services.handovers import hand_over_case
from hybridmentor.services.mentors import edit_assignment, end_assignment, read_assignment_values
from hybridmentor.services.outcomes import close_case
from hybridmentor.services.pauses import begin_pause, end_pause
from hybridmentor.services.reopenings import reopen_case
from tests.integration.scenes import (
    PRACTICE,
    find_step_row,
    hire,
    load_person,
    look_up,
    name_mentor,
    open_through_service,
    talk,
)
from tests.integration.survey_scenes import PERMANENT
from tests.support.queries import count_queries

TODAY = date(2026, 11, 24)
ALL_CASES = select(Case.id)


def read_figures(session: HybridSession, today: date = TODAY) -> dict[UUID, CaseFigures]:
    """As a page has them: kept where they hold."""
    return {one.id: one.figures for one in list_figured(session, ALL_CASES, today)}


def make_anew(session: HybridSession, today: date = TODAY) -> dict[UUID, CaseFigures]:
    """From the rows alone."""
    return dict(make_figures(session, session.scalars(ALL_CASES).all(), today))


def strip_days(figures: dict[UUID, CaseFigures]) -> dict[UUID, CaseFigures]:
    """Without the day they hold to, which depends on when they were made."""
    return {case_id: replace(one, holds_until_on=None) for case_id, one in figures.items()}


def give(session: HybridSession, actor: Actor, visible: VisibleCase, to_user_id: int, on: date) -> None:
    """Hand the case over, from whoever the page shows as its last adviser."""
    chain = follow_tenures(list_tenures(session, [visible.case.id])[visible.case.id], actor)
    role = name_last_role(chain)
    hand_over_case(session, actor, visible, to_user_id=to_user_id, on=on, note=None, last_role=role)


class Office:
    """An office in which people do what they like."""

    def __init__(self, session: HybridSession, seed: int) -> None:
        self.session, self.chance = session, random.Random(seed)
        self.day = date(2026, 8, 3)
        self.others = [hire(session, f"kollega{number}").id for number in range(2)]
        self.done: dict[str, int] = {}

    @property
    def actor(self) -> Actor:
        return load_person(self.session, "veileder", self.day)

    def pick(self, *, closed: bool = False) -> VisibleCase:
        found = select(Case.id).where(Case.closed_on.is_not(None) if closed else Case.closed_on.is_(None))
        ids = self.session.scalars(found.order_by(Case.number)).all()
        if not ids:
            raise HybridMentorError
        return look_up(self.session, self.actor, self.chance.choice(ids))

    def pick_day(self) -> date:
        return self.day - timedelta(days=self.chance.randrange(40))

    def live(self) -> None:
        """One deed, or a refusal that leaves nothing behind; then perhaps some days."""
        deeds = [name for name in dir(self) if name.startswith("do_")]
        name = self.chance.choice(deeds)
        act: Callable[[], None] = getattr(self, name)
        with self.session.no_autoflush:
            point = self.session.begin_nested()
            try:
                act()
                self.session.flush()
                point.commit()
                self.done[name] = self.done.get(name, 0) + 1
            except HybridMentorError:
                point.rollback()
                self.session.expire_all()
        if self.chance.random() < 0.3:
            self.day += timedelta(days=self.chance.randrange(1, 12))

    def do_open(self) -> None:
        entry = self.chance.choice(["start", "at_workplace", "job_at_risk"])
        company = self.chance.choice(["Bakeriet", "Bakeriet", None])
        open_through_service(
            self.session, self.actor, opened_on=self.pick_day(), entry_point=entry, employer_name=company
        )

    def do_talk(self) -> None:
        who = self.chance.sample(["mentor", "jobseeker", "employer"], self.chance.randrange(1, 4))
        form = self.chance.choice(["phone", "email", "at_company", "digital", None])
        outcome = self.chance.choice(["took_place", "took_place", "attempted"])
        talk(self.session, self.actor, self.pick(), self.pick_day(), *who, form=form, outcome=outcome)

    do_talk_again = do_talk_more = do_talk

    def do_plan(self) -> None:
        day = self.day + timedelta(days=3)
        talk(self.session, self.actor, self.pick(), day, "jobseeker", outcome="planned", form=None)

    def pick_contact(self, visible: VisibleCase) -> ContactPoint:
        found = (
            select(ContactPoint)
            .where(ContactPoint.case_id == visible.case.id)
            .order_by(ContactPoint.occurred_on)
        )
        rows = self.session.scalars(found.order_by(ContactPoint.id)).all()
        if not rows:
            raise HybridMentorError
        return self.chance.choice(rows)

    def do_correct(self) -> None:
        visible = self.pick()
        contact = self.pick_contact(visible)
        sent = read_contact_values(contact) | {
            "relationships": self.chance.sample(["mentor", "jobseeker", "employer"], 1),
            "form": self.chance.choice(["phone", "at_nav"]),
        }
        version = contact.version
        correct_contact(
            self.session, self.actor, visible, contact, version=version, sent=sent, mentor_id=None
        )

    def do_undo(self) -> None:
        visible = self.pick()
        undo_contact(self.session, self.actor, visible, self.pick_contact(visible))

    def do_fill_form(self) -> None:
        visible = self.pick()
        form = {
            "measure_used": self.chance.choice(["yes", "no", "unknown"]),
            "measure_from_on": self.pick_day(),
            "contact_ended_on": self.chance.choice(
                [None, self.day + timedelta(days=self.chance.randrange(-9, 9))]
            ),
        }
        save_answers(self.session, self.actor, visible, version=10**6, sent=form)

    def do_confirm(self) -> None:
        confirm_log(self.session, self.actor, self.pick(), to_on=self.pick_day())

    def do_step(self) -> None:
        visible = self.pick()
        key = self.chance.choice(["wishes", "company", "employer_told", "mentor", "share"])
        step = find_step_row(self.session, visible.case.id, key)
        sent: dict[str, Any] = read_step_values(step)
        sent["status"] = self.chance.choice(["done", "in_progress", "skipped", "open"])
        sent["done_on"] = self.pick_day() if sent["status"] == "done" else None
        sent["skip_reason"] = "Ikke nødvendig" if sent["status"] == "skipped" else None
        sent |= {
            "mentor_of_interest": self.chance.choice(["yes", "no", None]),
            "how_found": self.chance.choice(["from_wishes", "unknown", None]),
            "initiator": self.chance.choice(["adviser", "employer", None]),
            "prior_attached": self.chance.choice(["yes", "no", None]),
            "mentor_chosen_with": self.chance.choice([["employer", "jobseeker"], None]),
            "start_meeting_participants": self.chance.choice(
                [["jobseeker", "mentor", "employer", "nav"], None]
            ),
        }
        save_step(self.session, self.actor, visible, step, version=step.version, sent=sent)

    def do_mentor(self) -> None:
        ahead = timedelta(days=self.chance.choice([-20, -5, 0, 6]))
        is_employer = self.chance.random() < 0.3
        name_mentor(
            self.session,
            self.actor,
            self.pick(),
            name="Mia Mentor",
            from_on=self.day + ahead,
            is_employer=is_employer,
        )

    do_another_mentor = do_third_mentor = do_mentor

    def pick_mentor(self, visible: VisibleCase) -> MentorAssignment:
        found = select(MentorAssignment).where(MentorAssignment.case_id == visible.case.id)
        rows = self.session.scalars(found.order_by(MentorAssignment.from_on, MentorAssignment.id)).all()
        if not rows:
            raise HybridMentorError
        return self.chance.choice(rows)

    def do_end_mentor(self) -> None:
        visible = self.pick()
        row = self.pick_mentor(visible)
        reason = self.chance.choice(["away", "left_job", "mentor_declined"])
        sent = read_assignment_values(row) | {
            "to_on": row.from_on if reason == "mentor_declined" else self.day + timedelta(days=4),
            "end_reason": reason,
        }
        end_assignment(self.session, self.actor, visible, row, version=row.version, sent=sent)

    def do_change_mentor(self) -> None:
        visible = self.pick()
        row = self.pick_mentor(visible)
        sent = read_assignment_values(row) | {"chosen_by": self.chance.choice(["together", "adviser", None])}
        edit_assignment(self.session, self.actor, visible, row, version=row.version, sent=sent)

    def do_pause(self) -> None:
        begin_pause(
            self.session,
            self.actor,
            self.pick(),
            from_on=self.pick_day(),
            to_on=self.chance.choice([None, self.day]),
            reason="other",
            follow_up_on=self.day + timedelta(days=10),
        )

    def do_return(self) -> None:
        end_pause(self.session, self.actor, self.pick(), on=self.day)

    def do_hand_over(self) -> None:
        visible = self.pick()
        to_user_id = self.chance.choice(self.others)
        give(self.session, self.actor, visible, to_user_id, self.day)

    def do_close(self) -> None:
        close_case(
            self.session,
            self.actor,
            self.pick(),
            closed_on=self.pick_day(),
            follow_up_on=None,
            facts=self.chance.choice([PERMANENT, {"attached": ["no"]}, {}]),
            note=None,
        )

    def do_reopen(self) -> None:
        reopen_case(self.session, self.actor, self.pick(closed=True), reason="Det ble likevel ikke slutt")


@pytest.mark.parametrize("seed", range(3))
def test_kept_is_what_would_be_made_anew(people: HybridSession, seed: int, monkeypatch: pytest.MonkeyPatch):
    office = Office(people, seed)
    monkeypatch.setattr(clock, "today", lambda: office.day)
    for _ in range(4):
        office.do_open()
    people.flush()
    kept = 0
    for turn in range(60):
        office.live()
        if turn % 5 == office.chance.randrange(5):
            ids = people.scalars(ALL_CASES.order_by(Case.id)).all()
            some = office.chance.sample(ids, office.chance.randrange(1, len(ids) + 1))
            keep_figures(people, some, office.day)
            kept += len(some)
        assert strip_days(read_figures(people, office.day)) == strip_days(make_anew(people, office.day)), turn
        ids = people.scalars(ALL_CASES.order_by(Case.id)).all()
        visible = look_up(people, office.actor, office.chance.choice(ids))
        page = gather_case_page(people, office.actor, visible.case, PRACTICE)
        assert write_levels(page.recipe) == read_figures(people, office.day)[visible.case.id].recipe, turn
    assert kept
    assert len(office.done) > 11, office.done
    later = office.day + timedelta(days=60)
    assert strip_days(read_figures(people, later)) == strip_days(make_anew(people, later)), (
        "days pass, nobody writes"
    )


def keep_all(session: HybridSession, today: date = TODAY) -> None:
    while keep_next_figures(session, today)[1] is not None:
        pass


def count_changes(session: HybridSession) -> int:
    return session.scalar(select(func.count()).select_from(CaseChange)) or 0


def test_what_is_kept_is_read_and_not_made(people: HybridSession, adviser: Actor):
    """A kept row that says something else is what is shown: else the test above would compare a thing with itself."""
    visible = open_through_service(people, adviser)
    assert count_changes(people) > 0
    keep_all(people)
    assert count_changes(people) == 0
    assert list_outdated(people, TODAY, 10) == []
    people.connection().execute(update(KeptFigures).values(initiator="employer"))
    assert read_figures(people)[visible.case.id].initiator == "employer"
    with count_queries(people.get_bind().engine) as statements:
        read_figures(people)
    assert len(statements) == 1
    talk(people, adviser, visible, TODAY, "jobseeker")
    assert read_figures(people)[visible.case.id].initiator is None
    with count_queries(people.get_bind().engine) as statements:
        read_figures(people)
    assert len(statements) == 4


def test_without_the_listener_figures_would_be_out_of_date(people: HybridSession, adviser: Actor):
    """So the test over histories can fail."""
    visible = open_through_service(people, adviser)
    keep_all(people)
    event.remove(HybridSession, "after_flush", _note_changes)
    try:
        talk(people, adviser, visible, TODAY, "jobseeker")
    finally:
        event.listen(HybridSession, "after_flush", _note_changes)
    assert strip_days(read_figures(people)) != strip_days(make_anew(people))


def test_other_rules_and_days_that_have_come_are_made_anew(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    name_mentor(people, adviser, visible, from_on=TODAY + timedelta(days=5))
    keep_all(people)
    ahead = TODAY + timedelta(days=4)
    assert read_figures(people)[visible.case.id].holds_until_on == ahead
    assert list_outdated(people, ahead, 10) == []
    assert list_outdated(people, ahead + timedelta(days=1), 10) == [visible.case.id]
    people.connection().execute(update(KeptFigures).values(rules=RULES - 1))
    assert list_outdated(people, TODAY, 10) == [visible.case.id]


def test_a_change_that_nobody_has_seen_yet_stays(
    people: HybridSession, adviser: Actor, monkeypatch: pytest.MonkeyPatch
):
    """Somebody writes while figures are being made: what was read before does not count as up to date."""
    visible = open_through_service(people, adviser)
    keep_all(people)
    people.commit()
    made = case_figures.make_figures

    def make_and_be_overtaken(session: Any, ids: Any, today: date) -> list[Any]:
        rows = list(made(session, ids, today))
        talk(people, adviser, visible, TODAY, "jobseeker")
        people.flush()
        return rows

    talk(people, adviser, visible, TODAY - timedelta(days=1), "employer")
    people.commit()
    monkeypatch.setattr(case_figures, "make_figures", make_and_be_overtaken)
    keep_figures(people, [visible.case.id], TODAY)
    assert strip_days(read_figures(people)) == strip_days(make_anew(people))
    assert list_outdated(people, TODAY, 10) == [visible.case.id]


def test_a_destroyed_key_takes_the_answers_out_of_the_figures(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    save_answers(people, adviser, visible, version=1, sent={"measure_used": "yes"})
    keep_all(people)
    people.commit()
    assert read_figures(people)[visible.case.id].measure_used == "yes"
    visible.case.data_key.destroy(clock.now())
    people.commit()
    assert read_figures(people)[visible.case.id].measure_used is None


def test_all_in_batches(people: HybridSession, adviser: Actor, monkeypatch: pytest.MonkeyPatch):
    for _ in range(5):
        open_through_service(people, adviser)
    monkeypatch.setattr(case_figures, "BATCH", 2)
    assert bring_up_to_date(lambda: nullcontext(people), TODAY) == 5
    assert people.scalar(select(func.count()).select_from(KeptFigures)) == 5
    assert bring_up_to_date(lambda: nullcontext(people), TODAY) == 0


def test_a_measurement_later_is_no_outcome_of_the_closing(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    people.add(CaseOutcome(case=visible.case, moment="later", measured_on=TODAY, facts=dict(PERMANENT)))
    people.flush()
    assert read_figures(people)[visible.case.id].attachment_after is None


def test_who_had_it_last(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    other = hire(people, "kollega").id
    assert isinstance(people.get(User, other), User)
    assert read_figures(people)[visible.case.id].adviser == adviser.user_id
    give(people, adviser, visible, other, TODAY)
    assert read_figures(people)[visible.case.id].adviser == other
