"""Lists as people turn their pages: none twice, none left out."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.models import Case
from tests.integration.scenes import plant_cases, talk
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.seed import make_actor, see_case


def turn_pages(tab: PageClient, url: str) -> list[list[str]]:
    """The targets of the links of each page, following the link to the next one until there is none."""
    pages: list[list[str]] = []
    while True:
        links = tab.get(url).page.links
        pages.append(links)
        assert len(pages) < 10
        seen = parse_qs(urlsplit(url).query).get("after")
        onward = [
            link for link in links if "after=" in link and parse_qs(urlsplit(link).query)["after"] != seen
        ]
        if not onward:
            return pages
        url = onward[0]


def test_a_hundred_and_twenty_cases_of_the_same_day(site: Site, tab: PageClient):
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        told = plant_cases(session, actor, [actor.today - timedelta(days=9)] * 120)
        session.commit()
    for url in ("/cases", "/cases?mine=1", "/cases?state=all"):
        pages = turn_pages(tab, url)
        assert len(pages) == 3
        seen = [link for page in pages for link in page if link in {f"/cases/{case_id}" for case_id in told}]
        assert len(seen) == len(set(seen)) == 120


def test_the_log_of_a_case(site: Site, tab: PageClient):
    case_id: UUID = open_for_site(site)
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        visible = see_case(session, actor, session.scalars(select(Case).where(Case.id == case_id)).one())
        for n in range(70):
            talk(session, actor, visible, clock.today() - timedelta(days=n % 4), note=f"Samtale {n:02d}")
        session.commit()
    url = f"/cases/{case_id}/contacts"
    first = tab.get(url)
    onward = [link for link in first.page.links if "after=" in link]
    assert onward
    second = tab.get(onward[0])
    assert not [link for link in second.page.links if "after=" in link and link != onward[0]]
    for n in range(70):
        shown = [f"Samtale {n:02d}" in answer.page.body_text for answer in (first, second)]
        assert sorted(shown) == [False, True], n
