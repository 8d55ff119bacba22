"""No national identity number gets in anywhere: every field of every form refuses one, and nothing keeps it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from hybridmentor.db import Base
from hybridmentor.domain.form_fields import list_typed_fields
from hybridmentor.domain.form_state import FormField
from hybridmentor.domain.identifiers import holds_national_id
from hybridmentor.domain.step_fields import STEP_FIELDS
from hybridmentor.i18n import LANGUAGES, translate
from hybridmentor.models.sealed import SealedText
from hybridmentor.web.fields import HybridForm, TextField
from tests.access.table import ENDPOINTS, find_actor
from tests.access.world import World, change_nothing
from tests.support.client import PageResponse
from tests.support.html import Form, Page, strip_namespace

NUMBER = "02013299997"
SPELLINGS = {
    "plain": NUMBER,
    "spaced": "020132 99997",
    "in a sentence": f"Fødselsnummeret er {NUMBER}, sa han.",
    "dotted": "02.01.32.99997",
    "D-number": "42013200003",
    "synthetic": "17912099997",
    "wide": "".join(chr(ord(digit) + 0xFEE0) for digit in NUMBER),
    "with a sign nobody sees": "020132\u200b99997",
}
SENTENCES = [
    *(translate(language, "error.national_id") for language in LANGUAGES),
    *(
        translate(
            language,
            "error.national_id_in_text",
            wording=translate(language, "disclosure.wording.national_id"),
        )
        for language in LANGUAGES
    ),
]
TYPED = ("text", "search", "tel", "url", "email", "number", "textarea")
"""What people type in. A password is no such field: it is never kept but as a hash, and never read."""


HIDDEN = {
    "case",
    "direction",
    "employer",
    "knows",
    "replaces",
    "reply",  # to a release that waits for an answer: tried in the tests of its pages
    "shares",
    "subject",
    *(f"parallel_{row}_{part}_on" for row in range(2, 6) for part in ("from", "to")),
}
"""Fields that stand on a page only where they are needed: some that nobody types in (what is no id in them is passed over), and
rows for measures that appear one after the other, each made as the first."""


@dataclass(frozen=True)
class Field:
    """A field of a form of a page, and what else must be chosen for it to count."""

    page: str
    form: Form
    name: str
    kind: str
    context: tuple[tuple[str, str], ...] = ()
    actor: str = "adviser"

    def __str__(self) -> str:
        return f"{self.name} ({self.kind}) of {self.form.action} {dict(self.context)}"


CONTEXTS: dict[str, list[tuple[tuple[str, str], ...]]] = {
    "contacts/new": [(), (("outcome", "planned"),), (("day", "other"),)],
    "steps/": [(), (("status", "skipped"),)],
}
"""Choices that open other fields of a form."""


def list_pages(world: World) -> Iterator[tuple[str, str]]:
    """Every page, with somebody who can look at it; those that both an adviser and the lead work on, with either."""
    for endpoint in ENDPOINTS:
        if endpoint.method == "GET" and endpoint.name != "static":
            url, actor = world.build_url(endpoint.name, endpoint.some_case), find_actor(endpoint)
            if endpoint.right == "office":
                yield url, "lead"
            if endpoint.name == "cases.step":
                yield from ((f"{url.rpartition('/')[0]}/{step}", actor) for step in STEP_FIELDS)
            else:
                yield url, actor


def list_fields(page: Page, url: str, actor: str = "adviser") -> Iterator[Field]:
    """The named controls of all posted forms of a page."""
    for form in page.forms:
        if form.method != "post":
            continue
        contexts = next((found for part, found in CONTEXTS.items() if part in url), [()])
        for control in form.element.iter():
            if callable(control.tag) or strip_namespace(control) not in ("input", "select", "textarea"):
                continue
            element = strip_namespace(control)
            kind = control.get("type", "text") if element == "input" else element
            form.action = form.action or url
            if control.get("name") and control.get("name") != "csrf_token":
                for context in contexts:
                    yield Field(url, form, control.get("name", ""), kind, context, actor)


def gather_fields(world: World) -> list[Field]:
    """Every field of every page, once for each form and context."""
    answers = ((url, actor, world.find_client(actor).get(url)) for url, actor in list_pages(world))
    found = {
        (field.form.action, field.name, field.kind, field.context): field
        for url, actor, answer in answers
        if answer.mimetype == "text/html"
        for field in list_fields(answer.page, url, actor)
    }
    return list(found.values())


def send(world: World, field: Field, text: str) -> PageResponse:
    """Send the form of the page as it stands, with a number in the field."""
    client = world.find_client(field.actor)
    return client.post_form(field.form, extra={**dict(field.context), field.name: text})


@pytest.fixture(scope="module")
def world(module_world: World) -> World:
    """The world; nothing that is refused changes it."""
    return module_world


@pytest.mark.parametrize("number", SPELLINGS.values(), ids=SPELLINGS)
def test_the_numbers_here_are_numbers(number: str):
    assert holds_national_id(number)


def test_every_text_field_of_every_form_is_among_those_found(world: World):
    """The forms in the code against the fields on the pages: one that no page shows would not be tried below."""
    defined = {
        name
        for form in list_form_classes(HybridForm)
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) and issubclass(field.field_class, TextField)
    }
    defined |= {field.key for field in list_made_fields() if field.kind in ("text", "number")}
    found = {field.name for field in gather_fields(world)} | {
        field.name for field in list_fields(world.site.client().get("/sign-in").page, "/sign-in")
    }
    assert defined - HIDDEN <= found
    assert len(defined) > 15


def list_form_classes(base: type) -> Iterator[type]:
    """All kinds of forms that are written in a module.

    Those made for a request (`list_made_fields`) live as long as it pleases the collector of memory: no test may rest on them.
    """
    for one in base.__subclasses__():
        if getattr(sys.modules[one.__module__], one.__name__, None) is one:
            yield one
            yield from list_form_classes(one)


def list_made_fields() -> list[FormField]:
    """The fields of forms that are made for a request, from the lists that they are made of."""
    return [*list_typed_fields(), *(field for fields in STEP_FIELDS.values() for field in fields)]


def try_every_field(world: World, number: str, log: pytest.LogCaptureFixture) -> None:
    """Send each text field with the number in it: refused in words, and kept nowhere."""
    log.set_level("DEBUG")
    fields = [field for field in gather_fields(world) if field.kind in TYPED]
    assert len(fields) > 25
    faults = []
    with change_nothing(world.site, "hm_audit_event"):
        for field in fields:
            answer = send(world, field, number)
            text = answer.get_data(as_text=True)
            if answer.status_code != 422:
                faults.append(f"{field}: {answer.status_code}")
            elif not any(sentence in text for sentence in SENTENCES):
                faults.append(f"{field}: refused, but not for the number")
    assert not faults, "\n".join(faults)
    check_nothing_kept(world, number, log.text)


def test_every_field_refuses_a_number_and_says_why(world: World, caplog: pytest.LogCaptureFixture):
    try_every_field(world, NUMBER, caplog)


@pytest.mark.long  # that each of them is known for a number is asked of the domain every day
@pytest.mark.parametrize("spelling", [name for name in SPELLINGS if name != "plain"])
def test_every_field_knows_a_number_however_it_is_written(
    sqlite_world: World, spelling: str, caplog: pytest.LogCaptureFixture
):
    try_every_field(sqlite_world, SPELLINGS[spelling], caplog)


def test_the_sign_in_refuses_a_number_and_says_why(world: World, caplog: pytest.LogCaptureFixture):
    caplog.set_level("DEBUG")
    client = world.site.client()
    with change_nothing(world.site):
        answer = client.submit_form("/sign-in", login=NUMBER, password="x")
    assert answer.status_code == 422
    assert any(sentence in answer.page.body_text for sentence in SENTENCES)
    client.submit_form("/sign-in", login="lead", password=NUMBER)
    check_nothing_kept(world, NUMBER, caplog.text)


def test_what_nobody_types_keeps_no_number_either(world: World, caplog: pytest.LogCaptureFixture):
    """Choices, ticks and hidden fields: whatever the answer, the number is nowhere afterwards."""
    caplog.set_level("DEBUG")
    client = world.find_client("adviser")
    hidden = [field for field in gather_fields(world) if field.kind not in TYPED]
    assert {"radio", "checkbox", "hidden"} <= {field.kind for field in hidden}
    for field in hidden:
        # A form that closes the case may be carried out: what comes after it is refused, and keeps nothing either.
        fine = {303, 403, 409, 422}
        if field.form.action.startswith(("/cohorts/", "/meetings/")) or "/studies/" in field.form.action:
            # So may one that takes somebody out of a cohort, or a meeting away, or ends a study: its page is gone then.
            fine.add(404)
        assert send(world, field, NUMBER).status_code in fine, field
    for field in hidden[:20]:
        world.find_client(field.actor).get(
            f"{field.page}?with={NUMBER}&outcome={NUMBER}&after={NUMBER}&next=/{NUMBER}&from={NUMBER}"
        )
    for path in (f"/cases/{NUMBER}", f"/{NUMBER}", world.build_url("cases.step", "open") + NUMBER):
        client.get(path)
    check_nothing_kept(world, NUMBER, caplog.text)


def check_nothing_kept(world: World, number: str, log: str) -> None:
    """The number stands in no column, under no seal, in no audit row and in no log."""
    kept = [repr(rows) for rows in world.read_all().values()]
    kept += open_all_sealed(world)
    told = "\n".join([*kept, log])
    assert number not in told
    assert not holds_national_id(log)
    bare = "".join(sign for sign in told if sign.isdigit() or sign in "\n,")
    assert NUMBER not in bare.split(",")


def open_all_sealed(world: World) -> list[str]:
    """Everything under seal, opened."""
    opened: list[str] = []
    with world.site.session() as session:
        for mapper in Base.registry.mappers:
            names = [name for name, value in vars(mapper.class_).items() if isinstance(value, SealedText)]
            if names:
                for row in session.scalars(select(mapper.class_)):
                    opened += [getattr(row, name) or "" for name in names]
    assert len(opened) > 30
    return opened
