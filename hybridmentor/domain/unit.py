"""Units of Enhetsregisteret: an operating unit is where people work, a legal unit is what owns it.

Read from the register's own form: `underenhet` and `enhet` of its interface and of its downloadable lists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hybridmentor.domain.csv_sheet import read_day, show_word
from hybridmentor.domain.identifiers import normalise_organisation_number
from hybridmentor.domain.nace import normalise_nace
from hybridmentor.errors import InvalidInput, Message

OPERATING = "operating"
LEGAL = "legal"
OPERATING_FORMS = frozenset({"BEDR", "AAFY"})
"""Forms of organisation of operating units (underenheter); every other one is a legal unit or a part of one."""
LONGEST_NAME = 200
NACE_FIELDS = ("naeringskode1", "naeringskode2", "naeringskode3")
ADDRESS_FIELDS = {OPERATING: "beliggenhetsadresse", LEGAL: "forretningsadresse"}
DELETED_FIELDS = ("slettedato", "nedleggelsesdato")
MUNICIPALITY = re.compile(r"[0-9]{4}")


class UnitFault(InvalidInput):
    """What stands in the register's form cannot be a unit; `field` is the register's name of the part that is wrong."""

    default = "unit.error.number"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as the register has it."""

    number: str
    """The organisation number, nine digits."""
    name: str
    kind: str
    """`OPERATING` or `LEGAL`."""
    form: str | None = None
    """The register's code for the form of organisation, such as BEDR, AS, ENK and ORGL."""
    nace: tuple[str, ...] = ()
    """Numbers of its industries, the main one first; at most three."""
    street: str | None = None
    postcode: str | None = None
    place: str | None = None
    municipality: str | None = None
    """The number of the municipality, four digits."""
    municipality_name: str | None = None
    parent: str | None = None
    """The organisation number of the unit above, if any."""
    deleted_on: date | None = None
    """When it was deleted or closed down."""

    @property
    def is_operating(self) -> bool:
        """Whether people work there: a company in our register must be one."""
        return self.kind == OPERATING

    def is_gone(self, on: date) -> bool:
        """Whether it is deleted or closed down on that day."""
        return self.deleted_on is not None and self.deleted_on <= on


def read_unit(entry: Mapping[str, object], kind: str = OPERATING) -> Unit:
    """The unit in an entry of the register's JSON form; `kind` counts where the entry does not tell its form.

    UnitFault where number, name or day of deletion cannot be read; anything else that cannot is left out.
    """
    form = _read_text(_read_part(entry, "organisasjonsform").get("kode")) or None
    if form is not None:
        kind = OPERATING if form in OPERATING_FORMS else LEGAL
    address = _read_part(entry, ADDRESS_FIELDS[kind])
    lines = address.get("adresse")
    return make_unit(
        number=_read_text(entry.get("organisasjonsnummer")),
        name=_read_text(entry.get("navn")),
        kind=kind,
        form=form,
        nace=tuple(_read_text(_read_part(entry, part).get("kode")) for part in NACE_FIELDS),
        street=", ".join(map(_read_text, lines)) if isinstance(lines, list) else _read_text(lines),
        postcode=_read_text(address.get("postnummer")),
        place=_read_text(address.get("poststed")),
        municipality=_read_text(address.get("kommunenummer")),
        municipality_name=_read_text(address.get("kommune")),
        parent=_read_text(entry.get("overordnetEnhet")),
        deleted=tuple(_read_text(entry.get(part)) for part in DELETED_FIELDS),
    )


def make_unit(
    *,
    number: str,
    name: str,
    kind: str,
    form: str | None,
    nace: tuple[str, ...],
    street: str,
    postcode: str,
    place: str,
    municipality: str,
    municipality_name: str,
    parent: str,
    deleted: tuple[str, ...],
) -> Unit:
    """The unit with these texts of the register, empty where it has none; the first day of `deleted` counts.

    UnitFault where number, name or day of deletion cannot be read; anything else that cannot is left out.
    """
    checked = normalise_organisation_number(number)
    if checked is None:
        raise UnitFault(Message("unit.error.number", word=show_word(number)), field="organisasjonsnummer")
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UnitFault(Message("unit.error.name", most=LONGEST_NAME), field="navn")
    return Unit(
        number=checked,
        name=name,
        kind=kind,
        form=form,
        nace=tuple(code for code in map(normalise_nace, nace) if code is not None),
        street=_join_lines(street),
        postcode=_keep_printable(postcode),
        place=_keep_printable(place),
        municipality=municipality if MUNICIPALITY.fullmatch(municipality) else None,
        municipality_name=_keep_printable(municipality_name),
        parent=normalise_organisation_number(parent) if parent else None,
        deleted_on=_read_deleted(deleted),
    )


def _read_deleted(deleted: tuple[str, ...]) -> date | None:
    for field, word in zip(DELETED_FIELDS, deleted, strict=True):
        if word:
            # Some answers carry the time of day as well.
            day = read_day(word.partition("T")[0])
            if day is None:
                raise UnitFault(Message("unit.error.day", word=show_word(word)), field=field)
            return day
    return None


def _read_part(entry: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = entry.get(name)
    return part if isinstance(part, dict) else {}


def _read_text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _keep_printable(text: str) -> str | None:
    return text if text and text.isprintable() else None


def _join_lines(text: str) -> str | None:
    return _keep_printable(", ".join(line for part in text.splitlines() if (line := part.strip(" ,"))))
