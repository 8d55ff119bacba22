"""The board as people use it: sharing, narrowing down, reading, changing one's own, and sharing from a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from hybridmentor.db import HybridSession, begin_write
from hybridmentor.models import AuditEvent, CaseStep, Experience, Office, OfficeMembership, Role
from hybridmentor.queries.experiences import PAGE_SIZE
from tests.integration.scenes import find_step_row, share
from tests.support.apps import Site, SiteKeeper
from tests.support.client import PageClient, PageResponse
from tests.support.html import Form
from tests.support.queries import count_queries
from tests.support.seed import make_actor, seed_people

TOLD = {
    "title": "Spør mentor først",
    "learned": "Det er praktiske ting.\nTa dem opp tidlig.",
    "confirmation": "Ingen er nevnt",
}


def share_one(tab: PageClient, **values: object) -> str:
    """Share an experience through the page; its address."""
    answer = tab.submit_form("/experiences/new", **{**TOLD, **values})
    assert answer.status_code == 303, answer.page.body_text
    return answer.location


def list_actions(site: Site, experience: str) -> list[tuple[str, str, UUID | None]]:
    """What the audit log has on an experience."""
    with site.session() as session:
        rows = select(AuditEvent.action, AuditEvent.decision, AuditEvent.case_id)
        wanted = rows.where(AuditEvent.row_id == experience.rsplit("/", 1)[1])
        return [tuple(row) for row in session.execute(wanted.order_by(AuditEvent.id))]


def read_step(site: Site, case_id: UUID) -> CaseStep:
    """The step in which a case's experience is shared."""
    with site.session() as session:
        return find_step_row(session, case_id, "share")


def count_experiences(site: Site) -> int:
    """How many there are."""
    with site.session() as session:
        return session.scalar(select(func.count()).select_from(Experience)) or 0


def test_what_is_shared_is_read_by_the_office_and_nobody_else(site: Site, tab: PageClient):
    url = share_one(tab, step="mentor", themes=["openness"], own_tags="Turnus, Åpenhet", tried="Vi spurte")
    for login in ("veileder", "leder", "lokalkontakt", "marked"):
        client = site.client(login)
        page = client.get(url).page
        for words in ("Spør mentor først", "Ta dem opp tidlig.", "Vi spurte", "Vilde Veileder", "Åpenhet"):
            assert words in page.body_text, login
        assert "Hva skjedde?" not in page.body_text, "what was not told has no heading"
        assert ("/edit" in "".join(page.links)) == (login == "veileder")
        board = client.get("/experiences").page
        assert url in board.links
        assert ("/experiences/new" in board.links) == (login != "marked")
    other = site.client("veileder2")
    assert "Spør mentor" not in other.get("/experiences").page.body_text
    assert other.get(url).status_code == other.get(f"{url}/edit").status_code == 404
    assert site.client("fylke").get(url).status_code == 404
    assert "Spør mentor" not in site.client("fylke").get("/experiences").page.body_text
    for login in ("forsker", "admin"):
        assert site.client(login).get("/experiences").status_code == 403
        assert site.client(login).get(url).status_code == 403


def test_reads_and_denials_are_told_in_the_log(site: Site, tab: PageClient):
    url = share_one(tab)
    tab.get(url)
    site.client("veileder2").get(url)
    site.client("leder").get(f"{url}/edit")
    tab.submit_form(f"{url}/edit", title="Ny tittel")
    assert list_actions(site, url) == [
        ("experience.share", "permit", None),
        ("experience.read", "permit", None),
        ("denied.not_visible", "deny", None),
        ("denied.edit_experience", "deny", None),
        ("experience.read", "permit", None),
        ("experience.edit", "permit", None),
    ]


