"""Units in the register's own form: what is read, what is left out and what is refused."""

from datetime import date
from typing import Any

import pytest

from hybridmentor.domain.unit import LEGAL, OPERATING, Unit, UnitFault, read_unit
from hybridmentor.i18n import LANGUAGES, say
from tests.support.unit_register import make_deleted, make_legal, make_number, make_operating


def test_an_operating_unit():
    assert read_unit(make_operating(2)) == Unit(
        number=make_number(2),
        name="EKSEMPEL BAKERI OSLO",
        kind=OPERATING,
        form="BEDR",
        nace=("47.241",),
        street="Storgata 1, 2. etasje",
        postcode="0159",
        place="OSLO",
        municipality="0301",
        municipality_name="OSLO",
        parent=make_number(1),
    )


def test_a_legal_unit_has_its_own_address():
    unit = read_unit(make_legal(1))
    assert (unit.kind, unit.form, unit.place, unit.parent) == (LEGAL, "AS", "OSLO", None)
    assert not unit.is_operating


@pytest.mark.parametrize(
    ("form", "kind"), [("BEDR", OPERATING), ("AAFY", OPERATING), ("ORGL", LEGAL), ("ENK", LEGAL)]
)
def test_the_form_tells_the_kind(form: str, kind: str):
    assert read_unit(make_operating(2, organisasjonsform={"kode": form})).kind == kind


def test_without_a_form_the_kind_is_as_asked_for():
    entry = make_operating(2)
    del entry["organisasjonsform"]
    assert read_unit(entry).kind == OPERATING
    assert read_unit(entry, LEGAL).kind == LEGAL


def test_a_deleted_unit():
    unit = read_unit(make_deleted(7, "2024-05-31"))
    assert unit.deleted_on == date(2024, 5, 31)
    assert unit.is_gone(date(2024, 5, 31))
    assert not unit.is_gone(date(2024, 5, 30))
    assert read_unit(make_operating(2, nedleggelsesdato="2020-01-02T00:00:00")).deleted_on == date(2020, 1, 2)


@pytest.mark.parametrize(
    ("part", "value", "field"),
    [
        ("organisasjonsnummer", None, "organisasjonsnummer"),
        ("organisasjonsnummer", 974760673, "organisasjonsnummer"),
        ("organisasjonsnummer", "123456789", "organisasjonsnummer"),
        ("navn", "", "navn"),
        ("navn", "   ", "navn"),
        ("navn", "A" * 201, "navn"),
        ("navn", "BAKERI\x1b[31m", "navn"),
        ("navn", ["BAKERI"], "navn"),
        ("slettedato", "31.05.2024", "slettedato"),
        ("nedleggelsesdato", "2024-02-30", "nedleggelsesdato"),
    ],
)
def test_what_cannot_be_a_unit(part: str, value: Any, field: str):
    with pytest.raises(UnitFault) as fault:
        read_unit(make_operating(2, **{part: value}))
    assert fault.value.field == field
    assert all("{" not in say(language, fault.value.message) for language in LANGUAGES)


def test_a_national_identity_number_is_not_repeated():
    with pytest.raises(UnitFault) as fault:
        read_unit(make_operating(2, organisasjonsnummer="01019012480"))
    assert "01019012480" not in say("nb", fault.value.message)


@pytest.mark.parametrize(
    "facts",
    [
        {"naeringskode1": "47"},
        {"naeringskode1": {"kode": "00.000"}},
        {"naeringskode1": None},
    ],
)
def test_industries_that_cannot_be_read_are_left_out(facts: dict[str, Any]):
    assert read_unit(make_operating(2, **facts)).nace == ()


def test_other_parts_that_cannot_be_read_are_left_out():
    address = {"adresse": "Storgata 1\nInngang B", "kommunenummer": "301", "poststed": 7, "kommune": "O\x00"}
    unit = read_unit(make_operating(2, overordnetEnhet="123456789", beliggenhetsadresse=address))
    assert (unit.parent, unit.municipality, unit.place, unit.municipality_name) == (None, None, None, None)
    assert unit.street == "Storgata 1, Inngang B"
    assert read_unit(make_operating(2, beliggenhetsadresse=None)).street is None
