"""A form that does not come from a page of ours, in this browser, not long ago, is refused before anything else is asked."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import itsdangerous
import pytest

from hybridmentor.web.csrf import TOKEN_SECONDS
from tests.access.table import ENDPOINTS, Endpoint, find_actor
from tests.access.world import World, change_nothing
from tests.support.client import PageResponse

POSTS = [one for one in ENDPOINTS if one.method == "POST"]
ACTORS = ("stranger", "adviser", "admin")


def post(world: World, endpoint: Endpoint, actor: str, data: dict[str, str], **headers: str) -> PageResponse:
    """Send a form with these values and headers and nothing of its own."""
    url = world.build_url(endpoint.name, endpoint.some_case)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return world.find_client(actor).post(url, data=data, headers=named)


def change_one_sign(token: str) -> str:
    """The token with another sign in its middle."""
    middle = len(token) // 2
    return token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]


FAULTY = {
    "mentor": "no such interval",
    "has_lasted": "yes",
    "goal_number": "no number",
    "volunteers": "no number",
    "hm_version": "1",
}
"""What makes a form faulty that would be fine, or too old, without answers."""


FORGERIES: dict[str, Callable[[World, str], dict[str, str]]] = {
    "no token": lambda world, actor: {},
    "empty": lambda world, actor: {"csrf_token": ""},
    "nonsense": lambda world, actor: {"csrf_token": "nonsense"},
    "another browser's": lambda world, actor: {"csrf_token": world.find_visitor("lead").token},
    "changed": lambda world, actor: {"csrf_token": change_one_sign(world.find_visitor(actor).token)},
    "under another name": lambda world, actor: {"_csrf_token": world.find_visitor(actor).token},
}


@pytest.fixture(scope="module")
def world(sqlite_world: World) -> World:
    """The world, with everybody signed in: what is compared afterwards is what the forms did."""
    for actor in (*ACTORS, "lead", "county"):
        sqlite_world.find_client(actor)
    return sqlite_world


@pytest.mark.parametrize("endpoint", POSTS, ids=lambda one: one.name)
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_form_without_a_token_of_this_browser_is_refused(world: World, endpoint: Endpoint, forgery: str):
    with change_nothing(world.site):
        for actor in ACTORS:
            data = {"hm_key": str(uuid4()), **FORGERIES[forgery](world, actor)}
            assert post(world, endpoint, actor, data).status_code == 400, actor


@pytest.mark.parametrize("endpoint", POSTS, ids=lambda one: one.name)
def test_a_token_counts_only_in_the_form(world: World, endpoint: Endpoint):
    """Not in a header, the address or JSON: other pages can bring those about more easily."""
    token = world.find_visitor("adviser").token
    url = world.build_url(endpoint.name, endpoint.some_case)
    client = world.find_client("adviser")
    with change_nothing(world.site):
        assert client.post(f"{url}?csrf_token={token}").status_code == 400
        assert client.post(url, headers={"X-CSRFToken": token}).status_code == 400
        assert client.post(url, json={"csrf_token": token}).status_code == 400


@pytest.mark.parametrize("endpoint", POSTS, ids=lambda one: one.name)
@pytest.mark.parametrize("site", ["cross-site", "same-site", "Cross-Site", "none, cross-site"])
def test_a_form_from_another_site_is_refused_even_with_a_token(world: World, endpoint: Endpoint, site: str):
    with change_nothing(world.site):
        for actor in ACTORS:
            data = {"csrf_token": world.find_visitor(actor).token, "hm_key": str(uuid4())}
            assert post(world, endpoint, actor, data, Sec_Fetch_Site=site).status_code == 400


@pytest.mark.parametrize("endpoint", POSTS, ids=lambda one: one.name)
def test_an_old_token_is_refused(world: World, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch):
    made = itsdangerous.TimestampSigner.get_timestamp
    visitor = world.make_visitor(find_actor(endpoint))
    url = world.build_url(endpoint.name, endpoint.some_case)
    data = {"csrf_token": visitor.token, "hm_key": str(uuid4()), **FAULTY}
    monkeypatch.setattr(
        itsdangerous.TimestampSigner, "get_timestamp", lambda self: made(self) + TOKEN_SECONDS - 60
    )
    if endpoint.name != "auth.sign_out":
        assert visitor.client.post(url, data=data).status_code == endpoint.status
    monkeypatch.setattr(
        itsdangerous.TimestampSigner, "get_timestamp", lambda self: made(self) + TOKEN_SECONDS + 60
    )
    with change_nothing(world.site):
        assert visitor.client.post(url, data=data).status_code == 400


@pytest.mark.parametrize("endpoint", POSTS, ids=lambda one: one.name)
@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_forms_pass(world: World, endpoint: Endpoint, site: str):
    """The same requests with nothing wrong with them: otherwise all of the above would say nothing."""
    if endpoint.name == "auth.sign_out":
        return
    actor = find_actor(endpoint)
    data = {"csrf_token": world.find_visitor(actor).token, "hm_key": str(uuid4()), **FAULTY}
    assert post(world, endpoint, actor, data, Sec_Fetch_Site=site).status_code == endpoint.status


def test_a_token_of_before_the_sign_in_is_worth_nothing_after_it(world: World):
    """Whoever planted a cookie in a browser before its owner signs in does not know the token afterwards."""
    client = world.site.client()
    planted = client.get("/sign-in").page.forms[0].values["csrf_token"]
    client.sign_in("lead_elsewhere")
    assert client.post("/language", data={"csrf_token": planted, "language": "nn"}).status_code == 400


def test_the_page_about_it_tells_what_to_do(world: World):
    answer = world.find_client("adviser").post("/language", data={})
    assert answer.status_code == 400
    assert answer.page.heading
    assert "csrf" not in answer.page.body_text.casefold()
