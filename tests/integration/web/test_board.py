"""The board as colleagues use it: searching and narrowing, useful or not, answers, what one follows, and met elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from hybridmentor import clock
from hybridmentor.db import HybridSession, begin_write
from hybridmentor.models import (
    AuditEvent,
    Experience,
    ExperienceComment,
    ExperienceUse,
    SavedSearch,
    TagFollow,
)
from hybridmentor.queries.actors import SEEN_EVERY
from hybridmentor.queries.experiences import find_experience
from hybridmentor.services.experience_comments import add_comment
from hybridmentor.services.experience_uses import mark_useful
from hybridmentor.services.saved_searches import save_search
from hybridmentor.services.tag_follows import follow_tag
from tests.integration.scenes import share
from tests.support.apps import Site, SiteKeeper
from tests.support.client import PageClient, PageResponse
from tests.support.queries import count_queries
from tests.support.seed import make_actor, seed_people

FEW, MANY = 3, 300
BOARD, ONE = 10, 12
"""How many statements a page sends: the board, and an experience."""


def tell(site: Site, login: str = "leder", **values: object) -> UUID:
    """An experience on the board, kept for good."""
    with site.session() as session:
        begin_write(session)
        experience = share(session, make_actor(session, login), **values)
        session.commit()
        return experience.id


def list_titles(answer: PageResponse) -> list[str]:
    """The titles of the cards, in their order."""
    return [
        " ".join("".join(str(text) for text in one.itertext()).split())
        for one in answer.page.elements()
        if "hm-card__title" in one.get("class", "")
    ]


def list_marked(answer: PageResponse) -> list[str]:
    """The words that are marked."""
    return ["".join(one.itertext()) for one in answer.page.elements("mark")]


def count(site: Site, model: type) -> int:
    """How many rows there are."""
    with site.session() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_search_marks_what_it_finds_and_shows_where(site: Site, tab: PageClient):
    tell(site, title="Oppstartsmøter hjelper", learned="Alle hører det samme.")
    tell(
        site,
        title="Turnus",
        learned="Kort.",
        happened=f"{'Ord ' * 90}et oppstartsmøte manglet. {'Ord ' * 90}",
    )
    tell(site, title="Noe annet", learned="Uten treff.")
    answer = tab.get("/experiences?q=oppstartsmøtene")
    assert sorted(list_titles(answer)) == ["Oppstartsmøter hjelper", "Turnus"]
    assert sorted(list_marked(answer)) == ["Oppstartsmøter", "oppstartsmøte"]
    assert "oppstartsmøte manglet" in answer.page.body_text
    assert "Alle hører det samme" in answer.page.body_text
    none = tab.get("/experiences?q=hemmelighet&step=mentor")
    assert list_titles(none) == []
    assert "Søk etter «hemmelighet» uten andre filtre" in none.page.body_text


def test_every_way_to_narrow(site: Site, tab: PageClient):
    tell(site, title="A", step="mentor", industry="retail", entry_point="start", themes=["language"])
    tell(site, login="veileder", title="B", practice_model="hybridmodellen", own_tags="turnus")
    for query, titles in {
        "": ["A", "B"],
        "step=mentor": ["A"],
        "tag=language": ["A"],
        "tag=TURNUS": ["B"],
        "industry=retail": ["A"],
        "entry=start": ["A"],
        "model=hybridmodellen": ["B"],
        "own=yes": ["B"],
        "note=yes": [],
        "where=office": ["A", "B"],
        "where=county": ["A", "B"],
        "step=nope&industry=nope&where=nope": ["A", "B"],
        "after=nonsense": ["A", "B"],
        "q=&tag=": ["A", "B"],
    }.items():
        assert sorted(list_titles(tab.get(f"/experiences?{query}"))) == titles, query
    folded = tab.get("/experiences?own=yes&step=mentor")
    assert "Filtrer (2)" in folded.page.body_text


def test_an_identity_number_is_not_searched_for(site: Site, tab: PageClient):
    tell(site, title="A")
    answer = tab.get("/experiences?q=01010750160")
    assert "01010750160" not in answer.get_data(as_text=True)
    assert list_titles(answer) == ["A"]


def test_cards_name_nobody_and_a_nameless_one_has_only_its_week(site: Site, tab: PageClient):
    tell(site, title="Med navn", confirmation="Ingen er nevnt")
    hidden = tell(site, title="Uten navn", is_nameless=True)
    with site.session() as session:
        leader = make_actor(session, "leder").name
    text = tab.get("/experiences").page.body_text
    assert leader not in text
    day = clock.today()
    monday = day - timedelta(days=day.weekday())
    assert f"Uke {day.isocalendar()[1]}" in text
    assert f'datetime="{monday.isoformat()}"' not in tab.get(f"/experiences/{hidden}").get_data(as_text=True)


def test_useful_is_a_button_that_stays_pressed(site: Site, tab: PageClient):
    first = tell(site, title="A", step="mentor")
    place = "/experiences?step=mentor"
    answer = tab.submit_form(place, f"/experiences/{first}/useful")
    assert answer.status_code == 303
    assert answer.location == f"{place}#e-{first}"
    (button,) = [one for one in tab.get(place).page.elements("button") if one.get("aria-pressed")]
    assert button.get("aria-pressed") == "true"
    assert "1" in "".join(button.itertext())
    other = site.client("marked")
    other.submit_form(f"/experiences/{first}", f"/experiences/{first}/useful")
    assert count(site, ExperienceUse) == 2
    assert "2 fant den nyttig" in other.get(f"/experiences/{first}").page.body_text
    tab.submit_form(place, f"/experiences/{first}/useful")
    assert count(site, ExperienceUse) == 1
    with site.session() as session:
        actions = session.scalars(
            select(AuditEvent.action).where(AuditEvent.row_id == str(first)).order_by(AuditEvent.id)
        ).all()
    assert [one for one in actions if "useful" in one] == [
        "experience.useful",
        "experience.useful",
        "experience.not_useful",
    ]


def test_one_can_tell_how_it_was_used_and_nobody_is_named(site: Site, tab: PageClient):
    first = tell(site, title="A")
    url = f"/experiences/{first}"
    answer = tab.submit_form(url, f"{url}/use", how="Vi tok spørsmålet med i møtet")
    assert answer.status_code == 303
    page = site.client("leder").get(url).page
    assert "Vi tok spørsmålet med i møtet" in page.body_text
    assert "1 fant den nyttig" in page.body_text
    with site.session() as session:
        assert make_actor(session, "veileder").name not in page.body_text
    faulty = tab.submit_form(url, f"{url}/use", how="Ring 40 00 00 00")
    assert faulty.status_code == 422


def test_comments_are_checked_shown_and_taken_back_by_who_wrote_them(site: Site, tab: PageClient):
    url = f"/experiences/{tell(site, title='A')}"
    assert tab.submit_form(url, url, comment="").status_code == 422
    faulty = tab.submit_form(url, url, comment="Ring meg på 40 00 00 00 om det")
    assert faulty.status_code == 422
    assert "40 00 00 00" in faulty.page.form(url).values["comment"]
    assert tab.submit_form(url, url, comment="Det **samme** hos oss").status_code == 303
    with site.session() as session:
        name = make_actor(session, "veileder").name
    shown = site.client("leder").get(url)
    assert name in shown.page.body_text
    assert "<strong>samme</strong>" in shown.get_data(as_text=True)
    assert "1 svar" in tab.get("/experiences").page.body_text
    assert not [form for form in shown.page.forms if form.action.endswith("/remove")]
    (remove,) = [form for form in tab.get(url).page.forms if form.action.endswith("/remove")]
    stranger = site.client("leder")
    token = stranger.get(url).page.forms[0].values["csrf_token"]
    stolen = stranger.post(remove.action, data={**remove.values, "csrf_token": token})
    assert stolen.status_code == 404
    assert tab.post_form(remove).status_code == 303
    assert count(site, ExperienceComment) == 0


def test_a_comment_without_name_is_nobodys(site: Site, tab: PageClient):
    url = f"/experiences/{tell(site, title='A')}"
    with site.session() as session:
        name = make_actor(session, "veileder").name
    refused = tab.submit_form(url, url, comment=f"Hilsen {name}", is_nameless="y")
    assert refused.status_code == 422
    assert tab.submit_form(url, url, comment="Hos oss gikk det ikke", is_nameless="y").status_code == 303
    for login in ("leder", "marked"):
        page = site.client(login).get(url).page
        assert "Hos oss gikk det ikke" in page.body_text
        assert name not in page.body_text
        assert f"Uten navn · uke {clock.today().isocalendar()[1]}" in page.body_text


def test_a_tag_is_followed_and_followed_no_more(site: Site, tab: PageClient):
    tell(site, title="A", themes=["language"], own_tags="turnus")
    board = "/experiences?tag=turnus"
    assert "Følg «turnus»" in tab.get(board).page.body_text
    answer = tab.submit_form(board, "/experiences/followed/tags")
    assert answer.location == board
    assert "Slutt å følge «turnus»" in tab.get(board).page.body_text
    own = "/experiences/followed"
    assert tab.submit_form(own, "/experiences/followed/tags", tag="language").status_code == 303
    assert tab.submit_form(own, "/experiences/followed/tags", tag="").status_code == 422
    with site.session() as session:
        assert sorted(session.scalars(select(TagFollow.tag))) == ["language", "turnus"]
    assert "Språk" in tab.get(own).page.body_text
    assert "turnus" not in site.client("leder").get(own).page.body_text.split("Lagrede")[0].split("Tema")[0]
    tab.submit_form(board, "/experiences/followed/tags/remove")
    tab.submit_form(own, "/experiences/followed/tags/remove")
    assert count(site, TagFollow) == 0


def test_a_search_is_kept_opened_and_forgotten(site: Site, tab: PageClient):
    tell(site, title="Spørsmål om turnus", step="mentor")
    place = "/experiences?q=turnus&step=mentor"
    keep = "/experiences/followed/searches"
    assert tab.submit_form(place, keep, name="").status_code == 422
    assert tab.submit_form(place, keep, name="Turnus hos mentor").status_code == 303
    with site.session() as session:
        (kept,) = session.scalars(select(SavedSearch)).all()
        assert kept.query == "q=turnus&step=mentor"
    page = tab.get("/experiences/followed").page
    (link,) = [one for one in page.elements("a") if "".join(one.itertext()) == "Turnus hos mentor"]
    assert list_titles(tab.get(str(link.get("href")))) == ["Spørsmål om turnus"]
    assert "Turnus hos mentor" in tab.get("/experiences").page.body_text
    other = site.client("leder")
    assert "Turnus hos mentor" not in other.get("/experiences/followed").page.body_text
    token = other.get("/experiences").page.forms[-1].values["csrf_token"]
    forget = f"{keep}/{kept.id}/remove"
    assert other.post(forget, data={"csrf_token": token, "hm_key": str(kept.id)}).status_code == 404
    assert tab.submit_form("/experiences/followed", forget).status_code == 303
    assert count(site, SavedSearch) == 0


def test_experiences_are_met_at_a_theme_and_at_a_step(site: Site, tab: PageClient, case_id: UUID):
    for number in range(5):
        tell(site, title=f"Annet {number}", themes=["language"], step="follow_up")
    tell(site, title="Rett steg", themes=["language"], step="wishes")
    tell(site, title="Åpenhet", themes=["openness"], step="mentor")
    page = tab.get(f"/cases/{case_id}/contacts/new").page
    boxes = {
        one.get("class", "").split()[-2]: [
            "".join(link.itertext()) for link in one.iter() if str(link.tag).endswith("a")
        ]
        for one in page.elements("div")
        if "hm-relevant" in one.get("class", "")
    }
    assert set(boxes) == {"hm-if--theme-language", "hm-if--theme-openness"}
    assert len(boxes["hm-if--theme-language"]) == 3
    assert boxes["hm-if--theme-language"][0] == "Rett steg"
    step = tab.get(f"/cases/{case_id}/steps/wishes").page.body_text
    assert "Rett steg" in step
    assert "Annet 1" not in step


def test_themes_over_time_hide_what_is_small(site: Site):
    for number in range(6):
        tell(site, login="veileder" if number % 2 else "leder", title=f"E{number}", themes=["expectations"])
    tell(site, title="Få", themes=["openness"])
    page = site.client("leder").get("/experiences/trends").page
    assert "Forventninger" in page.body_text
    assert "6" in page.body_text
    assert "Åpenhet" not in page.body_text
    county = site.client("fylke").get("/experiences/trends")
    assert "Forventninger" not in county.page.body_text, "two people stand behind it"
    assert site.client("leder").get("/experiences/trends?of=county1").status_code == 404
    assert site.client("veileder").get("/experiences/trends").status_code == 403


def fill(session: HybridSession, number: int) -> None:
    """So many experiences with all that a card may have to fetch."""
    seed_people(session)
    leader, adviser = make_actor(session, "leder"), make_actor(session, "veileder")
    for place in range(number):
        told = {"title": f"Felles {place}", "themes": ["language"], "own_tags": f"merke{place % 30}, felles"}
        experience = share(session, leader, **told, step="wishes")
        visible = find_experience(session, adviser, experience.id)
        assert visible is not None
        mark_useful(session, adviser, visible)
        for said in range(number if place == 0 else 1):
            add_comment(session, adviser, visible, words=f"Svar {said}")
    for tag in ("language", "felles"):
        follow_tag(session, adviser, tag)
        save_search(session, adviser, name=tag, query=f"tag={tag}")
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


def test_number_of_statements(full_site: Site, set_clock: Callable[[datetime], None]):
    client = full_site.client("veileder")
    client.get("/experiences")
    set_clock(clock.now() - SEEN_EVERY / 2)
    with full_site.session() as session:
        one = session.scalars(select(Experience.id).join(ExperienceComment).limit(1)).one()
    for url, expected in {
        "/experiences": BOARD,
        "/experiences?tag=language": BOARD,
        "/experiences?q=felles&step=wishes": BOARD,
        f"/experiences/{one}": ONE,
    }.items():
        with count_queries(full_site.engine) as statements:
            assert client.get(url).status_code == 200
        assert len(statements) == expected, f"{url}\n{statements}"
