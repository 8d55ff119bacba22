"""Going through a case, what is to be discussed about it, and the lead's list, as people use them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from hybridmentor import clock
from hybridmentor.i18n import format_numeric
from hybridmentor.models import Case, CaseReview, CaseTopic, Revision
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.queries import count_queries
from tests.support.seed import open_case

TODAY = clock.today()


def say(ahead: int) -> str:
    """A day as people type it."""
    return format_numeric(TODAY + timedelta(days=ahead))


@pytest.fixture
def tab(site: Site) -> PageClient:
    """The browser of the adviser."""
    return site.client("veileder")


@pytest.fixture
def case(site: Site) -> str:
    """The address of a case that was opened sixty days ago."""
    return make_case(site)


def make_case(site: Site, **facts: object) -> str:
    """A case of the adviser; its address."""
    with site.session() as session:
        made = open_case(session, **facts).id  # type: ignore[arg-type]
        session.commit()
    return f"/cases/{made}"


def test_a_case_is_gone_through_and_followed_up(site: Site, tab: PageClient, case: str):
    assert "Ikke ennå" in tab.get(case).page.body_text
    form = tab.read_form(f"{case}/reviews", f"{case}/reviews")
    assert form.values["held_on"] == say(0)
    assert form.values["next_on"] == say(60)  # what the hybrid model proposes
    told = {"change": "Kortere vakter", "follow_up": "Snakke med mentor om vakter", "follow_up_on": say(0)}
    assert tab.post_form(form, **told).status_code == 303
    page = tab.get(f"{case}/reviews").page.body_text
    for words in (
        "Kortere vakter",
        "Snakke med mentor om vakter",
        "Ikke fulgt opp ennå",
        f"Neste gjennomgang {say(60)}",
    ):
        assert words in page
    page = tab.get(case).page.body_text
    assert f"Sist gått gjennom {say(0)}" in page
    assert f"Skal følges opp {say(0)}" in page
    assert "Avtalt i gjennomgang" in tab.get("/").page.body_text
    with site.session() as session:
        review_id = session.scalars(select(CaseReview.id)).one()
    mark = f"{case}/reviews/{review_id}/follow-up"
    assert tab.submit_form(f"{case}/reviews", mark).status_code == 303
    assert f"Fulgt opp {say(0)}" in tab.get(f"{case}/reviews").page.body_text
    assert "Avtalt i gjennomgang" not in tab.get("/").page.body_text
    assert tab.submit_form(f"{case}/reviews", mark).status_code == 303
    assert "Ikke fulgt opp ennå" in tab.get(f"{case}/reviews").page.body_text


def test_nobody_has_to_agree_on_a_next_time(tab: PageClient, case: str):
    assert tab.submit_form(f"{case}/reviews", f"{case}/reviews", next_on="").status_code == 303
    assert "Neste gjennomgang Ikke avtalt" in tab.get(case).page.body_text


def test_a_review_is_changed_and_its_earlier_version_is_kept(site: Site, tab: PageClient, case: str):
    tab.submit_form(f"{case}/reviews", f"{case}/reviews", change="Kortere vakter")
    with site.session() as session:
        review_id = session.scalars(select(CaseReview.id)).one()
    one = f"{case}/reviews/{review_id}"
    first, second = tab.read_form(one), tab.read_form(one)
    assert tab.post_form(first, change="Lengre vakter").status_code == 303
    assert tab.post_form(second, follow_up="Ring mentor").status_code == 303  # another field: merged
    third = tab.read_form(one)
    tab.submit_form(one, change="Faste vakter")
    assert tab.post_form(third, change="Ingen vakter").status_code == 409
    page = tab.get(f"{case}/versions").page.body_text
    for words in ("Gjennomgang", "Kortere vakter", "Lengre vakter", "Hva skal endres?"):
        assert words in page
    with site.session() as session:
        assert len(session.scalars(select(Revision).where(Revision.noun == "case_review")).all()) == 3


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"held_on": say(1)}, "fram i tid"),
        ({"held_on": say(-61)}, "etter at saken ble åpnet"),
        ({"next_on": say(0)}, "etter gjennomgangen"),
        ({"follow_up": "Ring", "follow_up_on": say(-1)}, "ikke er før gjennomgangen"),
        ({"follow_up_on": say(3)}, "Skriv hva som skal følges opp"),
        ({"held_on": ""}, "Når gikk dere gjennom saken"),
        ({"change": "Fødselsnummer 02013299997"}, "02013299997"),
    ],
)
def test_what_does_not_fit_is_told_at_the_field(
    site: Site, tab: PageClient, case: str, typed: dict[str, str], words: str
):
    answer = tab.submit_form(f"{case}/reviews", f"{case}/reviews", **typed)
    assert answer.status_code == 422
    assert words in answer.text
    with site.session() as session:
        assert session.scalars(select(CaseReview)).all() == []


def test_a_case_is_raised_for_discussion_and_settled(site: Site, tab: PageClient, case: str):
    assert tab.submit_form(f"{case}/topic", question="Hvor lenge skal mentor være med?").status_code == 303
    page = tab.get(case).page.body_text
    assert "Til drøfting" in page
    again = tab.get(f"{case}/topic").page
    assert "Hvor lenge skal mentor være med?" in again.body_text
    lead = site.client("leder")
    assert "Hvor lenge skal mentor" in lead.get(f"{case}/reviews").page.body_text
    listed = lead.get("/meetings/cases").page.body_text
    assert "Noen vil drøfte saken" in listed
    assert "Vilde" not in listed  # never by adviser
    # Two pages open: the second finds it raised already.
    with site.session() as session:
        topic = session.scalars(select(CaseTopic)).one()
        topic.settled_on = TODAY
        session.commit()
    early, late = tab.read_form(f"{case}/topic"), tab.read_form(f"{case}/topic")
    assert tab.post_form(early).status_code == 303
    refused = tab.post_form(late)
    assert refused.status_code == 422
    assert "allerede satt til drøfting" in refused.page.body_text
    assert lead.submit_form(f"{case}/topic", f"{case}/topic/settle").status_code == 303
    assert "Drøftet tidligere" in tab.get(f"{case}/reviews").page.body_text
    assert "Noen vil drøfte saken" not in lead.get("/meetings/cases").page.body_text


def test_the_lead_goes_through_a_case_and_others_only_read(site: Site, tab: PageClient, case: str):
    lead = site.client("leder")
    assert lead.submit_form(f"{case}/reviews", f"{case}/reviews", change="Mer ros").status_code == 303
    assert "skrevet av Lea Leder" in tab.get(f"{case}/reviews").page.body_text
    reader = site.client("lokalkontakt")
    page = reader.get(f"{case}/reviews").page
    assert "Mer ros" in page.body_text
    assert [form for form in page.forms if "change" in form.names] == []
    assert reader.get(f"{case}/topic").status_code == 403
    assert site.client("veileder2").get(f"{case}/reviews").status_code == 404


def hold(site: Site, case: str, held_on: date, next_on: date | None) -> None:
    """A review that was held."""
    with site.session() as session:
        row = session.get_one(Case, UUID(case.removeprefix("/cases/")))
        session.add(CaseReview(case=row, held_on=held_on, next_on=next_on, created_by=row.created_by))
        session.commit()


def test_my_day_and_the_list_tell_what_is_due(site: Site, tab: PageClient, case: str):
    hold(site, case, TODAY - timedelta(days=40), TODAY - timedelta(days=20))
    # The later one says another day: the earlier one's has been followed by it.
    assert "Saker å gå gjennom" in tab.get("/").page.body_text
    lead = site.client("leder")
    assert f"Skulle vært gått gjennom {say(-20)}" in lead.get("/meetings/cases").page.body_text
    hold(site, case, TODAY - timedelta(days=19), TODAY + timedelta(days=20))
    assert "Dagen dere avtalte" not in tab.get("/").page.body_text
    assert "Skulle vært" not in lead.get("/meetings/cases").page.body_text
    hold(site, case, TODAY - timedelta(days=2), TODAY)
    assert "Skal gås gjennom i dag" in lead.get("/meetings/cases").page.body_text


def test_the_list_is_of_the_leads_office_sorted_by_day_and_paged(site: Site, tab: PageClient):
    make_case(site, name="Ung Ny", opened_on=TODAY - timedelta(days=59))
    for n in range(52):
        make_case(site, name=f"Sak Nummer{n}", opened_on=TODAY - timedelta(days=60 + n))
    hidden = make_case(site, name="Skjult Person", protection="confidential")
    away = make_case(site, name="Annet Kontor", login="veileder2")
    lead = site.client("leder")
    with count_queries(site.engine) as statements:
        first = lead.get("/meetings/cases")
    assert len(statements) <= 10, statements
    shown = [link for link in first.page.links if link.endswith("/reviews")]
    assert len(shown) == 50
    assert "Nummer51" in first.text  # opened earliest, so first
    (onwards,) = [link for link in first.page.links if "after=" in link]
    rest = lead.get(onwards)
    shown += [link for link in rest.page.links if link.endswith("/reviews")]
    assert len(set(shown)) == len(shown) == 52
    assert all(url not in link for url in (hidden, away) for link in shown)
    assert "Ung Ny" not in first.text + rest.text
    assert "Annet Kontor" in site.client("leder2").get("/meetings/cases").text
    assert lead.get("/meetings/cases?after=2026-99-99_humbug").status_code == 200
    assert tab.get("/meetings/cases").status_code == 403


def test_what_is_closed_or_strictly_protected_is_not_there(site: Site, case: str):
    lead = site.client("leder")
    assert "gått gjennom siden" in lead.get("/meetings/cases").page.body_text
    with site.session() as session:
        session.execute(update(Case).values(closed_on=TODAY))
        session.commit()
    assert "Ingen saker står for tur" in lead.get("/meetings/cases").page.body_text


def test_pages_of_reviews_take_few_queries(site: Site, tab: PageClient, case: str):
    for _ in range(5):
        tab.submit_form(f"{case}/reviews", f"{case}/reviews", change="Noe")
    with count_queries(site.engine) as statements:
        tab.get(f"{case}/reviews")
    assert len(statements) <= 10, statements
