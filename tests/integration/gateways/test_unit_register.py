"""Looking up in Enhetsregisteret, against a server of our own: what is found, each way to fail, and what is sent."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hybridmentor.config import apply_defaults
from hybridmentor.errors import InvalidInput, SettingError
from hybridmentor.gateways import unit_register as gateway
from hybridmentor.gateways.unit_register import (
    DeletedUnit,
    LegalUnit,
    UnitLookupFailed,
    UnitNotFound,
    UnitRegister,
    UnitRegisterDown,
    UnitRegisterSlow,
    UnitRegisterUnreadable,
    UnsearchableName,
    WrongUnitNumber,
    make_unit_register,
)
from hybridmentor.i18n import LANGUAGES, say
from tests.support.unit_register import (
    Answer,
    UnitServer,
    make_deleted,
    make_legal,
    make_number,
    make_operating,
    run_unit_server,
    say as put,
)

BY_HAND = {"nb": "for hånd", "nn": "for hand", "en": "by hand"}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant


@pytest.fixture
def server() -> Iterator[UnitServer]:
    with run_unit_server(
        UnitServer(operating=[make_operating(2), make_operating(3)], legal=[make_legal(1)])
    ) as running:
        yield running


@pytest.fixture
def now() -> Clock:
    return Clock()


def reach(server: UnitServer, now: Clock | None = None, **values: Any) -> UnitRegister:
    values.setdefault("pause", lambda seconds: None)
    return UnitRegister(server.address, now=now or Clock(), **values)


def catch(register: UnitRegister, number: str) -> UnitLookupFailed:
    with pytest.raises(UnitLookupFailed) as fault:
        register.find_unit(number)
    return fault.value


def test_an_operating_unit(server: UnitServer):
    unit = reach(server).find_unit(make_number(2))
    assert (unit.number, unit.name, unit.nace) == (make_number(2), "EKSEMPEL BAKERI OSLO", ("47.241",))
    assert (unit.place, unit.municipality, unit.parent) == ("OSLO", "0301", make_number(1))
    assert unit.is_operating
    assert server.list_paths() == [f"underenheter/{make_number(2)}"]


def test_a_number_typed_with_spaces(server: UnitServer):
    number = make_number(2)
    assert reach(server).find_unit(f" {number[:3]} {number[3:6]}\u00a0{number[6:]} ").number == number


@pytest.mark.parametrize("typed", ["", "bakeri", "123456789", "99999999", "../enheter", "9" * 400])
def test_a_wrong_number_is_asked_of_nobody(server: UnitServer, typed: str):
    fault = catch(reach(server), typed)
    assert isinstance(fault, WrongUnitNumber)
    assert isinstance(fault, InvalidInput)
    assert fault.field == "organisation_number"
    assert server.asked == []


def test_a_wrong_control_digit(server: UnitServer):
    number = make_number(2)
    wrong = number[:8] + str((int(number[8]) + 1) % 10)
    assert isinstance(catch(reach(server), wrong), WrongUnitNumber)


def test_nothing_is_found(server: UnitServer):
    fault = catch(reach(server), make_number(50))
    assert isinstance(fault, UnitNotFound)
    assert server.list_paths() == [f"underenheter/{make_number(50)}", f"enheter/{make_number(50)}"]


def test_a_legal_unit_offers_its_operating_units(server: UnitServer):
    server.operating.append(make_operating(4, "EKSEMPEL NEDLAGT", nedleggelsesdato="2020-01-01"))
    server.operating.append(make_operating(5, "EN ANNENS", overordnetEnhet=make_number(9)))
    fault = catch(reach(server), make_number(1))
    assert isinstance(fault, LegalUnit)
    assert fault.unit.name == "EKSEMPEL BAKERI AS"
    assert [unit.number for unit in fault.units] == [make_number(2), make_number(3)]
    assert fault.total == 2
    assert fault.message.id == "unit_register.legal.choose"


def test_a_legal_unit_with_very_many(server: UnitServer):
    server.operating += [make_operating(place) for place in range(100, 170)]
    fault = catch(reach(server), make_number(1))
    assert isinstance(fault, LegalUnit)
    assert (len(fault.units), fault.total) == (gateway.MOST_LISTED, 72)


def test_a_legal_unit_without_any(server: UnitServer):
    server.legal.append(make_legal(6, "TOM AS"))
    fault = catch(reach(server), make_number(6))
    assert isinstance(fault, LegalUnit)
    assert (fault.message.id, fault.units, fault.total) == ("unit_register.legal.empty", (), 0)


def test_a_legal_unit_whose_parts_cannot_be_asked_for(server: UnitServer):
    server.answers.extend([None, None, Answer(500), Answer(500), Answer(500)])
    register = reach(server)
    fault = catch(register, make_number(1))
    assert isinstance(fault, LegalUnit)
    assert (fault.message.id, fault.units, fault.total) == ("unit_register.legal.unlisted", (), None)
    again = catch(register, make_number(1))
    assert isinstance(again, LegalUnit)
    assert len(again.units) == 2, "that it failed is not remembered"


@pytest.mark.parametrize("kind", ["operating", "legal"])
def test_a_deleted_unit(server: UnitServer, kind: str):
    entry = make_deleted(7, "2024-05-31", "BEDR" if kind == "operating" else "AS")
    getattr(server, kind).append(entry)
    fault = catch(reach(server), make_number(7))
    assert isinstance(fault, DeletedUnit)
    assert fault.unit is not None
    assert fault.unit.deleted_on is not None
    assert "31. mai 2024" in say("nb", fault.message)
    assert "EKSEMPEL NEDLAGT" in say("nb", fault.message)


def test_a_unit_that_will_close(server: UnitServer, now: Clock):
    server.operating.append(make_operating(8, nedleggelsesdato="2026-11-25"))
    register = reach(server, now)
    assert register.find_unit(make_number(8)).number == make_number(8)
    now.instant = datetime(2026, 11, 24, 23, tzinfo=UTC)
    assert isinstance(catch(register, make_number(8)), DeletedUnit), "the day begins in Norway"


@pytest.mark.parametrize("kind", ["operating", "legal"])
def test_a_unit_removed_for_legal_reasons(server: UnitServer, kind: str):
    server.removed = {make_number(9)}
    if kind == "legal":
        server.answers.append(Answer(404))
    fault = catch(reach(server), make_number(9))
    assert isinstance(fault, DeletedUnit)
    assert (fault.unit, fault.message.id) == (None, "unit_register.removed")


def test_a_slow_answer(server: UnitServer):
    server.answers.extend([Answer(wait_before=0.6)] * 3)
    began = time.monotonic()
    fault = catch(reach(server, whole_seconds=0.3), make_number(2))
    assert isinstance(fault, UnitRegisterSlow)
    assert time.monotonic() - began < 0.6


def test_an_answer_that_trickles(server: UnitServer):
    server.answers.append(Answer(200, b"{" + b" " * 500, wait_between=0.02))
    began = time.monotonic()
    assert isinstance(catch(reach(server, whole_seconds=0.4), make_number(2)), UnitRegisterSlow)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("bad", [Answer(500), Answer(503), Answer(429), Answer(hangs_up=True)])
def test_tried_again_where_that_may_help(server: UnitServer, bad: Answer):
    pauses: list[float] = []
    server.answers.extend([bad, bad])
    unit = reach(server, pause=pauses.append).find_unit(make_number(2))
    assert unit.number == make_number(2)
    assert (len(server.asked), pauses) == (3, [0.2, 0.6])


@pytest.mark.parametrize("bad", [Answer(500), Answer(429), Answer(hangs_up=True)])
def test_twice_more_is_enough(server: UnitServer, bad: Answer):
    server.answers.extend([bad] * 9)
    assert isinstance(catch(reach(server), make_number(2)), UnitRegisterDown)
    assert len(server.asked) == 3


def test_not_tried_again_when_time_is_up(server: UnitServer):
    server.answers.extend([Answer(500)] * 9)
    assert isinstance(catch(reach(server, whole_seconds=0.19), make_number(2)), UnitRegisterDown)
    assert len(server.asked) == 1


def test_nobody_is_there():
    with run_unit_server() as gone:
        register = reach(gone)
    assert isinstance(catch(register, make_number(2)), UnitRegisterDown)


@pytest.mark.parametrize(
    "bad",
    [
        Answer(200, b"<html>Logg inn</html>", {"Content-Type": "text/html"}),
        Answer(200, b""),
        Answer(200, b"[]"),
        Answer(200, b"null"),
        Answer(200, b"{"),
        Answer(200, b"\xff\xfe{}"),
        Answer(200, b"[" * 100_000),
        Answer(200, b'{"navn": ' + b"9" * 5000 + b"}"),
        put({"navn": "UTEN NUMMER"}),
        put(make_operating(3)),
        put(make_operating(2, navn="")),
        put({**make_operating(2), "slettedato": "i fjor"}),
        Answer(200, put(make_operating(2)).body + b" " * 1_000_000),
        Answer(200, put(make_operating(2)).body, {"Content-Encoding": "gzip"}),
        Answer(301, b"", {"Location": "/enhetsregisteret/api/underenheter"}),
        Answer(302, b"", {"Location": "https://elsewhere.example/"}),
        Answer(400, b"{}"),
        Answer(403, b"{}"),
    ],
)
def test_what_is_not_the_registers(server: UnitServer, bad: Answer):
    server.answers.append(bad)
    assert isinstance(catch(reach(server), make_number(2)), UnitRegisterUnreadable)
    assert len(server.asked) == 1, "asking again would not help, and nothing leads elsewhere"


def test_every_failure_says_in_three_languages_that_one_can_go_on_by_hand(server: UnitServer):
    server.operating.append(make_deleted(7, "2024-05-31"))
    server.legal.append(make_legal(6, "TOM AS"))
    server.removed = {make_number(9)}
    register = reach(server)
    faults = [catch(register, number) for number in ("1", *map(make_number, (50, 1, 6, 7, 9)))]
    failing: list[list[Answer | None]] = [
        [Answer(500)] * 3,
        [Answer(200, b"?")],
        [None, None, Answer(200, b"?")],
    ]
    for answers in failing:
        server.answers.extend(answers)
        faults.append(catch(reach(server), make_number(1)))
    faults.append(UnitRegisterSlow())
    for text in ("a", "12345678901 ".strip() + "x" * 200, "01019012480 Bakeri"):
        with pytest.raises(UnsearchableName) as fault:
            register.search_units(text)
        faults.append(fault.value)
    assert len({fault.message.id for fault in faults}) == 12
    for fault in faults:
        for language in LANGUAGES:
            sentence = say(language, fault.message)
            assert BY_HAND[language] in sentence, fault.message.id
            assert "{" not in sentence


def test_kept_for_a_day(server: UnitServer, now: Clock):
    register = reach(server, now)
    first = register.find_unit(make_number(2))
    now.instant += timedelta(hours=23, minutes=59)
    assert register.find_unit(make_number(2)) == first
    assert len(server.asked) == 1
    now.instant += timedelta(minutes=1)
    register.find_unit(make_number(2))
    assert len(server.asked) == 2


def test_no_more_are_kept_than_there_is_room_for(server: UnitServer):
    server.operating.append(make_operating(4))
    register = reach(server, most_kept=2)
    for place in (2, 3, 2, 4, 2):
        register.find_unit(make_number(place))
    assert len(server.asked) == 3
    register.find_unit(make_number(3))
    assert len(server.asked) == 4, "the one longest unused had gone"


def test_that_nothing_was_found_is_not_kept(server: UnitServer):
    register = reach(server)
    catch(register, make_number(20))
    server.operating.append(make_operating(20))
    assert register.find_unit(make_number(20)).number == make_number(20)


def test_a_legal_unit_is_kept_with_its_parts(server: UnitServer):
    register = reach(server)
    catch(register, make_number(1))
    asked = len(server.asked)
    fault = catch(register, make_number(1))
    assert isinstance(fault, LegalUnit)
    assert (len(fault.units), len(server.asked)) == (2, asked)


def test_search_by_name_and_municipality(server: UnitServer):
    elsewhere = {**make_operating(0)["beliggenhetsadresse"], "kommunenummer": "4601"}
    server.operating.append(make_operating(4, "EKSEMPEL BAKERI BERGEN", beliggenhetsadresse=elsewhere))
    server.operating.append(make_operating(5, "ØYSTERS PÅ ÆRØ"))
    register = reach(server)
    found = register.search_units("  eksempel   bakeri ")
    assert (len(found.units), found.total) == (3, 3)
    assert server.asked[-1].query["navn"] == "eksempel bakeri"
    assert [unit.name for unit in register.search_units("bakeri", "4601").units] == ["EKSEMPEL BAKERI BERGEN"]
    assert [unit.name for unit in register.search_units("øysters på ærø").units] == ["ØYSTERS PÅ ÆRØ"]
    empty = register.search_units("finnes ikke")
    assert (empty.units, empty.total) == ((), 0)


def test_search_asks_for_the_next_page_where_pages_are_small(server: UnitServer):
    server.operating = [make_operating(place) for place in range(200, 230)]
    server.largest_page = 10
    found = reach(server).search_units("bakeri", limit=25)
    assert ([unit.number for unit in found.units], found.total) == (
        [make_number(place) for place in range(200, 225)],
        30,
    )
    assert [asked.query["page"] for asked in server.asked] == ["0", "1", "2"]


@pytest.mark.parametrize(("limit", "size"), [(-1, "1"), (0, "1"), (7, "7"), (100_000, "100")])
def test_search_asks_for_no_more_than_wanted(server: UnitServer, limit: int, size: str):
    reach(server).search_units("bakeri", limit=limit)
    assert server.asked[0].query["size"] == size


def test_search_leaves_out_what_is_closed(server: UnitServer):
    server.operating.append(make_operating(4, nedleggelsesdato="2020-01-01"))
    found = reach(server).search_units("bakeri")
    assert (len(found.units), found.total) == (2, 2)


@pytest.mark.parametrize(
    "body", [{}, {"page": {}}, {"_embedded": [], "page": {}}, {"_embedded": {"underenheter": [1]}}]
)
def test_search_answers_that_are_not_the_registers(server: UnitServer, body: object):
    server.answers.append(put(body))
    with pytest.raises(UnitRegisterUnreadable):
        reach(server).search_units("bakeri")


@pytest.mark.parametrize("municipality", ["301", "Oslo", "0301&size=1"])
def test_a_municipality_that_is_none(server: UnitServer, municipality: str):
    with pytest.raises(InvalidInput) as fault:
        reach(server).search_units("bakeri", municipality)
    assert (fault.value.field, server.asked) == ("municipality", [])


def test_a_national_identity_number_is_never_sent(server: UnitServer):
    with pytest.raises(UnsearchableName) as fault:
        reach(server).search_units("Bakeri 010190 12480")
    assert (fault.value.message.id, server.asked) == ("unit_register.search.person", [])


def test_what_is_sent(server: UnitServer):
    reach(server).search_units("bakeri", "0301")
    asked = server.asked[0]
    assert asked.query == {"navn": "bakeri", "kommunenummer": "0301", "size": "20", "page": "0"}
    assert set(asked.headers) <= {"Host", "Accept", "Accept-Encoding", "Connection", "User-Agent"}
    assert asked.headers["User-Agent"].startswith("hybridmentor/")


def test_nothing_is_logged(server: UnitServer, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    server.answers.extend([None, Answer(500), Answer(500), Answer(500)])
    register = reach(server)
    register.search_units("bakeri")
    with pytest.raises(UnitRegisterDown) as fault:
        register.search_units("Kari Nordmann")
    told = caplog.text + str(fault.value) + repr(fault.value.__cause__)
    assert not {"bakeri", "Kari", "navn="} & {word for word in ("bakeri", "Kari", "navn=") if word in told}
    logging.getLogger("httpx").info("somebody else's")
    assert "somebody else's" in caplog.text


def test_a_proxy_is_not_asked_for_this_machine(server: UnitServer, monkeypatch: pytest.MonkeyPatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert reach(server).find_unit(make_number(2)).number == make_number(2)


def test_no_connection_is_left_open(server: UnitServer, monkeypatch: pytest.MonkeyPatch):
    clients: list[Any] = []
    opened = gateway.httpx.Client

    def note(**values: Any) -> Any:
        clients.append(opened(**values))
        return clients[-1]

    monkeypatch.setattr(gateway.httpx, "Client", note)
    register = reach(server)
    register.find_unit(make_number(2))
    catch(register, make_number(50))
    register.find_unit(make_number(2))
    assert [client.is_closed for client in clients] == [True, True]


def test_the_setting_is_checked_at_start(tmp_path: Path):
    settings = {"HYBRIDMENTOR_DEMO": True, "HYBRIDMENTOR_UNIT_REGISTER": "http://example.org/api"}
    with pytest.raises(SettingError) as fault:
        apply_defaults(dict(settings), tmp_path)
    assert fault.value.message.id == "setting.unit_register"
    config: dict[str, Any] = {"HYBRIDMENTOR_DEMO": True}
    apply_defaults(config, tmp_path)
    assert config["HYBRIDMENTOR_UNIT_REGISTER"] == "https://data.brreg.no/enhetsregisteret/api"


def test_the_setting(server: UnitServer):
    register = make_unit_register({"HYBRIDMENTOR_UNIT_REGISTER": server.address + "/"})
    assert register is not None
    assert register.find_unit(make_number(2)).number == make_number(2)
    for off in (None, "", "  "):
        assert make_unit_register({"HYBRIDMENTOR_UNIT_REGISTER": off}) is None


@pytest.mark.parametrize(
    "address",
    [
        "http://data.brreg.no/enhetsregisteret/api",
        "http://127.0.0.1.example.org/api",
        "http://localhost@example.org/api",
        "https://kari:hemmelig@example.org/api",
        "https://example.org/api?x=1",
        "ftp://127.0.0.1/",
        "data.brreg.no",
        "https://",
    ],
)
def test_addresses_that_are_refused(address: str):
    with pytest.raises(SettingError) as fault:
        UnitRegister(address)
    assert fault.value.message.id == "setting.unit_register"
    assert all("HYBRIDMENTOR_UNIT_REGISTER" in say(language, fault.value.message) for language in LANGUAGES)
