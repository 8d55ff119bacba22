"""Markup typed into an experience or beside a company is shown as it was typed, on every page that shows it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from hybridmentor.web.markdown import strip_markdown
from tests.integration.web.conftest import open_for_site
from tests.security.test_scripts_in_text import LIKE_FAULTS, PAYLOADS, check_page, make_payload, squeeze
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse

TEXTS = ("title", "tried", "happened", "learned", "differently", "adjusted", "rethink", "audience")


def open_client(site: Site, kind: str) -> PageClient:
    """The adviser's browser; some payloads look like faults of ours to the client that looks at pages."""
    client = site.client("veileder")
    client.checks_pages = kind not in LIKE_FAULTS
    return client


def look(answer: PageResponse) -> str:
    """A page, looked at closely: what it shows, and what stands in its fields."""
    check_page(answer)
    values = [value for form in answer.page.forms for value in form.values.values()]
    return squeeze("\n".join([answer.page.body_text, *values]))


@pytest.mark.parametrize("kind", PAYLOADS)
def test_an_experience(sqlite_site: Site, kind: str):
    say, client = make_payload(kind), open_client(sqlite_site, kind)
    told = {name: say(name) for name in TEXTS}
    tag = say("t")[:40].replace(",", " ").strip()
    told_too = {"own_tags": tag, "confirmation": say("confirmed")}
    url = client.submit_form("/experiences/new", **told, **told_too).location
    shown = look(client.get(url))
    # What Markdown takes for its own signs is not shown: the words between them are.
    told_words = {name: text if name == "title" else strip_markdown(text) for name, text in told.items()}
    pressed = "".join(shown.split())
    assert [name for name, text in told_words.items() if "".join(text.split()) not in pressed] == []
    assert squeeze(tag).lower() in shown
    board = look(client.get("/experiences"))
    assert squeeze(told["title"]) in board
    assert squeeze(tag).lower() in board
    assert squeeze(tag).lower() in look(client.get(f"/experiences?tag={quote(tag)}"))
    form = look(client.get(f"{url}/edit"))
    assert [name for name, text in told.items() if squeeze(text) not in form] == []
    faulty = client.submit_form(f"{url}/edit", title="", learned=say("again"))
    assert faulty.status_code == 422
    assert squeeze(say("again")) in look(faulty)


@pytest.mark.parametrize("kind", PAYLOADS)
def test_two_windows_on_one_experience(sqlite_site: Site, kind: str):
    say, client = make_payload(kind), open_client(sqlite_site, kind)
    url = client.submit_form("/experiences/new", title="En", learned="To", confirmation="Ingen").location
    first, second = client.read_form(f"{url}/edit"), client.read_form(f"{url}/edit")
    assert client.post_form(first, learned=say("first")).status_code == 303
    answer = client.post_form(second, learned=say("second"))
    assert answer.status_code == 409
    shown = look(answer)
    assert squeeze(say("first")) in shown
    assert squeeze(say("second")) in shown


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_company_on_the_list(sqlite_site: Site, kind: str):
    say, client = make_payload(kind), open_client(sqlite_site, kind)
    case = f"/cases/{open_for_site(sqlite_site)}"
    told = {"company": say("company"), "note": say("note")}
    assert client.submit_form(f"{case}/companies/new", **told, status="positive").status_code == 303
    listed = client.get(f"{case}/steps/company")
    shown = look(listed)
    assert [name for name, text in told.items() if squeeze(text) not in shown] == []
    (action,) = {form.action for form in listed.page.forms if form.action.endswith("/choose")}
    assert squeeze(told["note"]) in look(client.get(action.removesuffix("/choose")))
    asked = client.post_form(listed.page.form(action))
    assert asked.status_code == 422
    assert squeeze(told["company"]) in look(asked)
    assert client.post_form(asked.page.form()).status_code == 303
    assert squeeze(told["company"]) in look(client.get(case))


def test_what_is_searched_for_by_address_is_shown_as_text(sqlite_site: Site):
    client = open_client(sqlite_site, "script")
    client.submit_form("/experiences/new", title="En", learned="To", confirmation="Ingen")
    for kind in PAYLOADS:
        text = quote(make_payload(kind)("x"))
        client.checks_pages = kind not in LIKE_FAULTS
        look(client.get(f"/experiences?tag={text}&step={text}&after={text}"))
        look(client.get(f"/experiences/new?case={text}"))
