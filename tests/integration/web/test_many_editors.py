"""Twenty who fill in one form at once: nothing of what anybody has written is replaced without that somebody having seen it."""

import json
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor.models import CaseForm, Revision
from tests.integration.crowd import open_tabs, run_at_once
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse

EDITORS = 20
TEXTS = (
    "agreement_number",
    "agreement_purpose",
    "agreement_other_help",
    "contact_at_nav",
    "contact_at_workplace",
    "hours_per_month",
    "goal_number",
    "measure_from_on",
    "goal_on",
    "log_confirmed_to",
)
"""Fields that the twenty change, two each."""


def write(field: str, number: int) -> str:
    """What the editor writes there."""
    if field.endswith(("_on", "_to")):
        return f"{number + 1:02d}.10.2026"
    return str(number + 1) if field in ("hours_per_month", "goal_number") else f"Redaktør {number} skrev"


def read_answers(site: Site, case_id: UUID) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The answers that stand, and all earlier versions."""
    with site.session() as session:
        row = session.scalars(select(CaseForm).where(CaseForm.case_id == case_id)).one()
        earlier = select(Revision).where(Revision.row_id == row.id).order_by(Revision.version)
        kept = [json.loads(one.values or "{}") for one in session.scalars(earlier)]
        assert row.version == len(kept) + 1
        return json.loads(row.answers or "{}"), kept


@pytest.mark.parametrize("fields_each", [1, 2], ids=["the same fields", "different fields"])
def test_twenty_editors_of_one_form(site: Site, tab: PageClient, case_id: UUID, fields_each: int):
    """All have the form open before anybody saves. With ten fields, editors n and n + 10 meet in one of them."""
    url = f"/cases/{case_id}/form/edit"
    tabs = open_tabs(tab, EDITORS)
    forms = [one.read_form(url) for one in tabs]
    changes = []
    for number in range(EDITORS):
        names = [TEXTS[0]] if fields_each == 1 else [TEXTS[number % len(TEXTS)]]
        changes.append({name: write(name, number) for name in names})

    def save(number: int) -> PageResponse:
        return tabs[number].post_form(forms[number], **changes[number])

    answers = run_at_once([partial(save, number) for number in range(EDITORS)])
    saved = [number for number, answer in enumerate(answers) if answer.status_code == 303]
    met = [number for number, answer in enumerate(answers) if answer.status_code == 409]
    assert sorted(saved + met) == list(range(EDITORS))
    assert len(saved) == (1 if fields_each == 1 else len(TEXTS))
    standing, _ = read_answers(site, case_id)
    written = {name: text for number in saved for name, text in changes[number].items()}
    assert {name: _write_as_typed(standing[name]) for name in written} == written, (
        "each who was told so stands"
    )
    for number in met:
        for name, mine in changes[number].items():
            page = answers[number].page.body_text
            assert mine in page, "what was typed is there"
            assert written[name] in page, "and so is what stands"


def _write_as_typed(kept: str) -> str:
    """A kept answer as people type it."""
    year, _, rest = kept.partition("-")
    return f"{rest[3:]}.{rest[:2]}.{year}" if len(kept) == 10 and kept[4:5] == "-" else kept.replace(".", ",")


def test_those_who_meet_choose_and_nothing_else_is_lost(site: Site, tab: PageClient, case_id: UUID):
    url = f"/cases/{case_id}/form/edit"
    other = open_tabs(tab, 1)[0]
    first, second = tab.read_form(url), other.read_form(url)
    mine = {
        "target_groups": ["young", "kvp"],
        "contact_at_nav": "Vera",
        "measure_used": "yes",
        "goal_on": "01.05.2027",
    }
    theirs = {
        "target_groups": ["other"],
        "contact_at_workplace": "Berit",
        "measure_used": "no",
        "goal_on": "02.06.2027",
    }
    assert tab.post_form(first, **mine).status_code == 303
    answer = other.post_form(second, **theirs)
    assert answer.status_code == 409
    text = answer.page.body_text
    for words in ("Ungdom, Kvalifiseringsprogrammet (KVP)", "Annet", "Nei", "01.05.2027", "02.06.2027"):
        assert words in text, words
    form = answer.page.form()
    form.action = f"https://localhost{url}"
    kept = other.post_form(
        form, hm_keep_target_groups="stored", hm_keep_goal_on="stored", hm_keep_measure_used="mine"
    )
    assert kept.status_code == 303
    standing, earlier = read_answers(site, case_id)
    assert standing == {
        "target_groups": ["kvp", "young"],
        "contact_at_nav": "Vera",
        "contact_at_workplace": "Berit",
        "measure_used": "no",
        "goal_on": "2027-05-01",
    }
    assert earlier[-1]["measure_used"] == "yes"


def test_script_in_both_texts_is_only_text(tab: PageClient, case_id: UUID):
    """The client looks at the page as a strict parser does: a script of ours has a nonce, another one is a fault."""
    url = f"/cases/{case_id}/form/edit"
    other = open_tabs(tab, 1)[0]
    first, second = tab.read_form(url), other.read_form(url)
    attack = (
        '</textarea><script>alert({})</script><img src=x onerror=alert(1)>" autofocus onfocus=alert(2) x="'
    )
    assert tab.post_form(first, agreement_purpose=attack.format(1)).status_code == 303
    answer = other.post_form(second, agreement_purpose=attack.format(2))
    assert answer.status_code == 409
    scripts = [one.text for one in answer.page.elements("script") if one.text and "alert" in one.text]
    assert scripts == []
    assert not [one for one in answer.page.elements() if one.get("onerror") or one.get("onfocus")]
    for number in (1, 2):
        assert " ".join(attack.format(number).split()) in answer.page.body_text