def test_the_board_is_narrowed_down(tab: PageClient):
    share_one(tab, title="Om åpenhet", step="mentor", themes=["openness"])
    share_one(tab, title="Om turnus", step="mentor", own_tags="TURNUS")
    share_one(tab, title="Om ønsker", step="wishes")

    def see(query: str) -> set[str]:
        text = tab.get(f"/experiences{query}").page.body_text
        return {title for title in ("Om åpenhet", "Om turnus", "Om ønsker") if title in text}

    assert see("") == see("?step=&tag=") == see("?step=none") == {"Om åpenhet", "Om turnus", "Om ønsker"}
    assert see("?step=mentor") == {"Om åpenhet", "Om turnus"}
    assert see("?tag=openness") == {"Om åpenhet"}
    assert see("?tag=turnus") == see("?tag=Turnus&step=mentor") == {"Om turnus"}
    assert see("?tag=turnus&step=wishes") == set()
    page = tab.get("/experiences?tag=turnus&step=mentor").page
    forms = [form for form in page.forms if form.method == "get"]
    assert len(forms) == 2, "one for a wide screen, one folded for a narrow one"
    for form in forms:
        chosen = {name: value for name, value in form.values.to_dict().items() if value}
        assert chosen == {"step": "mentor", "tag": "turnus"}


def test_an_empty_board_says_how_to_begin(tab: PageClient):
    page = tab.get("/experiences").page
    assert "/experiences/new" in page.links
    assert not [form for form in page.forms if form.method == "get"]
    assert "Hva prøvde vi?" in page.body_text


@pytest.mark.parametrize(
    "after",
    ["x", "_", "20260101T000000000000_x", "99999999T_00000000-0000-4000-8000-000000000000", "%00_%00", "é_1"],
)
def test_a_key_that_is_none_shows_the_first_page(tab: PageClient, after: str):
    share_one(tab)
    assert "Spør mentor først" in tab.get(f"/experiences?after={after}").page.body_text


