"""Thirty kinds of bad input in every form of a case: a sentence at the field, the list of faults first, all that was typed kept.

The test finds the fields of each form itself. On SQLite only: no database is asked.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest

from tests.integration.web.forms import FITTING, URLS, read_forms, send
from tests.support.client import PageClient
from tests.support.html import Form, squeeze

NATIONAL_IDS = ("02013299997", "020132 99997", "Født 020132-99997, trives", "02.01.32 99997")
BAD: dict[str, tuple[str, ...]] = {
    "day": (
        "29.02.2027",
        "31.04.2026",
        "i går",
        "01.01.9999",
        "31.12.1899",
        "00.00.0000",
        "2026-13-01",
        "1e309",
        "<script>alert(1)</script>",
        "24. november",
        *NATIONAL_IDS[:2],
    ),
    "number": (
        "sju",
        "-1",
        "1e5",
        "7,555",
        "100001",
        "7 1/2",
        "NaN",
        "inf",
        "٧",
        "0x10",
        "7,5,5",
        "--",
        NATIONAL_IDS[0],
    ),
    "choice": ("tull", "YES", "<b>", "0"),
    "line": ("x" * 5001, *NATIONAL_IDS),
    "text": ("x" * 5001, *NATIONAL_IDS),
}
KINDS = sum(map(len, BAD.values()))
SKIPPED = {"hm_key", "hm_version", "csrf_token", "skip_reason", "office"}
"""What is no field, a field that only counts beside another answer, and one that one office alone does not show."""
CHOSEN = {"contact": {"other_day": {"day": "other"}, "planned_on": {"outcome": "planned"}}}
"""What must be answered for a field to be looked at."""
LATER = {"starts_at", "planned_on", "planned_at"}
"""Fields of the contact log that only count for what is planned; its own tests look at them."""


def find_fields(form: Form) -> dict[str, str]:
    """The kind of each field of a form, by name."""
    kinds: dict[str, str] = {}
    for one in form.element.iter():
        name = one.get("name")
        if (
            one.tag in ("input", "select", "textarea")
            and name
            and name not in SKIPPED | LATER
            and not name.startswith("was_")
        ):
            kind = tell_kind(one, name)
            if kind:
                kinds[name] = kind
    return kinds


def tell_kind(control: Element, name: str) -> str | None:
    """What a control asks for; None for one that cannot be filled in badly."""
    if control.tag == "textarea":
        return "text"
    if control.tag == "select" or control.get("type") in ("radio", "checkbox"):
        return None if control.get("value") == "y" else "choice"
    if control.get("type") in ("hidden", "submit"):
        return None
    if control.get("inputmode") == "decimal":
        return "number"
    if name.endswith(("_on", "_to")) or name == "other_day":
        return "day"
    if control.get("inputmode") == "numeric" or control.get("type") == "tel":
        return "line_of_digits"
    return "line"


@pytest.fixture(scope="module")
def forms(light_tab: PageClient, light_case_id: UUID) -> dict[str, Form]:
    """Each form as its page gave it."""
    return read_forms(light_tab, light_case_id)


def test_there_are_thirty_kinds():
    assert KINDS >= 30


@pytest.mark.parametrize("is_thorough", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", URLS)
def test_bad_input_in_every_field(
    light_tab: PageClient, forms: dict[str, Form], name: str, is_thorough: bool
):
    """Every day a third of the values in each field, others in the next field; in the long run all in all."""
    looked_at = 0
    for place, (field, kind) in enumerate(find_fields(forms[name]).items()):
        values = BAD.get(kind, NATIONAL_IDS)
        for value in values if is_thorough else values[place % 3 :: 3]:
            more: dict[str, Any] = CHOSEN.get(name, {}).get(field, {})
            answer = send(light_tab, forms[name], FITTING[name], more, {field: value})
            told = f"{name}: {field} = {value[:30]!r}"
            assert answer.status_code == 422, f"{told}: {answer.status_code}"
            page = answer.page
            at_field = page.find(f"{field}-error")
            assert at_field is not None, told
            assert squeeze("".join(at_field.itertext())), told
            assert f"#{field}" in page.links, told
            assert page.title.startswith("Feil: "), told
            typed = page.form().values
            if kind != "choice":
                assert squeeze(typed[field]) == squeeze(value), f"{told}: what was typed is gone"
            for other, kept in FITTING[name].items():
                if other != field and other not in more:
                    assert typed.getlist(other) == (kept if isinstance(kept, list) else [kept]), told
            looked_at += 1
    assert looked_at >= (1 if name == "plan" else 8 if is_thorough else 3)
