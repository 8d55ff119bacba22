"""Nobody is led off the site: not by the sign-in, not by the language switch, not by a path that looks like a host."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

import pytest

from tests.access.world import World
from tests.support.client import PASSWORD, ROOT

AWAY = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%09/evil.example",
    "/%5cevil.example",
    "/%2f%2fevil.example",
    "\t//evil.example",
    " //evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "//evil.example\\@localhost",
    "//localhost@evil.example",
    "//[",
    "//[::1",
    "//evil.example:99999/",
    "/\u2028/evil.example",
    "/\uff0f/evil.example",
    "@evil.example",
    "evil.example",
    ".evil.example",
    "/..//evil.example",
    "/.//evil.example",
    "?next=//evil.example",
    "#",
    "",
    "\x00//evil.example",
    "/" + "a" * 5000 + "\\",
]
HOME = [
    "/cases",
    "/cases?state=all",
    "/cases/00000000-0000-4000-8000-000000000000",
    "/?show=all",
    "/research/table-1#rows",
]


def resolve(location: str, base: str) -> str:
    """The host that a browser would go to: tabs and line breaks fall out, and backslashes are slashes to it."""
    cleaned = "".join(sign for sign in location.strip() if sign not in "\t\r\n").replace("\\", "/")
    return urlsplit(urljoin(base, cleaned)).netloc


@pytest.fixture(scope="module")
def world(sqlite_world: World) -> World:
    """The world."""
    return sqlite_world


@pytest.mark.parametrize("way", AWAY)
def test_the_sign_in_leads_nowhere_else(world: World, way: str):
    client = world.site.client()
    form = client.read_form("/sign-in?next=" + quote(way))
    assert resolve(form.values["next"], ROOT + "/sign-in") == "localhost"
    # And not when the field itself is tampered with.
    answer = client.post_form(form, login="lead", password=PASSWORD, next=way)
    assert answer.status_code == 303
    assert resolve(answer.location, ROOT + "/sign-in") == "localhost"
    assert answer.location.startswith("/")
    assert "evil.example" not in urlsplit(answer.location).netloc


@pytest.mark.parametrize("way", AWAY)
@pytest.mark.parametrize("actor", ["stranger", "adviser"])
def test_the_language_switch_leads_nowhere_else(world: World, actor: str, way: str):
    visitor = world.find_visitor(actor)
    answer = visitor.client.post("/language", data={"csrf_token": visitor.token, "next": way})
    assert answer.status_code == 303
    assert resolve(answer.location, ROOT + "/language") == "localhost"


@pytest.mark.parametrize("way", HOME)
def test_a_way_within_the_site_is_kept(world: World, way: str):
    client = world.site.client()
    form = client.read_form("/sign-in?next=" + quote(way))
    answer = client.post_form(form, login="lead", password=PASSWORD)
    assert answer.location == way


@pytest.mark.parametrize(
    "path",
    ["//evil.example/", "//evil.example/cases", "/\\evil.example", "/%5Cevil.example/", "/%09/evil.example"],
)
def test_a_path_that_looks_like_a_host_leads_nowhere_else(world: World, path: str):
    """Such a path comes back in the language switch, and in the redirect to the sign-in."""
    for actor in ("stranger", "adviser"):
        client = world.find_client(actor)
        answer = client.open("/", environ_overrides={"PATH_INFO": path}, buffered=True)
        assert answer.status_code in (303, 308, 404)
        assert resolve(answer.headers.get("Location", "/"), ROOT + "/") == "localhost"
        if answer.status_code == 404:
            for form in answer.page.forms:
                assert resolve(form.action, ROOT + "/") == "localhost"
            assert all(resolve(link, ROOT + "/") == "localhost" for link in answer.page.links)


def test_strangers_come_back_to_where_they_wanted_to_go(world: World):
    client = world.site.client()
    wanted = world.build_url("cases.show", "open")
    answer = client.get(wanted)
    assert answer.status_code == 303
    form = client.read_form(answer.location)
    sent = client.post_form(form, login="lead", password=PASSWORD)
    assert sent.location == wanted
    assert client.get(sent.location).status_code == 200
