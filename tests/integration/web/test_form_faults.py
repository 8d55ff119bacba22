"""What is typed wrong is told at the field, in a sentence, with the text kept. On SQLite only: no database is asked."""

from typing import Any
from uuid import UUID

import pytest

from hybridmentor.i18n import translate
from tests.integration.web.forms import FITTING, read_forms, send
from tests.support.client import PageClient
from tests.support.html import Form, squeeze

DAYS = (
    "29.02.2027",
    "31.04",
    "i går",
    "01.01.9999",
    "31.12.1899",
    "00.00.0000",
    "2026-13-01",
    "٠١.٠١.٢٠٢٦",
    "1e309",
    "NaN",
    "24. november 2026",
    "1.1.2026.",
    "<script>alert(1)</script>",
    "2" * 5000,
)
NUMBERS = (
    "٣",
    "1e309",
    "NaN",
    "-1994",
    "1994.0",
    "1994,0",
    "0x7CA",
    "1 994",
    "199",
    "2200",
    "inf",
    "9" * 400,
    "¹⁹⁹⁴",
)
DAY_FIELDS = (
    ("new", "opened_on", {}),
    ("step", "done_on", {}),
    ("mentor", "from_on", {}),
    ("close", "closed_on", {}),
    ("close", "later_on", {}),
    ("step", "openness_on", {}),
    ("form", "measure_from_on", {}),
    ("form", "parallel_1_from_on", {"parallel_1_kind": "aft"}),
    ("form", "goal_on", {}),
    ("consent", "given_on", {}),
    ("consent", "expires_on", {}),
    ("contact", "other_day", {"day": "other"}),
    ("contact", "planned_on", {"outcome": "planned"}),
)
TEXT_FIELDS = (
    ("new", "name", 120),
    ("new", "employer_name", 200),
    ("edit", "name", 120),
    ("edit", "employer_name", 200),
    ("step", "note", 5000),
    ("step", "skip_reason", 500),
    ("step", "tasks", 2000),
    ("step", "languages", 200),
    ("company", "prior_words", 2000),
    ("form", "agreement_number", 200),
    ("form", "agreement_purpose", 2000),
    ("mentor", "name", 120),
    ("mentor", "position", 80),
    ("consent", "kept_at", 200),
    ("question", "words", 300),
    ("close", "note", 5000),
    ("contact", "note", 5000),
    ("contact", "next_step", 500),
)
CHOICES = (
    ("new", "service"),
    ("new", "entry_point"),
    ("new", "industry"),
    ("edit", "service"),
    ("step", "mentor_of_interest"),
    ("step", "interests"),
    ("form", "measure_used"),
    ("form", "target_groups"),
    ("form", "parallel_1_kind"),
    ("edit", "industry"),
    ("step", "status"),
    ("plan", "mentor"),
    ("consent", "answer"),
    ("consent", "given_how"),
    ("consent", "given_by"),
    ("question", "step"),
    ("question", "audience"),
    ("close", "attached"),
    ("close", "employment_form"),
    ("close", "end_reason"),
    ("contact", "relationships"),
    ("contact", "day"),
    ("contact", "form"),
    ("contact", "outcome"),
    ("contact", "sub_form"),
    ("contact", "minutes_band"),
    ("contact", "held_by"),
    ("contact", "themes"),
)


@pytest.fixture(scope="module")
def forms(light_tab: PageClient, light_case_id: UUID) -> dict[str, Form]:
    """Each form as its page gave it."""
    return read_forms(light_tab, light_case_id)


@pytest.fixture
def refused(light_tab: PageClient, forms: dict[str, Form]) -> Any:
    """Send a form with a field that cannot be used, see that it is refused there, and give the page's form."""

    def refuse(name: str, field: str, value: Any, *more: dict[str, Any], message: str | None = None) -> Form:
        answer = send(light_tab, forms[name], FITTING[name], *more, {field: value})
        assert answer.status_code == 422, f"{value!r}: {answer.status_code}"
        page = answer.page
        told = page.find(f"{field}-error")
        assert told is not None
        sentence = squeeze("".join(told.itertext()))
        assert sentence, f"{value!r}: nothing is said at the field"
        assert message is None or translate("nb", message) in sentence
        assert f"#{field}" in page.links, "the list of faults leads to it"
        assert page.title.startswith("Feil: ")
        assert page.find(field) is not None
        return page.form()

    return refuse


