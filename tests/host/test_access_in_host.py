"""Inside a host everybody gets the answers of the access table too, under the prefix, by the host's own sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest

from tests.access.answers import find_faults
from tests.access.table import ENDPOINTS, Endpoint
from tests.access.world import SECRETS, change_nothing
from tests.host.host_world import PREFIX, HostWorld
from tests.support.client import HEADERS, POLICY

MOUNTED = [endpoint for endpoint in ENDPOINTS if not endpoint.name.startswith("auth.")]
ACTORS = ("adviser", "lead", "elsewhere", "recused", "admin", "stranger")
SAMPLE = ("open", "closed", "kode_6", "example", "other", "unknown")
"""A sample: the whole table is run against the standalone application."""
FOR_ALL = ("open", "other")
"""The cases that each of them asks for every day; the adviser asks for all of the sample."""


def test_everything_but_our_sign_in_is_mounted_under_the_prefix(host_world: HostWorld):
    rules = [
        rule for rule in host_world.site.app.url_map.iter_rules() if rule.endpoint.startswith("hybridmentor.")
    ]
    assert all(rule.rule.startswith(f"{PREFIX}/") for rule in rules)
    answered = {
        (rule.endpoint.removeprefix("hybridmentor."), method)
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert answered == {(endpoint.name, endpoint.method) for endpoint in MOUNTED}


@pytest.mark.parametrize("endpoint", MOUNTED, ids=lambda one: f"{one.method}-{one.name}")
def test_a_sample_of_the_access_table(host_world: HostWorld, endpoint: Endpoint):
    """`shut_out` is known to the host but not, any longer, to us: 403 with words of its own, where strangers go to sign in."""
    ask_for_sample(host_world, endpoint, FOR_ALL)


@pytest.mark.long
@pytest.mark.parametrize("endpoint", MOUNTED, ids=lambda one: f"{one.method}-{one.name}")
def test_the_whole_sample(host_world: HostWorld, endpoint: Endpoint):
    ask_for_sample(host_world, endpoint, SAMPLE)


def ask_for_sample(host_world: HostWorld, endpoint: Endpoint, for_all: Sequence[str]) -> None:
    """Ask as each of the actors for these cases, and as the adviser for all; fail where an answer is not the table's."""
    pairs: list[tuple[str, str | None]] = [(actor, None) for actor in ACTORS]
    if endpoint.is_about_a_case:
        pairs = [(actor, case) for actor in ACTORS for case in (SAMPLE if actor == "adviser" else for_all)]
    with change_nothing(host_world.site, "hm_audit_event"):
        faults = find_faults(host_world, endpoint, pairs)
        if not endpoint.open_to_strangers:
            answer = host_world.ask(endpoint, "shut_out", pairs[0][1])
            faults += [] if answer.status_code == 403 else [f"shut_out: {answer.status_code}"]
    assert not faults, "\n".join(faults)


def test_strangers_are_sent_to_the_hosts_own_sign_in_and_back(host_world: HostWorld):
    client = host_world.find_client("stranger")
    for endpoint in ("home.day", "cases.show"):
        url = host_world.build_url(endpoint, "open" if endpoint == "cases.show" else None)
        answer = client.get(url)
        assert answer.status_code == 303
        assert answer.location == f"/host-sign-in?next={url}"


@pytest.mark.parametrize("actor", ["nobody of ours", "shut_out"])
def test_somebody_without_an_account_is_told_so(host_world: HostWorld, actor: str):
    """The host knows who it is, so that a sign-in would not help: 403 and a sentence, not a redirect in a circle."""
    visitor = host_world.find_visitor(actor)
    visitor.client.checks_pages = False
    for path in ("/", "/cases", "/research/table-1", f"/cases/{host_world.cases['open']}"):
        answer = visitor.client.get(PREFIX + path)
        assert answer.status_code == 403
        assert answer.page.heading
        text = answer.get_data(as_text=True)
        assert [word for word in SECRETS if word in text] == []
    answer = visitor.client.post(f"{PREFIX}/cases/search", data={"csrf_token": visitor.token})
    assert answer.status_code == 403


