"""Two who change the same thing: what differs meets on a page with both texts, what does not is merged, nothing is lost."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.models import Case, CaseStep, Jobseeker, Revision
from hybridmentor.services.case_steps import read_step_values
from hybridmentor.services.cases import read_case_values
from tests.integration.crowd import open_tabs, run_at_once
from tests.integration.scenes import find_step_row, give_part, hire
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.html import Form, Page


@pytest.fixture
def colleague(site: Site, case_id: UUID) -> PageClient:
    """A browser of somebody of another office who has a part in the case."""
    with site.session() as session:
        give_part(session, "veileder2", case_id, clock.today() - timedelta(days=9))
        session.commit()
    return site.client("veileder2")


def step_url(case_id: UUID) -> str:
    return f"/cases/{case_id}/steps/wishes"


def read_step(site: Site, case_id: UUID) -> dict[str, Any]:
    with site.session() as session:
        step = find_step_row(session, case_id, "wishes")
        return {**read_step_values(step), "version": step.version}


def read_basics(site: Site, case_id: UUID) -> dict[str, Any]:
    with site.session() as session:
        case = session.get_one(Case, case_id)
        return {**read_case_values(case), "version": case.version}


def list_earlier(site: Site, case_id: UUID, noun: str) -> list[dict[str, Any]]:
    """The values that were replaced, oldest first."""
    with site.session() as session:
        statement = select(Revision).where(Revision.case_id == case_id, Revision.noun == noun)
        return [json.loads(row.values or "") for row in session.scalars(statement.order_by(Revision.version))]


def meet(answer: PageResponse, url: str) -> tuple[Page, Form]:
    """The conflict page and its form."""
    assert answer.status_code == 409, answer.text[:2000]
    form = answer.page.form()
    form.action = f"https://localhost{url}"
    return answer.page, form


def list_asked(page: Page) -> list[str]:
    """The fields that the page asks about."""
    names = {one.get("name", "") for one in page.elements("input") if one.get("type") == "radio"}
    return sorted(name.removeprefix("hm_keep_") for name in names)


def test_the_second_gets_both_texts(site: Site, tab: PageClient, colleague: PageClient, case_id: UUID):
    url = step_url(case_id)
    mine, theirs = tab.read_form(url), colleague.read_form(url)
    assert mine.values["hm_version"] == theirs.values["hm_version"] == "1"
    assert tab.post_form(mine, note="Vil jobbe ute\nhele året").status_code == 303
    page, form = meet(colleague.post_form(theirs, note="Vil jobbe inne", status="in_progress"), url)
    assert "Vil jobbe ute hele året" in page.body_text
    assert "Vil jobbe inne" in page.body_text
    assert "Vilde Veileder" in page.body_text, "who was first"
    assert list_asked(page) == ["note"]
    assert form.values["hm_version"] == "2"
    assert form.values["hm_keep_note"] == "mine"
    assert form.values["note"] == "Vil jobbe inne"
    assert form.values["status"] == "in_progress", "what else was typed goes along"
    assert form.values["hm_key"] != theirs.values["hm_key"]
    assert read_step(site, case_id)["note"] == "Vil jobbe ute\nhele året"


@pytest.mark.parametrize(
    ("choice", "kept"), [("stored", "Vil jobbe ute\nhele året"), ("mine", "Vil jobbe inne")]
)
def test_the_choice_is_saved(
    site: Site, tab: PageClient, colleague: PageClient, case_id: UUID, choice: str, kept: str
):
    url = step_url(case_id)
    mine, theirs = tab.read_form(url), colleague.read_form(url)
    tab.post_form(mine, note="Vil jobbe ute\nhele året")
    _, form = meet(colleague.post_form(theirs, note="Vil jobbe inne", status="in_progress"), url)
    answer = colleague.post_form(form, hm_keep_note=choice)
    assert (answer.status_code, answer.location) == (303, f"/cases/{case_id}")
    now = read_step(site, case_id)
    assert (now["note"], now["status"], now["version"]) == (kept, "in_progress", 3)
    assert [earlier["note"] for earlier in list_earlier(site, case_id, "case_step")] == [
        None,
        "Vil jobbe ute\nhele året",
    ]


@pytest.mark.parametrize("choice", [None, "", "begge", "STORED"])
def test_a_choice_that_is_none_keeps_what_was_typed(
    site: Site, tab: PageClient, colleague: PageClient, case_id: UUID, choice: str | None
):
    """The page says which one is ticked; without a word the typed text stands, and the stored one is kept as earlier."""
    url = step_url(case_id)
    mine, theirs = tab.read_form(url), colleague.read_form(url)
    tab.post_form(mine, note="Den første")
    _, form = meet(colleague.post_form(theirs, note="Den andre"), url)
    assert colleague.post_form(form, hm_keep_note=choice).status_code == 303
    assert read_step(site, case_id)["note"] == "Den andre"
    assert list_earlier(site, case_id, "case_step")[-1]["note"] == "Den første"


@pytest.mark.parametrize("choice", ["stored", "mine"])
def test_a_third_in_between_meets_again(
    site: Site, tab: PageClient, colleague: PageClient, case_id: UUID, choice: str
):
    """What one chose about was changed meanwhile: nobody has seen the newest text, so it is asked about."""
    url = step_url(case_id)
    mine, theirs = tab.read_form(url), colleague.read_form(url)
    tab.post_form(mine, note="Den første")
    _, form = meet(colleague.post_form(theirs, note="Den andre"), url)
    tab.submit_form(url, note="Den tredje")
    answer = colleague.post_form(form, hm_keep_note=choice)
    if choice == "mine":
        page, form = meet(answer, url)
        assert "Den tredje" in page.body_text
        assert form.values["hm_version"] == "3"
        assert colleague.post_form(form, hm_keep_note="mine").status_code == 303
        assert read_step(site, case_id)["note"] == "Den andre"
    else:
        assert answer.status_code == 303
        assert read_step(site, case_id)["note"] == "Den tredje"
    assert "Den tredje" in {e["note"] for e in list_earlier(site, case_id, "case_step")} | {
        read_step(site, case_id)["note"]
    }


def test_different_fields_merge_by_themselves(
    site: Site, tab: PageClient, colleague: PageClient, case_id: UUID
):
    url = step_url(case_id)
    mine, theirs = tab.read_form(url), colleague.read_form(url)
    tab.post_form(mine, note="Vil jobbe ute")
    answer = colleague.post_form(theirs, status="done", done_on="02.11.2026")
    assert answer.status_code == 303
    assert "hm-toast" in colleague.follow(answer).text
    now = read_step(site, case_id)
    assert (now["note"], now["status"], str(now["done_on"])) == ("Vil jobbe ute", "done", "2026-11-02")


def test_the_same_text_from_both_is_no_conflict(
    site: Site, tab: PageClient, colleague: PageClient, case_id: UUID
):
    url = step_url(case_id)
    mine, theirs = tab.read_form(url), colleague.read_form(url)
    tab.post_form(mine, note="Samme\nord")
    assert colleague.post_form(theirs, note="Samme\r\nord").status_code == 303
    assert read_step(site, case_id)["version"] == 2


def test_choices_and_days_are_shown_in_words(
    site: Site, tab: PageClient, colleague: PageClient, case_id: UUID
):
    url = step_url(case_id)
    mine, theirs = tab.read_form(url), colleague.read_form(url)
    tab.post_form(mine, status="done", done_on="02.11.2026")
    page, form = meet(colleague.post_form(theirs, status="in_progress", done_on="3.11.26"), url)
    assert list_asked(page) == ["done_on", "status"]
    for word in ("Gjort", "Pågår", "02.11.2026", "03.11.2026"):
        assert word in page.body_text
    answer = colleague.post_form(form, hm_keep_status="stored", hm_keep_done_on="mine")
    assert answer.status_code == 303
    now = read_step(site, case_id)
    assert (now["status"], str(now["done_on"])) == ("done", "2026-11-03")


def test_an_emptied_field_meets_a_changed_one(
    site: Site, tab: PageClient, colleague: PageClient, case_id: UUID
):
    url = step_url(case_id)
    tab.submit_form(url, note="Fra før", done_on="02.11.2026")
    for choice, kept in (("stored", None), ("mine", "Endret")):
        mine, theirs = tab.read_form(url), colleague.read_form(url)
        tab.post_form(mine, note="")
        page, form = meet(colleague.post_form(theirs, note="Endret"), url)
        assert list_asked(page) == ["note"]
        assert colleague.post_form(form, hm_keep_note=choice).status_code == 303
        assert read_step(site, case_id)["note"] == kept
        tab.submit_form(url, note="Fra før")


def test_a_fault_and_a_conflict_do_not_hide_each_other(
    site: Site, tab: PageClient, colleague: PageClient, case_id: UUID
):
    """First what was typed wrong is told, with the old version kept; then the conflict is met all the same."""
    url = step_url(case_id)
    mine, theirs = tab.read_form(url), colleague.read_form(url)
    tab.post_form(mine, note="Den første")
    answer = colleague.post_form(theirs, note="Den andre", done_on="31.02.2026")
    assert answer.status_code == 422
    form = answer.page.form()
    form.action = theirs.action
    assert (form.values["hm_version"], form.values["note"]) == ("1", "Den andre")
    page, _ = meet(colleague.post_form(form, done_on=""), url)
    assert list_asked(page) == ["note"]


@pytest.mark.parametrize("version", [None, "", "0", "99", "-1", "en", "1e3", "9" * 40])
def test_a_form_that_does_not_say_what_it_rests_on_overwrites_nothing(
    site: Site, tab: PageClient, case_id: UUID, version: str | None
):
    url = step_url(case_id)
    tab.submit_form(url, note="Den første")
    form = tab.read_form(url)
    page, _ = meet(tab.post_form(form, note="Den andre", hm_version=version), url)
    assert list_asked(page) == ["note"]
    assert read_step(site, case_id)["note"] == "Den første"


def test_two_editors_of_a_case(site: Site, tab: PageClient, colleague: PageClient, case_id: UUID):
    url = f"/cases/{case_id}/edit"
    mine, theirs = tab.read_form(url), colleague.read_form(url)
    assert tab.post_form(mine, name="Jonas Lindvåg", birth_year="1995", industry="service").status_code == 303
    answer = colleague.post_form(
        theirs, name="Jonas Dahl", birth_year="", phone="40000000", service="municipal"
    )
    page, form = meet(answer, url)
    assert list_asked(page) == ["birth_year", "name"]
    assert form.values["hm_version"] == "2"
    for text in ("Jonas Lindvåg", "Jonas Dahl", "1995"):
        assert text in page.body_text
    answer = colleague.post_form(form, hm_keep_name="mine", hm_keep_birth_year="stored")
    assert answer.status_code == 303
    now = read_basics(site, case_id)
    assert (now["name"], now["birth_year"], now["phone"], now["service"], now["version"]) == (
        "Jonas Dahl",
        1995,
        "40000000",
        "municipal",
        3,
    )
    assert [values["name"] for values in list_earlier(site, case_id, "case")] == [
        "Jonas Prøve",
        "Jonas Lindvåg",
    ]
    assert now["industry"] == "service", "what only the first had changed is merged, not set back"


def test_two_editors_of_different_fields_of_a_case(
    site: Site, tab: PageClient, colleague: PageClient, case_id: UUID
):
    url = f"/cases/{case_id}/edit"
    mine, theirs = tab.read_form(url), colleague.read_form(url)
    tab.post_form(mine, name="Jonas Lindvåg", phone="40000000")
    answer = colleague.post_form(theirs, employer_name="Sykkelverkstedet", entry_point="job_at_risk")
    assert answer.status_code == 303
    now = read_basics(site, case_id)
    assert (now["name"], now["phone"], now["employer_name"], now["entry_point"]) == (
        "Jonas Lindvåg",
        "40000000",
        "Sykkelverkstedet",
        "job_at_risk",
    )


def test_two_editors_of_the_agreed_contact(site: Site, tab: PageClient, colleague: PageClient, case_id: UUID):
    url = f"/cases/{case_id}/agreed-contact"
    mine, theirs = tab.read_form(url), colleague.read_form(url)
    assert tab.post_form(mine, mentor="14", employer="28").status_code == 303
    page, form = meet(colleague.post_form(theirs, mentor="7", jobseeker="60"), url)
    assert list_asked(page) == ["mentor"]
    answer = colleague.post_form(form, hm_keep_mentor="mine")
    assert answer.status_code == 303
    now = colleague.read_form(url).values
    assert (now["mentor"], now["jobseeker"], now["employer"]) == ("7", "60", "28")


def test_two_cases_of_one_company(site: Site, tab: PageClient, colleague: PageClient, case_id: UUID):
    """Its name is corrected from one case while the form of the other stands open."""
    other = open_for_site(site, name="Berit Dahl")
    mine, theirs = tab.read_form(f"/cases/{other}/edit"), tab.read_form(f"/cases/{case_id}/edit")
    assert tab.post_form(mine, organisation_number="974761076").status_code == 303
    url = f"/cases/{case_id}/edit"
    page, form = meet(tab.post_form(theirs, organisation_number="889640782"), url)
    assert list_asked(page) == ["organisation_number"]
    assert tab.post_form(form, hm_keep_organisation_number="stored").status_code == 303
    assert read_basics(site, case_id)["organisation_number"] == "974761076"
    assert read_basics(site, other)["organisation_number"] == "974761076"


def test_earlier_values_are_sealed(site: Site, tab: PageClient, case_id: UUID):
    tab.submit_form(f"/cases/{case_id}/edit", name="Jonas Lindvåg")
    tab.submit_form(step_url(case_id), note="Xylofon")
    tab.submit_form(step_url(case_id), note="Noe annet")
    with site.session() as session:
        rows = session.scalars(select(Revision)).all()
        assert len(rows) == 3
        assert any("Xylofon" in (row.values or "") for row in rows)
        for row in rows:
            assert row.values_sealed is not None
            assert b"Jonas" not in row.values_sealed
            assert b"Xylofon" not in row.values_sealed


@pytest.mark.parametrize("noun", ["case_step", "case"])
def test_of_twenty_editors_at_once_none_is_overwritten_unseen(
    site: Site, tab: PageClient, case_id: UUID, noun: str
):
    """Each text is stored now, or kept as an earlier one, or was answered with the page that shows it back."""
    url, field = (step_url(case_id), "note") if noun == "case_step" else (f"/cases/{case_id}/edit", "name")
    form = tab.read_form(url)
    texts = [f"Tekst {n:02d} av tjue" for n in range(20)]
    answers = run_at_once(
        [
            lambda one=one, text=text: one.post_form(form, extra={field: text, "hm_key": str(uuid4())})
            for one, text in zip(open_tabs(tab, 20), texts, strict=True)
        ]
    )
    stored = (read_step if noun == "case_step" else read_basics)(site, case_id)
    earlier = [values[field] for values in list_earlier(site, case_id, noun)]
    shown = [answer.page.form().values[field] for answer in answers if answer.status_code == 409]
    assert sorted([stored[field], *earlier[1:], *shown]) == texts
    assert [answer.status_code for answer in answers].count(303) == 1
    assert stored["version"] == 2
    for answer in answers:
        if answer.status_code == 409:
            assert stored[field] in answer.page.body_text


def test_twenty_who_each_choose_their_own_text_lose_none(site: Site, tab: PageClient, case_id: UUID):
    """The same, and each who meets the page chooses `mine` until it is saved: all texts are stored or earlier ones."""
    url = step_url(case_id)
    form = tab.read_form(url)
    texts = [f"Tekst {n:02d}" for n in range(8)]

    def insist(one: PageClient, text: str) -> int:
        answer = one.post_form(form, note=text, hm_key=str(uuid4()))
        rounds = 0
        while answer.status_code == 409 and rounds < 20:
            _, again = meet(answer, url)
            answer = one.post_form(again, hm_keep_note="mine")
            rounds += 1
        return answer.status_code

    tabs = open_tabs(tab, len(texts))
    told = run_at_once(
        [lambda one=one, text=text: insist(one, text) for one, text in zip(tabs, texts, strict=True)]
    )
    assert told == [303] * len(texts)
    kept = [values["note"] for values in list_earlier(site, case_id, "case_step")]
    assert sorted([*kept[1:], read_step(site, case_id)["note"]]) == texts


def test_a_step_and_the_case_do_not_disturb_each_other(
    site: Site, tab: PageClient, colleague: PageClient, case_id: UUID
):
    mine, theirs = tab.read_form(step_url(case_id)), colleague.read_form(f"/cases/{case_id}/edit")
    assert tab.post_form(mine, note="Et notat").status_code == 303
    assert colleague.post_form(theirs, name="Jonas Lindvåg").status_code == 303
    assert (read_step(site, case_id)["version"], read_basics(site, case_id)["version"]) == (2, 2)


def test_a_conflict_page_can_be_left(site: Site, tab: PageClient, colleague: PageClient, case_id: UUID):
    url = step_url(case_id)
    mine, theirs = tab.read_form(url), colleague.read_form(url)
    tab.post_form(mine, note="Den første")
    page, _ = meet(colleague.post_form(theirs, note="Den andre"), url)
    assert url in page.links
    assert colleague.read_form(url).values["note"] == "Den første"


def test_whose_name_is_told_is_the_last_editor(
    site: Site, tab: PageClient, colleague: PageClient, case_id: UUID
):
    with site.session() as session:
        hire(session, "tredje")
        session.commit()
    url = step_url(case_id)
    form = tab.read_form(url)
    colleague.submit_form(url, note="Den andre")
    page, _ = meet(tab.post_form(form, note="Den tredje"), url)
    assert "Viggo Veileder" in page.body_text
    with site.session() as session:
        step = session.scalars(
            select(CaseStep).where(CaseStep.case_id == case_id, CaseStep.step == "wishes")
        ).one()
        assert step.version == 2
        assert session.scalars(select(Jobseeker)).one().name == "Jonas Prøve"
