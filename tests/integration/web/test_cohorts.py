"""Cohorts as advisers use them: filled, told what each side says, paired in two ways, decided and opened again."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from hybridmentor.models import (
    AuditEvent,
    Case,
    Cohort,
    CohortCase,
    CohortChoice,
    CohortLock,
    CohortOffer,
    Jobseeker,
    Match,
    MentorProfile,
    WorkplacePerson,
)
from tests.integration.web.conftest import open_for_site
from tests.integration.web.test_matching import add_company, add_mentor
from tests.support.apps import Site
from tests.support.client import PageClient

NAMES = ("Jonas Prøve", "Siri Annen", "Ali Tredje")
MENTORS = ("Mona Mentor", "Nina Ny", "Ola Oss")


@pytest.fixture
def cases(site: Site) -> list[UUID]:
    """Three cases of the adviser's office."""
    return [open_for_site(site, name=name) for name in NAMES]


@pytest.fixture
def mentors(site: Site, cases: list[UUID]) -> list[UUID]:
    """Three mentors with a profile, at a company each; persons' ids."""
    office = read_office(site, cases[0])
    return [add_mentor(site, add_company(site, office, f"Firma {name}"), name) for name in MENTORS]


def read_office(site: Site, case_id: UUID) -> int:
    """The office of a case."""
    with site.session() as session:
        return session.get_one(Case, case_id).office_id


def begin(tab: PageClient, *, kind: str = "mentors", everyone: bool = True) -> str:
    """A cohort, with all of the office in it; its address."""
    made = tab.submit_form("/cohorts/new", title="Våren", kind=kind)
    assert made.status_code == 303, made.page.body_text
    for side in ("cases", "offers") if everyone else ():
        assert (
            tab.submit_form(f"{made.location}/{side}", "members", extra={"everyone": "y"}).status_code == 303
        )
    return made.location


def find_offer(site: Site, row_id: UUID) -> UUID:
    """The offer in a cohort of a person or a company."""
    with site.session() as session:
        wanted = (CohortOffer.person_id == row_id) | (CohortOffer.employer_id == row_id)
        return session.scalars(select(CohortOffer.id).where(wanted)).one()


def say(tab: PageClient, url: str, side: str, own: UUID, **said: str):
    """Send what one has said."""
    return tab.submit_form(f"{url}/said/{side}/{own}", "said", **said)


def count(site: Site, table: type) -> int:
    """How many rows a table has."""
    with site.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_cohort_is_filled_paired_and_decided(
    site: Site, tab: PageClient, cases: list[UUID], mentors: list[UUID]
):
    url = begin(tab)
    offers = [find_offer(site, one) for one in mentors]
    page = tab.get(url).page
    for name in (*NAMES, *MENTORS):
        assert name in page.body_text, "nobody is lost"
    assert "Best for alle samlet" in page.body_text
    assert "Ingen to vil heller bytte" in page.body_text
    # Each jobseeker's first choice is another mentor: both pairings follow it.
    for case_id, offer_id in zip(cases, (offers[2], offers[0], offers[1]), strict=True):
        assert say(tab, url, "case", case_id, **{f"say_{offer_id.hex}": "1"}).status_code == 303
    text = tab.get(url).page.body_text
    assert text.count("Brukerens valg nummer 1") == 3
    assert "De to fordelingene er like" in text
    decided = tab.submit_form(url, "decision", method="stable")
    assert decided.status_code == 303
    text = tab.get(url).page.body_text
    assert "Gruppa er fordelt. 3 forslag er lagt inn i sakene." in text
    assert text.count("Venter på svar") == 3
    with site.session() as session:
        pairs = {one.case_id: one.person_id for one in session.scalars(select(Match))}
        cohort = session.scalars(select(Cohort)).one()
        assert (cohort.method, cohort.decided_on is not None) == ("stable", True)
    assert pairs == dict(zip(cases, (mentors[2], mentors[0], mentors[1]), strict=True))
    # Once decided nothing is changed; the two texts say so, and the pages stay there to be read.
    refused = say(tab, url, "case", cases[0], **{f"say_{offers[0].hex}": "2"})
    assert refused.status_code == 422
    assert "Åpne den igjen" in refused.page.body_text
    assert tab.submit_form(f"{url}/cases", "members", extra={"everyone": "y"}).status_code == 422
    assert tab.submit_form(url, "reopening").status_code == 303
    # Decided again: what was offered already is not offered once more.
    assert tab.submit_form(url, "decision", method="optimal").status_code == 303
    assert count(site, Match) == 3


