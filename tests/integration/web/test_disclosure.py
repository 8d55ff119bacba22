"""The check of what is written about people: what goes back, what is only proposed, and that nothing of it is told elsewhere."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor.db import begin_write
from hybridmentor.i18n import LANGUAGES, translate
from hybridmentor.models import AuditEvent, ContactPoint, Submission, User
from hybridmentor.web.submit import carry_out
from tests.integration.scenes import name_mentor, open_through_service
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.html import Form, read_text
from tests.support.seed import make_actor

CONTACT: dict[str, Any] = {
    "relationships": ["mentor"],
    "day": "today",
    "form": "phone",
    "outcome": "took_place",
}
NUMBER = "02013299997"
CANARY = "Kanarifuglen"


def open_named(site: Site, name: str, mentor: str | None = None, login: str = "veileder") -> UUID:
    """A case about somebody of the name, kept for good."""
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, login)
        visible = open_through_service(session, actor, name=name, employer_name="Fossens Bakeri")
        if mentor:
            name_mentor(session, actor, visible, name=mentor)
        session.commit()
        return visible.case.id


@pytest.fixture
def case_id(site: Site) -> UUID:
    """A case of the adviser's."""
    return open_named(site, "Åse Hansen", "Mona Mentor")


def log(tab: PageClient, case_id: UUID, note: str, **more: Any) -> PageResponse:
    """Log a contact with the note."""
    return tab.submit_form(f"/cases/{case_id}/contacts/new", extra={**CONTACT, "note": note, **more})


def read_note(site: Site) -> str | None:
    """The note of the contact that has been logged last."""
    with site.session() as session:
        row = session.scalars(select(ContactPoint).order_by(ContactPoint.created_at.desc())).first()
        return row.note if row else None


def list_faults(answer: PageResponse, field: str = "note") -> list[str]:
    """What stands under the field of a page that came back."""
    assert answer.status_code == 422, answer.status_code
    place = answer.page.find(f"{field}-error")
    assert place is not None, field
    prefix = translate("nb", "form.error_prefix")
    return [read_text(one).removeprefix(prefix).strip() for one in place]


@pytest.mark.parametrize(
    ("note", "fault"),
    [
        ("Ringte i dag. Åses plan er klar.", "«Åses» er navnet på brukeren. Skriv «brukerens» i stedet."),
        ("Gikk gjennom Hansens plan", "«Hansens» er navnet på brukeren. Skriv «brukerens» i stedet."),
        ("Hansen sin plan er klar", "«Hansen» er navnet på brukeren. Skriv «bruker» i stedet."),
        ("Snakket med Åse Hansen", "«Åse Hansen» er navnet på brukeren. Skriv «bruker» i stedet."),
        ("Mona sa ja", "«Mona» er navnet på en mentor i saken. Skriv «mentor» i stedet."),
        (
            "Skriv til aase.hansen@firma.no",
            "E-postadressen «aase.hansen@firma.no» har et navn fra en sak i seg. Skriv «[e-postadresse]» i stedet.",
        ),
        (
            f"Se {NUMBER} i dag",
            "Her står det et fødselsnummer eller D-nummer. Skriv «[fødselsnummer]» i stedet; slike numre skal ikke lagres her.",
        ),
        (
            "Første linje\nMøtte Åse",
            "Linje 2: «Åse» er navnet på brukeren. Skriv «bruker» i stedet.",
        ),
    ],
)
def test_what_is_sure_goes_back_with_neutral_words(
    site: Site, tab: PageClient, case_id: UUID, note: str, fault: str
):
    answer = log(tab, case_id, note, next_step="Ringe fredag")
    assert list_faults(answer) == [fault]
    form = answer.page.form()
    assert (form.values["note"].replace("\r\n", "\n"), form.values["next_step"]) == (note, "Ringe fredag")
    assert form.values["form"] == "phone"
    assert read_note(site) is None


