"""The quality of collaboration and the picture on the page of a case."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.models import Case, MentorAssignment
from hybridmentor.services.case_forms import confirm_log, save_answers
from hybridmentor.services.contacts import log_contact
from tests.integration.scenes import agree, look_up, talk
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.seed import make_actor


def fill(site: Site, case_id: UUID, *, days: int = 120, every: int = 7) -> None:
    """A mentor for so many days with a contact every so often, the log confirmed to today."""
    with site.session() as session:
        actor = make_actor(session, "veileder")
        case = session.get_one(Case, case_id)
        case.opened_on = clock.today() - timedelta(days=days - 1)
        visible = look_up(session, actor, case_id)
        mentor = session.scalars(select(MentorAssignment).where(MentorAssignment.case_id == case_id)).one()
        mentor.from_on = case.opened_on
        agree(session, actor, visible, 14, case.opened_on)
        for ago in range(0, days, every):
            form = "phone" if ago % 2 else "at_company"
            talk(session, actor, visible, clock.today() - timedelta(days=ago), form=form)
        confirm_log(session, actor, visible, to_on=clock.today())
        session.commit()


def read_panel(page: Page) -> str:
    [panel] = [
        one
        for one in page.elements("section")
        if (one.get("class") or "").startswith("hm-panel")
        and any("hm-quality" in (inner.get("class") or "") for inner in one.iter())
    ]
    return " ".join("".join(panel.itertext()).split())


def test_a_new_case_says_what_it_cannot_say(tab: PageClient, case_id: UUID):
    told = read_panel(tab.get(f"/cases/{case_id}").page)
    assert "Ikke registrert" in told
    assert "For lite til å si" in told


def test_the_three_facts_with_reason_and_afi(site: Site, tab: PageClient, case_id: UUID):
    fill(site, case_id)
    told = read_panel(tab.get(f"/cases/{case_id}").page)
    # 18 contact days in 120 days: 4.565 a month, cut and not rounded, so that no limit seems reached.
    assert "Ukentlig 18 dager med kontakt på 120 dager utenom pauser: 4,56 i måneden." in told
    assert "AFI 2022: 4 % svarte dette om mentor." in told
    assert "Like mye gjennom hele perioden" in told
    assert "Kombinasjon av møter og annen kontakt" in told
    assert "AFI 2022: telefon 67 %, på bedriften 57 %, e-post 45 %." in told
    assert "tabell 5 har ikke tall for arbeidsgiver" in told
    assert "Regnet fra loggen til og med" in told
    assert "Aldri" in told, "the log is confirmed, and nobody was in touch with the jobseeker"


def test_what_the_adviser_reported_is_told_where_the_log_says_otherwise(
    site: Site, tab: PageClient, case_id: UUID
):
    fill(site, case_id)
    with site.session() as session:
        actor = make_actor(session, "veileder")
        visible = look_up(session, actor, case_id)
        sent = {
            "reported_frequency_mentor": "monthly",
            "reported_intensity_mentor": "even",
            "reported_forms_mentor": ["at_company", "phone"],
        }
        save_answers(session, actor, visible, version=2, sent=sent)
        session.commit()
    told = read_panel(tab.get(f"/cases/{case_id}").page)
    assert told.count("Du har selv anslått") == 1
    assert "Du har selv anslått «Ca 1 gang per måned». Loggen sier noe annet." in told


def test_what_others_told_of_stands_apart(site: Site, tab: PageClient, case_id: UUID):
    fill(site, case_id)
    before = read_panel(tab.get(f"/cases/{case_id}").page)
    assert "Fortalt av mentor" not in before
    with site.session() as session:
        actor = make_actor(session, "veileder")
        visible = look_up(session, actor, case_id)
        log_contact(
            session,
            actor,
            visible,
            occurred_on=clock.today(),
            relationships=["mentor_jobseeker"],
            reported_by="mentor",
            outcome="took_place",
            form="at_company",
        )
        session.commit()
    told = read_panel(tab.get(f"/cases/{case_id}").page)
    assert "Fortalt av mentor" in told
    assert "Ukentlig 18 dager med kontakt på 120 dager" in told, "the adviser's own figures stand"


def test_the_picture_has_title_and_table(site: Site, tab: PageClient, case_id: UUID):
    fill(site, case_id)
    page = tab.get(f"/cases/{case_id}").page
    pictures = [one for one in page.elements("svg") if one.get("role") == "img"]
    assert len(pictures) == 2, "the whole, and the recent weeks for a narrow window"
    for picture in pictures:
        named = {page.find(one) is not None for one in (picture.get("aria-labelledby") or "").split()}
        assert named == {True}
    rows = [one for one in page.elements("tr") if "Telefon" in "".join(one.itertext())]
    assert len(rows) >= 8
