"""Wherever people are written about in one's own words the disclosure check looks: fields are found, not listed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest

from hybridmentor.i18n import translate
from hybridmentor.web.answer_fields import LINES
from hybridmentor.web.fields import HybridForm, NoteField
from tests.access.world import World, change_nothing
from tests.security.test_national_ids import (
    NUMBER,
    Field,
    gather_fields,
    list_form_classes,
    list_made_fields,
    send,
)
from tests.support.client import PageResponse

SHARED = ("/experiences", "/mentors/", "/meetings", "/cohorts", "/employers", "/research")
"""Addresses of what others than those of the case read: there each kind must be answered."""
UNTOLD = ("/employers", "place")
"""The place of a company is one of the register's, whatever other forms call by the same name."""

PROPOSED = {
    "Ring 922 33 445, drift@eksempel.no, 9692.66.94526, 869 459 321, så Kari Frantzen": (
        "phone", "email", "account", "organisation", "name",
    ),
    "Møte 4. mars i Kleivgata 14B, gosys.intern.nav.no/oppgave/4. Sveiser, 43 år, epilepsi": (
        "date", "address", "link", "combination",
    ),
}  # fmt: skip
"""Short texts with each kind that is only proposed; of more than five in one text the rest is counted only."""

KNOWN = "Lina Lønnmentor"
"""The mentor in every case of the world: one of the case for its forms, one of the register for the others."""


ELSEWHERE = {"reply"}
"""To a release that waits for an answer: tried in the tests of its page."""


def list_told_names() -> Iterator[str]:
    """The names of the fields of all forms that are told in one's own words."""
    for form in list_form_classes(HybridForm):
        for name, field in vars(form).items():
            kind = getattr(field, "field_class", None)
            if kind is not None and field.kwargs.get("is_told", issubclass(kind, NoteField)):
                yield name
    yield from (field.key for field in list_made_fields() if field.kind == "text" and field.key not in LINES)


def list_told_fields(world: World) -> list[Field]:
    """Every note of every page, and every line that is told."""
    told = set(list_told_names())
    return [
        field
        for field in gather_fields(world)
        if field.kind == "textarea" or (field.kind == "text" and field.name in told and not is_untold(field))
    ]


def is_untold(field: Field) -> bool:
    """Whether the field is another than the told one of its name."""
    start, name = UNTOLD
    return field.name == name and field.form.action.startswith(start)


def is_offered(answer: PageResponse, field: Field) -> bool:
    """Whether the page lets the field be worded neutrally."""
    ticks = [one for one in answer.page.elements("input") if one.get("name") == "hm_neutral"]
    return field.name in [one.get("value") for one in ticks]


@pytest.fixture(scope="module")
def world(module_world: World) -> World:
    """The world; nothing that is refused changes it."""
    return module_world


def test_every_told_field_stands_on_a_page_that_is_tried(world: World):
    found = {field.name for field in list_told_fields(world)}
    assert set(list_told_names()) - ELSEWHERE <= found
    assert len(found) > 15


def try_every_field(
    world: World, text: str, sentences: set[str], *kept: str, but_for: Collection[str] = ()
) -> None:
    """Send each told field with the text: refused for it, with a tick that words it neutrally, and nothing changed.

    `kept` are tables that may change all the same, `but_for` are those whose fields are not tried.
    """
    faults: list[str] = []
    with change_nothing(world.site, "hm_audit_event", *kept):
        for field in list_told_fields(world):
            if field.actor in but_for:
                continue
            answer = send(world, field, text)
            if answer.status_code != 422:
                faults.append(f"{field}: {answer.status_code}")
            elif not any(sentence in answer.page.body_text for sentence in sentences):
                faults.append(f"{field}: refused for something else")
            elif not is_offered(answer, field):
                faults.append(f"{field}: nothing to tick")
    assert not faults, "\n".join(faults)


def test_each_refuses_a_national_identity_number(world: World):
    wording = translate("nb", "disclosure.wording.national_id")
    sentence = translate("nb", "error.national_id_in_text", wording=wording)
    try_every_field(world, f"Se {NUMBER} i dag", {sentence})


def test_each_refuses_a_known_name(world: World):
    kinds = {"mentor": "mentor", "other": "name"}
    sentences = {
        translate(
            "nb",
            f"disclosure.fault.{whose}",
            text=KNOWN,
            wording=translate("nb", f"disclosure.wording.{key}"),
        )
        for whose, key in kinds.items()
    }
    # What comes back is kept for its writer as a draft, under a seal of its own.
    # Those of research see nobody of the register, so no name is known to them; what looks like one they must answer.
    unknowing = ("researcher", "release_approver")
    kept = ("hm_draft", "hm_data_key")
    try_every_field(world, f"Vi møtte {KNOWN} i dag", sentences, *kept, but_for=unknowing)


@pytest.mark.parametrize("text", PROPOSED)
def test_each_kind_must_be_answered_where_others_read(world: World, text: str):
    """Experiences and comments, gatherings, meetings, cohorts and companies: every told field, every kind."""
    faults: list[str] = []
    fields = [one for one in list_told_fields(world) if one.form.action.startswith(SHARED)]
    assert {one.form.action.split("/")[1] for one in fields} == {start.split("/")[1] for start in SHARED}
    kinds = [f"({translate('nb', f'disclosure.kind.{kind}')})" for kind in PROPOSED[text]]
    with change_nothing(world.site, "hm_audit_event", "hm_draft", "hm_data_key"):
        for field in fields:
            answer = send(world, field, text)
            if answer.status_code != 422:
                faults.append(f"{field}: {answer.status_code}")
                continue
            missing = [kind for kind in kinds if kind not in answer.page.body_text]
            if missing:
                faults.append(f"{field}: not told of {missing}")
            if not is_offered(answer, field):
                faults.append(f"{field}: nothing to tick")
        assert not faults, "\n".join(faults)
