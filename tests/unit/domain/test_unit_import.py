"""What is wanted of a list of units, what is counted, and how another file is known."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import pytest

from hybridmentor.domain.csv_sheet import Fault
from hybridmentor.domain.unit import Unit, read_unit
from hybridmentor.domain.unit_import import (
    MOST_TOLD,
    MOST_TRIED,
    ImportChoice,
    ImportCounts,
    Industries,
    Tally,
    describe_fault,
    find_hindrance,
    read_kept,
)
from hybridmentor.errors import Message
from hybridmentor.i18n import LANGUAGES, say
from tests.support.unit_register import make_legal, make_operating

KNOWN = ("retail", "service", "construction", "other")


def make(**facts: Any) -> Unit:
    return read_unit(make_operating(10, **facts))


def pack(entries: list[dict[str, Any]]) -> bytes:
    return json.dumps(entries).encode()


@pytest.mark.parametrize(
    ("choice", "is_wanted"),
    [
        (ImportChoice(), True),
        (ImportChoice(("0301",)), True),
        (ImportChoice(("4601", "0301"), ("retail",)), True),
        (ImportChoice(("4601",)), False),
        (ImportChoice((), ("service",)), False),
        (ImportChoice(("0301",), ("service",)), False),
    ],
)
def test_both_choices_must_fit(choice: ImportChoice, is_wanted: bool):
    unit = make()
    assert choice.wants(unit, Industries(KNOWN).find(unit)) is is_wanted
    assert ImportChoice.read(choice.write()) == choice


def test_what_is_not_known_is_wanted_only_where_all_are():
    unit = make(naeringskode1={"kode": "00.000"}, beliggenhetsadresse={})
    industry = Industries(KNOWN).find(unit)
    assert (unit.municipality, industry) == (None, None)
    assert ImportChoice().wants(unit, industry)
    assert not ImportChoice(("0301",)).wants(unit, industry)
    assert not ImportChoice((), ("retail",)).wants(unit, industry)


def test_counts_are_read_back():
    counts = ImportCounts(read=3, added=1, faults=[{"line": 2, "column": "navn", "id": "x", "params": {}}])
    assert ImportCounts.read_json(counts.write()) == counts
    assert ImportCounts.read_json(None) == ImportCounts()
    assert ImportCounts.read_json('{"added": 2, "later": 7}') == ImportCounts(added=2)


def test_faults_are_counted_by_what_they_are_and_the_first_are_told():
    tally = Tally()
    for line in range(1, 31):
        tally.add(line, "navn", Message("unit.error.name", most=200))
    tally.add(31, "", Message("unit_list.error.legal_unit"))
    tally.add(32, "", Message("unit_list.error.cut_off"))
    counts = ImportCounts()
    tally.put_into(counts)
    tally.put_into(counts)
    assert (counts.faulty, counts.legal, len(counts.faults)) == (30, 1, MOST_TOLD)
    assert tally.ending == Fault(32, "", Message("unit_list.error.cut_off"))
    first = describe_fault(read_kept(json.loads(counts.write())["faults"][0]))
    assert "Linje 1, «navn»" in say("nb", first)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "sheet.empty_file"),
        (b"[]", "unit_import.error.empty"),
        (b"a;b;c\n1;2;3\n", "sheet.missing_column"),
        (b'{"_embedded": {}}', "unit_list.error.not_list"),
        (b"\x1f\x8b\x08broken", "unit_list.error.packed"),
        (b"PK\x03\x04 a workbook", "unit_list.error.not_utf8"),
        (pack([make_legal(place) for place in range(10, 13)]), "unit_list.error.legal_units"),
        (pack([make_legal(place) for place in range(10, 500)]), "unit_list.error.legal_units"),
        (pack([make_operating(10, "")]), "unit.error.name"),
    ],
)
def test_another_file_is_known_by_its_beginning(content: bytes, message: str):
    fault = find_hindrance(io.BytesIO(content + (b"\xff" if content[:2] == b"PK" else b"")))
    assert fault is not None
    assert fault.message.id == message
    for language in LANGUAGES:
        assert "{" not in say(language, describe_fault(fault))


@pytest.mark.parametrize("squeeze", [bytes, gzip.compress])
def test_a_list_is_one_though_its_first_lines_are_not(squeeze: Any):
    entries = [make_legal(10), make_operating(11, ""), make_operating(12)]
    assert find_hindrance(io.BytesIO(squeeze(pack(entries)))) is None


def test_no_more_is_read_than_it_takes():
    stream = io.BytesIO(pack([make_legal(10)] * 100_000))
    assert find_hindrance(stream) is not None
    assert stream.tell() < 200 * MOST_TRIED * 20