def test_links_forms_and_files_stay_under_the_prefix(host_world: HostWorld):
    """On every page, for everybody who has one: only the way out of us leads to the host."""
    outside = set()
    looked = 0
    for actor in ("adviser", "lead", "admin"):
        client = host_world.find_client(actor)
        for endpoint in MOUNTED:
            for case in ("open", "closed", "example") if endpoint.is_about_a_case else (None,):
                if (
                    endpoint.method != "GET"
                    or endpoint.name == "static"
                    or endpoint.expect(actor, case) != 200
                ):
                    continue
                answer = client.get(host_world.build_url(endpoint.name, case))
                if answer.mimetype != "text/html":
                    continue
                page = answer.page
                loaded = [
                    one.get("src") or one.get("href") or "" for one in page.elements("script", "link", "img")
                ]
                used = [one.get("href", "") for one in page.elements("use")]
                for target in [*page.links, *(form.action for form in page.forms), *loaded, *used]:
                    looked += 1
                    if not target.startswith((f"{PREFIX}/", "#", "tel:", "mailto:")):
                        outside.add(target)
    assert outside <= {""}
    assert looked > 200


def test_our_answers_carry_our_headers_and_the_hosts_do_not(host_world: HostWorld):
    client = host_world.find_client("adviser")
    ours = {name: value for name, value in HEADERS.items() if name != "Strict-Transport-Security"}
    refused = [
        f"{PREFIX}/cases/{host_world.cases['other']}",
        f"{PREFIX}/admin",
        f"{PREFIX}/",
        f"{PREFIX}/static/icon.svg",
    ]
    for path in refused:
        answer = client.get(path, buffered=True)
        assert {name: answer.headers.get(name) for name in ours} == ours, path
        assert answer.headers["Content-Security-Policy"] == POLICY.format(nonce=answer.nonce)
    for path in ("/", "/host-sign-in", "/nowhere"):
        answer = client.get(path)
        assert not set(ours) & set(answer.headers.keys()), path
        assert "Content-Security-Policy" not in answer.headers


def test_an_address_that_nothing_answers_is_the_hosts_to_answer(host_world: HostWorld):
    client = host_world.find_client("adviser")
    for path in ("/nowhere", f"{PREFIX}/nowhere", f"{PREFIX}/cases/1"):
        answer = client.get(path)
        assert (answer.status_code, answer.get_data(as_text=True)) == (404, "the host's own missing page")
    answer = client.open(f"{PREFIX}/cases", method="DELETE")
    assert answer.status_code == 405
    assert "hm-" not in answer.get_data(as_text=True)


def test_what_we_hide_is_told_on_our_page(host_world: HostWorld):
    """The host's page for 404 must not take the place of ours: a hidden case is answered in the reader's language."""
    answer = host_world.find_client("elsewhere").get(host_world.build_url("cases.show", "open"))
    assert answer.status_code == 404
    assert "the host's own" not in answer.get_data(as_text=True)
    assert answer.page.heading


@pytest.mark.parametrize("language", ["nn", "en", "nb"])
def test_the_language_is_ours_alone(host_world: HostWorld, language: str):
    """The switch works under the prefix and leads back there; the host's own words are what they were."""
    visitor = host_world.make_visitor("lead")
    before = visitor.client.get("/").get_data()
    data = {"csrf_token": visitor.token, "language": language, "next": f"{PREFIX}/cases"}
    answer = visitor.client.post(f"{PREFIX}/language", data=data)
    assert urlsplit(answer.location).path == f"{PREFIX}/cases"
    assert visitor.client.get(f"{PREFIX}/cases").page.language == language
    assert visitor.client.get("/").get_data() == before
    assert host_world.site.app.jinja_env.globals["_"]("x") == "host:x"


def test_signing_out_of_the_host_ends_it_with_us(host_world: HostWorld):
    """Nothing of ours remembers who it was: the host's word counts on every request."""
    client = host_world.make_visitor("adviser").client
    assert client.get(f"{PREFIX}/").status_code == 200
    with client.session_transaction() as cookie:
        cookie.pop("_user_id")
    assert client.get(f"{PREFIX}/").status_code == 303
