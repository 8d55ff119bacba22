"""An experience without name: no page, feed or list tells its author from anybody else, and no time is finer than the week."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from hybridmentor.db import HybridSession, begin_write
from hybridmentor.models import AuditEvent, CaseStep, Experience, User
from tests.integration.scenes import share
from tests.support.apps import Site, SiteKeeper
from tests.support.client import PageClient
from tests.support.databases import Databases
from tests.support.seed import make_actor, open_case, seed_people

TOLD = {
    "title": "Spør den som er der",
    "tried": "Vi spurte",
    "learned": "Den som er der, vet",
    "confirmation": "Ingen er nevnt",
    "own_tags": "hverdag",
    "step": "mentor",
}
MONDAY = datetime(2026, 11, 23, 9, 12, 13, tzinfo=UTC)
READERS = ("leder", "marked", "fylke")
"""Who looks: the lead who decides of it, a reader, and the coordinator of the county."""
AUTHORS = ("veileder", "lokalkontakt")
CHANGING = re.compile(
    r'(name="csrf_token" value="[^"]*"|name="hm_key" value="[^"]*"|nonce="[^"]*"'
    r'|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|content="[0-9a-f]{32,}"|data-[a-z-]+="[0-9a-f]{32,}")'
)
"""What differs between any two requests: tokens, keys of forms, random ids."""


def wash(text: str) -> str:
    """The page without what differs anyway."""
    return CHANGING.sub("", text)


def look(site: Site, experience_id: UUID) -> dict[str, str]:
    """Every page on which readers meet the experience, word by word."""
    places = (
        "",
        "?step=mentor",
        "?tag=hverdag",
        f"/{experience_id}",
        "/review",
        f"/{experience_id}/review",
        "/spread",
        f"/{experience_id}/spread",
        f"/{experience_id}/edit",
        "/own",
    )
    seen = {}
    for login in READERS:
        client = site.client(login)
        for place in places:
            answer = client.get(f"/experiences{place}")
            seen[f"{login} {place.replace(str(experience_id), 'ID')}"] = (
                f"{answer.status_code} {sorted(set(answer.headers.keys()))} {wash(answer.text)}"
            )
    return seen


@pytest.fixture
def site(site_keeper: SiteKeeper, databases: Databases) -> Iterator[Site]:
    """A site with people and nothing on the board."""

    def fill(session: HybridSession) -> None:
        seed_people(session)
        open_case(session)

    with site_keeper.open(databases.make_template(fill)) as opened:
        yield opened


def share_through_page(tab: PageClient, **more: object) -> UUID:
    """Share without name, as people do."""
    answer = tab.submit_form("/experiences/new", **{**TOLD, "is_nameless": "y", **more})
    assert answer.status_code == 303, answer.page.body_text
    return UUID(answer.location.rsplit("/", 1)[1])


def test_two_authors_leave_the_same_pages_word_by_word(
    site_keeper: SiteKeeper, databases: Databases, set_clock
):
    """Two offices that differ in nothing but who shared, and on which day of the week and at what hour."""

    def fill(session: HybridSession) -> None:
        seed_people(session)
        open_case(session)

    template, pages = databases.make_template(fill), []
    for author, shared in zip(AUTHORS, (MONDAY, MONDAY + timedelta(days=4, hours=3)), strict=True):
        with site_keeper.open(template) as site:
            set_clock(shared)
            experience_id = share_through_page(site.client(author), wanted_reach="county")
            set_clock(MONDAY + timedelta(days=9))
            pages.append(look(site, experience_id))
    assert pages[0].keys() == pages[1].keys()
    for place, first in pages[0].items():
        assert first == pages[1][place], place
    shown = {place: page for place, page in pages[0].items() if TOLD["title"] in page}
    assert len(shown) >= 8, "the pages do not show it, and so compare nothing"
    # In the form of the lead all of the office stand, as those who can own a note.
    assert not any("Vilde" in page for place, page in shown.items() if not place.endswith("ID/review"))


def test_nothing_changes_when_the_row_says_another_wrote_it(site: Site):
    with site.session() as session:
        begin_write(session)
        experience_id = share(session, make_actor(session, "veileder"), **TOLD, is_nameless=True).id
        session.commit()
    before = look(site, experience_id)
    with site.session() as session:
        begin_write(session)
        other = session.scalars(select(User.id).where(User.login == "lokalkontakt")).one()
        moved = {"created_by": other, "created_at": datetime(2026, 11, 1, tzinfo=UTC)}
        session.execute(update(Experience).where(Experience.id == experience_id).values(**moved))
        session.commit()
    after = look(site, experience_id)
    assert before == after


def test_no_page_has_a_time_finer_than_the_week(site: Site, set_clock):
    set_clock(MONDAY + timedelta(days=3))
    experience_id = share_through_page(site.client("veileder"))
    for place, page in look(site, experience_id).items():
        if TOLD["title"] in page:
            assert "2026-11-26" not in page, place
            assert "26.11.2026" not in page, place
            assert "26. nov" not in page, place


def test_the_order_of_a_week_is_that_of_random_ids(site: Site, set_clock):
    ids = []
    for hours in range(6):
        set_clock(MONDAY + timedelta(hours=20 * hours))
        ids.append(share_through_page(site.client("veileder"), title=f"Nummer {hours}"))
    for path in ("", "/review"):
        text = site.client("leder").get(f"/experiences{path}").text
        shown = sorted(ids, key=lambda one: text.index(str(one)))
        assert shown == sorted(ids, reverse=path == ""), path


def test_the_author_alone_may_change_it_and_the_lead_sends_it_back_blindly(site: Site):
    author = site.client("veileder")
    experience_id = share_through_page(author)
    url = f"/experiences/{experience_id}"
    assert author.get(f"{url}/edit").status_code == 200
    for login in ("leder", "lokalkontakt"):
        assert site.client(login).get(f"{url}/edit").status_code == 403
        assert "/edit" not in "".join(site.client(login).get(url).page.links)
    lead = site.client("leder")
    answer = lead.submit_form(f"{url}/review", decision="return", comment="Ta bort hverdagen")
    assert "Vilde" not in lead.follow(answer).page.body_text
    assert lead.get(url).status_code == lead.get(f"{url}/review").status_code == 404
    own = author.get("/experiences/own").page
    assert "Sendt tilbake med kommentar" in own.body_text
    assert "Ta bort hverdagen" in author.get(f"{url}/edit").page.body_text


def test_no_step_of_a_case_tells_the_day(site: Site):
    with site.session() as session:
        case_id = session.scalars(select(CaseStep.case_id)).first()
    author = site.client("veileder")
    form = author.read_form(f"/experiences/new?case={case_id}")
    answer = author.post_form(form, **{**TOLD, "is_nameless": "y"})
    assert answer.status_code == 303, answer.page.body_text
    assert "ikke markert som gjort" in author.follow(answer).page.body_text
    with site.session() as session:
        step = session.scalars(select(CaseStep).where(CaseStep.case_id == case_id, CaseStep.step == "share"))
        assert step.one().status == "open"
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action == "experience.share")).all()
        assert [row.case_id for row in rows] == [None]


def test_ones_own_name_in_the_text_is_refused(site: Site):
    author = site.client("veileder")
    form = author.read_form("/experiences/new")
    answer = author.post_form(form, **{**TOLD, "tried": "Jeg, Vilde, spurte", "is_nameless": "y"})
    assert answer.status_code == 422
    assert "«Vilde» er ditt" in answer.page.body_text
    assert (
        author.post_form(
            author.read_form("/experiences/new"), **{**TOLD, "tried": "Vilde spurte"}
        ).status_code
        == 303
    )
