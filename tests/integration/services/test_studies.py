"""Studies: made, changed, given offices, variables and texts, opened and ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.domain.release_periods import Period
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, Office, Study, StudyOffice, StudyReply, StudyWave
from hybridmentor.queries.studies import VisibleStudy, find_study, list_parts, list_texts
from hybridmentor.services.revisions import EditConflict
from hybridmentor.services.studies import (
    add_study,
    add_text,
    choose_variables,
    edit_study,
    end_study,
    list_hindrances,
    open_study,
    read_study_values,
    set_part,
    take_out_office,
)
from tests.integration.scenes import load_person
from tests.support.release_world import make_order, put_price, put_release
from tests.support.studies import add_table, make_study

VALUES: dict[str, Any] = {
    "title": "Veier inn i arbeid",
    "purpose": "Å vite hva som hjelper",
    "legal_basis": "Samtykke",
    "from_on": date(2025, 1, 1),
    "to_on": date(2026, 12, 31),
    "contact_name": "Personvernombudet",
    "contact_email": "ombud@example.org",
}
WORDS = {
    "words_nb": "Les dette",
    "words_nn": "Les dette",
    "withdrawal_nb": "Du kan trekke deg",
    "withdrawal_nn": "Du kan trekkje deg",
}


@pytest.fixture
def researcher(people: HybridSession) -> Actor:
    """The researcher at 9901."""
    return load_person(people, "forsker")


def find_office(session: HybridSession, number: str = "9901") -> Office:
    return session.scalars(select(Office).where(Office.number == number)).one()


def see(session: HybridSession, actor: Actor, study: Study) -> VisibleStudy:
    visible = find_study(session, actor, study.id)
    assert visible is not None
    return visible


def begin(session: HybridSession, actor: Actor, state: str = "draft", **parts: str) -> VisibleStudy:
    """A study of 9901 with offices by number."""
    offices = {find_office(session, number.removeprefix("n")).id: part for number, part in parts.items()}
    return see(session, actor, make_study(session, find_office(session).id, offices, state=state))


def list_deeds(session: HybridSession) -> list[tuple[str, str | None]]:
    events = select(AuditEvent).where(AuditEvent.noun == "study").order_by(AuditEvent.id)
    return [(one.action, one.detail) for one in session.scalars(events)]


def test_a_study_begins_as_a_draft(people: HybridSession, researcher: Actor):
    study = add_study(people, researcher, office_id=find_office(people).id, values=VALUES)
    people.expire_all()
    assert (study.state, study.opened_on, study.created_by) == ("draft", None, researcher.user_id)
    assert read_study_values(study) == VALUES
    assert list_deeds(people) == [("study.add", None)]
    assert "Veier" not in repr(list_deeds(people))


def test_only_a_researcher_of_the_office_makes_one(people: HybridSession, researcher: Actor):
    elsewhere = find_office(people, "9902").id
    with pytest.raises(NotAllowed):
        add_study(people, researcher, office_id=elsewhere, values=VALUES)
    for login in ("veileder", "leder", "godkjenner", "admin", "ny"):
        with pytest.raises(NotAllowed):
            actor = load_person(people, login)
            add_study(people, actor, office_id=find_office(people).id, values=VALUES)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"to_on": date(2024, 12, 31)}, "form.error.period_turned"),
        ({"to_on": date(2046, 1, 1)}, "study.error.period_long"),
    ],
)
def test_a_period_must_fit(people: HybridSession, researcher: Actor, changes: dict[str, Any], message: str):
    with pytest.raises(InvalidInput) as refused:
        add_study(people, researcher, office_id=find_office(people).id, values=VALUES | changes)
    assert (refused.value.message.id, refused.value.field) == (message, "to_on")


def test_a_draft_can_be_changed_and_two_meet(people: HybridSession, researcher: Actor):
    visible = begin(people, researcher)
    before = read_study_values(visible.study)
    edit_study(people, researcher, visible, version=1, sent=before | {"title": "Ny tittel"})
    assert (visible.study.title, visible.study.version) == ("Ny tittel", 2)
    with pytest.raises(EditConflict):
        edit_study(people, researcher, visible, version=1, sent=before | {"title": "En annen"})
    edit_study(people, researcher, visible, version=2, sent=before | {"title": "Ny tittel"})
    assert visible.study.version == 2, "nothing was changed"


@pytest.mark.parametrize("state", ["open", "ended"])
def test_what_people_said_yes_to_stays(people: HybridSession, researcher: Actor, state: str):
    visible = begin(people, researcher, state)
    sent = VALUES | {"title": "Noe annet", "contact_name": "Ny kontakt"}
    edit_study(people, researcher, visible, version=1, sent=sent)
    assert visible.study.title == "Veier inn i arbeid"
    assert visible.study.contact_name == "Ny kontakt"


def test_offices_get_a_part_another_and_none(people: HybridSession, researcher: Actor):
    visible = begin(people, researcher)
    office = find_office(people, "9902")
    for part in ("participating", "participating", "control"):
        set_part(people, researcher, visible, office_id=office.id, part=part)
    people.expire_all()
    assert [(row.number, row.part) for row in list_parts(people, visible.study)] == [("9902", "control")]
    take_out_office(people, researcher, visible, office_id=office.id)
    assert list_parts(people, visible.study) == []
    with pytest.raises(InvalidInput):
        take_out_office(people, researcher, visible, office_id=office.id)
    assert [deed for deed, _ in list_deeds(people)] == ["study.set_part", "study.set_part", "study.take_out"]


@pytest.mark.parametrize(
    ("participation", "allowed"),
    [
        ("participating", {"participating", "guest", "control"}),
        ("control", {"guest", "control"}),
        ("guest", {"guest"}),
    ],
)
def test_a_guest_of_the_project_is_a_guest_of_the_study(
    people: HybridSession, researcher: Actor, participation: str, allowed: set[str]
):
    visible = begin(people, researcher)
    office = find_office(people, "9903")
    office.participation = participation
    people.flush()
    for part in allowed:
        set_part(people, researcher, visible, office_id=office.id, part=part)
    for part in {"participating", "guest", "control"} - allowed:
        with pytest.raises(InvalidInput) as refused:
            set_part(people, researcher, visible, office_id=office.id, part=part)
        assert refused.value.field == "part"


def test_a_shelf_of_examples_is_in_no_study(people: HybridSession, researcher: Actor):
    visible = begin(people, researcher)
    for office_id in (find_office(people, "0000").id, 987654):
        with pytest.raises(InvalidInput):
            set_part(people, researcher, visible, office_id=office_id, part="guest")


def test_an_open_study_asks_for_no_more(people: HybridSession, researcher: Actor):
    draft = begin(people, researcher)
    choose_variables(people, researcher, draft, keys=["county", "attached", "industry"])
    assert {row.variable for row in draft.study.variables} == {"county", "attached", "industry"}
    with pytest.raises(InvalidInput):
        choose_variables(people, researcher, draft, keys=["national_number"])
    begun = begin(people, researcher, "open")
    with pytest.raises(InvalidInput) as more:
        choose_variables(people, researcher, begun, keys=["county", "attached", "industry"])
    assert more.value.message.id == "study.error.only_fewer"
    with pytest.raises(InvalidInput):
        choose_variables(people, researcher, begun, keys=[])
    choose_variables(people, researcher, begun, keys=["county"])
    people.expire_all()
    assert [row.variable for row in begun.study.variables] == ["county"]


def test_a_text_gets_a_new_version_and_keeps_the_old(people: HybridSession, researcher: Actor):
    visible = begin(people, researcher)
    kept = add_text(
        people, researcher, visible, audience="persons", values=WORDS | {"words_nb": "Ny"}, keeps_earlier=True
    )
    assert (kept.number, kept.keeps_earlier) == (2, True)
    texts = list_texts(people, visible.study.id, "persons")
    assert [(one.number, one.words_nb) for one in texts] == [(2, "Ny"), (1, "Les dette, utgave 1")]
    with pytest.raises(InvalidInput):
        add_text(people, researcher, visible, audience="all", values=WORDS, keeps_earlier=False)


def test_the_first_text_keeps_nothing(people: HybridSession, researcher: Actor):
    study = add_study(people, researcher, office_id=find_office(people).id, values=VALUES)
    visible = see(people, researcher, study)
    made = add_text(people, researcher, visible, audience="advisers", values=WORDS, keeps_earlier=True)
    assert (made.number, made.keeps_earlier) == (1, False)


def test_a_study_is_opened_when_it_is_whole(people: HybridSession, researcher: Actor):
    study = add_study(people, researcher, office_id=find_office(people).id, values=VALUES)
    missing = {"offices", "variables", "persons", "advisers"}
    assert set(list_hindrances(people, study)) == missing
    steps: list[tuple[str, Callable[[VisibleStudy], object]]] = [
        (
            "offices",
            lambda v: set_part(people, researcher, v, office_id=find_office(people).id, part="participating"),
        ),
        ("variables", lambda v: choose_variables(people, researcher, v, keys=["county"])),
        *(
            (
                audience,
                lambda v, audience=audience: add_text(
                    people, researcher, v, audience=audience, values=WORDS, keeps_earlier=False
                ),
            )
            for audience in ("persons", "advisers")
        ),
    ]
    for key, step in steps:
        with pytest.raises(InvalidInput):
            open_study(people, researcher, see(people, researcher, study))
        step(see(people, researcher, study))
        missing.discard(key)
        assert set(list_hindrances(people, study)) == missing
    open_study(people, researcher, see(people, researcher, study))
    assert (study.state, study.opened_on) == ("open", researcher.today)
    with pytest.raises(InvalidInput):
        open_study(people, researcher, see(people, researcher, study))


def test_a_guest_alone_is_not_enough(people: HybridSession, researcher: Actor):
    visible = begin(people, researcher, n9902="guest", n9903="control")
    assert list_hindrances(people, visible.study) == ["offices"]


def test_an_ended_study_is_not_changed(people: HybridSession, researcher: Actor):
    visible = begin(people, researcher, "open", n9901="participating")
    end_study(people, researcher, visible)
    assert (visible.study.state, visible.study.ended_on) == ("ended", researcher.today)
    office = find_office(people).id
    for change in (
        lambda: end_study(people, researcher, visible),
        lambda: set_part(people, researcher, visible, office_id=office, part="guest"),
        lambda: take_out_office(people, researcher, visible, office_id=office),
        lambda: choose_variables(people, researcher, visible, keys=["county"]),
        lambda: add_text(people, researcher, visible, audience="persons", values=WORDS, keeps_earlier=False),
    ):
        with pytest.raises(InvalidInput):
            change()
    assert people.get(StudyOffice, (visible.study.id, office)) is not None


@pytest.mark.parametrize("login", ["veileder", "godkjenner", "leder"])
def test_who_only_reads_a_study_changes_nothing(people: HybridSession, researcher: Actor, login: str):
    visible = begin(people, researcher, "open", n9901="participating")
    actor = load_person(people, login)
    seen = see(people, actor, visible.study)
    office = find_office(people).id
    for change in (
        lambda: edit_study(people, actor, seen, version=1, sent=VALUES),
        lambda: set_part(people, actor, seen, office_id=office, part="guest"),
        lambda: take_out_office(people, actor, seen, office_id=office),
        lambda: choose_variables(people, actor, seen, keys=["county"]),
        lambda: add_text(people, actor, seen, audience="persons", values=WORDS, keeps_earlier=False),
        lambda: open_study(people, actor, seen),
        lambda: end_study(people, actor, seen),
    ):
        with pytest.raises(NotAllowed):
            change()


FIGURES: dict[str, Callable[[HybridSession, Study], object]] = {
    "price": lambda session, study: put_price(
        session, make_order(study, Period(date(2025, 1, 1), date(2025, 6, 30)))
    ),
    "table": add_table,
    "release": lambda session, study: put_release(session, study, state="withdrawn"),
}


@pytest.mark.parametrize("figures", FIGURES)
def test_participating_offices_are_fixed_once_figures_are_made(
    people: HybridSession, researcher: Actor, figures: str
):
    visible = begin(people, researcher, "open", n9901="participating", n9902="guest")
    first, second, third = (find_office(people, number).id for number in ("9901", "9902", "9903"))
    other = begin(people, researcher, "open", n9901="participating")
    FIGURES[figures](people, other.study)
    set_part(people, researcher, visible, office_id=third, part="participating")
    FIGURES[figures](people, visible.study)
    for change in (
        lambda: set_part(people, researcher, visible, office_id=first, part="guest"),
        lambda: set_part(people, researcher, visible, office_id=second, part="participating"),
        lambda: take_out_office(people, researcher, visible, office_id=third),
    ):
        with pytest.raises(InvalidInput) as refused:
            change()
        assert refused.value.message.id == "study.error.offices_fixed"
    set_part(people, researcher, visible, office_id=first, part="participating")
    set_part(people, researcher, visible, office_id=second, part="control")
    take_out_office(people, researcher, visible, office_id=second)
    set_part(people, researcher, visible, office_id=second, part="control")
    wave = StudyWave(
        study_id=visible.study.id, kind="zero_point", opens_on=date(2026, 1, 5), closes_on=date(2026, 1, 9)
    )
    people.add(wave)
    people.flush()
    people.add(StudyReply(id=uuid4(), wave_id=wave.id, part="control", answers="{}"))
    people.flush()
    for change in (
        lambda: set_part(people, researcher, visible, office_id=second, part="guest"),
        lambda: take_out_office(people, researcher, visible, office_id=second),
    ):
        with pytest.raises(InvalidInput) as refused:
            change()
        assert refused.value.message.id == "study.error.offices_answered"
