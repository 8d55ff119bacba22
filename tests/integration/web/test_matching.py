"""Suggestions for a case: ranked with reasons, nobody left out, and what each side said is kept."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.domain.answers import write_answers
from hybridmentor.domain.match_criteria import CRITERION_KEYS
from hybridmentor.domain.suggestions import MOST_COMPARED
from hybridmentor.i18n import format_numeric, translate
from hybridmentor.models import (
    AuditEvent,
    Candidate,
    Case,
    CaseStep,
    DataKey,
    Employer,
    EmployerTerm,
    Match,
    MentorAssignment,
    MentorProfile,
    MentorTerm,
    Office,
    Revision,
    WorkplacePerson,
)
from hybridmentor.services.search_key import index_name
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse

WISHES = {"interests": ["food"], "wished_industries": ["retail"], "home_place": "Odda", "languages": "norsk"}


@pytest.fixture
def office_id(site: Site, case_id: UUID) -> int:
    """The case's office; the case has wishes."""
    with site.session() as session:
        step = session.scalars(
            select(CaseStep).where(CaseStep.case_id == case_id, CaseStep.step == "wishes")
        ).one()
        write_answers(step, WISHES)
        case = session.get_one(Case, case_id)
        session.commit()
        return case.office_id


def add_company(site: Site, office_id: int, name: str, *terms: tuple[str, str], **values: object) -> UUID:
    """A company of the register with what it has said."""
    with site.session() as session:
        employer = Employer(office_id=office_id, name=name, **values)
        employer.terms = [EmployerTerm(kind=kind, code=code) for kind, code in terms]
        session.add(employer)
        session.commit()
        return employer.id


def add_mentor(
    site: Site, employer_id: UUID, name: str, *terms: tuple[str, str], days: int = 100, **values: object
) -> UUID:
    """A mentor with a profile that may be kept so many days."""
    with site.session() as session:
        person = WorkplacePerson(
            data_key=DataKey.make(session.info["keyring"], "person"), employer_id=employer_id, name=name
        )
        session.add(person)
        session.flush()
        index_name(session, person)
        office = session.get_one(Employer, employer_id).office_id
        profile = MentorProfile(
            person=person,
            office_id=office,
            keep_until_on=clock.today() + timedelta(days=days),
            **values,
        )
        profile.terms = [MentorTerm(kind=kind, code=code) for kind, code in terms]
        session.add(profile)
        session.commit()
        return person.id


def list_names(answer: PageResponse) -> list[str]:
    """The headings of the suggestions, in order."""
    return [
        " ".join("".join(one.itertext()).split())
        for one in answer.page.elements("h2")
        if "hm-card__title" in (one.get("class") or "")
    ]


def offer(tab: PageClient, url: str, row_id: UUID) -> PageResponse:
    """Press "propose" at one of the suggestions."""
    return tab.submit_form(url, f"offer-{row_id}", subject=str(row_id))


def test_companies_stand_by_what_fits_and_nobody_is_left_out(
    site: Site, tab: PageClient, case_id: UUID, office_id: int
):
    add_company(site, office_id, "Butikken", ("tasks", "food"), industry="retail", place="ODDA")
    add_company(site, office_id, "Verkstedet", industry="construction", place="Odda")
    add_company(site, office_id, "Det ukjente")
    answer = tab.get(f"/cases/{case_id}/suggestions/companies")
    names = list_names(answer)
    assert names[0] == "Butikken"
    assert names[-1] == "Verkstedet", "what speaks against stands last"
    assert "Det ukjente" in names
    text = answer.page.body_text
    assert "Taler mot" in text
    assert "Vet ikke" in text
    assert "0." not in text, "no bare number"


def test_a_reader_may_let_something_count_not(site: Site, tab: PageClient, case_id: UUID, office_id: int):
    add_company(site, office_id, "Annen bransje", ("tasks", "food"), industry="construction", place="Odda")
    add_company(site, office_id, "Helt ukjent")
    url = f"/cases/{case_id}/suggestions/companies"
    usual = list_names(tab.get(url))
    assert usual.index("Helt ukjent") < usual.index("Annen bransje")
    changed = list_names(tab.get(f"{url}?count_industry=none&count_travel=much&count_tasks=nonsense"))
    assert changed.index("Annen bransje") < changed.index("Helt ukjent")
    nothing = "&".join(f"count_{key}=none" for key in CRITERION_KEYS)
    assert list_names(tab.get(f"{url}?{nothing}")) == usual, (
        "where nothing would count the model's own weights do"
    )


