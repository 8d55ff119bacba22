"""Every form with text to type keeps drafts: found on the pages, not listed by hand. And nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4
from xml.etree.ElementTree import Element

import pytest
from flask import url_for
from sqlalchemy import select

from hybridmentor.models import AuditEvent, DataKey, Draft
from hybridmentor.queries.drafts import read_fields
from hybridmentor.web.drafts import FORMS, PREFIX
from tests.access.table import ENDPOINTS
from tests.access.world import DRAFT_TABLES, World, change_nothing
from tests.security.test_mass_assignment import SENDINGS, open_world
from tests.support.apps import SiteKeeper
from tests.support.client import ROOT, PageClient, PageResponse
from tests.support.databases import Databases
from tests.support.html import Form, Page, strip_namespace

ACTORS = ("adviser", "lead", "researcher", "admin")
WITHOUT = ("/cases/search", "/log/search", "/sign-in", "/followed/searches", "/use")
"""How the addresses of forms end that have a line to type and keep no draft: a search and its name, the sign-in, and how an
experience was used, a line beside the form of its page that keeps one."""
ELSEWHERE = {"research.decide_deidentified", "research.decide_release"}
"""Forms that stand on a page only while something waits for an answer; the test of each form by itself has it wait."""
GUARDS = {"csrf_token", "hm_key"}


@dataclass(frozen=True)
class Kept:
    """A draft in the database, opened."""

    form: str
    case_id: UUID | None
    fields: list[tuple[str, str]]


def list_kept(world: World) -> list[Kept]:
    """All drafts."""
    with world.site.session() as session:
        rows = session.scalars(select(Draft).order_by(Draft.form)).all()
        return [Kept(row.form, row.case_id, list(read_fields(row))) for row in rows]


def list_controls(form: Form, page: Page) -> Iterator[Element]:
    """What somebody can answer in a form, hidden parts left out."""
    own = set(form.element.iter())
    for one in page.elements("input", "select", "textarea"):
        belongs = one.get("form") == form.id if one.get("form") else one in own
        if belongs and one.get("type") not in ("hidden", "submit", "button"):
            yield one


def is_typed(control: Element) -> bool:
    """Whether one types into it."""
    kind = control.get("type", "text") in ("text", "tel", "email")
    return strip_namespace(control) == "textarea" or (strip_namespace(control) == "input" and kind)


def has_words(form: Form, page: Page) -> bool:
    """Whether there are words to write in a form that is sent, and not only days and numbers."""
    written = [one for one in list_controls(form, page) if is_typed(one) and not one.get("inputmode")]
    return form.method == "post" and bool(written)


def is_kept(form: Form) -> bool:
    """Whether the page's script keeps what is typed in the form."""
    return any("data-hm-save" in one.attrib for one in form.element.iter())


def fill(form: Form, page: Page) -> dict[str, list[str]]:
    """An answer for every field that differs from what stands there: text, all boxes, the last of several choices."""
    told: dict[str, list[str]] = {}
    for one in list_controls(form, page):
        name, kind = one.get("name") or "", one.get("type", "text")
        if strip_namespace(one) == "select":
            told[name] = [list(one.iter("option"))[-1].get("value") or ""]
        elif kind == "checkbox":
            told.setdefault(name, []).append(one.get("value") or "on")
        elif kind == "radio":
            told[name] = [one.get("value") or ""]
        elif is_typed(one):
            told[name] = [f"Ærlig <b>svar</b> i {name}"]
    return {name: values for name, values in told.items() if name}


def keep(client: PageClient, form: Form, told: dict[str, list[str]], /, **extra: str) -> PageResponse:
    """Send what a form holds to be kept, as the page's script does."""
    element = next(one for one in form.element.iter() if "data-hm-save" in one.attrib)
    hidden = {name: form.values.getlist(name) for name in form.values if name not in told}
    data = {
        **hidden,
        **told,
        "hm_address": form.action,
        "hm_reader": element.attrib["data-hm-reader"],
        "hm_age": "0",
    }
    return client.post(element.attrib["data-hm-save"], data={**data, **extra})


def test_every_form_with_text_is_kept_and_no_other(module_world: World):
    """All forms of all pages of the table, for an adviser, a lead and an administrator."""
    found: set[str] = set()
    for actor in ACTORS:
        client = module_world.find_client(actor)
        for endpoint in ENDPOINTS:
            if endpoint.method != "GET" or endpoint.expect(actor, endpoint.some_case) != 200:
                continue
            url = module_world.build_url(endpoint.name, endpoint.some_case)
            answer = client.get(url, buffered=True)
            if answer.mimetype != "text/html":
                continue
            for form in answer.page.forms:
                expected = has_words(form, answer.page) and not form.action.endswith(WITHOUT)
                assert is_kept(form) is expected, (endpoint.name, form.action)
                if expected:
                    found.add(find_endpoint(module_world, form.action))
                    # A draft is offered on the page that its form is sent to.
                    assert form.action.partition("?")[0] == url.partition("?")[0], endpoint.name
    assert {PREFIX + name for name in FORMS - ELSEWHERE} == found