@pytest.mark.parametrize("day", DAYS, ids=lambda day: ascii(day)[:20])
def test_what_is_no_day(refused: Any, day: str):
    """Told as that, and not as a day that does not fit."""
    kept = refused("new", "opened_on", day, message="error.date")
    assert kept.values["opened_on"] == day
    assert kept.values["name"] == "Åse Lindvåg"


@pytest.mark.parametrize(("name", "field", "more"), DAY_FIELDS)
@pytest.mark.parametrize("day", ["29.02.2027", "i går"])
def test_no_day_in_any_field(refused: Any, name: str, field: str, more: dict[str, Any], day: str):
    assert refused(name, field, day, more).values[field] == day


@pytest.mark.parametrize("moment", ["25.00", "9.61", "halv ti", "0930x", "-1", "٩.٣٠", "NaN", "9" * 400])
def test_what_is_no_time_of_day(refused: Any, moment: str):
    kept = refused("contact", "starts_at", moment, {"outcome": "planned", "planned_on": "24.11.2026"})
    assert kept.values["starts_at"] == moment


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: ascii(number)[:20])
def test_what_is_no_year_of_birth(refused: Any, number: str):
    assert refused("new", "birth_year", number).values["birth_year"] == number


@pytest.mark.parametrize("number", ["12345678", "974761077", "abc", "٣", "974 761 07", "NaN"])
def test_what_is_no_organisation_number(refused: Any, number: str):
    kept = refused("new", "organisation_number", number, {"employer_name": "Bakeriet"})
    assert kept.values["organisation_number"] == number


@pytest.mark.parametrize("phone", ["ring meg", "123", "40 00 00 0", "+", "٣", "1e309", "4" * 29])
def test_what_is_no_telephone_number(refused: Any, phone: str):
    assert refused("new", "phone", phone).values["phone"] == phone


@pytest.mark.parametrize(
    ("name", "field"),
    [("edit", "birth_year"), ("edit", "organisation_number"), ("edit", "phone"), ("mentor", "phone")],
)
def test_numbers_are_checked_in_every_form(refused: Any, name: str, field: str):
    assert refused(name, field, "1e309", {"employer_name": "Bakeriet"} if name == "edit" else {})


@pytest.mark.parametrize("name", ["new", "edit"])
@pytest.mark.parametrize("told", [{"organisation_number": "974761076"}, {"industry": "service"}])
def test_a_company_without_a_name_is_none(refused: Any, name: str, told: dict[str, str]):
    """Its number or industry alone would be dropped in silence."""
    kept = refused(name, "employer_name", "", told)
    assert told.items() <= dict(kept.values).items()


@pytest.mark.parametrize(("name", "field", "most"), TEXT_FIELDS)
def test_text_is_never_cut(refused: Any, name: str, field: str, most: int):
    text = ("Å" * 59 + " ") * (most // 60 + 1)
    assert refused(name, field, text).values[field].rstrip() == text.rstrip()


def test_a_hundred_thousand_letters_come_back_whole(refused: Any):
    text = "Åse og Bo\n" * 10_000
    assert refused("contact", "note", text).values["note"].replace("\r\n", "\n") == text


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u202e\u202c", "\0", "\ufeff", "\n"], ids=ascii)
def test_a_name_of_nothing_is_none(refused: Any, text: str):
    refused("new", "name", text)


@pytest.mark.parametrize(("name", "field"), CHOICES)
def test_what_was_not_offered_is_refused(refused: Any, name: str, field: str):
    refused(name, field, "finnes-ikke")


@pytest.mark.parametrize(
    "value", ["9" * 300, "<b>", "STATE", "state ", "state,municipal"], ids=lambda text: text[:20]
)
def test_what_is_nearly_a_choice_is_none(refused: Any, value: str):
    refused("new", "service", value)


@pytest.mark.parametrize("value", ["0", "-7", "1", "15", "367", "1e1", "14.0", "NaN"])
def test_an_interval_that_was_not_offered(refused: Any, value: str):
    refused("plan", "employer", value)
