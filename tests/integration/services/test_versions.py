"""Earlier versions: each beside the one after it, only what differs, handovers and reopenings among them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor
from hybridmentor.models import Revision
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.versions import PAGE_SIZE, VersionKey
from hybridmentor.services.case_forms import save_answers
from hybridmentor.services.case_steps import read_step_values, save_step
from hybridmentor.services.cases import edit_case, read_case_values
from hybridmentor.services.handovers import hand_over_case
from hybridmentor.services.pauses import begin_pause, end_pause
from hybridmentor.services.reopenings import reopen_case
from hybridmentor.services.versions import Version, gather_versions
from tests.integration.scenes import (
    agree,
    find_step_row,
    hire,
    load_person,
    look_up,
    name_mentor,
    open_through_service,
)
from tests.integration.services.test_handovers import read_last_role
from tests.integration.services.test_reopenings import close

TODAY = date(2026, 11, 24)


@pytest.fixture
def tick(set_clock: Callable[[datetime], None]) -> Callable[[], None]:
    """Let a minute pass."""

    def pass_minute() -> None:
        set_clock(clock.now() + timedelta(minutes=1))

    return pass_minute


@pytest.fixture
def visible(people: HybridSession, adviser: Actor) -> VisibleCase:
    """A case of the adviser's."""
    return open_through_service(people, adviser, opened_on=date(2026, 9, 1))


def step(session: HybridSession, actor: Actor, visible: VisibleCase, **values: Any) -> None:
    row = find_step_row(session, visible.case.id, "wishes")
    sent = {**read_step_values(row), **values}
    save_step(session, actor, visible, row, version=row.version, sent=sent)


def edit(session: HybridSession, actor: Actor, visible: VisibleCase, **values: Any) -> None:
    case = visible.case
    edit_case(session, actor, visible, version=case.version, sent={**read_case_values(case), **values})


def describe(version: Version) -> tuple[str, dict[str, tuple[Any, Any]]]:
    if version.turn is not None:
        return version.turn.kind, {}
    return version.noun, {change.key: (change.before, change.after) for change in version.fields}


def list_versions(session: HybridSession, visible: VisibleCase) -> list[tuple[str, dict[str, Any]]]:
    session.flush()
    session.expire_all()
    entries, _ = gather_versions(session, visible.case)
    return [describe(entry) for entry in entries]


def test_nothing_has_been_changed(people: HybridSession, visible: VisibleCase):
    assert gather_versions(people, visible.case) == ([], False)


def test_each_version_beside_the_next(
    people: HybridSession, adviser: Actor, visible: VisibleCase, tick: Callable[[], None]
):
    step(people, adviser, visible, status="in_progress")
    tick()
    step(people, adviser, visible, note="Vil jobbe ute")
    tick()
    edit(people, adviser, visible, phone="40123987")
    tick()
    step(people, adviser, visible, note="Vil jobbe inne", status="done", done_on=TODAY)
    assert list_versions(people, visible) == [
        (
            "case_step",
            {
                "status": ("in_progress", "done"),
                "done_on": (None, "2026-11-24"),
                "note": ("Vil jobbe ute", "Vil jobbe inne"),
            },
        ),
        ("case", {"phone": (None, "40123987")}),
        ("case_step", {"note": (None, "Vil jobbe ute")}),
        ("case_step", {"status": ("open", "in_progress")}),
    ]
    entries, _ = gather_versions(people, visible.case)
    assert {entry.author for entry in entries} == {"Vilde Veileder"}
    assert entries[0].row.step == "wishes"


def test_the_form_and_what_is_agreed(
    people: HybridSession, adviser: Actor, visible: VisibleCase, tick: Callable[[], None]
):
    save_answers(
        people, adviser, visible, version=1, sent={"measure_used": "yes", "target_groups": ["young"]}
    )
    tick()
    save_answers(people, adviser, visible, version=2, sent={"measure_used": "no"})
    tick()
    agree(people, adviser, visible, 14, TODAY)
    agree(people, adviser, visible, 30, TODAY)
    tick()
    agree(people, adviser, visible, None, TODAY)
    told = list_versions(people, visible)
    assert told == [
        ("contact_plan", {"agreed": ("30", None)}),
        ("contact_plan", {"agreed": ("14", "30")}),
        ("case_form", {"measure_used": ("yes", "no")}),
        ("case_form", {"measure_used": (None, "yes"), "target_groups": (None, ["young"])}),
    ]
    entries, _ = gather_versions(people, visible.case)
    assert [entry.is_gone for entry in entries] == [True, False, False, False]


