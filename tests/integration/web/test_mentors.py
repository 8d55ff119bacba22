"""The pages of a case's mentors: naming one, what is agreed, changing and ending a time, the right to say no."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.i18n import format_numeric
from hybridmentor.models import Case, MentorAssignment, Revision, WorkplacePerson
from hybridmentor.services.case_forms import confirm_log, save_answers
from tests.integration.scenes import look_up, name_mentor, talk
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.seed import make_actor


def list_rows(site: Site, case_id: UUID) -> list[MentorAssignment]:
    with site.session() as session:
        statement = select(MentorAssignment).where(MentorAssignment.case_id == case_id)
        return list(session.scalars(statement.order_by(MentorAssignment.from_on)))


def read_main(page: Page) -> str:
    (main,) = page.elements("main")
    return " ".join("".join(main.itertext()).split())


def ago(days: int) -> str:
    return format_numeric(clock.today() - timedelta(days=days))


def find_current(site: Site, case_id: UUID) -> MentorAssignment:
    return next(row for row in list_rows(site, case_id) if row.to_on is None)


@pytest.mark.parametrize("typed", ["4", "4,5", "4.5", " 0 ", "744"])
def test_hours_are_read_as_people_write_them(site: Site, tab: PageClient, case_id: UUID, typed: str):
    url = f"/cases/{case_id}/mentor"
    answer = tab.submit_form(url, name="Nina Ny", from_on=ago(0), hours_per_month=typed)
    assert answer.status_code == 303
    assert find_current(site, case_id).hours_per_month == Decimal(typed.strip().replace(",", "."))


@pytest.mark.parametrize("typed", ["-1", "4,55", "745", "744,1", "mange", "1e2", "NaN"])
def test_hours_that_are_none_get_a_sentence(site: Site, tab: PageClient, case_id: UUID, typed: str):
    url = f"/cases/{case_id}/mentor"
    answer = tab.submit_form(url, name="Nina Ny", from_on=ago(0), hours_per_month=typed)
    assert answer.status_code == 422
    assert "Skriv timer i måneden fra 0 til 744 med høyst én desimal" in read_main(answer.page)
    assert len(list_rows(site, case_id)) == 1


def test_all_that_is_agreed_stands_on_the_page(site: Site, tab: PageClient, case_id: UUID):
    tab.submit_form(
        f"/cases/{case_id}/mentor",
        name="Nina Ny",
        from_on=ago(1),
        hours_per_month="4,5",
        tasks="Viser vei på lageret",
        confidentiality_on=ago(1),
        family_tie="no",
        chosen_by="together",
        chosen_how="Begge foreslo henne",
        right_told_mentor_on=ago(1),
        right_told_jobseeker_on=ago(0),
        end_reason="left_job",
        end_words="Fikk ny jobb",
    )
    told = read_main(tab.get(f"/cases/{case_id}/mentor").page)
    for words in (
        "Nina Ny",
        "4,5",
        "Viser vei på lageret",
        "Partene sammen",
        "Begge foreslo henne",
        "Mentoren sluttet i jobben",
        "Fikk ny jobb",
        "Mentor nå",
        "Avsluttet",
    ):
        assert words in told, words
    assert "Taushetserklæringen er ikke registrert" not in told
    assert "Verken mentor eller bruker er registrert som fortalt" not in told
    assert "Årsaken til at mentoren sluttet, er ikke registrert." not in told


def test_what_is_missing_is_said_and_hinders_nobody(site: Site, tab: PageClient, case_id: UUID):
    tab.submit_form(f"/cases/{case_id}/mentor", name="Nina Ny", from_on=ago(1), family_tie="yes")
    told = read_main(tab.get(f"/cases/{case_id}/mentor").page)
    assert "Taushetserklæringen er ikke registrert som underskrevet." in told
    assert "Mentor og bruker er i familie." in told
    assert "Verken mentor eller bruker er registrert som fortalt" in told
    assert "Årsaken til at mentoren sluttet, er ikke registrert." in told
    assert "Begge kan si nei før oppstart og be om bytte senere." in told


def test_days_that_were_told_are_none_to_come(site: Site, tab: PageClient, case_id: UUID):
    tomorrow = ago(-1)
    sent = dict.fromkeys(("confidentiality_on", "right_told_mentor_on", "right_told_jobseeker_on"), tomorrow)
    answer = tab.submit_form(f"/cases/{case_id}/mentor", name="Nina Ny", from_on=ago(0), **sent)
    assert answer.status_code == 422
    assert len(list_rows(site, case_id)) == 1


def test_a_known_person_is_chosen(site: Site, tab: PageClient, case_id: UUID):
    url = f"/cases/{case_id}/mentor"
    former = find_current(site, case_id).person_id
    tab.submit_form(url, name="Nina Ny", from_on=ago(5))
    page = tab.get(f"{url}?person={former}").page
    assert page.form().values["person"] == str(former)
    answer = tab.submit_form(url, person=str(former), from_on=ago(0))
    assert answer.status_code == 303
    assert find_current(site, case_id).person_id == former
    with site.session() as session:
        assert len(session.scalars(select(WorkplacePerson)).all()) == 2


def test_a_person_or_a_name_and_not_both(site: Site, tab: PageClient, case_id: UUID):
    url = f"/cases/{case_id}/mentor"
    former = find_current(site, case_id).person_id
    assert tab.submit_form(url, name="", from_on=ago(5)).status_code == 422
    tab.submit_form(url, name="Nina Ny", from_on=ago(5))
    none = tab.submit_form(url, from_on=ago(0))
    assert (none.status_code, "Velg en person fra listen" in read_main(none.page)) == (422, True)
    both = tab.submit_form(url, person=str(former), name="Nina", from_on=ago(0))
    assert (both.status_code, "Du har både valgt en person" in read_main(both.page)) == (422, True)
    assert tab.submit_form(url, person=str(case_id), from_on=ago(0)).status_code == 422


def test_a_time_is_changed_and_the_version_before_is_told(site: Site, tab: PageClient, case_id: UUID):
    row = find_current(site, case_id)
    url = f"/cases/{case_id}/mentor/{row.id}"
    page = tab.get(url).page
    assert not {"to_on", "end_reason", "end_words"} & set(page.form().names)
    assert tab.submit_form(url, hours_per_month="8", tasks="Viser vei").status_code == 303
    assert tab.submit_form(url, hours_per_month="4,5", is_employer="yes").status_code == 303
    changed = find_current(site, case_id)
    assert (changed.hours_per_month, changed.is_employer, changed.version) == (Decimal("4.5"), True, 3)
    told = read_main(tab.get(f"/cases/{case_id}/versions").page)
    for words in (
        "Mentor: Mona Mentor",
        "Timer i måneden",
        "4,5",
        "Arbeidsgiver er selv mentor",
        "Viser vei",
    ):
        assert words in told, words


def test_two_who_change_the_same_meet(site: Site, tab: PageClient, case_id: UUID):
    row = find_current(site, case_id)
    url = f"/cases/{case_id}/mentor/{row.id}"
    mine = tab.read_form(url)
    tab.submit_form(url, hours_per_month="8")
    answer = tab.post_form(mine, hours_per_month="4", tasks="Viser vei")
    assert answer.status_code == 409
    settled = tab.post_form(answer.page.form(), hm_keep_hours_per_month="stored")
    assert settled.status_code == 303
    row = find_current(site, case_id)
    assert row.hours_per_month == 8


def test_a_time_is_ended_and_the_wait_is_told(site: Site, tab: PageClient, case_id: UUID):
    row = find_current(site, case_id)
    url = f"/cases/{case_id}/mentor/{row.id}/end"
    empty = tab.submit_form(url, to_on="", end_reason="left_job")
    assert (empty.status_code, "Skriv siste dag som mentor." in read_main(empty.page)) == (422, True)
    last = row.from_on
    sent = {"to_on": format_numeric(last), "end_reason": "left_job", "end_words": "Ny jobb"}
    assert tab.submit_form(url, **sent).status_code == 303
    told = read_main(tab.get(f"/cases/{case_id}/mentor").page)
    days = (clock.today() - last).days
    assert f"Uten mentor i {days} dag" in told
    assert "Mentoren sluttet i jobben" in told
    with site.session() as session:
        kept = session.scalars(select(Revision).where(Revision.row_id == row.id)).one()
        assert kept.noun == "mentor_assignment"


def test_one_who_said_no_is_told_as_that(site: Site, tab: PageClient, case_id: UUID):
    row = find_current(site, case_id)
    tab.submit_form(f"/cases/{case_id}/mentor/{row.id}/end", to_on="", end_reason="mentor_declined")
    told = read_main(tab.get(f"/cases/{case_id}/mentor").page)
    assert "Sa nei før oppstart" in told
    shown = read_main(tab.get(f"/cases/{case_id}").page)
    assert "Mona Mentor sa nei før oppstart" in shown


def test_a_time_of_another_case_is_not_found(site: Site, tab: PageClient, case_id: UUID):
    for path in ("", "/end"):
        assert tab.get(f"/cases/{case_id}/mentor/{case_id}{path}").status_code == 404


def test_each_mentor_has_figures_and_the_case_has_its_own(site: Site, tab: PageClient, case_id: UUID):
    today = clock.today()
    with site.session() as session:
        actor = make_actor(session, "veileder")
        case = session.get_one(Case, case_id)
        case.opened_on = today - timedelta(days=199)
        visible = look_up(session, actor, case_id)
        first = session.scalars(select(MentorAssignment).where(MentorAssignment.case_id == case_id)).one()
        first.from_on = case.opened_on
        name_mentor(session, actor, visible, name="Nina Ny", from_on=today - timedelta(days=99))
        for back in (*range(100, 200, 5), *range(0, 100, 25)):
            talk(session, actor, visible, today - timedelta(days=back))
        confirm_log(session, actor, visible, to_on=today)
        session.commit()
    for path in (f"/cases/{case_id}/mentor", f"/cases/{case_id}"):
        page = tab.get(path).page
        rows = [
            " ".join(" ".join(one.itertext()).split())
            for one in page.elements("tr")
            if any("Saken samlet" in "".join(table.itertext()) for table in page.elements("table"))
        ]
        found = [row for row in rows if row.startswith(("Mona", "Nina", "Saken"))]
        # 20 days of contact in 100: 6,08 a month; 4 in 100: 1,21; together 24 in 200: 3,65.
        assert [row.split(")")[-1].split()[:2] if ")" in row else row.split()[2:4] for row in found] == [
            ["20", "6,08"],
            ["4", "1,21"],
            ["24", "3,65"],
        ], found


def test_the_form_takes_the_hours_of_the_mentor(site: Site, tab: PageClient, case_id: UUID):
    row = find_current(site, case_id)
    tab.submit_form(f"/cases/{case_id}/mentor/{row.id}", hours_per_month="12,5")
    assert "12,5" not in read_main(tab.get(f"/cases/{case_id}/form").page)
    for typed, shown in ((None, "12,5"), ("20", "20")):
        with site.session() as session:
            actor = make_actor(session, "veileder")
            visible = look_up(session, actor, case_id)
            sent = {"measure_used": "yes", "hours_per_month": typed}
            save_answers(session, actor, visible, version=1 if typed is None else 2, sent=sent)
            session.commit()
        assert shown in read_main(tab.get(f"/cases/{case_id}/form").page)
    assert "12,5" not in read_main(tab.get(f"/cases/{case_id}/form").page)
