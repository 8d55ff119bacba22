"""Every field of every page of the registration form is stored and comes back as it was. The test finds the fields itself."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest

from hybridmentor import clock
from hybridmentor.domain.form_fields import list_typed_fields
from hybridmentor.domain.form_state import FIELDS, MOST_AT_CLOSING, MOST_AT_OPENING
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.step_fields import STEP_FIELDS
from hybridmentor.i18n import LANGUAGES, format_numeric, pick, translate
from hybridmentor.models import SuccessCriterion
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.html import Form, Page

STEPS = [step.key for step in get_practice_model("hybridmodellen").steps]
GUARDS = {"csrf_token", "hm_key", "hm_version"}
ONE_ANSWER_RULES_OUT_OTHERS = {"unknown", "none", "no", "not_ended", "no_job"}
NUMBERS = count(1)


@pytest.fixture
def criteria(site: Site) -> list[int]:
    """Two success criteria of the office."""
    with site.session() as session:
        from hybridmentor.models import Office

        office = session.query(Office).filter_by(number="9901").one()
        rows = [SuccessCriterion(office_id=office.id, words=words) for words in ("I arbeid", "Trives")]
        session.add_all(rows)
        session.commit()
        return [row.id for row in rows]


def find_controls(page: Page) -> dict[str, list[Element]]:
    """The controls of the form in `main` by name, hidden ones left out."""
    found: dict[str, list[Element]] = {}
    for one in page.form().element.iter():
        if one.tag in ("input", "select", "textarea") and one.get("type") not in ("hidden", "submit"):
            found.setdefault(one.get("name") or "", []).append(one)
    return found


def find_folded(page: Page) -> set[str]:
    """The names of what lies in a closed fold: not asked, only there for those who open it."""
    folds = [one for one in page.form().element.iter("details") if "open" not in one.attrib]
    return {one.get("name") or "" for fold in folds for one in fold.iter() if one.get("name")}


def invent(name: str, controls: list[Element]) -> str | list[str]:
    """A value that fits into the controls of a name, different from the one that stands there."""
    first = controls[0]
    if (
        name in CHOSEN
        and "checked" in find_code(controls, CHOSEN[name][-1]).attrib
        and len(CHOSEN[name]) == 1
    ):
        return CHOSEN[name][0]
    if first.tag == "select":
        return [
            o.get("value") or ""
            for o in first.iter("option")
            if o.get("value") and "selected" not in o.attrib
        ][-1]
    if name in CHOSEN:
        return next(code for code in CHOSEN[name] if find_code(controls, code).get("checked") is None)
    if first.get("type") in ("radio", "checkbox"):
        codes = [
            one.get("value") or "" for one in controls if one.get("value") and "checked" not in one.attrib
        ]
        if first.get("type") == "radio":
            return "in_progress" if name == "status" else codes[0]
        return [code for code in codes if code not in ONE_ANSWER_RULES_OUT_OTHERS][:2] or codes[:1]
    if first.get("inputmode") == "decimal":
        return f"{next(NUMBERS) % 90 + 1},5"
    if name.endswith(("_on", "_to")):
        return write_day(-20 if name.endswith("from_on") else DAYS.get(name, -10))
    return f"Ærlig svar <b>nr.</b> {next(NUMBERS)}" + ("\nog en linje til" if first.tag == "textarea" else "")


def find_code(controls: list[Element], code: str) -> Element:
    """The control of a code."""
    return next(one for one in controls if one.get("value") == code)


def write_day(ahead: int) -> str:
    """A day so many days from today."""
    return format_numeric(clock.today() + timedelta(days=ahead))


CHOSEN = {"initiator": ("other",), "measure_used": ("yes", "unknown")}
"""Answers that others lean on."""
DAYS = {"measure_from_on": -20, "later_on": 170, "closed_on": -6, "measured_on": -2}
"""Days that must stand in order, counted from today; the others are ten days ago."""


def read_values(form: Form, names: set[str]) -> dict[str, list[str]]:
    """What a form holds, by name."""
    return {name: sorted(form.values.getlist(name)) for name in names if any(form.values.getlist(name))}


def make_round_trip(tab: PageClient, url: str) -> dict[str, Any]:
    """Fill in every field of a page, send it, and find all of it on the page again; what was sent."""
    page = tab.get(url).page
    told = {name: invent(name, controls) for name, controls in find_controls(page).items()}
    answer = tab.submit_form(url, **told)
    assert answer.status_code == 303, answer.page.body_text[:1500]
    again = tab.read_form(url)
    sent = {
        name: sorted(value if isinstance(value, list) else [value.replace("\n", "\r\n")])
        for name, value in told.items()
    }
    kept = {
        name: [one.replace("\r\n", "\n").replace("\n", "\r\n") for one in values]
        for name, values in read_values(again, set(told)).items()
    }
    if "skip_reason" in sent:
        assert kept.pop("skip_reason", []) == []
        sent.pop("skip_reason")
    assert kept == sent
    return told


@pytest.mark.parametrize("step", STEPS)
def test_every_field_of_a_step_comes_back(tab: PageClient, case_id: UUID, step: str):
    told = make_round_trip(tab, f"/cases/{case_id}/steps/{step}")
    assert {field.key for field in STEP_FIELDS.get(step, ())} <= told.keys()


def test_every_typed_field_of_the_form_comes_back(tab: PageClient, case_id: UUID, criteria: list[int]):
    """Rows for measures in parallel appear one by one, so the form is filled in until all have been there."""
    told: dict[str, Any] = {}
    for _ in range(5):
        told |= make_round_trip(tab, f"/cases/{case_id}/form/edit")
    assert {field.key for field in list_typed_fields()} <= told.keys()
    assert {f"rating_{one}" for one in criteria} <= told.keys()


def test_what_is_noted_in_steps_and_typed_shows_on_the_form(
    tab: PageClient, case_id: UUID, criteria: list[int]
):
    texts = []
    for url in (*(f"steps/{step}" for step in STEPS), "form/edit"):
        told = make_round_trip(tab, f"/cases/{case_id}/{url}")
        fields = {field.key for field in FIELDS}
        texts += [
            v for name, v in told.items() if isinstance(v, str) and v.startswith("Ærlig") and name in fields
        ]
    assert len(texts) > 5
    page = tab.get(f"/cases/{case_id}/form").page
    as_text = tab.get(f"/cases/{case_id}/form/text").page.elements("textarea")[0].text or ""
    for text in texts:
        assert " ".join(text.split()) in page.body_text
        assert text in as_text
    for field in FIELDS:
        if page.find(f"line-{field.key}") is None:
            assert field.key in {"initiator_detail", "openness_on", "goal_number", "agreement_other_help"}


def test_closing_asks_at_most_twelve_and_keeps_them(
    site: Site, tab: PageClient, case_id: UUID, criteria: list[int]
):
    url = f"/cases/{case_id}/close"
    page = tab.get(url).page
    controls, folded = find_controls(page), find_folded(page)
    assert folded == {"note", "in_education", "measure_end", "planned"}
    assert len(controls.keys() - folded) <= MOST_AT_CLOSING
    controls.pop("note")
    told = {name: invent(name, found) for name, found in controls.items()}
    assert tab.submit_form(url, **told, note="Notat ved slutten").status_code == 303
    kept = tab.read_form(f"/cases/{case_id}/outcome")
    for name, value in told.items():
        assert sorted(kept.values.getlist(name)) == sorted(value if isinstance(value, list) else [value]), (
            name
        )
    assert kept.values["note"].strip() == "Notat ved slutten"
    told = make_round_trip(tab, f"/cases/{case_id}/outcome")
    assert {"contact_ended_on", "closing_talk", "contact_end_reason", f"rating_{criteria[0]}"} <= told.keys()


def test_a_later_measurement_comes_back(tab: PageClient, case_id: UUID):
    assert (
        tab.submit_form(f"/cases/{case_id}/close", closed_on=write_day(-6), attached="yes").status_code == 303
    )
    url = f"/cases/{case_id}/follow-ups/new"
    told = {name: invent(name, found) for name, found in find_controls(tab.get(url).page).items()}
    answer = tab.submit_form(url, **told)
    assert answer.status_code == 303, answer.page.body_text[:1500]
    page = tab.follow(answer).page
    found = re.search(rf"/cases/{case_id}/follow-ups/[0-9a-f-]{{36}}", page.text)
    assert found is not None
    kept = tab.read_form(found.group())
    for name, value in told.items():
        wanted = value if isinstance(value, list) else [value.replace("\n", "\r\n")]
        assert sorted(
            v.replace("\r\n", "\n").replace("\n", "\r\n") for v in kept.values.getlist(name)
        ) == sorted(wanted), name
    assert make_round_trip(tab, found.group())


def test_opening_asks_at_most_five(tab: PageClient):
    """Those outside the fold; the office is not asked where there is one."""
    page = tab.get("/cases/new").page
    assert len(set(find_controls(page)) - find_folded(page)) <= MOST_AT_OPENING


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_its_page_in_three_languages(
    module_tab: PageClient, module_case_id: UUID, step: str, language: str
):
    module_tab.submit_form("/", "/language", language=language)
    page = module_tab.get(f"/cases/{module_case_id}/steps/{step}").page
    words = get_practice_model("hybridmodellen").step(step)
    assert page.language == {"nb": "nb", "nn": "nn", "en": "en"}[language]
    assert pick(language, words.short_names) in page.heading
    assert pick(language, words.hint) in page.body_text
    assert pick(language, words.help) in page.body_text
    for question in words.questions:
        assert pick(language, question) in page.body_text
    for field in STEP_FIELDS.get(step, ()):
        assert translate(language, field.label) in page.body_text
        assert translate(language, field.label) != field.label


def test_what_is_noted_in_a_step_can_be_read_by_the_lead_and_after_closing(
    site: Site, tab: PageClient, case_id: UUID
):
    url = f"/cases/{case_id}/steps/wishes"
    told = make_round_trip(tab, url)
    for client in (site.client("leder"), tab):
        if client is tab:
            tab.submit_form(f"/cases/{case_id}/close")
        page = client.get(url).page
        assert not [form for form in page.forms if form.method == "post" and "steps" in form.action]
        for text in told.values():
            if isinstance(text, str) and text.startswith("Ærlig") and text != told["skip_reason"]:
                assert " ".join(text.split()) in page.body_text