def test_a_name_of_the_register_goes_back_too(site: Site, tab: PageClient, case_id: UUID):
    open_named(site, "Zawadi Moen", "Tor Bjørnstad")
    told = "er navnet på noen i en sak du har tilgang til. Skriv"
    assert list_faults(log(tab, case_id, "Vi møtte Zawadis bror")) == [
        f"«Zawadis» {told} «[navn]s» i stedet."
    ]
    whole = list_faults(log(tab, case_id, "Vi møtte Tor Bjørnstad"))
    assert whole == [f"«Tor Bjørnstad» {told} «[navn]» i stedet."]


def test_a_name_that_several_bear_is_proposed(site: Site, tab: PageClient, case_id: UUID):
    open_named(site, "Siri Moen")
    assert log(tab, case_id, "Vi møtte Siri der").status_code == 422
    open_named(site, "Siri Lunde")
    answer = tab.follow(log(tab, case_id, "Vi møtte Siri der"))
    assert "Sjekk teksten: Den nevner et navn." in answer.page.body_text
    assert read_note(site) == "Vi møtte Siri der"


def test_a_name_of_another_office_is_as_unknown_as_any(site: Site, tab: PageClient, case_id: UUID):
    """Whatever somebody writes, the answer tells nothing of who is known elsewhere."""
    open_named(site, "Qvalitz Xantrek", "Wolfrido Quist", login="veileder2")
    open_named(site, "Zyxora Brandrud")
    pages = []
    for word in ("Qvalitz", "Vqalitz"):
        answer = tab.follow(log(tab, case_id, f"Vi møtte {word} der"))
        assert answer.status_code == 200
        status = next(one for one in answer.page.elements("p") if one.get("role") == "status")
        pages.append(read_text(status))
    assert pages[0] == pages[1]
    assert log(tab, case_id, "Vi møtte Zyxora der").status_code == 422, "against the test itself"
    for full in ("Qvalitz Xantrek", "Wolfrido Quist"):
        assert log(tab, case_id, f"Vi møtte {full} der").status_code == 303


def test_staff_and_the_firm_are_named_freely(tab: PageClient, case_id: UUID):
    for note in ("Snakket med Vilde og Lea Leder", "Møtte dem hos Fossens Bakeri"):
        page = tab.follow(log(tab, case_id, note)).page
        assert "Sjekk teksten" not in page.body_text, note


@pytest.mark.parametrize(
    ("note", "named"),
    [
        ("Ring 922 33 445", "et telefonnummer"),
        ("Ring 922 33 445 eller skriv til post@firma.no", "et telefonnummer og en e-postadresse"),
        ("Hun på 34 år i Molde har ADHD, bor i Storgata 2", "en adresse og helse sammen med"),
    ],
)
def test_a_proposal_is_saved_and_told_with_a_way_to_mend_it(
    site: Site, tab: PageClient, case_id: UUID, note: str, named: str
):
    answer = tab.follow(log(tab, case_id, note))
    assert f"Kontakten er lagret. Sjekk teksten: Den nevner {named}" in answer.page.body_text
    assert read_note(site) == note
    with site.session() as session:
        contact = session.scalars(select(ContactPoint)).one()
    mend = f"/cases/{case_id}/contacts/{contact.id}"
    assert mend in answer.page.links
    assert "Sjekk teksten" not in tab.get(f"/cases/{case_id}").page.body_text, "it is said once"
    corrected = tab.submit_form(mend, "correct", note="Ring sentralbordet")
    assert corrected.status_code == 303
    assert "Sjekk teksten" not in tab.follow(corrected).page.body_text


def test_a_day_is_nothing_to_look_at_again(site: Site, tab: PageClient, case_id: UUID):
    page = tab.follow(log(tab, case_id, "Nytt møte tirsdag 3. mars")).page
    assert "Sjekk teksten" not in page.body_text
    assert read_note(site) == "Nytt møte tirsdag 3. mars"


