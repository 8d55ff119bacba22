"""Every answer carries the same strict headers, word for word, whatever went wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy.exc import OperationalError

from hybridmentor.policy.permissions import Permission
from hybridmentor.web.guards import requires
from tests.access.world import World
from tests.support.apps import find_engine, make_app
from tests.support.backends import SqliteBackend
from tests.support.client import FORBIDDEN_HEADERS, HEADERS, PASSWORD, POLICY, PageClient, PageResponse

PAGE = {"Cache-Control": "no-store", "Vary": "Cookie", "Content-Type": "text/html; charset=utf-8"}
SECRET = "Kari Nordmann 12345"


@pytest.fixture(scope="module")
def world(sqlite_world: World) -> World:
    """The world."""
    return sqlite_world


@requires(Permission.USE_APPLICATION)
def break_down() -> NoReturn:
    """A view with a fault that knows a name."""
    raise RuntimeError(SECRET)


@requires(Permission.USE_APPLICATION)
def fail_to_reach() -> NoReturn:
    """A view that does not reach its database."""
    raise OperationalError(f"SELECT '{SECRET}'", {"name": SECRET}, Exception(SECRET))


ANSWERS: dict[str, tuple[int, Callable[[World], PageResponse]]] = {
    "a page": (200, lambda w: w.find_client("adviser").get("/")),
    "a case": (200, lambda w: w.find_client("adviser").get(w.build_url("cases.show", "open"))),
    "the sign-in": (200, lambda w: w.find_client("stranger").get("/sign-in")),
    "to the sign-in": (303, lambda w: w.find_client("stranger").get("/cases")),
    "a forged form": (400, lambda w: w.find_client("adviser").post("/language")),
    "a form of a stranger": (
        401,
        lambda w: w.find_client("stranger").post(
            "/cases/search", data={"csrf_token": w.find_visitor("stranger").token}
        ),
    ),
    "forbidden": (403, lambda w: w.find_client("adviser").get("/admin")),
    "hidden": (404, lambda w: w.find_client("adviser").get(w.build_url("cases.show", "other"))),
    "no such page": (404, lambda w: w.find_client("adviser").get("/no/such/page")),
    "no such page, a stranger": (404, lambda w: w.find_client("stranger").get("/no/such/page")),
    "no such file": (404, lambda w: w.find_client("stranger").get("/static/no-such-file.css")),
    "no such method": (405, lambda w: w.find_client("adviser").open("/cases", method="DELETE")),
    "a form with faults": (
        422,
        lambda w: w.find_client("adviser").post(
            "/cases/new", data={"csrf_token": w.find_visitor("adviser").token}
        ),
    ),
    "a language chosen": (
        303,
        lambda w: w.find_client("adviser").post(
            "/language", data={"csrf_token": w.find_visitor("adviser").token, "language": "nb"}
        ),
    ),
    "too much sent": (
        413,
        lambda w: w.find_client("adviser").post("/cases/new", data={"name": "x" * 2_000_000}),
    ),
    "an unwanted slash": (404, lambda w: w.find_client("adviser").get("/cases/")),
    "options": (200, lambda w: w.find_client("adviser").open("/cases", method="OPTIONS")),
    "head": (200, lambda w: w.find_client("adviser").open("/cases", method="HEAD")),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_carries_the_headers(world: World, name: str):
    status, ask = ANSWERS[name]
    for actor in ("adviser", "stranger"):
        world.find_client(actor)
    answer = ask(world)
    answer.get_data()
    assert answer.status_code == status
    check_headers(answer, is_page=status not in (303,) and name != "options")


def check_headers(answer: PageResponse, *, is_page: bool) -> None:
    """The headers, each with its one value, and none that tells of the server."""
    expected = {**HEADERS, "Cache-Control": "no-store", **(PAGE if is_page else {})}
    for header, value in expected.items():
        assert answer.headers.getlist(header) == [value], header
    found = re.search(r"'nonce-([\w-]{20,})'", answer.headers["Content-Security-Policy"])
    assert found
    assert answer.headers.getlist("Content-Security-Policy") == [POLICY.format(nonce=found.group(1))]
    for header in (*FORBIDDEN_HEADERS, "X-Debug", "Access-Control-Allow-Credentials"):
        assert header not in answer.headers
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("view", "status"), [(break_down, 500), (fail_to_reach, 503)])
def test_a_fault_of_ours_tells_a_reference_and_no_more(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    view: Callable[[], Any],
    status: int,
):
    client = world.find_client("adviser")
    monkeypatch.setitem(world.site.app.view_functions, "hybridmentor.office.figures", view)
    client.checks_pages = True
    answer = client.get("/office/figures")
    client.checks_pages = False
    assert answer.status_code == status
    check_headers(answer, is_page=True)
    assert SECRET not in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)
    reference = re.search(r"\b[0-9a-f]{32}\b", answer.page.body_text)
    assert reference
    # The log has the place of the fault under the same reference, and no value.
    assert reference.group() in caplog.text
    assert type(self_or_none(view)).__name__ in caplog.text
    assert SECRET not in caplog.text


def self_or_none(view: Callable[[], Any]) -> BaseException:
    """The fault that a view raises."""
    try:
        view()
    except Exception as fault:  # noqa: BLE001
        return fault
    raise AssertionError("the view raises nothing")


def test_a_fault_of_a_stranger_carries_the_headers_too(world: World, monkeypatch: pytest.MonkeyPatch):
    broken = lambda: break_down()  # noqa: E731
    broken.hm_permission = "public"  # type: ignore[attr-defined]
    monkeypatch.setitem(world.site.app.view_functions, "hybridmentor.auth.sign_in", broken)
    answer = world.find_client("stranger").get("/sign-in")
    assert answer.status_code == 500
    check_headers(answer, is_page=True)


def test_a_static_file_with_its_version_may_be_kept(world: World):
    page = world.find_client("stranger").get("/sign-in").get_data(as_text=True)
    kept = re.findall(r"/static/[\w./-]+\?v=[0-9a-f]{12}", page)
    assert len(kept) >= 3
    for path in kept:
        answer = world.find_client("stranger").get(path, buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in answer.headers
        for header, value in HEADERS.items():
            assert answer.headers[header] == value


def test_a_static_file_without_its_version_and_a_missing_one_are_not_kept(world: World):
    for path in ("/static/icon.svg", "/static/none.svg?v=1"):
        answer = world.find_client("stranger").get(path, buffered=True)
        assert answer.headers["Cache-Control"] == "no-store"


def test_every_page_has_a_nonce_of_its_own(world: World):
    client = world.find_client("stranger")
    nonces = [client.get("/sign-in").nonce for _ in range(20)]
    assert len(set(nonces)) == 20
    assert None not in nonces


def test_the_cookie_is_bound_to_this_site(world: World):
    client = world.site.client()
    answer = client.submit_form("/sign-in", login="lead", password=PASSWORD)
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if "hybridmentor" in one]
    name, *attributes = [part.strip() for part in cookie.split(";")]
    assert name.startswith("__Host-hybridmentor=")
    assert set(attributes) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


def test_without_secure_cookies_browsers_are_not_told_to_stay_on_https(tmp_path: Path):
    """As in the demo, over http on one's own machine."""
    app = make_app(SqliteBackend(tmp_path).create(), HYBRIDMENTOR_SECURE_COOKIES=False)
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.checks_pages = False
    answer = client.get("/static/icon.svg", base_url="http://localhost", buffered=True)
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["X-Frame-Options"] == "DENY"
    find_engine(app).dispose()