def test_companies_of_another_office_are_not_suggested(
    site: Site, tab: PageClient, case_id: UUID, office_id: int
):
    with site.session() as session:
        other = Office(number="8888", name="Nav Bortenfor", county="Vestland")
        session.add(other)
        session.commit()
        other_id = other.id
    away = add_company(site, other_id, "Naboens bedrift", industry="retail")
    url = f"/cases/{case_id}/suggestions/companies"
    assert "Naboens bedrift" not in tab.get(url).page.body_text
    shop = add_company(site, office_id, "Butikken", industry="retail")
    answer = tab.submit_form(url, f"offer-{shop}", subject=str(away))
    assert answer.status_code == 422
    with site.session() as session:
        assert session.scalars(select(Match)).all() == []


def test_a_mentor_is_suggested_while_the_profile_may_be_kept(
    site: Site, tab: PageClient, case_id: UUID, office_id: int
):
    shop = add_company(site, office_id, "Butikken", industry="retail")
    add_mentor(site, shop, "Åse Ørn", ("languages", "norsk"), ("tasks", "food"), is_leader=True, capacity=1)
    add_mentor(site, shop, "Gammel Profil", days=-1)
    answer = tab.get(f"/cases/{case_id}/suggestions/mentors")
    assert list_names(answer) == ["Åse Ørn"]
    assert "leder" in answer.page.body_text.lower(), "a gentle warning"


def test_what_is_offered_is_kept_with_its_reasons_and_answers(
    site: Site, tab: PageClient, case_id: UUID, office_id: int
):
    shop = add_company(site, office_id, "Butikken", ("tasks", "food"), industry="retail", place="Odda")
    url = f"/cases/{case_id}/suggestions/companies"
    form = tab.read_form(url, f"offer-{shop}")
    stale = tab.read_form(url, f"offer-{shop}")
    assert tab.post_form(form, subject=str(shop)).status_code == 303
    with site.session() as session:
        match = session.scalars(select(Match)).one()
        assert (match.employer_id, match.person_id, match.office_id) == (shop, None, office_id)
        assert json.loads(match.verdicts)["tasks"] == "fits"
        page = f"{url.rpartition('/')[0]}/offered/{match.id}"
    assert tab.post_form(stale, subject=str(shop)).status_code == 422, "once only"
    refused = tab.post_form(tab.read_form(page, page), jobseeker_answer="accepted", has_lasted="yes")
    assert refused.status_code == 422, "only what both have accepted can have lasted"
    kept = tab.post_form(
        tab.read_form(page, page), jobseeker_answer="accepted", other_answer="accepted", has_lasted="no"
    )
    assert kept.status_code == 303
    with site.session() as session:
        match = session.scalars(select(Match)).one()
        assert (match.jobseeker_answer, match.other_answer, match.has_lasted) == (
            "accepted",
            "accepted",
            False,
        )
        assert session.scalars(select(Revision).where(Revision.row_id == match.id)).one().version == 1
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.case_id == case_id)).all()
        assert {"match.offer", "match.save", "suggestion.list"} <= set(actions)


def test_two_who_answer_at_once_meet(site: Site, tab: PageClient, case_id: UUID, office_id: int):
    shop = add_company(site, office_id, "Butikken", industry="retail")
    url = f"/cases/{case_id}/suggestions/companies"
    offer(tab, url, shop)
    with site.session() as session:
        page = f"{url.rpartition('/')[0]}/offered/{session.scalars(select(Match.id)).one()}"
    first, second = tab.read_form(page, page), tab.read_form(page, page)
    assert tab.post_form(first, jobseeker_answer="accepted").status_code == 303
    assert tab.post_form(second, jobseeker_answer="declined").status_code == 409
    third = tab.read_form(page, page)
    assert tab.post_form(third, other_answer="declined").status_code == 303


def test_who_was_not_compared_is_told(site: Site, tab: PageClient, case_id: UUID, office_id: int):
    with site.session() as session:
        session.add_all(
            Employer(office_id=office_id, name=f"Bedrift {n}", industry="retail" if n % 2 else None)
            for n in range(MOST_COMPARED + 7)
        )
        session.commit()
    last = add_company(site, office_id, "Nærmest", ("tasks", "food"), industry="retail", place="Odda")
    answer = tab.get(f"/cases/{case_id}/suggestions/companies")
    assert list_names(answer)[0] == "Nærmest", "the nearest is among those compared"
    with site.session() as session:
        total = len(session.scalars(select(Employer.id).where(Employer.office_id == office_id)).all())
    assert f"{total - MOST_COMPARED} andre i registeret er ikke sammenlignet" in answer.page.body_text
    following = tab.get(f"/cases/{case_id}/suggestions/companies?from=20")
    assert len(list_names(following)) == 20
    assert not set(list_names(following)) & set(list_names(answer))
    assert last