def find_endpoint(world: World, action: str) -> str:
    """The endpoint that a form is sent to."""
    endpoint, _ = world.site.app.url_map.bind("localhost").match(action.partition("?")[0], method="POST")
    return str(endpoint)


@pytest.fixture(params=sorted(FORMS))
def name(request: pytest.FixtureRequest) -> str:
    """Each form that keeps drafts, by its endpoint."""
    return str(request.param)


@pytest.fixture
def own_world(site_keeper: SiteKeeper, databases: Databases) -> Iterator[World]:
    """The world in a database of this test's own."""
    with open_world(site_keeper, databases) as world:
        yield world


def test_a_draft_is_kept_offered_shown_as_it_was_and_gone_when_sent(own_world: World, name: str):
    world, sending = own_world, SENDINGS[name]
    client, url = world.find_client(sending.actor), sending.page(world)
    client.checks_pages = True
    page = client.get(url).page
    wanted = sending.form(world) if callable(sending.form) else sending.form
    assert "draft-note" not in page.text
    form = client.read_form(url, wanted)
    form.action = form.action.removeprefix(ROOT)
    told = fill(page.form(wanted), page)
    assert any(value.startswith("Ærlig") for values in told.values() for value in values)

    answer = keep(client, form, told)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    (kept,) = list_kept(world)
    assert kept.form == f"{PREFIX}{name}"
    assert GUARDS.isdisjoint(field for field, _ in kept.fields)
    for field, values in told.items():
        assert [value for key, value in kept.fields if key == field] == values

    # Offered, not forced.
    offered = client.get(url)
    (note,) = [one for one in offered.page.elements() if one.get("id") == "draft-note"]
    assert note.get("data-hm-state") == "found"
    assert "Ærlig &lt;b&gt;svar" not in offered.text
    (link,) = [one.get("href") or "" for one in note.iter("a")]
    assert link.endswith("draft=1")

    shown = client.get(link)
    assert shown.status_code == 200
    restored = client.read_form(link, wanted)
    for field, values in told.items():
        assert sorted(restored.values.getlist(field)) == sorted(values), field
    for field in form.values:
        if field not in told and field not in GUARDS:
            assert restored.values.getlist(field) == form.values.getlist(field), field
    assert list_kept(world) == [kept]
    assert {row.action for row in world.list_audit_rows(0)} >= {"draft.begin", "draft.read"}

    # Carried out, it is gone with its key.
    values: dict[str, Any] = dict(sending.values(world) if callable(sending.values) else sending.values)
    assert client.post_form(client.read_form(url, wanted), extra=values).status_code == 303
    assert list_kept(world) == []
    with world.site.session() as session:
        assert session.scalars(select(DataKey).where(DataKey.owner == "draft")).all() == []
        actions = session.scalars(
            select(AuditEvent.action).where(AuditEvent.noun == "draft").order_by(AuditEvent.id)
        ).all()
    assert actions == ["draft.begin", "draft.drop"]


def test_nothing_is_a_store_for_anything(world: World):
    """Neither other addresses of ours nor other sites', and no case that the actor may not write in."""
    client, token = world.find_client("adviser"), world.find_visitor("adviser").token
    form = client.read_form(world.build_url("contacts.new", "open"))
    reader = next(one for one in form.element.iter() if "data-hm-save" in one.attrib).attrib["data-hm-reader"]
    kept = {PREFIX + one for one in FORMS}
    with world.site.app.test_request_context(base_url=ROOT):
        others = [
            world.build_url(one.name, one.some_case)
            for one in ENDPOINTS
            if one.method == "POST" and PREFIX + one.name not in kept
        ]
        hidden = [
            url_for("hybridmentor.contacts.log", case_id=world.cases[kind])
            for kind in ("closed", "kode_6", "other", "example", "unknown")
        ]
    strange = [
        "",
        "/",
        "//example.org/cases/new",
        "https://example.org/cases/new",
        "/cases/new\x00",
        "/nothing",
    ]
    strange += [
        f"/cases/{world.cases['open']}/steps/{'x' * 200}",
        f"/cases/{world.cases['open']}/steps/Ola Nordmann",
    ]
    strange += ["/cases/new?person=Ola Nordmann", f"/cases/new?purpose={'x' * 41}", "http://[", "/cases/new/"]
    for address in [*others, *hidden, *strange]:
        data = {"csrf_token": token, "hm_reader": reader, "hm_address": address, "note": "Lagre dette"}
        assert client.post("/drafts", data=data).status_code == 404, address
        (row,) = world.list_audit_rows(world.count_audit_rows() - 1)
        assert (row.decision, row.detail) == ("deny", "hybridmentor.drafts.save")
    assert list_kept(world) == []
    fine = {"csrf_token": token, "hm_reader": reader, "note": "Lagre dette"}
    assert (
        client.post("/drafts", data={**fine, "hm_address": form.action.removeprefix(ROOT)}).status_code == 200
    )


