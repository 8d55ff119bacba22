"""The HTTP fixtures themselves: each test has its own database, and the client signs in, fills in and looks."""

import pytest
from sqlalchemy import func, select

from hybridmentor.models import AuditEvent, Office, SignIn
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.html import PageFault


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_has_a_database_of_its_own(site: Site, time: str):
    with site.session() as session:
        assert session.scalar(select(func.count()).select_from(Office)) == 4
        assert session.scalar(select(func.count()).select_from(SignIn)) == 0
    site.client("veileder")
    with site.session() as session:
        assert session.scalar(select(func.count()).select_from(SignIn)) == 1
        session.add(Office(number="9999", name="Nav Borte", county="Innhavet"))
        session.commit()


def test_a_site_inside_a_module_site_gives_it_back(module_site: Site, site_keeper):
    outer = module_site.engine.url, site_keeper.switch.url
    with site_keeper.open() as inner:
        assert site_keeper.switch.url != outer[1]
        inner.client("veileder")
    assert site_keeper.switch.url == outer[1]
    with module_site.session() as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 0


def test_a_stranger_is_sent_to_sign_in(client: PageClient):
    answer = client.get("/")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location


def test_people_sign_in_and_out(client: PageClient):
    page = client.sign_in("veileder").page
    assert "Vilde Veileder" in page.body_text
    client.sign_out()
    assert client.get("/").status_code == 303


@pytest.mark.parametrize("login", ["sperret", "finnes-ikke"])
def test_who_may_not_sign_in_is_told(client: PageClient, login: str):
    with pytest.raises(PageFault, match="could not sign in: 422"):
        client.sign_in(login)


def test_a_page_with_a_fault_fails_the_test(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(
        site.app.view_functions, "hybridmentor.auth.sign_in", mark_public(lambda: "<h1>Ikke slik</h1>")
    )
    with pytest.raises(PageFault, match="the parser says"):
        site.client().get("/sign-in")


@pytest.mark.parametrize(
    ("old", "new"),
    [('name="csrf_token"', 'name="other"'), ("value=", "value=&q;"), (' nonce="', ' nonce="x')],
)
def test_a_page_is_looked_at_again_when_it_has_changed(
    site: Site, monkeypatch: pytest.MonkeyPatch, old: str, new: str
):
    """A page seen before is let through only if nothing but nonce, token and key differ."""
    client = site.client()
    good = client.get("/sign-in").text
    assert old in good
    client.get("/sign-in")
    view = site.app.view_functions["hybridmentor.auth.sign_in"]
    changed = mark_public(lambda: view().replace(old, new))
    monkeypatch.setitem(site.app.view_functions, "hybridmentor.auth.sign_in", changed)
    with pytest.raises(PageFault):
        client.get("/sign-in")


def mark_public(view):
    view.hm_permission = "public"
    return view