def test_a_suggested_company_is_put_on_the_list_of_the_case(
    site: Site, tab: PageClient, case_id: UUID, office_id: int
):
    shop = add_company(site, office_id, "Butikken", industry="retail")
    url = f"/cases/{case_id}/suggestions/companies"
    put = next(
        form
        for form in tab.get(url).page.forms
        if form.action.endswith("/companies/registered") and form.values["employer"] == str(shop)
    )
    put.action = f"/cases/{case_id}/companies/registered"
    assert tab.post_form(put).status_code == 303
    with site.session() as session:
        assert session.scalars(select(Candidate.employer_id)).all() == [shop]
    again = [
        form.values.get("employer")
        for form in tab.get(url).page.forms
        if form.action.endswith("/companies/registered")
    ]
    assert str(shop) not in again


def test_a_mentor_has_room_again_when_the_case_is_closed(
    site: Site, tab: PageClient, case_id: UUID, office_id: int
):
    shop = add_company(site, office_id, "Butikken", industry="retail")
    mentor = add_mentor(site, shop, "Åse Ørn", capacity=1)
    other, today = open_for_site(site, name="Berit Dahl"), clock.today()
    with site.session() as session:
        session.add(MentorAssignment(case_id=other, person_id=mentor, from_on=today - timedelta(days=9)))
        session.commit()
    url = f"/cases/{case_id}/suggestions/mentors"
    full = translate("nb", "match.reason.capacity.against")
    assert full in tab.get(url).page.body_text
    with site.session() as session:
        session.get_one(Case, other).closed_on = today
        session.commit()
    text = tab.get(url).page.body_text
    assert full not in text, "as the mentor's own page says"
    assert translate("nb", "match.reason.capacity.fits") in text


def test_own_wishes_need_the_day_and_are_compared_only_where_the_jobseeker_has_them(
    site: Site, tab: PageClient, case_id: UUID, office_id: int
):
    shop = add_company(site, office_id, "Butikken", industry="retail")
    told = {"told_of_self": json.dumps({"sex": ["kvinne"], "age_group": ["over femti"]})}
    add_mentor(site, shop, "Åse Ørn", **told)
    url, step = f"/cases/{case_id}/suggestions/mentors", f"/cases/{case_id}/steps/wishes"
    with_wish = translate("nb", "match.reason.own_wish.fits", what="kvinne")
    before = tab.get(url).page.body_text
    assert "kvinne" not in before
    refused = tab.submit_form(step, own_wish_sex="Kvinne")
    assert refused.status_code == 422
    assert translate("nb", "step.error.own_wishes_said_on") in refused.page.body_text
    today = format_numeric(clock.today())
    assert tab.submit_form(step, own_wish_sex="Kvinne", own_wishes_said_on=today).status_code == 303
    text = tab.get(url).page.body_text
    assert with_wish in text
    assert "over femti" not in text, "what nobody has wished for is not looked at"
    tab.submit_form(step, own_wish_sex="Mann", own_wishes_said_on=today)
    assert translate("nb", "match.reason.own_wish.against", lacks="mann") in tab.get(url).page.body_text
    tab.submit_form(step, own_wish_sex="", own_wishes_said_on="", own_wish_other="Har selv vært leder")
    assert tab.get(url).status_code == 200


def test_what_a_mentor_tells_of_themselves_is_kept_sealed_and_shown_to_them(
    site: Site, tab: PageClient, office_id: int
):
    shop = add_company(site, office_id, "Butikken")
    mentor = add_mentor(site, shop, "Åse Ørn")
    page = f"/mentors/{mentor}"
    assert tab.submit_form(f"{page}/profile", tells_background="Flyktet selv").status_code == 303
    assert "flyktet selv" in tab.get(f"{page}/kept").page.body_text
    with site.session() as session:
        row = session.scalars(select(MentorProfile)).one()
        assert row.told_of_self == '{"background": ["flyktet selv"]}'
        assert b"flyktet" not in (row.told_of_self_sealed or b"")
    tab.submit_form(f"{page}/profile", tells_background="")
    with site.session() as session:
        assert session.scalars(select(MentorProfile)).one().told_of_self_sealed is None