def test_turns_stand_among_them(
    people: HybridSession, adviser: Actor, visible: VisibleCase, tick: Callable[[], None]
):
    ola = hire(people, "ola")
    begin_pause(
        people,
        adviser,
        visible,
        from_on=date(2026, 11, 2),
        to_on=None,
        reason="leave",
        follow_up_on=date(2026, 12, 1),
    )
    tick()
    end_pause(people, adviser, visible, on=TODAY)
    tick()
    role = read_last_role(people, adviser, visible)
    hand_over_case(people, adviser, visible, to_user_id=ola.id, on=TODAY, note="Hei", last_role=role)
    tick()
    closed = close(people, adviser, look_up(people, adviser, visible.case.id))
    tick()
    reopen_case(people, adviser, closed, reason="Feil sak")
    told = list_versions(people, visible)
    nouns = [noun for noun, _ in told]
    assert sorted(nouns[:4]) == ["case_closing", "case_form", "case_outcome", "reopening"]
    assert nouns[-2:] == ["handover", "case_pause"]
    fields = dict(reversed(told))
    assert fields["case_pause"] == {"to_on": (None, "2026-11-23"), "follow_up_on": ("2026-12-01", None)}
    assert fields["case_outcome"]["note"] == ("Alt på stell", None)
    assert fields["case_form"] == {
        "contact_ended_on": ("2026-11-20", None),
        "closing_talk": ("held", None),
        "contact_end_reason": ("goal_reached", None),
    }
    closings = [changed for noun, changed in told if noun == "case_closing"]
    assert closings == [
        {"closed_on": ("2026-11-20", None), "follow_up_on": ("2027-05-20", None)},
        {"closed_on": (None, "2026-11-20"), "follow_up_on": (None, "2027-05-20")},
    ]
    entries, _ = gather_versions(people, visible.case)
    assert {entry.noun for entry in entries if entry.is_gone} == {"case_outcome"}


def test_what_the_company_is_called_elsewhere_is_not_laid_on_somebody_here(
    people: HybridSession, adviser: Actor, visible: VisibleCase, tick: Callable[[], None]
):
    """Two cases share a company: another case gives it its number, this one has only had a telephone added."""
    other = open_through_service(people, adviser, name="Annen Sak")
    assert other.case.employer is visible.case.employer
    edit(people, adviser, visible, phone="40123987")
    tick()
    edit(people, adviser, look_up(people, adviser, other.case.id), industry="retail")
    tick()
    assert list_versions(people, visible) == [("case", {"phone": (None, "40123987")})]


def test_destroyed_text_is_not_compared(people: HybridSession, adviser: Actor, visible: VisibleCase):
    step(people, adviser, visible, note="Vil jobbe ute")
    people.scalars(select(Revision)).one().values_sealed = None
    people.flush()
    (entry,), _ = gather_versions(people, visible.case)
    assert entry.is_shut
    assert entry.fields == ()


def test_other_cases_stay_out(people: HybridSession, adviser: Actor, visible: VisibleCase):
    other = open_through_service(people, load_person(people, "veileder2"), name="Borte")
    edit(people, load_person(people, "veileder2"), other, phone="40123987")
    people.flush()
    assert gather_versions(people, visible.case) == ([], False)


def test_pages_by_key(people: HybridSession, adviser: Actor, visible: VisibleCase):
    """Several at the same instant: nothing twice, nothing left out, turns among them."""
    row = find_step_row(people, visible.case.id, "wishes")
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    for n in range(PAGE_SIZE * 2 + 5):
        people.add(
            Revision(
                case=visible.case,
                noun="case_step",
                row_id=row.id,
                version=n + 1,
                values='{"note": "x"}',
                replaced_at=at + timedelta(minutes=n // 7),
            )
        )
    name_mentor(people, adviser, visible)
    ola = hire(people, "ola")
    role = read_last_role(people, adviser, visible)
    turn = hand_over_case(people, adviser, visible, to_user_id=ola.id, on=TODAY, note=None, last_role=role)
    turn.created_at = at + timedelta(minutes=3)
    people.flush()
    seen: list[VersionKey] = []
    after, pages = None, 0
    while True:
        entries, more = gather_versions(people, visible.case, after=after)
        seen += [entry.key for entry in entries]
        pages += 1
        if not more:
            break
        assert len(entries) == PAGE_SIZE
        after = entries[-1].key
    assert pages == 3
    assert len(seen) == len(set(seen)) == PAGE_SIZE * 2 + 6
    assert [key.at for key in seen] == sorted((key.at for key in seen), reverse=True)