@pytest.mark.parametrize("actor", ["lead", "elsewhere", "market_contact", "recused", "former_guest"])
def test_who_may_not_write_in_the_case_keeps_nothing_there(world: World, actor: str):
    client, token = world.find_client(actor), world.find_visitor(actor).token
    address = world.build_url("contacts.log", "open")
    for reader in ("", "x"):
        data = {"csrf_token": token, "hm_reader": reader, "hm_address": address, "note": "Lagre dette"}
        assert client.post("/drafts", data=data).status_code in (404, 409)
    assert list_kept(world) == []


def test_a_case_that_is_no_longer_seen_takes_its_draft_out_of_reach(world: World):
    """Not offered, not shown, not written in: as if it had never been; and it is not thrown away by a stranger either."""
    client = world.find_client("guest")
    url = world.build_url("contacts.new", "open")
    form = client.read_form(url)
    form.action = form.action.removeprefix(ROOT)
    assert keep(client, form, {"note": ["Hemmelig"]}).status_code == 200
    with world.site.session() as session:
        from hybridmentor.models import Recusal

        session.add(
            Recusal(case_id=world.cases["open"], user_id=world.users["guest"], reason="close_relation")
        )
        session.commit()
    for address in (url, f"{url}?draft=1"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "Hemmelig" not in answer.text
        assert "draft-note" not in answer.text
    assert keep(client, form, {"note": ["Mer"]}).status_code == 404
    (kept,) = list_kept(world)
    assert kept.fields[-1] == ("note", "Hemmelig")


def test_the_draft_of_another_is_neither_offered_nor_shown_nor_thrown_away(world: World):
    form = world.find_client("adviser").read_form(world.build_url("contacts.new", "open"))
    form.action = form.action.removeprefix(ROOT)
    assert keep(world.find_client("adviser"), form, {"note": ["Hemmelig"]}).status_code == 200
    other, url = world.find_visitor("colleague"), world.build_url("contacts.new", "open")
    for address in (url, f"{url}?draft=1"):
        assert "Hemmelig" not in other.client.get(address).text
    assert 'data-hm-state="found"' not in other.client.get(url).text
    data = {"csrf_token": other.token, "hm_address": form.action}
    assert other.client.post("/drafts/discard", data=data).status_code == 303
    assert len(list_kept(world)) == 1
    # Nor is it saved over with the other's token.
    assert (
        keep(world.find_client("adviser"), form, {"note": ["Mitt"]}, csrf_token=other.token).status_code
        == 400
    )
    reader = {
        "hm_reader": str(uuid4().hex),
        "csrf_token": other.token,
        "hm_address": form.action,
        "note": "Ditt",
    }
    assert other.client.post("/drafts", data=reader).status_code == 409
    assert len(list_kept(world)) == 1


def test_what_no_field_is_for_changes_nothing_but_the_text(world: World):
    """Columns of the draft among the fields are kept as fields, and make it neither another's nor another form's."""
    client = world.find_client("adviser")
    form = client.read_form(world.build_url("contacts.new", "open"))
    form.action = form.action.removeprefix(ROOT)
    extras = {
        "user_id": str(world.users["lead"]),
        "case_id": str(world.cases["other"]),
        "form": "hybridmentor.cases.create",
        "subject": "",
        "id": str(uuid4()),
        "data_key_id": str(uuid4()),
        "saved_at": "2001-01-01",
        "hm_user": str(world.users["lead"]),
    }
    assert keep(client, form, {"note": ["Ringte"]}, **extras).status_code == 200
    with world.site.session() as session:
        row = session.scalars(select(Draft)).one()
        assert (row.user_id, row.case_id) == (world.users["adviser"], world.cases["open"])
        assert (row.form, row.subject) == ("hybridmentor.contacts.log", str(world.cases["open"]))
        assert str(row.id) != extras["id"]
        assert row.saved_at.year > 2001
        kept = dict(read_fields(row))
    assert kept["note"] == "Ringte"
    assert not {name for name in kept if name.startswith("hm_")} - {"hm_version"}
    data = {"csrf_token": world.find_visitor("adviser").token, "hm_address": form.action}
    with change_nothing(world.site, "hm_audit_event", *DRAFT_TABLES):
        assert client.post("/drafts/discard", data={**extras, **data}).status_code == 303
    assert list_kept(world) == []
