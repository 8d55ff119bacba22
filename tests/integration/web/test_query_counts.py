"""How many statements a page sends, everything included: sign-in, audit row, lock. The same with a hundred times the rows."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.models import Case, CasePause, CaseTurn
from hybridmentor.queries.actors import SEEN_EVERY
from hybridmentor.queries.cases import PAGE_SIZE
from hybridmentor.services.outcomes import close_case
from tests.integration.scenes import agree, find_step_row, name_mentor, open_through_service, talk
from tests.support.apps import Site, SiteKeeper
from tests.support.client import PageClient, PageResponse
from tests.support.html import Form
from tests.support.queries import count_queries
from tests.support.seed import make_actor, seed_people

FEW, MANY = 1, 100
AT_MOST = {"list": 8, "my day": 10, "case": 14}
EXPECTED = {
    "list": 8,
    "my day": 10,
    "case": 14,
    "closed case": 14,
    "search": 8,
    "contact form": 10,
    # Two of them note the case for the figures that are kept: whose the participants are, and the change.
    "contact post": 14,
    "contact post with a note": 18,
    "contact post refused": 26,
}


def fill(session: HybridSession, cases: int) -> None:
    """So many cases, each with all that a page may have to fetch; the first has as many contacts and steps begun.

    In every third one, the first among them, a mentor has been replaced.
    """
    seed_people(session)
    actor = make_actor(session, "veileder")
    today = actor.today
    for n in range(cases):
        visible = open_through_service(
            session,
            actor,
            name=f"Åse Nummer{n}",
            employer_name=f"Bakeriet {n}",
            industry="service",
            opened_on=today - timedelta(days=90 + n % 3),
        )
        if n % 3 == 0:
            name_mentor(session, actor, visible, name="Nils Før", from_on=today - timedelta(days=88))
        name_mentor(session, actor, visible, from_on=today - timedelta(days=80))
        for key, days in (("mentor", 7), ("jobseeker", 14), ("employer", 90)):
            agree(session, actor, visible, days, today - timedelta(days=70), key)
        for ago in range(cases if n == 0 else 1):
            themes = ["language", "openness"]
            talk(
                session,
                actor,
                visible,
                today - timedelta(days=20 + ago),
                "mentor",
                "jobseeker",
                themes=themes,
            )
        talk(session, actor, visible, today, "employer", outcome="planned", form=None)
        talk(session, actor, visible, today - timedelta(days=3), "jobseeker", outcome="planned", form=None)
        find_step_row(session, visible.case.id, "wishes").status = "done"
        rested = today - timedelta(days=60)
        session.add(CasePause(case_id=visible.case.id, reason="holiday", from_on=rested, to_on=rested))
        session.add(
            CaseTurn(
                case=visible.case, kind="handover", turned_on=today, to_user_id=actor.user_id, note="Hei"
            )
        )
        if n % 4 == 3:
            close_case(
                session,
                actor,
                visible,
                closed_on=today,
                follow_up_on=None,
                facts={"attached": "yes"},
                note=None,
            )
    session.flush()


def fill_few(session: HybridSession) -> None:
    fill(session, FEW)


def fill_many(session: HybridSession) -> None:
    fill(session, MANY)


@pytest.fixture(scope="module", params=[fill_few, fill_many], ids=["few rows", "many rows"])
def full_site(request: pytest.FixtureRequest, site_keeper: SiteKeeper) -> Iterator[Site]:
    """The site with few rows, then with a hundred times as many."""
    with site_keeper.open(site_keeper.databases.make_template(request.param)) as site:
        yield site


@pytest.fixture(scope="module")
def visitor(full_site: Site) -> PageClient:
    """Somebody who has looked around: what a process keeps after the first request, it has."""
    client = full_site.client("veileder")
    search(client)
    return client


@pytest.fixture(scope="module")
def oldest(full_site: Site) -> UUID:
    """The case with the most contacts."""
    with full_site.session() as session:
        return session.scalars(select(Case.id).where(Case.number.endswith("-0001"))).one()


def search(client: PageClient) -> PageResponse:
    token = client.read_form("/cases", "/cases/search").values["csrf_token"]
    return client.post("/cases/search", data={"q": "åse num", "csrf_token": token})


def log_contact(client: PageClient, form: Form, note: str = "") -> PageResponse:
    told = {"relationships": ["mentor"], "day": "today", "form": "phone", "outcome": "took_place"}
    return client.post_form(form, extra={**told, "note": note})


def count(site: Site, ask: Callable[[], PageResponse], status: int = 200) -> int:
    with count_queries(site.engine) as statements:
        answer = ask()
    assert answer.status_code == status
    print(statements)
    return len(statements)


def test_the_list(full_site: Site, visitor: PageClient):
    assert count(full_site, lambda: visitor.get("/cases")) == EXPECTED["list"] <= AT_MOST["list"]


@pytest.mark.parametrize("query", ["?state=closed", "?state=examples", "?state=all", "?mine=1"])
def test_the_list_narrowed(full_site: Site, visitor: PageClient, query: str):
    assert count(full_site, lambda: visitor.get(f"/cases{query}")) <= AT_MOST["list"]


def test_my_day(full_site: Site, visitor: PageClient):
    assert count(full_site, lambda: visitor.get("/")) == EXPECTED["my day"] <= AT_MOST["my day"]


def test_my_day_in_full(full_site: Site, visitor: PageClient):
    assert count(full_site, lambda: visitor.get("/?show=all")) == EXPECTED["my day"]


def test_a_case(full_site: Site, visitor: PageClient, oldest: UUID):
    assert count(full_site, lambda: visitor.get(f"/cases/{oldest}")) == EXPECTED["case"] <= AT_MOST["case"]


def test_a_closed_case(full_site: Site, visitor: PageClient, oldest: UUID):
    """Its outcome too."""
    with full_site.session() as session:
        case = session.get_one(Case, oldest)
        case.closed_on = clock.today()
        session.commit()
        try:
            closed = count(full_site, lambda: visitor.get(f"/cases/{oldest}"))
            assert closed == EXPECTED["closed case"] <= AT_MOST["case"]
        finally:
            case.closed_on = None
            session.commit()


def test_the_search(full_site: Site, visitor: PageClient):
    token = visitor.read_form("/cases", "/cases/search").values["csrf_token"]
    sent = {"q": "åse num", "csrf_token": token}
    assert count(full_site, lambda: visitor.post("/cases/search", data=sent)) == EXPECTED["search"]


def test_the_contact_form(full_site: Site, visitor: PageClient, oldest: UUID):
    url = f"/cases/{oldest}/contacts/new"
    assert count(full_site, lambda: visitor.get(url)) == EXPECTED["contact form"]
    form = visitor.read_form(url)
    posted = count(full_site, lambda: log_contact(visitor, form), 303)
    # PostgreSQL holds the case against being closed meanwhile; SQLite has one writer anyway.
    assert posted == EXPECTED["contact post"] + (full_site.engine.dialect.name == "postgresql")


@pytest.mark.parametrize(
    ("note", "status", "what"),
    [
        ("Ringte", 303, "contact post with a note"),
        ("Ringte Kari og Per om planen for uka, også om Bergen og Vår", 303, "contact post with a note"),
        ("Åse ringte", 422, "contact post refused"),
    ],
)
def test_names_in_a_note_cost_four_statements(
    full_site: Site, visitor: PageClient, oldest: UUID, note: str, status: int, what: str
):
    """However long the note is, and however many bear the names in it."""
    form = visitor.read_form(f"/cases/{oldest}/contacts/new")
    posted = count(full_site, lambda: log_contact(visitor, form, note), status)
    assert posted == EXPECTED[what] + (full_site.engine.dialect.name == "postgresql")


def test_the_first_search_of_a_process_may_fetch_its_key(full_site: Site):
    """Once, and never again: the key is held by the process."""
    client = full_site.client("veileder")
    held = full_site.app.extensions["hybridmentor"].held
    held.clear()
    token = client.read_form("/cases", "/cases/search").values["csrf_token"]
    sent = {"q": "åse num", "csrf_token": token}
    counts = [count(full_site, lambda: client.post("/cases/search", data=sent)) for _ in range(2)]
    assert counts == [EXPECTED["search"] + 1, EXPECTED["search"]]


def test_the_rows_are_there(full_site: Site, visitor: PageClient):
    """Against the numbers above: the pages show what was counted."""
    with full_site.session() as session:
        cases = session.scalar(select(func.count()).select_from(Case))
    assert cases in (FEW, MANY)
    assert visitor.get("/cases?state=all").text.count("Åse Nummer") == min(cases, PAGE_SIZE)


def test_after_five_minutes_two_more_tell_that_somebody_is_there(
    full_site: Site, oldest: UUID, set_clock: Callable[[datetime], None]
):
    """Once, and the next request sends as many as ever."""
    begun = clock.now()
    set_clock(begun)
    client = full_site.client("veileder")
    set_clock(begun + SEEN_EVERY + timedelta(seconds=1))
    counts = [count(full_site, lambda: client.get(f"/cases/{oldest}")) for _ in range(2)]
    assert counts == [EXPECTED["case"] + 2, EXPECTED["case"]]
