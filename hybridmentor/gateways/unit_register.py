"""Enhetsregisteret's open interface: a unit by its number, and units by their name, within a few seconds or not at all.

Each way that a look-up can end without a unit is an error of its own, whose sentence says what to do; by hand one can
always go on. Sent are a number, or a name and a municipality: nothing about persons or cases. None of it is logged.
"""

from __future__ import annotations

import json
import logging
import re
import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import urlsplit

import httpx

from hybridmentor import clock
from hybridmentor._version import __version__
from hybridmentor.config import LOCAL_SERVERS, read_unit_register
from hybridmentor.domain.identifiers import holds_national_id, normalise_organisation_number
from hybridmentor.domain.unit import LEGAL, OPERATING, Unit, UnitFault, read_unit
from hybridmentor.errors import HybridMentorError, InvalidInput, Message

CONNECT_SECONDS = 2.0
WHOLE_SECONDS = 4.0
"""So long an adviser waits for one look-up, whatever it takes to ask."""
PAUSES = (0.2, 0.6)
"""Before the second and the third try."""
LARGEST_ANSWER = 1_000_000
KEPT_FOR = timedelta(hours=24)
MOST_KEPT = 1000
LARGEST_PAGE = 100
MOST_PAGES = 5
MOST_LISTED = 50
"""So many operating units of a legal unit are offered to choose from."""
SHORTEST_NAME = 2
LONGEST_NAME = 180
"""The register takes no longer one."""
PATHS = {OPERATING: "underenheter", LEGAL: "enheter"}
ACCEPTED = "application/vnd.brreg.enhetsregisteret.{noun}.v2+json, application/json;q=0.9"
AGENT = f"hybridmentor/{__version__}"
MUNICIPALITY = re.compile(r"[0-9]{4}")
BUSY = 429
FAILED = 500

Kept = TypeVar("Kept")


class UnitLookupFailed(HybridMentorError):
    """There is no unit to go on with; the message says why and what to do."""

    default: ClassVar[str] = "unit_register.unreadable"


class WrongUnitNumber(InvalidInput, UnitLookupFailed):
    """What was typed is no organisation number, by its length or its control digit; nobody was asked."""

    default: ClassVar[str] = "unit_register.wrong_number"


class UnsearchableName(InvalidInput, UnitLookupFailed):
    """What was typed cannot be searched for: too short, too long or about a person; nobody was asked."""

    default: ClassVar[str] = "unit_register.search.length"


class UnitNotFound(UnitLookupFailed):
    """The register has no unit with the number."""

    default: ClassVar[str] = "unit_register.not_found"


class DeletedUnit(UnitLookupFailed):
    """The unit is deleted or closed down; `unit` is what the register still tells, None where it may tell nothing."""

    default: ClassVar[str] = "unit_register.removed"

    def __init__(self, message: Message | None = None, *, unit: Unit | None = None) -> None:
        self.unit = unit
        super().__init__(message)


class LegalUnit(UnitLookupFailed):
    """The number is a legal unit's: `units` are its operating units to choose from, `total` how many it has.

    `total` is None where they could not be asked for.
    """

    default: ClassVar[str] = "unit_register.legal.unlisted"

    def __init__(
        self,
        message: Message | None = None,
        *,
        unit: Unit,
        units: tuple[Unit, ...] = (),
        total: int | None = None,
    ) -> None:
        self.unit = unit
        self.units = units
        self.total = total
        super().__init__(message)


class UnitRegisterSlow(UnitLookupFailed):
    """The register did not answer in time."""

    default: ClassVar[str] = "unit_register.slow"


class UnitRegisterDown(UnitLookupFailed):
    """There is no connection to the register, or it answers that it cannot answer (5xx, 429)."""

    default: ClassVar[str] = "unit_register.down"


class UnitRegisterUnreadable(UnitLookupFailed):
    """What came back is not the register's: no JSON, another form, far too large, or a way to another place."""

    default: ClassVar[str] = "unit_register.unreadable"


@dataclass(frozen=True)
class FoundUnits:
    """The first operating units that a search found, and how many there are."""

    units: tuple[Unit, ...]
    total: int


@dataclass(frozen=True)
class _Answer:
    """What came back: `body` is JSON, an object, and None where there is no such thing (`is_gone`: any more)."""

    body: Mapping[str, Any] | None = None
    is_gone: bool = False


@dataclass(frozen=True)
class _Manner:
    """How the register is asked."""

    address: str
    pause: Callable[[float], None]
    connect_seconds: float
    whole_seconds: float


class _Memory(Generic[Kept]):
    """Keeps what was found for a while: at most so many, the one longest unused goes first."""

    def __init__(self, now: Callable[[], datetime], most: int) -> None:
        self._now = now
        self._most = most
        self._kept: OrderedDict[str, tuple[datetime, Kept]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: str) -> Kept | None:
        with self._lock:
            entry = self._kept.get(key)
            if entry is None:
                return None
            if self._now() - entry[0] >= KEPT_FOR:
                del self._kept[key]
                return None
            self._kept.move_to_end(key)
            return entry[1]

    def keep(self, key: str, value: Kept) -> None:
        with self._lock:
            self._kept[key] = (self._now(), value)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


