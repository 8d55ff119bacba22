"""The list of operating units that Enhetsregisteret offers for downloading: CSV or JSON, plain or packed with gzip.

Read unit by unit as the file comes, so that the whole country takes no more memory than one unit; every fault is noted with
its line, and the reading goes on where it can.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, cast

from hybridmentor.domain.csv_sheet import Faults, Sheet
from hybridmentor.domain.unit import LEGAL, OPERATING, OPERATING_FORMS, Unit, UnitFault, make_unit, read_unit
from hybridmentor.errors import Message

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP_MARK = b"\x1f\x8b"
BYTE_ORDER_MARK = "\ufeff"
CHUNK = 65_536
LONGEST_LINE = 1_000_000
"""In bytes for a line of CSV, in characters for a unit of JSON: the register's own have a few thousand."""
NEEDED = ("organisasjonsnummer", "navn", "organisasjonsform.kode")
OPTIONAL = (
    "naeringskode1.kode",
    "naeringskode2.kode",
    "naeringskode3.kode",
    "beliggenhetsadresse.adresse",
    "beliggenhetsadresse.postnummer",
    "beliggenhetsadresse.poststed",
    "beliggenhetsadresse.kommunenummer",
    "beliggenhetsadresse.kommune",
    "overordnetenhet",
    "slettedato",
    "nedleggelsesdato",
)
"""Names of columns as `Sheet` has them, without capitals."""
DECODER = json.JSONDecoder()
LEGAL_MARK = "forretningsadresse."
OPERATING_MARK = "beliggenhetsadresse."


class _Unreadable(Exception):
    """The file cannot be read from this line on."""

    def __init__(self, line: int, message_id: str) -> None:
        self.line = line
        self.message_id = message_id
        super().__init__(message_id)