def test_all_pages_together_hold_all_of_them(site: Site, tab: PageClient):
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        for number in range(PAGE_SIZE + 3):
            one = share(session, actor, title=f"Nummer {number:02d}", own_tags="mange")
            one.shared_on = actor.today - timedelta(days=number // 2)
        session.commit()
    first = tab.get("/experiences?tag=mange")
    (onward,) = [link for link in first.page.links if "after=" in link]
    assert "tag=mange" in onward
    second = tab.get(onward)
    assert not [link for link in second.page.links if "after=" in link]
    for number in range(PAGE_SIZE + 3):
        shown = [f"Nummer {number:02d}" in answer.page.body_text for answer in (first, second)]
        assert shown == [number < PAGE_SIZE, number >= PAGE_SIZE] or sorted(shown) == [False, True], number


def test_a_form_sent_twice_shares_once(site: Site, tab: PageClient):
    form = tab.read_form("/experiences/new")
    answers = [tab.post_form(form, **TOLD) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert count_experiences(site) == 1


WRONG = [
    ("title", {"title": ""}, "Fyll ut «Tittel»."),
    ("title", {"title": " \u200b "}, "Fyll ut «Tittel»."),
    ("learned", {"learned": ""}, "Fyll ut «Hva lærte vi?»."),
    ("title", {"title": "x" * 151}, "151"),
    ("learned", {"learned": "x" * 5001}, "5001"),
    ("tried", {"tried": "x" * 5001}, "5001"),
    ("happened", {"happened": "Nummeret er 02013299997"}, "fødselsnummer"),
    ("differently", {"differently": "02013299997"}, "fødselsnummer"),
    ("own_tags", {"own_tags": "02013299997"}, "fødselsnummer"),
    ("own_tags", {"own_tags": "en, to, tre, fire, fem, seks, sju"}, "7"),
    ("own_tags", {"own_tags": "a" * 41}, "40"),
    ("own_tags", {"own_tags": "a" * 1001}, "1001"),
    ("step", {"step": "none"}, ""),
    ("themes", {"themes": ["openness", "none"]}, ""),
]


@pytest.mark.parametrize(("field", "wrong", "said"), WRONG)
def test_what_is_wrong_is_told_at_the_field_and_kept(
    site: Site, tab: PageClient, field: str, wrong: dict[str, object], said: str
):
    form = tab.read_form("/experiences/new")
    answer = tab.post_form(form, extra={**TOLD, "happened": "Det gikk bra", **wrong})
    page = answer.page
    assert answer.status_code == 422
    assert page.title.startswith("Feil: ")
    assert f"#{field}" in page.links
    told = page.find(f"{field}-error")
    assert told is not None
    assert said in "".join(told.itertext())
    kept = page.form().values
    for name in ("title", "learned", "happened"):
        typed = str({**TOLD, "happened": "Det gikk bra", **wrong}[name])
        assert kept[name].split() == typed.replace("\u200b", "").split()
    assert count_experiences(site) == 0


def test_somebody_of_two_offices_chooses_one_and_no_third(site: Site):
    with site.session() as session:
        begin_write(session)
        known = make_actor(session, "veileder2").memberships[0]
        third = make_actor(session, "leder").memberships[0]
        actor = make_actor(session, "veileder2")
        office = session.scalars(select(Office).where(Office.number == "9903")).one()
        session.add(
            OfficeMembership(user_id=actor.user_id, office_id=office.id, role=Role.LEAD, from_on=actor.today)
        )
        session.commit()
        chosen = office.id
    tab = site.client("veileder2")
    form = tab.read_form("/experiences/new")
    assert tab.post_form(form, extra={**TOLD, "office": ""}).status_code == 422
    assert tab.post_form(form, extra={**TOLD, "office": str(third.office_id)}).status_code == 422
    url = share_one(tab, office=str(chosen))
    assert "Nav Utnes" in tab.get(url).page.body_text
    share_one(tab, office=str(known.office_id), title="Den andre")
    text = tab.get("/experiences").page.body_text
    assert "Nav Utnes" in text
    assert "Nav Skogvik" in text
    assert site.client("veileder").get(url).status_code == 404


def test_from_a_case_the_step_is_done_and_nothing_of_the_case_is_shown(
    site: Site, tab: PageClient, case_id: UUID
):
    answer = tab.get(f"/experiences/new?case={case_id}")
    for words in ("Jonas", "Prøve", "Bakeriet", "Mona", "2026-0", "Sak 2"):
        assert words not in answer.page.body_text
    form = answer.page.form()
    assert form.values["case"] == str(case_id)
    returned = tab.post_form(form, title="", learned="")
    assert returned.page.form().values["case"] == str(case_id), "faults do not make it forget the case"
    saved = tab.post_form(returned.page.form(), **TOLD)
    assert saved.status_code == 303
    assert "markert som gjort" in tab.follow(saved).page.body_text
    step = read_step(site, case_id)
    assert (step.status, step.version) == ("done", 2)
    assert str(case_id) not in tab.get(saved.location).text
    assert [row[2] for row in list_actions(site, saved.location)] == [None, None, None]
    again = tab.submit_form(f"/experiences/new?case={case_id}", **TOLD)
    assert "markert som gjort" not in tab.follow(again).page.body_text
    assert read_step(site, case_id).version == 2


@pytest.mark.parametrize("login", ["leder", "veileder2"])
def test_a_case_that_one_may_not_change_is_as_if_it_had_not_been_named(site: Site, case_id: UUID, login: str):
    tab = site.client(login)

    def wash(url: str) -> str:
        return tab.get(url).page.body_text

    assert wash(f"/experiences/new?case={case_id}") == wash(f"/experiences/new?case={uuid4()}")
    assert wash(f"/experiences/new?case={case_id}") == wash("/experiences/new")
    form = tab.read_form("/experiences/new")
    answer = tab.post_form(form, extra={**TOLD, "case": str(case_id)})
    assert answer.status_code == 303
    assert read_step(site, case_id).status == "open"


@pytest.mark.parametrize("case", ["x", "", "0" * 32, "../../cases"])
def test_a_case_that_is_none_is_passed_over(site: Site, tab: PageClient, case: str):
    assert tab.get(f"/experiences/new?case={case}").status_code == 200
    form = tab.read_form("/experiences/new")
    assert tab.post_form(form, extra={**TOLD, "case": case}).status_code == 303


def read_edit(tab: PageClient, url: str) -> Form:
    """The form of an experience of one's own."""
    return tab.read_form(f"{url}/edit")


def test_the_author_changes_it(site: Site, tab: PageClient):
    url = share_one(tab, step="mentor", themes=["openness", "language"], own_tags="turnus", tried="Før")
    form = read_edit(tab, url)
    assert sorted(form.values.getlist("themes")) == ["language", "openness"]
    assert (form.values["own_tags"], form.values["step"], form.values["tried"]) == ("turnus", "mentor", "Før")
    answer = tab.post_form(form, title="Ny", tried="", step="", themes=[], own_tags="kveld, Turnus")
    assert answer.location == url
    text = tab.get(url).page.body_text
    assert "Ny" in text
    assert "Før" not in text
    assert "kveld" in text
    assert "Åpenhet" not in text


def test_two_windows_meet_with_both_texts(site: Site, tab: PageClient):
    url = share_one(tab, themes=["openness"], own_tags="turnus")
    first, second = read_edit(tab, url), read_edit(tab, url)
    assert tab.post_form(first, learned="Den første", themes=["language"]).status_code == 303
    answer = tab.post_form(second, learned="Den andre", own_tags="turnus, kveld")
    assert answer.status_code == 409
    for words in ("Den første", "Den andre", "Språk", "Åpenhet", "kveld"):
        assert words in answer.page.body_text
    form = answer.page.form()
    form.action = second.action
    chosen = {"hm_keep_learned": "mine", "hm_keep_themes": "stored", "hm_keep_own_tags": "mine"}
    assert {name for name in form.names if name.startswith("hm_keep")} == set(chosen)
    assert tab.post_form(form, **chosen).status_code == 303
    now = read_edit(tab, url).values
    assert (now["learned"], now.getlist("themes"), now["own_tags"]) == (
        "Den andre",
        ["language"],
        "kveld, turnus",
    )


@pytest.mark.parametrize("version", [None, "", "0", "99", "-1", "en"])
def test_a_form_that_does_not_say_what_it_rests_on_overwrites_nothing(
    site: Site, tab: PageClient, version: str | None
):
    url = share_one(tab)
    answer = tab.post_form(read_edit(tab, url), title="Blindt", hm_version=version)
    assert answer.status_code == 409
    assert tab.get(url).page.heading == TOLD["title"]


def test_nobody_else_changes_it_with_the_authors_form(site: Site, tab: PageClient):
    url = share_one(tab)
    form = read_edit(tab, url)
    for login, status in (("leder", 403), ("marked", 403), ("veileder2", 404)):
        client = site.client(login)
        token = client.get("/experiences").page.forms[0].values["csrf_token"]
        sent = {**form.values.to_dict(), "csrf_token": token, "hm_key": str(uuid4()), "title": "En annens"}
        assert client.post(f"{url}/edit", data=sent).status_code == status
    assert tab.get(url).page.heading == TOLD["title"]


FEW, MANY = 2, 60
EXPECTED = {"board": 10, "narrowed board": 10, "experience": 12}
"""Statements of a page, with sign-in and audit row."""


def fill(session: HybridSession, number: int) -> None:
    """So many experiences with tags."""
    seed_people(session)
    actor = make_actor(session, "veileder")
    for count in range(number):
        share(session, actor, step="mentor", themes=["openness"], own_tags=f"turnus, nummer {count}")


def fill_few(session: HybridSession) -> None:
    fill(session, FEW)


def fill_many(session: HybridSession) -> None:
    fill(session, MANY)


@pytest.fixture(scope="module", params=[fill_few, fill_many], ids=["few rows", "many rows"])
def full_site(request: pytest.FixtureRequest, site_keeper: SiteKeeper) -> Iterator[Site]:
    """The site with few experiences, then with many."""
    with site_keeper.open(site_keeper.databases.make_template(request.param)) as site:
        yield site


def test_the_board_asks_the_same_whatever_it_holds(full_site: Site):
    client = full_site.client("veileder")
    client.get("/experiences")

    def count(ask: Callable[[], PageResponse]) -> int:
        with count_queries(full_site.engine) as statements:
            assert ask().status_code == 200
        print(statements)
        return len(statements)

    links = client.get("/experiences").page.links
    first = next(link for link in links if link.startswith("/experiences/") and link.count("-") == 4)
    assert {
        "board": count(lambda: client.get("/experiences")),
        "narrowed board": count(lambda: client.get("/experiences?step=mentor&tag=turnus")),
        "experience": count(lambda: client.get(first)),
    } == EXPECTED