_is_asking: ContextVar[bool] = ContextVar("hybridmentor_unit_register_is_asking", default=False)


def _is_not_ours(record: logging.LogRecord) -> bool:
    return not _is_asking.get()


# httpx logs every address that it asks, and what is searched for stands in it. Others' records are let through.
logging.getLogger("httpx").addFilter(_is_not_ours)


@contextmanager
def _asking() -> Iterator[None]:
    token = _is_asking.set(True)
    try:
        yield
    finally:
        _is_asking.reset(token)


@cache
def _load_trust() -> ssl.SSLContext:
    """The authorities of the machine; read once, for it takes a while."""
    return ssl.create_default_context()


def make_unit_register(config: Mapping[str, Any]) -> UnitRegister | None:
    """The register of the settings; None where look-up is turned off."""
    address = read_unit_register(config["HYBRIDMENTOR_UNIT_REGISTER"])
    return UnitRegister(address) if address else None


class UnitRegister:
    """Asks the register at `address`; may be used by several threads at a time, and holds no connection between look-ups."""

    def __init__(
        self,
        address: str,
        *,
        now: Callable[[], datetime] = clock.now,
        pause: Callable[[float], None] = time.sleep,
        connect_seconds: float = CONNECT_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
        most_kept: int = MOST_KEPT,
    ) -> None:
        checked = read_unit_register(address)
        if checked is None:
            raise ValueError("an address is needed")
        self.address = checked
        self._now = now
        self._manner = _Manner(checked, pause, connect_seconds, whole_seconds)
        self._units: _Memory[Unit] = _Memory(now, most_kept)
        self._parts: _Memory[FoundUnits] = _Memory(now, most_kept)

    def find_unit(self, number: str) -> Unit:
        """The operating unit with this organisation number, as typed, spaces allowed.

        WrongUnitNumber, UnitNotFound, DeletedUnit, LegalUnit (with the operating units to choose from), UnitRegisterSlow,
        UnitRegisterDown, UnitRegisterUnreadable. What was found is kept for 24 hours, that nothing was found is not.
        """
        checked = normalise_organisation_number(number)
        if checked is None:
            raise WrongUnitNumber(field="organisation_number")
        unit = self._units.find(checked)
        with self._open() as asked:
            if unit is None:
                unit = self._find_of_kind(asked, checked, OPERATING) or self._find_of_kind(
                    asked, checked, LEGAL
                )
                if unit is None:
                    raise UnitNotFound()
                self._units.keep(checked, unit)
            if unit.is_gone(self._today()):
                raise DeletedUnit(
                    Message("unit_register.deleted", name=unit.name, day=unit.deleted_on), unit=unit
                )
            if not unit.is_operating:
                raise self._describe_legal(asked, unit)
        return unit

    def search_units(self, name: str, municipality: str | None = None, limit: int = 20) -> FoundUnits:
        """Operating units whose names are like this one, the likest first, in a municipality (four digits) or anywhere.

        At most `limit` (1 to 100) of them; closed ones are left out. UnsearchableName, InvalidInput for a municipality that is
        none, and errors as of `find_unit`. Nothing is kept.
        """
        words = " ".join(name.split())
        if not SHORTEST_NAME <= len(words) <= LONGEST_NAME or not words.isprintable():
            raise UnsearchableName(
                Message("unit_register.search.length", least=SHORTEST_NAME, most=LONGEST_NAME), field="name"
            )
        if holds_national_id(words):
            raise UnsearchableName(Message("unit_register.search.person"), field="name")
        wanted = {"navn": words}
        if municipality:
            if not MUNICIPALITY.fullmatch(municipality):
                raise InvalidInput(Message("unit_register.search.municipality"), field="municipality")
            wanted["kommunenummer"] = municipality
        with self._open() as asked:
            return self._list_operating(asked, wanted, min(max(limit, 1), LARGEST_PAGE))

    def _today(self) -> date:
        return clock.to_oslo(self._now()).date()

    @contextmanager
    def _open(self) -> Iterator[_Question]:
        with _asking(), _Question(self._manner) as asked:
            yield asked

    def _find_of_kind(self, asked: _Question, number: str, kind: str) -> Unit | None:
        answer = asked.ask(f"{PATHS[kind]}/{number}", kind)
        if answer.is_gone:
            raise DeletedUnit()
        if answer.body is None:
            return None
        unit = _read(answer.body, kind)
        if unit.number != number:
            raise UnitRegisterUnreadable()
        return unit

    def _describe_legal(self, asked: _Question, unit: Unit) -> LegalUnit:
        found = self._parts.find(unit.number)
        if found is None:
            try:
                found = self._list_operating(asked, {"overordnetEnhet": unit.number}, MOST_LISTED)
            except (UnitRegisterSlow, UnitRegisterDown, UnitRegisterUnreadable):
                # What is known already is worth more than that the rest is not.
                return LegalUnit(Message("unit_register.legal.unlisted", name=unit.name), unit=unit)
            self._parts.keep(unit.number, found)
        message_id = "unit_register.legal.choose" if found.units else "unit_register.legal.empty"
        return LegalUnit(Message(message_id, name=unit.name), unit=unit, units=found.units, total=found.total)

    def _list_operating(self, asked: _Question, wanted: Mapping[str, str], limit: int) -> FoundUnits:
        """The first units of a search, page by page: the register may give smaller pages than are asked for."""
        units: list[Unit] = []
        total = pages = 0
        for page in range(MOST_PAGES):
            answer = asked.ask(PATHS[OPERATING], OPERATING, {**wanted, "size": str(limit), "page": str(page)})
            if answer.body is None:
                raise UnitRegisterUnreadable()
            units += _read_all(answer.body)
            total, pages = _read_page(answer.body)
            if len(units) >= limit or page + 1 >= pages:
                break
        today = self._today()
        current = tuple(unit for unit in units if unit.is_operating and not unit.is_gone(today))
        return FoundUnits(current[:limit], max(total - (len(units) - len(current)), len(current)))