def test_who_declines_is_not_paired_with_them_again_and_who_both_accept_stay_together(
    site: Site, tab: PageClient, cases: list[UUID], mentors: list[UUID]
):
    url = begin(tab)
    assert tab.submit_form(url, "decision", method="optimal").status_code == 303
    with site.session() as session:
        first, second, third = session.scalars(select(Match).order_by(Match.case_id)).all()
        first.jobseeker_answer = first.other_answer = third.other_answer = "accepted"
        second.other_answer = "declined"
        session.commit()
        kept, refused = (first.case_id, first.person_id), (second.case_id, second.person_id)
    text = tab.get(url).page.body_text
    for words in ("Begge har takket ja", "Noen har takket nei", "Venter på svar"):
        assert words in text
    assert tab.submit_form(url, "reopening").status_code == 303
    assert "Begge har takket ja" in tab.get(url).page.body_text
    assert tab.submit_form(url, "decision", method="optimal").status_code == 303
    with site.session() as session:
        pairs = [(one.case_id, one.person_id) for one in session.scalars(select(Match))]
    assert pairs.count(kept) == pairs.count(refused) == 1
    assert len(pairs) == 5, "those who were not settled have got each other's"


def test_what_has_been_said_is_checked(site: Site, tab: PageClient, cases: list[UUID], mentors: list[UUID]):
    url = begin(tab)
    first, second, _ = (find_offer(site, one) for one in mentors)
    both = {f"say_{first.hex}": "1", f"say_{second.hex}": "1"}
    twice = say(tab, url, "case", cases[0], **both)
    assert twice.status_code == 422
    assert "Hvert valg kan bare stå én gang" in twice.page.body_text
    assert count(site, CohortChoice) == 0
    # The mentor's no stands against a lock, from whichever side.
    assert say(tab, url, "offer", first, **{f"say_{cases[0].hex}": "no"}).status_code == 303
    locked = say(tab, url, "case", cases[0], **{f"lock_{first.hex}": "together"})
    assert locked.status_code == 422
    assert "De kan ikke holdes sammen" in locked.page.body_text
    assert say(tab, url, "case", cases[0], **{f"lock_{second.hex}": "together"}).status_code == 303
    assert "Holdt sammen av dere" in tab.get(url).page.body_text
    other = say(tab, url, "case", cases[1], **{f"lock_{second.hex}": "together"})
    assert other.status_code == 422
    assert "holdes allerede sammen med en annen" in other.page.body_text
    declined = say(tab, url, "offer", second, **{f"say_{cases[0].hex}": "no"})
    assert declined.status_code == 422
    # Taken back again: nothing said, no lock.
    assert say(tab, url, "case", cases[0], **{f"lock_{second.hex}": ""}).status_code == 303
    assert say(tab, url, "offer", first, **{f"say_{cases[0].hex}": ""}).status_code == 303
    assert count(site, CohortChoice) == count(site, CohortLock) == 0


def test_a_no_keeps_two_apart_and_somebody_is_left_over(
    site: Site, tab: PageClient, cases: list[UUID], mentors: list[UUID]
):
    url = begin(tab)
    offers = [find_offer(site, one) for one in mentors]
    for offer_id in offers:
        assert say(tab, url, "offer", offer_id, **{f"say_{cases[0].hex}": "no"}).status_code == 303
    text = tab.get(url).page.body_text
    assert text.count("1 bruker står uten") == 2
    assert "Får ingen i denne fordelingen" in text
    alone = tab.get(f"{url}?show=alone").page.body_text
    assert NAMES[0] in alone
    assert NAMES[1] not in alone
    # Held apart by hand counts as a no, but is not one.
    assert (
        say(tab, url, "case", cases[1], **{f"lock_{one.hex}": "apart" for one in offers}).status_code == 303
    )
    assert tab.get(url).page.body_text.count("2 brukere står uten") == 2


