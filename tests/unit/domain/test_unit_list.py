"""The downloadable list of units: CSV and JSON, packed and plain, read as it comes, faults with their line."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hybridmentor.domain import unit_list
from hybridmentor.domain.unit import Unit
from hybridmentor.domain.unit_list import UnitList
from hybridmentor.i18n import LANGUAGES, say
from tests.support.unit_register import make_legal, make_number, make_operating

HEADING = (
    "organisasjonsnummer",
    "navn",
    "organisasjonsform.kode",
    "organisasjonsform.beskrivelse",
    "naeringskode1.kode",
    "naeringskode1.beskrivelse",
    "naeringskode2.kode",
    "beliggenhetsadresse.adresse",
    "beliggenhetsadresse.poststed",
    "beliggenhetsadresse.postnummer",
    "beliggenhetsadresse.kommune",
    "beliggenhetsadresse.kommunenummer",
    "overordnetEnhet",
    "nedleggelsesdato",
)


def flatten(entry: dict[str, Any]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in entry.items():
        for inner, text in value.items() if isinstance(value, dict) else [("", value)]:
            flat[f"{key}.{inner}" if inner else key] = (
                ", ".join(text) if isinstance(text, list) else str(text)
            )
    return flat


def write_csv(entries: list[dict[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADING, extrasaction="ignore", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(flatten, entries))
    return out.getvalue().encode()


def write_json(entries: list[dict[str, Any]]) -> bytes:
    return json.dumps(entries, indent=2, ensure_ascii=False).encode()


def write_dense(entries: list[dict[str, Any]]) -> bytes:
    return json.dumps(entries, separators=(",", ":")).encode()


def read(content: bytes) -> tuple[list[Unit], list[tuple[int, str, str]], UnitList]:
    units = UnitList(io.BytesIO(content))
    found = list(units.read_units())
    for fault in units.faults.listed:
        assert all("{" not in say(language, fault.message) for language in LANGUAGES)
    return found, [(fault.line, fault.column, fault.message.id) for fault in units.faults.listed], units


WRITERS = pytest.mark.parametrize("write", [write_csv, write_json, write_dense])
ENTRIES = [make_operating(place, f"BLÅBÆR Ø{place}") for place in range(2, 7)]


@WRITERS
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_form_gives_the_same(
    write: Callable[[list[dict[str, Any]]], bytes], pack: Callable[[bytes], bytes], mark: bytes
):
    found, faults, units = read(pack(mark + write(ENTRIES)))
    assert faults == []
    assert units.count == 5
    assert found[0] == Unit(
        number=make_number(2),
        name="BLÅBÆR Ø2",
        kind="operating",
        form="BEDR",
        nace=("47.241",),
        street="Storgata 1, 2. etasje",
        postcode="0159",
        place="OSLO",
        municipality="0301",
        municipality_name="OSLO",
        parent=make_number(1),
    )
    assert [unit.number for unit in found] == [make_number(place) for place in range(2, 7)]


@WRITERS
def test_what_is_wrong_is_passed_over_and_counted(write: Callable[[list[dict[str, Any]]], bytes]):
    entries = [
        *ENTRIES[:2],
        make_operating(10, organisasjonsnummer="123456789"),
        make_operating(11, navn=""),
        make_operating(12, nedleggelsesdato="i fjor"),
        make_operating(13, organisasjonsform={"kode": "AS"}),
        make_operating(14, nedleggelsesdato="2020-01-01"),
    ]
    found, faults, units = read(write(entries))
    assert [unit.number for unit in found] == [make_number(place) for place in (2, 3, 14)]
    assert str(found[2].deleted_on) == "2020-01-01", "closed ones are given with their day"
    assert [(column, message) for _, column, message in faults] == [
        ("organisasjonsnummer", "unit.error.number"),
        ("navn", "unit.error.name"),
        ("nedleggelsesdato", "unit.error.day"),
        ("organisasjonsform", "unit_list.error.legal_unit"),
    ]
    assert units.faults.count == 4


def test_lines_of_csv_count_line_breaks_in_cells():
    first = make_operating(2, "BAKERI")
    first["beliggenhetsadresse"] = {**first["beliggenhetsadresse"], "adresse": ["Storgata 1\nInngang B"]}
    content = write_csv([first, make_operating(3, navn=""), make_operating(4, navn="")])
    found, faults, _ = read(content)
    assert found[0].street == "Storgata 1, Inngang B"
    assert [line for line, _, _ in faults] == [4, 5]


def test_lines_of_json():
    content = write_json([ENTRIES[0], make_operating(3, navn="")])
    _, faults, _ = read(content)
    number = 1 + content[: content.rindex(b'  {\n    "organisasjonsnummer"')].count(b"\n")
    assert faults == [(number, "navn", "unit.error.name")]


def test_semicolons_and_fewer_columns():
    content = f"navn;organisasjonsform.kode;organisasjonsnummer\nBAKERI;BEDR;{make_number(2)}\n".encode()
    found, faults, _ = read(content)
    assert faults == []
    assert (found[0].name, found[0].nace, found[0].place) == ("BAKERI", (), None)


def test_a_column_that_is_missing():
    _, faults, _ = read(b"navn,organisasjonsform.kode\nBAKERI,BEDR\n")
    assert faults == [(1, "organisasjonsnummer", "sheet.missing_column")]


def test_the_list_of_legal_units_is_another_one():
    heading = ",".join(HEADING).replace("beliggenhets", "forretnings")
    found, faults, _ = read(f"{heading}\n".encode())
    assert (found, faults) == ([], [(1, "", "unit_list.error.legal_units")])
    found, faults, _ = read(write_json([make_legal(1)]))
    assert (found, faults) == ([], [(2, "organisasjonsform", "unit_list.error.legal_unit")])


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", [(1, "organisasjonsnummer", "sheet.empty_file")]),
        (b"[]", []),
        (b" [ ] ", []),
        (b"{}", [(1, "", "unit_list.error.not_list")]),
        (b"[", [(1, "", "unit_list.error.not_list")]),
        (b"[1]", [(1, "", "unit_list.error.not_list")]),
        (b'[\n{"navn": ', [(2, "", "unit_list.error.cut_off")]),
        (b"[" + b"[" * 200_000, [(1, "", "unit_list.error.not_list")]),
        (b'[{"a":' + b"[" * 200_000, [(1, "", "unit_list.error.cut_off")]),
        (b'[{"a" 1}' + b" " * 1_200_000, [(1, "", "unit_list.error.not_list")]),
        (b"\x1f\x8b", [(1, "", "unit_list.error.packed")]),
        (b"\x1f\x8b" + b"x" * 100, [(1, "", "unit_list.error.packed")]),
        (b"PK\x03\x04" + b"\xff" * 50, [(1, "", "unit_list.error.not_utf8")]),
        (b"x" * 1_000_001, [(1, "", "unit_list.error.long")]),
    ],
)
def test_files_that_are_no_list(content: bytes, faults: list[tuple[int, str, str]]):
    found, told, _ = read(content)
    assert (found, told) == ([], faults)


@pytest.mark.parametrize("write", [write_json, write_dense])
def test_what_stands_before_the_end_of_a_cut_file_is_read(write: Callable[[list[dict[str, Any]]], bytes]):
    content = write(ENTRIES)
    found, faults, _ = read(content[: content.rindex(b"BL")])
    assert len(found) == 4
    assert [message for _, _, message in faults] == ["unit_list.error.cut_off"]


@WRITERS
def test_a_packed_file_that_is_cut(write: Callable[[list[dict[str, Any]]], bytes]):
    entries = [make_operating(place, f"NAVN {place * 7919 % 1000}") for place in range(2, 3000)]
    packed = gzip.compress(write(entries))
    found, faults, _ = read(packed[: len(packed) // 2])
    assert 0 < len(found) < len(entries)
    assert [message for _, _, message in faults] == ["unit_list.error.packed"]


def test_letters_of_another_encoding():
    content = write_csv(ENTRIES[:2]) + "Blåbær".encode("latin-1") + b"\n"
    found, faults, _ = read(content)
    assert len(found) == 2
    assert faults == [(4, "", "unit_list.error.not_utf8")]


def test_the_stream_stays_open():
    stream = io.BytesIO(gzip.compress(write_csv(ENTRIES)))
    assert len(list(UnitList(stream).read_units())) == 5
    assert not stream.closed


class Endless(io.RawIOBase):
    """A list of many units that is made while it is read."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts = parts
        self.rest = b""
        self.given = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        while len(self.rest) < size and (part := next(self.parts, b"")):
            self.rest += part
        given, self.rest = self.rest[:size], self.rest[size:]
        self.given += len(given)
        return given


def make_parts(write: str, count: int) -> Iterator[bytes]:
    if write == "csv":
        heading, row = write_csv([make_operating(2)]).splitlines(keepends=True)
        yield heading
        yield from (row for _ in range(count))
        return
    entry = json.dumps(make_operating(2), indent=2).encode()
    yield b"[" + entry
    yield from (b",\n" + entry for _ in range(count - 1))
    yield b"]"


@pytest.mark.parametrize("write", ["csv", "json"])
def test_read_as_it_comes(write: str):
    stream = Endless(make_parts(write, 100_000))
    units = UnitList(stream)
    given = units.read_units()
    next(given)
    assert stream.given < 4 * unit_list.CHUNK
    tracemalloc.start()
    try:
        for _ in range(3000):
            next(given)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    given.close()