def test_a_tick_puts_the_neutral_words_in(site: Site, tab: PageClient, case_id: UUID):
    note = f"Åse kom. Åses mentor, Mona, ringte 922 33 445.\nSe {NUMBER}"
    form = log(tab, case_id, note, next_step="Ringe Mona").page.form()
    assert {"hm_neutral"} <= form.names
    half = tab.post_form(form, extra={"hm_neutral": ["note"]})
    assert list_faults(half) == [], "the note is fine, its neighbour is not"
    assert list_faults(half, "next_step") == [
        "«Mona» er navnet på en mentor i saken. Skriv «mentor» i stedet."
    ]
    form = half.page.form()
    assert form.values["note"].splitlines()[0] == "Bruker kom. Brukerens mentor, mentor, ringte 922 33 445."
    answer = tab.post_form(form, extra={"hm_neutral": ["next_step", "form", "rubbish"]})
    assert answer.status_code == 303
    assert read_note(site) == ("Bruker kom. Brukerens mentor, mentor, ringte 922 33 445.\nSe [fødselsnummer]")


def test_faults_stand_in_the_order_of_the_text(tab: PageClient, case_id: UUID):
    faults = list_faults(log(tab, case_id, f"Møtte Åse\n\nSe {NUMBER}\nog Mona"))
    assert [fault.partition(":")[0] for fault in faults] == ["Linje 1", "Linje 3", "Linje 4"]


def test_without_a_fault_there_is_nothing_to_tick(tab: PageClient, case_id: UUID):
    assert "hm_neutral" not in tab.read_form(f"/cases/{case_id}/contacts/new").names
    late = log(tab, case_id, "Ringte", day="other")
    assert "hm_neutral" not in late.page.form().names


def test_many_findings_are_told_in_few_lines(tab: PageClient, case_id: UUID, site: Site):
    names = [f"Zawadi{'abcdefgh'[n]} Moen{'abcdefgh'[n]}" for n in range(7)]
    for name in names:
        open_named(site, name)
    faults = list_faults(log(tab, case_id, "Vi møtte " + ", ".join([*names, *names])))
    assert len(faults) == 6
    assert faults[-1] == "Og 2 funn til."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_in_the_language_of_the_reader(
    site: Site, tab: PageClient, case_id: UUID, language: str
):
    with site.session() as session:
        session.scalars(select(User).where(User.login == "veileder")).one().language = language
        session.commit()
    answer = log(tab, case_id, "Vi så Åses plan. Ring 922 33 445")
    wording = translate(language, "disclosure.wording.jobseeker_genitive")
    fault = translate(language, "disclosure.fault.jobseeker", text="Åses", wording=wording)
    assert fault in answer.page.body_text
    form = answer.page.form()
    page = tab.follow(tab.post_form(form, extra={"hm_neutral": ["note"]})).page
    assert read_note(site) == f"Vi så {wording} plan. Ring 922 33 445"
    kinds = translate(language, "disclosure.mentions.phone")
    assert translate(language, "disclosure.check", kinds=kinds) in page.body_text


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """The form that logs a contact, as one of those where all must be answered."""
    view = "hybridmentor.blueprints.contacts.views.carry_out"
    monkeypatch.setattr(view, partial(carry_out, must_answer=True))


@pytest.mark.usefixtures("strict")
def test_where_all_must_be_answered_a_proposal_goes_back_until_it_is(
    site: Site, tab: PageClient, case_id: UUID
):
    answer = log(tab, case_id, "Ring 922 33 445 den 3. mars")
    stand = "eller kryss av for at det skal stå."
    assert list_faults(answer) == [
        f"«922 33 445» kan vise hvem det gjelder (telefonnummer). Skriv heller «[telefonnummer]», {stand}",
        f"«3. mars» kan vise hvem det gjelder (dato). Skriv heller «en dag i mars», {stand}",
    ]
    assert read_note(site) is None
    form = answer.page.form()
    other = tab.post_form(form, note="Ring 922 33 446", extra={"hm_stands": read_token(answer)})
    assert other.status_code == 422, "other words need another answer"
    page = tab.follow(tab.post_form(form, extra={"hm_stands": read_token(answer)})).page
    assert read_note(site) == "Ring 922 33 445 den 3. mars"
    assert "Sjekk teksten" not in page.body_text, "it has been answered"


