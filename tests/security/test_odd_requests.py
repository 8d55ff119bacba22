"""What a proxy, a scanner or a broken browser sends: nothing of it changes an address, a right or an answer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.access.table import ENDPOINTS, find_actor
from tests.access.world import DRAFT_TABLES, World, change_nothing
from tests.support.apps import find_engine, make_app
from tests.support.backends import SqliteBackend
from tests.support.client import HEADERS, ROOT, PageClient

EVIL = "evil.example"
NOISE: dict[str, dict[str, str]] = {
    "X-Forwarded-Host": {"X-Forwarded-Host": EVIL},
    "X-Forwarded-Proto": {"X-Forwarded-Proto": "http"},
    "X-Forwarded-For": {"X-Forwarded-For": "127.0.0.1"},
    "X-Forwarded-Prefix": {"X-Forwarded-Prefix": f"//{EVIL}"},
    "X-Forwarded-Port": {"X-Forwarded-Port": "1"},
    "Forwarded": {"Forwarded": f"for=127.0.0.1;host={EVIL};proto=http"},
    "X-Original-URL": {"X-Original-URL": "/admin"},
    "X-Rewrite-URL": {"X-Rewrite-URL": "/admin"},
    "X-HTTP-Method-Override": {"X-HTTP-Method-Override": "DELETE"},
    "X-Remote-User": {"X-Remote-User": "admin", "Remote-User": "admin", "X-Forwarded-User": "admin"},
    "Authorization": {"Authorization": "Basic YWRtaW46YWRtaW4="},
    "Origin": {"Origin": f"https://{EVIL}"},
    "Referer": {"Referer": f"https://{EVIL}/"},
    "HX-Request": {"HX-Request": "true", "HX-Boosted": "true"},
    "Accept": {"Accept": "application/json"},
    "Accept-Language": {"Accept-Language": "en-GB,*;q=0.1"},
    "Range": {"Range": "bytes=0-1"},
    "If-None-Match": {"If-None-Match": "*"},
    "Cookie": {"Cookie": "hm_language=en; session=x; _user_id=1"},
}


@pytest.fixture(scope="module")
def world(sqlite_world: World) -> World:
    """The world."""
    return sqlite_world


def list_links(client: PageClient, url: str, **options: Any) -> tuple[int, list[str], list[str]]:
    """Status, links and forms of a page."""
    answer = client.get(url, **options)
    page = answer.page
    return (
        answer.status_code,
        sorted({*page.links, *(form.action for form in page.forms)}),
        [element.get("src") or element.get("href") or "" for element in page.elements("script", "link")],
    )


@pytest.mark.parametrize("name", NOISE)
def test_headers_that_a_proxy_may_add_change_nothing(world: World, name: str):
    client = world.find_client("adviser")
    headers = dict(NOISE[name])
    cookies = headers.pop("Cookie", None)
    if cookies:
        for cookie in cookies.split("; "):
            client.set_cookie(*cookie.split("="), domain="localhost")
    for endpoint in ("home.day", "cases.index", "cases.new"):
        url = world.build_url(endpoint)
        assert list_links(client, url, headers=headers) == list_links(client, url)
    assert client.get("/admin", headers=headers).status_code == 403
    assert client.get(world.build_url("cases.show", "other"), headers=headers).status_code == 404
    stranger = world.find_client("stranger").get("/cases", headers=headers)
    assert stranger.status_code == 303
    assert stranger.location.startswith("/sign-in")


@pytest.mark.parametrize("host", [EVIL, f"localhost.{EVIL}", "127.0.0.1:1", "[::1]", "xn--e1afmkfd"])
def test_another_host_name_is_in_no_address(world: World, host: str):
    client = world.site.client()
    client.checks_pages = False
    for url in ("/sign-in", "/cases", "/nothing"):
        answer = client.get(url, base_url=f"https://{host}")
        assert answer.status_code in (200, 303, 404, 400)
        text = answer.get_data(as_text=True) + answer.headers.get("Location", "")
        assert host not in text
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("host", ["evil.example;x", "a b", "localhost/x", "<script>", "localhost\t", ""])
def test_a_host_name_that_is_none_is_refused_or_passed_over(world: World, host: str):
    client = world.site.client()
    client.checks_pages = False
    answer = client.get(
        "/sign-in", headers={"Host": host} if host else None, environ_overrides={"HTTP_HOST": host}
    )
    assert answer.status_code in (200, 400)
    assert "<script>" not in answer.get_data(as_text=True).split("</head>")[-1]


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[PageClient]:
    """An application that knows its own name, asked by others too."""
    app = make_app(
        SqliteBackend(tmp_path).create(), HYBRIDMENTOR_TRUSTED_HOSTS="localhost,mentor.example.org"
    )
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.checks_pages = False
    yield client
    find_engine(app).dispose()


@pytest.mark.parametrize("url", ["/sign-in", "/", "/nothing", "/static/icon.svg"])
def test_with_its_names_set_it_answers_to_no_other(guarded: PageClient, url: str):
    assert guarded.get(url, buffered=True).status_code != 400
    assert guarded.get(url, base_url="https://mentor.example.org", buffered=True).status_code != 400
    answer = guarded.get(url, base_url=f"https://{EVIL}", buffered=True)
    assert answer.status_code == 400
    assert answer.headers["X-Frame-Options"] == HEADERS["X-Frame-Options"]
    assert EVIL not in answer.get_data(as_text=True)
    assert answer.get_data(as_text=True).strip(), "there are words in it"


@pytest.mark.parametrize(
    "endpoint", [one for one in ENDPOINTS if one.method == "POST"], ids=lambda one: one.name
)
def test_files_where_text_is_wanted_are_no_fault_of_ours(world: World, endpoint: Any):
    """A form with a file in every field, and one with every field a hundred times."""
    if endpoint.name == "auth.sign_out":
        return
    visitor = world.find_visitor("adviser")
    url = world.build_url(endpoint.name, endpoint.some_case)
    names = [
        "name",
        "note",
        "planned",
        "next",
        "hm_version",
        "day",
        "office",
        "status",
        "login",
        "q",
        "language",
        "mentor",
    ]
    # What is wrong keeps the form that may be empty, that of the agreed contact, from being carried out.
    data: dict[str, Any] = {
        "csrf_token": visitor.token,
        "hm_key": str(uuid4()),
        "jobseeker": "wrong",
        "offers": "wrong",
        "has_lasted": "wrong",
        "role": "wrong",
    }
    files = {name: (io.BytesIO(b"x"), "../../etc/passwd") for name in names}
    with change_nothing(world.site, "hm_audit_event", *DRAFT_TABLES):
        assert visitor.client.post(url, data={**data, **files}).status_code < 500
        many = {**data, **{name: ["x"] * 50 for name in names}}
        assert visitor.client.post(url, data=many).status_code < 500


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "application/xml", "", "multipart/form-data"]
)
def test_a_body_that_is_no_form_is_refused(world: World, content_type: str):
    client = world.find_client("adviser")
    with change_nothing(world.site):
        answer = client.post("/cases/new", data=b'{"name": "x"}', content_type=content_type)
        assert answer.status_code == 400


def test_a_form_that_is_far_too_long_is_refused_in_words(world: World):
    client = world.find_client("adviser")
    data = {"csrf_token": world.find_visitor("adviser").token, "note": "x" * 1_500_000}
    with change_nothing(world.site):
        answer = client.post(world.build_url("contacts.log", "open"), data=data)
    assert answer.status_code == 413
    assert answer.page.heading


FILTERED = ("office.collaboration",)
"""Pages with choices that narrow their figures down."""


QUESTIONS = [
    "after=x",
    "after=2026-01-01_x",
    "after=_",
    "after=9999-99-99_00000000-0000-4000-8000-000000000000",
    "after=1900-01-01_00000000-0000-4000-8000-000000000000",
    "after=%00",
    "after=" + "9" * 40,
    "state=" + "x" * 3000,
    "state[]=open&state=closed",
    "mine=-1",
    "planned=x&with=x&outcome=x&from=x",
    "planned=00000000-0000-4000-8000-000000000000",
    "with=mentor&with=mentor&with=none",
    "%ff%fe=%ff",
    "next=%ff",
    "a" * 3000,
]


@pytest.mark.parametrize("is_thorough", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.parametrize("query", QUESTIONS)
def test_odd_questions_get_pages(world: World, query: str, is_thorough: bool):
    """Every day each page is asked a quarter of the questions, the next page others; in the long run all are asked all."""
    pages = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET"]
    for endpoint in pages if is_thorough else pages[QUESTIONS.index(query) % 4 :: 4]:
        # What is no choice of its filter is said in words, and an office that is none is not found.
        fine = (200, 404, 422) if endpoint.name in FILTERED else (200,)
        url = world.build_url(endpoint.name, endpoint.some_case)
        answer = world.find_client(find_actor(endpoint)).get(f"{url}?{query}", buffered=True)
        assert answer.status_code in fine, endpoint.name
    client = world.find_client("adviser")
    assert client.get("/sign-in?" + query, base_url=ROOT).status_code == 200
