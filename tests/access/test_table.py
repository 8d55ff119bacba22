"""Every endpoint, for everybody, on every kind of case: the answers are those of `table.py`, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask

from hybridmentor.db import Base
from tests.access.answers import check_words, find_faults
from tests.access.table import ACTORS, CASES, ENDPOINTS, PAGES, RIGHTS, STRANGERS, Endpoint
from tests.access.world import World, change_nothing, fill_world
from tests.support.apps import SiteKeeper
from tests.support.client import PageResponse
from tests.support.databases import Databases

NEVER_ANSWERED = ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
GETS = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET"]
POSTS = [endpoint for endpoint in ENDPOINTS if endpoint.method == "POST"]
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
FEW = {"adviser": ("open", "kode_6"), "lead": ("open", "other"), "stranger": ("open",)}
"""The forms that are sent on PostgreSQL every day: who sends them, and for which cases."""
THOROUGH = ("adviser", "lead")
"""Those who ask for a page of every case on PostgreSQL every day; the others ask for a few. That rules and SQL say the same of
everybody and everything, on both databases, is what `test_scope.py` asks."""
on_postgresql = pytest.mark.parametrize(
    "backend", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True, scope="session"
)


def name_endpoint(endpoint: Endpoint) -> str:
    """How a test is called."""
    return f"{endpoint.method}-{endpoint.name}"


def list_pairs(endpoint: Endpoint) -> Iterator[tuple[str, str | None]]:
    """Everybody, with every case where the endpoint is about one."""
    for actor in ACTORS:
        yield from ((actor, case) for case in (CASES if endpoint.is_about_a_case else (None,)))


def list_few_pairs(endpoint: Endpoint) -> Iterator[tuple[str, str | None]]:
    """A few of those."""
    for actor, cases in FEW.items():
        yield from ((actor, case) for case in (cases if endpoint.is_about_a_case else (None,)))


def list_some_pairs(endpoint: Endpoint) -> Iterator[tuple[str, str | None]]:
    """Everybody, and every case, but not everybody with every case."""
    for actor, case in list_pairs(endpoint):
        if actor in THOROUGH or case in (None, endpoint.some_case, "kode_6"):
            yield actor, case


def test_the_table_has_every_endpoint_and_method_and_no_other(plain_app: Flask):
    answered = {
        (rule.endpoint.removeprefix("hybridmentor."), method)
        for rule in plain_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(endpoint.name, endpoint.method) for endpoint in ENDPOINTS} == answered
    assert len(ENDPOINTS) == len(answered)


def test_the_table_has_every_actor_and_every_case():
    known = set(ACTORS) - set(STRANGERS)
    assert set(RIGHTS) == set(PAGES) == known
    assert all(set(row) == set(CASES) for row in RIGHTS.values())
    rights = {endpoint.right for endpoint in ENDPOINTS if endpoint.needs == "page"}
    assert all(set(row) == rights for row in PAGES.values())
    assert all((endpoint.right is not None) == (endpoint.needs == "page") for endpoint in ENDPOINTS)
    assert {right for row in RIGHTS.values() for right in row.values()} == {"work", "read", "-"}


def tell(faults: list[str]) -> None:
    """Fail with all faults, a line each."""
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("endpoint", GETS, ids=name_endpoint)
def test_pages(world: World, endpoint: Endpoint):
    on_sqlite = world.site.engine.dialect.name == "sqlite"
    tell(find_faults(world, endpoint, (list_pairs if on_sqlite else list_some_pairs)(endpoint)))


@pytest.mark.parametrize("endpoint", POSTS, ids=name_endpoint)
def test_forms(world: World, endpoint: Endpoint):
    """Refused or sent without answers, no form changes a row: not even the key of the form is kept."""
    on_sqlite = world.site.engine.dialect.name == "sqlite"
    send_forms(world, endpoint, (list_pairs if on_sqlite else list_few_pairs)(endpoint))


def send_forms(world: World, endpoint: Endpoint, pairs: Iterator[tuple[str, str | None]]) -> None:
    """Send the form as each of them; fail if an answer is another, or if a row has changed."""
    for actor in ACTORS:
        world.find_client(actor)
    with change_nothing(world.site, "hm_audit_event", *(["hm_sign_in"] if "auth." in endpoint.name else [])):
        tell(find_faults(world, endpoint, pairs))


@pytest.mark.long
@on_postgresql
@pytest.mark.parametrize("endpoint", GETS, ids=name_endpoint)
def test_every_page_for_everybody(world: World, endpoint: Endpoint):
    """The whole table on PostgreSQL too."""
    tell(find_faults(world, endpoint, list_pairs(endpoint)))


@pytest.mark.long
@on_postgresql
@pytest.mark.parametrize("endpoint", POSTS, ids=name_endpoint)
def test_every_form_for_everybody(world: World, endpoint: Endpoint):
    """The whole table on PostgreSQL too."""
    send_forms(world, endpoint, list_pairs(endpoint))


@pytest.mark.parametrize(
    ("actor", "service", "status"),
    [
        ("colleague", "state", 303),
        ("colleague", "municipal", 303),
        ("other_service", "municipal", 303),
        ("other_service", "state", 403),
    ],
)
def test_a_case_is_opened_for_the_service_one_works_for(
    site_keeper: SiteKeeper, databases: Databases, actor: str, service: str, status: int
):
    """The one form of the table that is sent filled in, for what is typed decides who may send it."""
    with site_keeper.open(databases.make_template(fill_world)) as site:
        world = World(site)
        form = world.find_client(actor).read_form("/cases/new")
        nothing_or_everything = [] if status == 403 else [table.name for table in Base.metadata.sorted_tables]
        with change_nothing(site, "hm_audit_event", *nothing_or_everything):
            last = world.count_audit_rows()
            answer = world.find_client(actor).post_form(form, name="Ny", service=service, entry_point="start")
        assert answer.status_code == status
        decisions = {row.decision for row in world.list_audit_rows(last)}
        assert decisions == ({"deny"} if status == 403 else {"permit"})


@pytest.mark.parametrize("endpoint", GETS, ids=name_endpoint)
def test_head_is_answered_as_get_without_a_body(world: World, endpoint: Endpoint):
    faults = []
    for actor, case in list_few_pairs(endpoint):
        answer = world.ask(endpoint, actor, case, method="HEAD")
        if answer.status_code != endpoint.expect(actor, case) or answer.data:
            faults.append((actor, case, answer.status_code, len(answer.data)))
    assert faults == []


@pytest.mark.same_on_both
@pytest.mark.parametrize("actor", ["stranger", "adviser", "admin"])
def test_other_methods_are_refused(world: World, actor: str):
    """405 wherever the address is known, whoever asks: also GET of what is only posted, and the other way round."""
    client = world.find_client(actor)
    answered: dict[str, set[str]] = {}
    for endpoint in ENDPOINTS:
        path = urlsplit(world.build_url(endpoint.name, endpoint.some_case)).path
        answered.setdefault(path, set()).update({"GET", "HEAD"} if endpoint.method == "GET" else {"POST"})
    with change_nothing(world.site):
        statuses = {
            (path, method): client.open(path, method=method, data={}).status_code
            for path, methods in answered.items()
            for method in {"GET", "HEAD", "POST", *NEVER_ANSWERED} - methods
        }
    assert {key: status for key, status in statuses.items() if status != 405} == {}
    assert len(statuses) > len(answered) * len(NEVER_ANSWERED)


@pytest.mark.same_on_both
def test_options_tells_the_same_of_every_case(world: World):
    """OPTIONS lists methods and opens nothing, so it must not tell a hidden case from one that is not there."""
    for actor in ("stranger", "adviser", "elsewhere", "admin"):
        client = world.find_client(actor)
        for endpoint in ENDPOINTS:
            if endpoint.is_about_a_case:
                answers = {
                    (answer.status_code, answer.headers.get("Allow"), actor != "stranger" and answer.data)
                    for case in CASES
                    for answer in [client.open(world.build_url(endpoint.name, case), method="OPTIONS")]
                }
                assert len(answers) == 1, (actor, endpoint.name, answers)


@pytest.mark.parametrize(
    "path",
    [
        "/cases/1",
        "/cases/00000000-0000-0000-0000-00000000000g",
        "/cases/%2e%2e/admin",
        "/cases/{id}/steps/none",
        "/cases/{id}/steps/%00",
        "/cases/{id}/steps/" + "x" * 3000,
        "/cases/{id}/nothing",
        "/static/../config.py",
        "/static/%2e%2e/config.py",
        "/static/none.css",
        "/nothing",
    ],
)
def test_what_is_not_there_is_404_for_who_has_signed_in(world: World, path: str):
    answer = world.find_client("adviser").get(path.format(id=world.cases["open"]), buffered=True)
    assert answer.status_code == 404
    assert list(check_words(answer)) == []


def test_a_hidden_case_is_answered_like_one_that_is_not_there(world: World):
    """Byte for byte, but for what changes with every page: nobody learns whether an id is in use."""

    def wash(answer: PageResponse) -> tuple[str, list[str]]:
        text = UUIDS.sub("", answer.get_data(as_text=True).replace(str(answer.nonce), ""))
        names = sorted(name for name, _ in answer.headers if name != "Content-Length")
        return "".join(line for line in text.splitlines(True) if "csrf_token" not in line), names

    client = world.find_client("elsewhere")
    for endpoint in GETS:
        if endpoint.is_about_a_case:
            seen = {
                case: wash(client.get(world.build_url(endpoint.name, case)))
                for case in CASES
                if RIGHTS["elsewhere"][case] == "-"
            }
            assert len(seen) == 8
            assert all(one == seen["unknown"] for one in seen.values()), endpoint.name