@pytest.mark.usefixtures("strict")
def test_where_all_must_be_answered_a_tick_words_proposals_too(site: Site, tab: PageClient, case_id: UUID):
    form = log(tab, case_id, "Ring 922 33 445 den 3. mars. Åse vet det.").page.form()
    assert tab.post_form(form, extra={"hm_neutral": ["note"]}).status_code == 303
    assert read_note(site) == "Ring [telefonnummer] en dag i mars. Bruker vet det."


PROPOSED = {
    "phone": "Ring 922 33 445",
    "email": "Skriv til drift (at) eksempel punktum no",
    "account": "Betal til 9692.66.94526",
    "organisation": "Firmaet er 869 459 321",
    "name": "Vi så Kari Frantzen der",
    "address": "Bor i Nedre Kleivgata 14B",
    "link": "Se gosys.intern.eksempel.no/oppgave/4",
    "combination": "Sveiseren på 43 år har epilepsi",
}
"""A text for each kind that is only proposed, but for days."""


@pytest.mark.parametrize("kind", PROPOSED)
def test_each_kind_is_told_after_a_contact_is_saved(site: Site, tab: PageClient, case_id: UUID, kind: str):
    page = tab.follow(log(tab, case_id, PROPOSED[kind])).page
    assert read_note(site) == PROPOSED[kind]
    kinds = translate("nb", f"disclosure.mentions.{kind}")
    assert translate("nb", "disclosure.check", kinds=kinds) in page.body_text


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("kind", [*PROPOSED, "date"])
def test_each_kind_goes_back_where_all_must_be_answered(
    site: Site, tab: PageClient, case_id: UUID, kind: str
):
    note = {**PROPOSED, "date": "Møte onsdag 4. mars"}[kind]
    answer = log(tab, case_id, note)
    assert len(list_faults(answer)) == 1
    assert f"({translate('nb', f'disclosure.kind.{kind}')})" in list_faults(answer)[0]
    assert tab.post_form(answer.page.form(), extra={"hm_neutral": ["note"]}).status_code == 303
    wording = translate("nb", f"disclosure.wording.{kind}", month="mars")
    assert wording in (read_note(site) or "")


@pytest.mark.usefixtures("strict")
def test_what_is_sure_cannot_be_answered_away(site: Site, tab: PageClient, case_id: UUID):
    answer = log(tab, case_id, "Åse har 922 33 445")
    form = answer.page.form()
    token = read_token(answer)
    again = tab.post_form(form, extra={"hm_stands": token})
    assert list_faults(again) == ["«Åse» er navnet på brukeren. Skriv «bruker» i stedet."]
    assert read_note(site) is None


def read_token(answer: PageResponse) -> str:
    """What the tick that lets the words stand would send."""
    found = [one for one in answer.page.elements("input") if one.get("name") == "hm_stands"]
    return found[0].get("value", "")


def test_an_experience_from_a_case_names_nobody_of_it(site: Site, tab: PageClient, case_id: UUID):
    told = {"title": "Spør mentor", "learned": "Mona visste det", "tried": "Vi spurte"}
    told["confirmation"] = "Ingen er nevnt"
    url = f"/experiences/new?case={case_id}"
    refused = tab.submit_form(url, **told)
    assert list_faults(refused, "learned") == [
        "«Mona» er navnet på en mentor i saken. Skriv «mentor» i stedet."
    ]
    asked = tab.submit_form("/experiences/new", **{**told, "learned": "Ring 922 33 445"})
    assert asked.status_code == 422, "others read it: what may tell who somebody is has to be answered"
    shared = tab.post_form(asked.page.form(), extra={"hm_stands": read_token(asked)})
    page = tab.follow(shared).page
    assert "Ring 922 33 445" in page.body_text
    assert "Sjekk teksten" not in page.body_text
    edited = tab.submit_form(f"{shared.location}/edit", own_tags="Åse Hansen")
    assert list_faults(edited, "own_tags")


