"""An Enhetsregisteret of the tests' own: answers on 127.0.0.1 in the form of the open interface, and as badly as can be."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from hybridmentor.domain.identifiers import ORGANISATION_WEIGHTS

HOST = "127.0.0.1"
ROOT = "/enhetsregisteret/api"
DOCUMENTED_SIZE = 20
OPERATING, LEGAL = "underenheter", "enheter"


def make_number(place: int) -> str:
    """The organisation number at a place of a row of made-up ones, with the right control digit."""
    # A control digit of ten is no digit: those numbers are passed over.
    body = 90_000_000 + place * 2
    while True:
        digits = f"{body:08d}"
        rest = (
            sum(int(digit) * weight for digit, weight in zip(digits, ORGANISATION_WEIGHTS, strict=False)) % 11
        )
        control = (11 - rest) % 11
        if control < 10:
            return f"{digits}{control}"
        body += 1


def make_operating(place: int, name: str = "EKSEMPEL BAKERI OSLO", **facts: Any) -> dict[str, Any]:
    """An operating unit in the documented form."""
    entry: dict[str, Any] = {
        "organisasjonsnummer": make_number(place),
        "navn": name,
        "organisasjonsform": {
            "kode": "BEDR",
            "beskrivelse": "Underenhet til næringsdrivende og offentlig forvaltning",
            "_links": {},
        },
        "registreringsdatoEnhetsregisteret": "2008-03-14",
        "registrertIMvaregisteret": True,
        "naeringskode1": {"kode": "47.241", "beskrivelse": "Butikkhandel med bakervarer og konditorvarer"},
        "antallAnsatte": 12,
        "harRegistrertAntallAnsatte": True,
        "overordnetEnhet": make_number(1),
        "beliggenhetsadresse": {
            "land": "Norge",
            "landkode": "NO",
            "postnummer": "0159",
            "poststed": "OSLO",
            "adresse": ["Storgata 1", "2. etasje"],
            "kommune": "OSLO",
            "kommunenummer": "0301",
        },
        "_links": {"self": {"href": f"https://data.brreg.no{ROOT}/{OPERATING}/{make_number(place)}"}},
    }
    return {**entry, **facts}


def make_legal(place: int, name: str = "EKSEMPEL BAKERI AS", **facts: Any) -> dict[str, Any]:
    """A legal unit in the documented form."""
    entry = make_operating(place, name)
    del entry["overordnetEnhet"]
    entry["forretningsadresse"] = entry.pop("beliggenhetsadresse")
    entry["organisasjonsform"] = {"kode": "AS", "beskrivelse": "Aksjeselskap", "_links": {}}
    return {**entry, "konkurs": False, "underAvvikling": False, **facts}


def make_deleted(place: int, day: str, form: str = "BEDR") -> dict[str, Any]:
    """A deleted unit: little more than its name and day are told."""
    return {
        "organisasjonsnummer": make_number(place),
        "navn": "EKSEMPEL NEDLAGT",
        "organisasjonsform": {"kode": form, "beskrivelse": "", "_links": {}},
        "slettedato": day,
        "_links": {},
    }


@dataclass(frozen=True)
class Answer:
    """What the server says instead of what it knows."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_before: float = 0
    """Seconds before it begins to answer."""
    wait_between: float = 0
    """Seconds between one byte of the body and the next."""
    hangs_up: bool = False


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass
class UnitServer:
    """What the server knows, what it is told to say next, and what it has been asked."""

    operating: list[dict[str, Any]] = field(default_factory=list)
    legal: list[dict[str, Any]] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    """Numbers that are gone for legal reasons: 410."""
    largest_page: int = 100
    answers: deque[Answer | None] = field(default_factory=deque)
    """Said one after the other; None is what it knows."""
    asked: list[Asked] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        """The setting that leads here."""
        return f"http://{HOST}:{self.port}{ROOT}"

    def list_paths(self) -> list[str]:
        """What has been asked for, in order, without what is searched for."""
        return [one.path for one in self.asked]

    def answer(self, asked: Asked) -> Answer:
        """What it knows."""
        noun, _, number = asked.path.partition("/")
        units = {OPERATING: self.operating, LEGAL: self.legal}.get(noun)
        if units is None:
            return say_error(404, asked.path)
        if not number:
            return say(self.search(noun, units, asked.query))
        if number in self.removed:
            return say_error(410, asked.path)
        found = next((unit for unit in units if unit["organisasjonsnummer"] == number), None)
        return say(found) if found is not None else Answer(404)

    def search(self, noun: str, units: list[dict[str, Any]], query: Mapping[str, str]) -> dict[str, Any]:
        """A page of a search; `_embedded` is missing where nothing is found, as in the real one."""
        name, place, parent = (query.get(key) for key in ("navn", "kommunenummer", "overordnetEnhet"))
        found = [
            unit
            for unit in units
            if (not name or name.casefold() in unit["navn"].casefold())
            and (not place or unit.get("beliggenhetsadresse", {}).get("kommunenummer") == place)
            and (not parent or unit.get("overordnetEnhet") == parent)
        ]
        size = min(int(query.get("size", DOCUMENTED_SIZE)), self.largest_page)
        number = int(query.get("page", 0))
        shown = found[number * size : (number + 1) * size]
        page = {
            "size": size,
            "totalElements": len(found),
            "totalPages": -(-len(found) // size),
            "number": number,
        }
        return {**({"_embedded": {noun: shown}} if shown else {}), "_links": {}, "page": page}


def say(body: object) -> Answer:
    """An answer in JSON."""
    return Answer(200, json.dumps(body).encode(), {"Content-Type": "application/json"})


def say_error(status: int, path: str) -> Answer:
    """A refusal in the documented form."""
    body = {"timestamp": "2026-01-01T00:00:00.000+00:00", "status": status, "path": path}
    return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json"})


class Conversation(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        """Answer."""
        register = cast("Listener", self.server).register
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        asked = Asked(parts.path.removeprefix(f"{ROOT}/"), query, dict(self.headers))
        register.asked.append(asked)
        told = register.answers.popleft() if register.answers else None
        try:
            self.give(told if told is not None else register.answer(asked))
        except OSError:
            # The other side has gone, which is what slow answers are for.
            self.close_connection = True

    def give(self, answer: Answer) -> None:
        """Send it, as slowly as it says."""
        if answer.hangs_up:
            self.close_connection = True
            return
        time.sleep(answer.wait_before)
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if not answer.wait_between:
            self.wfile.write(answer.body)
            return
        for place in range(len(answer.body)):
            self.wfile.write(answer.body[place : place + 1])
            time.sleep(answer.wait_between)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name of the base
        """Say nothing."""


class Listener(ThreadingHTTPServer):
    """Waits for requests; each is a thread, and all have ended when it is closed."""

    daemon_threads = False
    block_on_close = True

    def __init__(self, register: UnitServer) -> None:
        super().__init__((HOST, 0), Conversation)
        self.register = register
        register.port = self.server_address[1]


@contextmanager
def run_unit_server(register: UnitServer | None = None) -> Iterator[UnitServer]:
    """A server that listens inside the block, on a port of its own."""
    register = register or UnitServer()
    with Listener(register) as listener:
        thread = threading.Thread(target=listener.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield register
        finally:
            listener.shutdown()
            thread.join()
