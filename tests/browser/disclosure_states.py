"""Forms in which somebody has been named, and what is said of what may tell who somebody is."""

from __future__ import annotations

from tests.browser.states import NATIONAL_ID, VARIANTS, state
from tests.browser.tour import Tour

VARIANTS |= {"experience_form_with_names", "contact_saved_to_look_at_on_day"}
NAMED = f"Gikk gjennom Jonas sin plan.\nJonas' mentor ringer. Nummeret er {NATIONAL_ID}."


@state
def contact_form_with_names(tour: Tour) -> None:
    tour.open_case("running", "/contacts/new?with=mentor")
    tour.choose(form="phone", outcome="took_place")
    tour.unfold()
    tour.fill(note=NAMED, next_step="Snakke med Jonas Prøve på fredag")
    tour.submit()
    assert tour.find("[name=hm_neutral]").count() == 2
    assert tour.find("#error-summary + ul li").count() == 4


@state
def contact_form_worded_neutrally(tour: Tour) -> None:
    contact_form_with_names(tour)
    tour.find("[name=hm_neutral][value=note]").check(force=True)
    tour.submit()
    assert tour.find("[name=hm_neutral]").count() == 1
    assert "Bruker" in tour.find("[name=note]").input_value() or tour.language != "nb"


@state
def contact_saved_to_look_at(tour: Tour) -> None:
    tour.open_case("spare", "/contacts/new?with=mentor")
    tour.choose(form="at_company", outcome="took_place")
    tour.unfold()
    tour.fill(note="Ring 922 33 445 eller skriv til post@bedriften.example")
    tour.submit()
    tour.find(".hm-toast__a").wait_for()


@state
def contact_saved_to_look_at_on_day(tour: Tour) -> None:
    tour.open_case("spare", "/contacts/new?with=employer&from=day")
    tour.choose(form="phone", outcome="took_place")
    tour.unfold()
    tour.fill(note="Ring 922 33 445")
    tour.submit()
    tour.find(".hm-toast__a").wait_for()


@state
def experience_form_with_names(tour: Tour) -> None:
    tour.go("/experiences/new")
    tour.unfold()
    tour.fill(title="Spør mentoren først", learned="Rita Redigert visste det", own_tags="Rita Redigert")
    tour.submit()
    assert tour.find("[name=hm_neutral]").count() == 2