def test_the_two_pairings_differ_and_the_page_says_how(
    site: Site, tab: PageClient, cases: list[UUID], mentors: list[UUID]
):
    """All want the same mentor, who wants the first; the best for all gives way to the second choice of somebody."""
    url = begin(tab)
    a, b, _ = (find_offer(site, one) for one in mentors)
    say(tab, url, "case", cases[0], **{f"say_{a.hex}": "1", f"say_{b.hex}": "2"})
    say(tab, url, "case", cases[1], **{f"say_{a.hex}": "1"})
    say(tab, url, "offer", a, **{f"say_{cases[0].hex}": "1", f"say_{cases[1].hex}": "2"})
    say(tab, url, "offer", b, **{f"say_{cases[0].hex}": "1"})
    text = tab.get(url).page.body_text
    assert "brukere får ikke det samme i de to fordelingene" in text
    assert "par som begge heller ville vært sammen" in text
    assert "Etter valg og ønsker ville begge heller vært sammen: Mona Mentor" in text
    differ = tab.get(f"{url}?show=differ").page.body_text
    assert NAMES[0] in differ
    assert "Ingen to ville begge heller vært sammen" in differ, "of the stable one"


def test_a_pairing_that_is_another_by_now_is_not_decided(
    site: Site, tab: PageClient, cases: list[UUID], mentors: list[UUID]
):
    url = begin(tab)
    form = tab.read_form(url, "decision")
    offer_id = find_offer(site, mentors[2])
    for case_id in cases:
        say(tab, url, "offer", offer_id, **{f"say_{case_id.hex}": "no"})
    answer = tab.post_form(form, method="optimal")
    assert answer.status_code == 422
    assert "en annen nå enn da du så den" in answer.page.body_text
    assert count(site, Match) == 0
    assert tab.submit_form(url, "decision", method="optimal").status_code == 303


def test_two_who_write_down_the_same_meet(
    site: Site, tab: PageClient, cases: list[UUID], mentors: list[UUID]
):
    url = begin(tab)
    first, second, _ = (find_offer(site, one) for one in mentors)
    address = f"{url}/said/case/{cases[0]}"
    early = tab.read_form(address, "said")
    say(tab, url, "case", cases[0], **{f"say_{first.hex}": "1"})
    # Another field merges; the same one does not.
    assert tab.post_form(early, **{f"say_{second.hex}": "2"}).status_code == 303
    assert count(site, CohortChoice) == 2
    late = tab.read_form(address, "said")
    say(tab, url, "case", cases[0], **{f"say_{first.hex}": "no"})
    answer = tab.post_form(late, **{f"say_{first.hex}": "3"})
    assert answer.status_code == 409
    assert "Valg: Mona Mentor" in answer.page.body_text
    assert "Tredjevalg" in answer.page.body_text
    renamed = tab.read_form(f"{url}/edit")
    tab.submit_form(f"{url}/edit", title="Høsten")
    assert tab.post_form(renamed, title="Vinteren").status_code == 409


def test_a_case_that_the_reader_may_not_open_is_counted_and_not_named(
    site: Site, tab: PageClient, cases: list[UUID], mentors: list[UUID]
):
    url = begin(tab)
    with site.session() as session:
        person = session.get_one(Case, cases[0]).jobseeker_id
        session.execute(
            update(Jobseeker).where(Jobseeker.id == person).values(protection="strictly_confidential")
        )
        session.commit()
    form = tab.read_form(url, "hidden")
    page = tab.get(url).page
    assert "1 sak du ikke ser" in page.body_text
    assert f"/said/case/{cases[1]}" in tab.get(url).text, "what the others say can be written down"
    assert "bare vises for og velges av den som arbeider med alle sakene" in page.body_text
    for address in (
        url,
        f"{url}/cases",
        f"{url}/cases?show=in",
        f"{url}/said/offer/{find_offer(site, mentors[0])}",
    ):
        assert NAMES[0] not in tab.get(address).text
    assert tab.get(f"{url}/said/case/{cases[0]}").status_code == 404
    assert tab.post_form(form).status_code == 422, "it has to be ticked"
    assert tab.submit_form(url, "hidden", sure="y").status_code == 303
    text = tab.get(url).page.body_text
    assert "sak du ikke ser" not in text
    assert "Best for alle samlet" in text


def test_only_advisers_of_the_office_see_a_cohort(site: Site, tab: PageClient, cases: list[UUID]):
    url = begin(tab, everyone=False)
    tab.submit_form(f"{url}/cases", "members", chosen=[str(cases[1])])
    for login, status in (("veileder2", 404), ("leder", 403), ("marked", 403), ("fylke", 403)):
        assert site.client(login).get(url).status_code == status, login
    assert "Våren" not in site.client("veileder2").get("/cohorts").text
    assert "Våren" in tab.get("/cohorts").text
    with site.session() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.noun == "cohort")).all()
        put = session.scalars(select(AuditEvent.case_id).where(AuditEvent.action == "cohort.put_case")).all()
    assert {"cohort.create", "cohort.read", "cohort.put_case", "denied.not_visible"} <= set(actions)
    assert put == [cases[1]]