def test_an_experience_does_not_tell_of_a_case_that_one_does_not_see(site: Site, tab: PageClient):
    """Naming somebody else's case in the hidden field makes its names no more known."""
    theirs = open_named(site, "Qvalitz Xantrek", login="veileder2")
    told = {"title": "Spør mentor", "learned": "Vi møtte Qvalitz Xantrek", "case": str(theirs)}
    told["confirmation"] = "Ingen er nevnt"
    assert tab.submit_form("/experiences/new", extra=told).status_code == 303


def test_a_handover_of_several_knows_the_names_of_each(site: Site, tab: PageClient, case_id: UUID):
    other = open_for_site(site, name="Siri Moen")
    open_named(site, "Siri Lunde")
    form = tab.read_form("/cases/handover", "/cases/handover")
    ticked = {f"pick_{one.hex}": "y" for one in (case_id, other)}
    with site.session() as session:
        receiver = session.scalars(select(User.id).where(User.login == "veileder")).one()
    told = {"to": str(receiver), f"note_{other.hex}": "Siri vil ringes"}
    answer = tab.post_form(form, extra={**ticked, **told})
    assert list_faults(answer, f"note_{other.hex}") == [
        "«Siri» er navnet på brukeren. Skriv «bruker» i stedet."
    ]


def test_a_correction_is_checked_as_well(site: Site, tab: PageClient, case_id: UUID):
    log(tab, case_id, "Ringte")
    with site.session() as session:
        contact = session.scalars(select(ContactPoint)).one()
    url = f"/cases/{case_id}/contacts/{contact.id}"
    assert list_faults(tab.submit_form(url, "correct", note="Ringte Åse"))
    assert list_faults(tab.submit_form(url, "correct", next_step=f"Se {NUMBER}"), "next_step")
    assert read_note(site) == "Ringte"


def test_nothing_of_what_is_found_is_told_elsewhere(
    site: Site, tab: PageClient, caplog: pytest.LogCaptureFixture
):
    """Refused, proposed, worded: neither log nor audit, notice or address holds a word of it."""
    caplog.set_level("DEBUG")
    case_id = open_named(site, f"{CANARY} Hansen")
    notes = (f"Møtte {CANARY}", f"Ring 922 33 445 om {CANARY.lower()}", f"Se {NUMBER} og {CANARY}s plan")
    for note in notes:
        answer = log(tab, case_id, note)
        if answer.status_code == 422:
            answer = tab.post_form(answer.page.form(), extra={"hm_neutral": ["note"]})
        assert answer.status_code == 303
        assert CANARY.lower() not in str(answer.headers).lower()
        tab.follow(answer)
    with site.session() as session:
        kept = [vars(one) for one in session.scalars(select(AuditEvent))]
        kept += [vars(one) for one in session.scalars(select(Submission))]
    for words in (CANARY, "922 33 445", NUMBER):
        assert words.lower() not in caplog.text.lower()
        assert words.lower() not in repr(kept).lower()


def test_text_that_is_too_long_is_refused_for_that(tab: PageClient, case_id: UUID):
    faults = list_faults(log(tab, case_id, "Åse " * 1300))
    assert len(faults) == 1
    assert "5000" in faults[0]


def test_a_fault_of_a_line_is_no_markup(tab: PageClient, site: Site):
    case_id = open_named(site, "Åse O'<b>rian")
    answer = log(tab, case_id, "Møtte O'<b>rian</b>")
    assert "<b>rian" not in answer.get_data(as_text=True)


def test_the_same_form_sent_twice_is_one_contact_and_one_question(site: Site, tab: PageClient, case_id: UUID):
    form: Form = tab.read_form(f"/cases/{case_id}/contacts/new")
    told = {**CONTACT, "note": "Ring 922 33 445"}
    first, second = (tab.post_form(form, extra=told) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    with site.session() as session:
        assert len(session.scalars(select(ContactPoint)).all()) == 1