class UnitList:
    """A downloaded list, to be read once. What is wrong is noted in `faults`; what cannot be read on from ends the list.

    Units that are closed down are given too, with their day; the same number twice is given twice.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.faults = Faults()
        self.count = 0
        """How many units have been given so far."""
        self._stream = stream

    def read_units(self) -> Iterator[Unit]:
        """The operating units, in the order of the file."""
        try:
            stream = _unpack(self._stream)
            opening = _peek(stream).removeprefix(BYTE_ORDER_MARK.encode()).lstrip()[:1]
            units = self._read_json(stream) if opening in (b"[", b"{") else self._read_csv(stream)
            for unit in units:
                self.count += 1
                yield unit
        except _Unreadable as fault:
            self.faults.add(fault.line, "", Message(fault.message_id))

    def _read_csv(self, stream: io.BufferedReader) -> Iterator[Unit]:
        lines = _iterate_lines(stream)
        opening: list[str] = []
        for line in lines:
            opening.append(line)
            if line.strip("\ufeff\r\n\t ,;"):
                break
        heading = opening[-1].casefold() if opening else ""
        if LEGAL_MARK in heading and OPERATING_MARK not in heading:
            raise _Unreadable(len(opening), "unit_list.error.legal_units")
        names = {name.strip(' "\ufeff\r\n\t') for name in heading.replace(";", ",").split(",")}
        columns = (*NEEDED, *(name for name in OPTIONAL if name in names))
        sheet = Sheet(chain(opening, lines), columns)
        sheet.faults = self.faults
        missing = dict.fromkeys(OPTIONAL, "")
        for cells in sheet.read_rows():
            row = {**missing, **dict(zip(columns, map(str.strip, cells), strict=True))}
            try:
                yield _read_row(row)
            except UnitFault as fault:
                sheet.faults.add(sheet.line, fault.field or "", fault.message)

    def _read_json(self, stream: io.BufferedReader) -> Iterator[Unit]:
        for line, entry in _iterate_entries(stream):
            try:
                unit = read_unit(entry)
                _refuse_legal(unit.form, unit.kind)
            except UnitFault as fault:
                self.faults.add(line, fault.field or "", fault.message)
            else:
                yield unit


def _read_row(row: Mapping[str, str]) -> Unit:
    form = row["organisasjonsform.kode"] or None
    kind = OPERATING if form is None or form in OPERATING_FORMS else LEGAL
    _refuse_legal(form, kind)
    return make_unit(
        number=row["organisasjonsnummer"],
        name=row["navn"],
        kind=kind,
        form=form,
        nace=(row["naeringskode1.kode"], row["naeringskode2.kode"], row["naeringskode3.kode"]),
        street=row["beliggenhetsadresse.adresse"],
        postcode=row["beliggenhetsadresse.postnummer"],
        place=row["beliggenhetsadresse.poststed"],
        municipality=row["beliggenhetsadresse.kommunenummer"],
        municipality_name=row["beliggenhetsadresse.kommune"],
        parent=row["overordnetenhet"],
        deleted=(row["slettedato"], row["nedleggelsesdato"]),
    )


def _refuse_legal(form: str | None, kind: str) -> None:
    if kind == LEGAL:
        raise UnitFault(Message("unit_list.error.legal_unit"), field="organisasjonsform")


class _Source(io.RawIOBase):
    """Whatever can be read, for a buffer to read from, which then does not close it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer as far as there is something."""
        view = memoryview(buffer)
        found = self._stream.read(len(view))
        view[: len(found)] = found
        return len(found)


def _unpack(stream: BinaryIO) -> io.BufferedReader:
    """The stream with what is packed in it unpacked while it is read."""
    plain: io.BufferedReader = io.BufferedReader(_Source(stream), CHUNK)
    if _peek(plain).startswith(GZIP_MARK):
        return io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=plain)), CHUNK)
    return plain


def _peek(stream: io.BufferedReader) -> bytes:
    try:
        return stream.peek(CHUNK)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise _Unreadable(1, "unit_list.error.packed") from None


def _iterate_lines(stream: io.BufferedReader) -> Iterator[str]:
    """The lines of a file; _Unreadable for one that is no text or far too long."""
    number = 0
    while True:
        number += 1
        try:
            line = stream.readline(LONGEST_LINE)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise _Unreadable(number, "unit_list.error.packed") from None
        if not line:
            return
        if len(line) == LONGEST_LINE:
            raise _Unreadable(number, "unit_list.error.long")
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            raise _Unreadable(number, "unit_list.error.not_utf8") from None


class _Text:
    """The text of a file, of which only what is not used yet is kept; knows the line it is at."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self.text = ""
        self.line = 1
        self.place = 0
        self._stream = stream
        self._decoder = getincrementaldecoder("utf-8")()
        self._is_first = True

    def read_on(self) -> bool:
        """Take in some more; whether there was any."""
        try:
            chunk = self._stream.read(CHUNK)
            more = self._decoder.decode(chunk, final=not chunk)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise _Unreadable(self.line, "unit_list.error.packed") from None
        except UnicodeDecodeError:
            raise _Unreadable(self.line, "unit_list.error.not_utf8") from None
        if self._is_first:
            more, self._is_first = more.removeprefix(BYTE_ORDER_MARK), False
        self.text, self.place = self.text[self.place :] + more, 0
        return bool(chunk)

    def move_to(self, place: int) -> None:
        """What stands before the place has been used."""
        self.line += self.text.count("\n", self.place, place)
        self.place = place

    def find_sign(self) -> str:
        """The next sign that is no blank, which stays; empty at the end of the file."""
        while True:
            rest = self.place
            while rest < len(self.text) and self.text[rest] in " \t\r\n":
                rest += 1
            self.move_to(rest)
            if rest < len(self.text):
                return self.text[rest]
            if not self.read_on():
                return ""


def _iterate_entries(stream: io.BufferedReader) -> Iterator[tuple[int, Mapping[str, object]]]:
    """The objects of one JSON array, each with the line that it begins on; _Unreadable where it is none."""
    text = _Text(stream)
    if text.find_sign() != "[":
        raise _Unreadable(text.line, "unit_list.error.not_list")
    text.move_to(text.place + 1)
    if text.find_sign() == "]":
        return
    while True:
        if text.find_sign() != "{":
            raise _Unreadable(text.line, "unit_list.error.not_list")
        line = text.line
        yield line, _read_object(text)
        sign = text.find_sign()
        if sign == "]":
            return
        if sign != ",":
            raise _Unreadable(
                text.line, "unit_list.error.cut_off" if not sign else "unit_list.error.not_list"
            )
        text.move_to(text.place + 1)


def _read_object(text: _Text) -> Mapping[str, object]:
    while True:
        try:
            entry, end = DECODER.raw_decode(text.text, text.place)
        except (ValueError, RecursionError):
            # Either cut off where the chunk ends, or no JSON at all: more text tells, and a unit is never this long.
            if len(text.text) - text.place > LONGEST_LINE:
                raise _Unreadable(text.line, "unit_list.error.not_list") from None
            if not text.read_on():
                raise _Unreadable(text.line, "unit_list.error.cut_off") from None
        else:
            text.move_to(end)
            return cast("Mapping[str, object]", entry)