def test_members_are_ticked_searched_for_and_taken_out(
    site: Site, tab: PageClient, cases: list[UUID], mentors: list[UUID]
):
    url = begin(tab)
    first = find_offer(site, mentors[0])
    say(tab, url, "case", cases[0], **{f"say_{first.hex}": "1", f"lock_{first.hex}": "apart"})
    kept = [str(one) for one in cases[1:]]
    assert tab.submit_form(f"{url}/cases?show=in", "members", chosen=kept).status_code == 303
    assert count(site, CohortCase) == 2
    assert count(site, CohortChoice) == count(site, CohortLock) == 0, "what was said goes with the case"
    form = tab.read_form(f"{url}/offers", "members")
    token = form.values["csrf_token"]
    found = tab.post(f"{url}/offers/search", data={"csrf_token": token, "q": "nina"}).page
    assert "Nina Ny" in found.body_text
    assert "Ola Oss" not in found.body_text
    found = tab.post(f"{url}/cases/search", data={"csrf_token": token, "q": "jonas"}).page
    assert NAMES[0] in found.body_text
    assert NAMES[1] not in found.body_text
    refused = tab.post(f"{url}/cases/search", data={"csrf_token": token, "q": "15076500565"})
    assert refused.status_code == 422
    # Only what was changed on the page is changed: another has taken one out meanwhile.
    assert (
        tab.submit_form(f"{url}/offers", "members", chosen=[str(one) for one in mentors[:2]]).status_code
        == 303
    )
    assert tab.post_form(form, chosen=[str(one) for one in mentors[1:]]).status_code == 303
    with site.session() as session:
        assert session.scalars(select(CohortOffer.person_id)).all() == [mentors[1]]


def test_a_closed_case_and_a_mentor_without_profile_are_told_of(
    site: Site, tab: PageClient, cases: list[UUID], mentors: list[UUID]
):
    url = begin(tab)
    with site.session() as session:
        session.get_one(Case, cases[0]).closed_on = session.get_one(Case, cases[0]).opened_on
        gone = session.scalars(select(MentorProfile).where(MentorProfile.person_id == mentors[0])).one()
        gone.keep_until_on = session.get_one(Case, cases[0]).opened_on
        session.commit()
    text = tab.get(url).page.body_text
    assert "1 sak er avsluttet og fordeles ikke" in text
    assert "1 mentor har sluttet eller har ingen profil" in text
    assert "2 brukere har fått noen" in text
    assert "avsluttet" in tab.get(f"{url}/cases?show=in").page.body_text


def test_companies_are_paired_too(site: Site, tab: PageClient, cases: list[UUID]):
    office = read_office(site, cases[0])
    company = add_company(site, office, "Øvre Bakeri", industry="service")
    url = begin(tab, kind="companies")
    assert "Øvre Bakeri" in tab.get(url).page.body_text
    offer_id = find_offer(site, company)
    assert say(tab, url, "case", cases[0], **{f"lock_{offer_id.hex}": "together"}).status_code == 303
    assert tab.submit_form(url, "decision", method="stable").status_code == 303
    with site.session() as session:
        assert session.scalars(select(Match.case_id).where(Match.employer_id == company)).all() == [cases[0]]


def test_who_is_a_mentor_no_more_leaves_the_cohort(
    site: Site, tab: PageClient, cases: list[UUID], mentors: list[UUID]
):
    url = begin(tab)
    first = find_offer(site, mentors[0])
    say(tab, url, "offer", first, **{f"say_{cases[0].hex}": "1"})
    assert tab.submit_form(f"/mentors/{mentors[0]}/remove", sure="y").status_code == 303
    assert count(site, CohortOffer) == 2
    assert count(site, CohortChoice) == 0
    with site.session() as session:
        assert session.get(WorkplacePerson, mentors[0]) is None
    assert "Mona Mentor" not in tab.get(url).page.body_text


def test_no_more_than_a_cohort_holds(
    site: Site, tab: PageClient, cases: list[UUID], mentors: list[UUID], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("hybridmentor.services.cohorts.MOST_MEMBERS", 2)
    url = begin(tab, everyone=False)
    answer = tab.submit_form(f"{url}/cases", "members", extra={"everyone": "y"})
    assert answer.status_code == 422
    assert "En gruppe rommer 2 på hver side" in answer.page.body_text
    assert count(site, CohortCase) == 0
