"""Experiences: shared with an office, sealed, changed by the author, and tied to no case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from hybridmentor.db import Base, HybridSession
from hybridmentor.errors import NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, DataKey, Experience
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.experiences import VisibleExperience, find_experience
from hybridmentor.services.case_steps import read_step_values, save_step
from hybridmentor.services.experiences import UNANSWERED, edit_experience, read_experience_values
from hybridmentor.services.outcomes import close_case
from hybridmentor.services.revisions import EditConflict
from tests.integration.scenes import PRACTICE, find_step_row, load_person, open_through_service, share

TODAY = date(2026, 11, 24)
TEXTS = {
    "title": "Tittelord",
    "tried": "Prøveord",
    "happened": "Hendelsesord",
    "learned": "Lærdomsord\nmed to linjer",
    "differently": "Annerledesord",
    "adjusted": "Justertord",
    "rethink": "Omtenkord",
    "audience": "Kretsord",
    "confirmation": "Bekreftord",
}


def see(session: HybridSession, actor: Actor, experience: Experience) -> VisibleExperience:
    """The experience as the actor sees it now."""
    visible = find_experience(session, actor, experience.id)
    assert visible is not None
    return visible


def change(
    session: HybridSession, actor: Actor, experience: Experience, version: int = 0, **sent: Any
) -> None:
    """Send the form of an experience; what is not named stands as it is now."""
    values = {**read_experience_values(experience, PRACTICE), **sent}
    edit_experience(
        session,
        actor,
        see(session, actor, experience),
        practice=PRACTICE,
        version=version or experience.version,
        sent=values,
    )


def test_what_is_shared_is_kept_sealed_under_a_key_of_its_own(people: HybridSession, adviser: Actor):
    experience = share(people, adviser, **TEXTS, step="mentor", themes=["openness"], own_tags="Turnus, Språk")
    other = share(people, adviser, **TEXTS)
    people.expire_all()
    assert read_experience_values(experience, PRACTICE) == {
        **UNANSWERED,
        **TEXTS,
        "learners": [],
        "step": "mentor",
        "themes": ["language", "openness"],
        "own_tags": "turnus",
    }
    assert [row.tag for row in experience.tags] == ["language", "openness", "turnus"]
    assert (experience.created_by, experience.version) == (adviser.user_id, 1)
    assert experience.data_key.owner == "experience"
    assert experience.data_key_id != other.data_key_id
    sealed = b"".join(value or b"" for name, value in vars(experience).items() if name.endswith("_sealed"))
    for text in TEXTS.values():
        assert text.split()[0].encode() not in sealed
    event = people.scalars(select(AuditEvent).where(AuditEvent.row_id == str(experience.id))).one()
    assert (event.action, event.noun, event.case_id) == ("experience.share", "experience", None)
    assert event.office_id == experience.office_id


def test_what_is_erased_with_its_key_reads_as_nothing(people: HybridSession, adviser: Actor):
    experience = share(people, adviser, **TEXTS)
    people.get_one(DataKey, experience.data_key_id).destroy(experience.created_at)
    people.flush()
    people.expire_all()
    assert [getattr(experience, name) for name in TEXTS] == [None] * len(TEXTS)


@pytest.mark.parametrize("login", ["marked", "fylke", "forsker", "admin", "veileder2"])
def test_who_may_not_share_at_the_office_does_not(people: HybridSession, adviser: Actor, login: str):
    home = adviser.memberships[0]
    with pytest.raises(NotAllowed):
        share(people, load_person(people, login), office=OfficeFacts(home.office_id, home.purpose))
    assert people.scalars(select(Experience)).all() == []


def test_the_shelf_of_examples_shares_nothing(people: HybridSession, adviser: Actor):
    shelf = replace(adviser.memberships[0], purpose="examples")
    actor = replace(adviser, memberships=(shelf,))
    with pytest.raises(NotAllowed):
        share(people, actor)


def test_sharing_from_a_case_marks_its_step_and_names_it_nowhere(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    experience = share(people, adviser, from_case=visible.case.id, has_marked=True)
    step = find_step_row(people, visible.case.id, "share")
    assert (step.status, step.done_on, step.version) == ("done", TODAY, 2)
    wanted = {visible.case.id, visible.case.id.hex, str(visible.case.id), visible.case.number}
    for table in ("hm_experience", "hm_experience_tag"):
        for row in people.execute(select(Base.metadata.tables[table])):
            assert not wanted & set(row), row
    event = people.scalars(select(AuditEvent).where(AuditEvent.row_id == str(experience.id))).one()
    assert (event.case_id, event.detail) == (None, None)


def test_a_step_that_is_done_stays_as_it_was(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    step = find_step_row(people, visible.case.id, "share")
    sent = {**read_step_values(step), "status": "done", "done_on": date(2026, 11, 2), "note": "På møtet"}
    save_step(people, adviser, visible, step, version=1, sent=sent)
    share(people, adviser, from_case=visible.case.id, has_marked=False)
    assert (step.done_on, step.note, step.version) == (date(2026, 11, 2), "På møtet", 2)


def test_a_note_and_a_reason_do_not_stand_in_the_way(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    step = find_step_row(people, visible.case.id, "share")
    sent = {**read_step_values(step), "status": "skipped", "skip_reason": "Ingen tid", "note": "Senere"}
    save_step(people, adviser, visible, step, version=1, sent=sent)
    share(people, adviser, from_case=visible.case.id, has_marked=True)
    assert (step.status, step.note, step.skip_reason) == ("done", "Senere", None)


@pytest.mark.parametrize("why", ["of another office", "read only", "closed"])
def test_a_case_that_one_may_not_change_is_passed_over(people: HybridSession, adviser: Actor, why: str):
    visible = open_through_service(people, adviser)
    actor = {"of another office": "veileder2", "read only": "leder"}.get(why, "veileder")
    if why == "closed":
        close_case(people, adviser, visible, closed_on=TODAY, follow_up_on=None, facts={}, note=None)
    share(people, load_person(people, actor), from_case=visible.case.id, has_marked=False)
    assert find_step_row(people, visible.case.id, "share").status == "open"


def test_the_author_changes_texts_and_tags(people: HybridSession, adviser: Actor):
    experience = share(people, adviser, **TEXTS, themes=["openness"], own_tags="turnus, besøk")
    change(people, adviser, experience, title="Ny tittel", tried=None, themes=[], own_tags="besøk, kveld")
    people.expire_all()
    assert read_experience_values(experience, PRACTICE) == {
        **UNANSWERED,
        **TEXTS,
        "learners": [],
        "title": "Ny tittel",
        "tried": None,
        "step": None,
        "themes": [],
        "own_tags": "besøk, kveld",
    }
    assert experience.version == 2
    actions = people.scalars(
        select(AuditEvent.action).where(AuditEvent.row_id == str(experience.id)).order_by(AuditEvent.id)
    ).all()
    assert actions == ["experience.share", "experience.edit"]


def test_saving_it_unchanged_is_no_change(people: HybridSession, adviser: Actor):
    experience = share(people, adviser, **TEXTS, themes=["openness"], own_tags="turnus")
    change(people, adviser, experience, own_tags="TURNUS, åpenhet", themes=["openness"])
    assert experience.version == 1
    assert people.scalars(select(AuditEvent).where(AuditEvent.action == "experience.edit")).all() == []


@pytest.mark.parametrize("login", ["leder", "lokalkontakt", "marked"])
def test_nobody_else_changes_it(people: HybridSession, adviser: Actor, login: str):
    experience = share(people, adviser, **TEXTS)
    with pytest.raises(NotAllowed):
        change(people, load_person(people, login), experience, title="En annens")
    assert experience.title == TEXTS["title"]


def test_a_form_from_before_meets_both_texts(people: HybridSession, adviser: Actor):
    experience = share(people, adviser, **TEXTS)
    change(people, adviser, experience, learned="Den første")
    with pytest.raises(EditConflict) as met:
        change(
            people, adviser, experience, version=1, learned="Den andre", own_tags="turnus", tried="Prøveord"
        )
    asked = {field.name: (field.stored, field.mine) for field in met.value.fields}
    assert asked == {"learned": ("Den første", "Den andre"), "own_tags": (None, "turnus")}
    assert met.value.version == 2
    assert (experience.learned, experience.version) == ("Den første", 2)


def test_the_same_text_twice_is_no_conflict(people: HybridSession, adviser: Actor):
    experience = share(people, adviser, **TEXTS, themes=["openness", "language"])
    change(people, adviser, experience, learned="Samme")
    change(people, adviser, experience, version=1, learned="Samme", themes=["language", "openness"])
    assert experience.version == 2