class _Question:
    """One look-up: a connection that ends with it, and the time that is left for all of its requests."""

    def __init__(self, manner: _Manner) -> None:
        self._manner = manner
        self._ends = time.monotonic() + manner.whole_seconds
        self._client: httpx.Client | None = None

    def __enter__(self) -> _Question:
        return self

    def __exit__(self, *fault: object) -> None:
        if self._client is not None:
            self._client.close()

    def ask(self, path: str, kind: str, wanted: Mapping[str, str] | None = None) -> _Answer:
        """What the register says; asked again where that may help, as long as there is time.

        UnitRegisterSlow, UnitRegisterDown, UnitRegisterUnreadable.
        """
        for pause in (*PAUSES, None):
            try:
                return self._ask_once(path, kind, wanted or {})
            except (UnitRegisterSlow, UnitRegisterDown):
                if pause is None or self._find_left() <= pause:
                    raise
            self._manner.pause(pause)
        raise UnitRegisterDown()

    def _find_left(self) -> float:
        return self._ends - time.monotonic()

    def _ask_once(self, path: str, kind: str, wanted: Mapping[str, str]) -> _Answer:
        left = self._find_left()
        if left <= 0:
            raise UnitRegisterSlow()
        connect = min(self._manner.connect_seconds, left)
        try:
            with self._reach().stream(
                "GET",
                f"{self._manner.address}/{path}",
                params=wanted or None,
                headers={"Accept": ACCEPTED.format(noun="underenhet" if kind == OPERATING else "enhet")},
                timeout=httpx.Timeout(left, connect=connect),
            ) as response:
                if response.status_code == httpx.codes.NOT_FOUND:
                    return _Answer()
                if response.status_code == httpx.codes.GONE:
                    return _Answer(is_gone=True)
                if response.status_code == BUSY or response.status_code >= FAILED:
                    raise UnitRegisterDown()
                if response.status_code != httpx.codes.OK:
                    raise UnitRegisterUnreadable()
                return _Answer(_read_object(self._read_body(response)))
        except httpx.TimeoutException:
            raise UnitRegisterSlow() from None
        except httpx.HTTPError:
            # Without the cause: its words and its request hold the address with what was searched for.
            raise UnitRegisterDown() from None

    def _reach(self) -> httpx.Client:
        if self._client is None:
            self._client = httpx.Client(
                verify=_load_trust(),
                # What is on this machine is not asked through a proxy.
                trust_env=urlsplit(self._manner.address).hostname not in LOCAL_SERVERS,
                follow_redirects=False,
                # Not packed, so that what is counted is what comes.
                headers={"User-Agent": AGENT, "Accept-Encoding": "identity"},
            )
        return self._client

    def _read_body(self, response: httpx.Response) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise UnitRegisterUnreadable()
        parts: list[bytes] = []
        size = 0
        for part in response.iter_raw():
            size += len(part)
            if size > LARGEST_ANSWER:
                raise UnitRegisterUnreadable()
            if self._find_left() <= 0:
                raise UnitRegisterSlow()
            parts.append(part)
        return b"".join(parts)


def _read_object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise UnitRegisterUnreadable() from None
    if not isinstance(found, dict):
        raise UnitRegisterUnreadable()
    return found


def _read(entry: Mapping[str, Any], kind: str) -> Unit:
    try:
        return read_unit(entry, kind)
    except UnitFault:
        raise UnitRegisterUnreadable() from None


def _read_all(body: Mapping[str, Any]) -> list[Unit]:
    """The units of a page; a page without any has no `_embedded`."""
    embedded = body.get("_embedded", {})
    entries = embedded.get(PATHS[OPERATING], []) if isinstance(embedded, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UnitRegisterUnreadable()
    return [_read(entry, OPERATING) for entry in entries]


def _read_page(body: Mapping[str, Any]) -> tuple[int, int]:
    """How many units and pages there are."""
    page = body.get("page")
    numbers = [page.get(name) if isinstance(page, dict) else None for name in ("totalElements", "totalPages")]
    total, pages = (number if type(number) is int and number >= 0 else None for number in numbers)
    if total is None or pages is None:
        raise UnitRegisterUnreadable()
    return total, pages
