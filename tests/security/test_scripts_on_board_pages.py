"""Sixty ways to have a script run, in every text of an experience and its answers: none becomes part of a page."""

from __future__ import annotations

import pytest

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.documents.digest import DigestPost, Links, write_digest
from hybridmentor.domain.week import Week
from hybridmentor.models import ExperienceComment, ExperienceUse, SavedSearch, TagFollow
from hybridmentor.web.markdown import is_safe_address
from tests.integration.scenes import share
from tests.security.payloads import PAYLOADS, make_texts
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.seed import make_actor

TEXTS = ("title", "tried", "happened", "learned", "differently", "adjusted", "rethink", "audience")
AT_ONCE = 12
ONE_BY_ONE = [
    kind if number % 3 == 0 else pytest.param(kind, marks=pytest.mark.long)
    for number, kind in enumerate(PAYLOADS)
]
"""Every third of them every day, and all in the long run; all stand on the board and its pages every day, several at once."""


def check_page(answer: PageResponse) -> None:
    """Nothing that was typed is an element, an attribute or an address of the page."""
    for element in answer.page.elements():
        names = {str(name).casefold() for name in element.attrib}
        assert not {name for name in names if name.startswith("on")}, element.attrib
        assert not names & {"autofocus", "srcdoc", "style", "formaction", "xlink:href"}, element.attrib
        tag = str(element.tag).rpartition("}")[2]
        assert tag not in (
            "iframe",
            "object",
            "embed",
            "img",
            "math",
            "base",
            "marquee",
            "hmplanted",
            "style",
        )
        for name in ("href", "src", "action"):
            value = str(element.attrib.get(name, ""))
            assert value == "" or value.startswith(("/", "#")) or is_safe_address(value), element.attrib
            assert not value.startswith("//"), element.attrib
            assert name == "href" or "evil.example" not in value, element.attrib
    assert [one for one in answer.page.elements("script") if (one.text or "").strip()] == []


@pytest.fixture
def careful(sqlite_site: Site) -> PageClient:
    """The adviser's browser; payloads look like faults of ours to the client that looks at pages."""
    client = sqlite_site.client("veileder")
    client.checks_pages = False
    return client


@pytest.mark.parametrize("first", range(0, len(PAYLOADS), AT_ONCE))
def test_board_page_search_and_weekly_letter(sqlite_site: Site, careful: PageClient, first: int):
    kinds = list(PAYLOADS)[first : first + AT_ONCE]
    urls = []
    with sqlite_site.session() as session:
        begin_write(session)
        actor, colleague = make_actor(session, "veileder"), make_actor(session, "leder")
        for kind in kinds:
            told = {name: make_texts(name)[kind] for name in TEXTS}
            tag = make_texts("t")[kind][:40].replace(",", " ").strip().lower()
            experience = share(session, colleague, **told, own_tags=tag)
            said = {"experience": experience, "created_by": colleague.user_id}
            session.add(ExperienceComment(**said, words=make_texts("comment")[kind]))
            session.add(ExperienceComment(**said, words=make_texts("nameless")[kind], is_nameless=True))
            session.add(ExperienceUse(**said, user_id=colleague.user_id, how=make_texts("how")[kind]))
            session.add(TagFollow(user_id=actor.user_id, tag=tag or kind, since_on=clock.today()))
            name = make_texts("search")[kind][:80]
            session.add(SavedSearch(user_id=actor.user_id, name=name, query=f"q={name}"))
            urls.append(f"/experiences/{experience.id}")
        session.commit()
    for url in (
        *urls,
        "/experiences",
        "/experiences?q=hm_ran",
        "/experiences?q=ran",
        "/experiences/followed",
    ):
        answer = careful.get(url)
        assert answer.status_code == 200, url
        check_page(answer)
        assert "hm_ran" in answer.page.body_text or "felt" not in url
    posts = [DigestPost(make_texts("title")[kind], "https://mentor.example/x") for kind in kinds]
    links = Links("https://m.example/", "https://m.example/a", str, str)
    letter = write_digest([], [], Week.of(clock.today()), "nb", links, posts)
    assert letter.body.count("\n- ") == len(kinds)


@pytest.mark.parametrize("kind", ONE_BY_ONE)
def test_forms_that_come_back_and_the_conflict(sqlite_site: Site, careful: PageClient, kind: str):
    told = {name: make_texts(name)[kind] for name in TEXTS}
    with sqlite_site.session() as session:
        begin_write(session)
        experience = share(session, make_actor(session, "veileder"), title="Spør først")
        session.commit()
    url = f"/experiences/{experience.id}"
    one, other = careful.read_form(f"{url}/edit"), careful.read_form(f"{url}/edit")
    first = careful.post_form(one, **{**told, "confirmation": "Ingen er nevnt"})
    assert first.status_code in (303, 422)
    check_page(first)
    check_page(careful.post_form(other, **{**told, "learned": f"Ola Nordmann {told['learned']}"}))
    for data in ({"comment": f"11111111111 {told['tried']}"}, {"comment": told["tried"]}):
        check_page(careful.submit_form(url, url, **data))
    check_page(careful.submit_form(url, f"{url}/use", how=f"11111111111 {told['tried']}"[:200]))
    check_page(careful.get(url))


@pytest.mark.parametrize("kind", ONE_BY_ONE)
def test_addresses_of_the_board(sqlite_site: Site, careful: PageClient, kind: str):
    text = PAYLOADS[kind].format(name="x")
    for name in ("q", "tag", "step", "industry", "entry", "model", "where", "note", "own", "after"):
        answer = careful.get("/experiences", query_string={name: text})
        assert answer.status_code == 200
        check_page(answer)
