"""`hybridmentor digest`: nobody gets two letters for a week, whatever goes wrong and however many runs there are."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.gateways.mail import Mailer
from hybridmentor.jobs import digests as job
from hybridmentor.models import (
    Absence,
    Case,
    Digest,
    OfficeMembership,
    Recusal,
    Role,
)
from tests.integration.cli.conftest import Shell
from tests.integration.cli.digest_scenes import (
    EVERYBODY,
    TODAY,
    begin,
    begin_for_all,
    change,
    count_digests,
    find_user,
    list_audit,
    run,
    send,
)
from tests.integration.cli.test_console_script import PATIENCE, PROGRAM
from tests.integration.scenes import (
    agree,
    load_person,
    open_through_service,
)
from tests.support.mail import MailServer, run_mail_server


class Crash(BaseException):
    """The process ends here, as far as anybody can tell."""


# Never twice


def test_the_second_run_of_a_week_sends_nothing(office: Shell, server: MailServer):
    begin_for_all(office)
    assert send(office, server)["sent"] == 4
    document = send(office, server)
    assert (document["sent"], document["earlier"]) == (0, 4)
    assert sorted(server.list_receivers()) == EVERYBODY


def test_the_next_week_has_a_letter_of_its_own_over_new_year_too(
    office: Shell, server: MailServer, set_clock: Callable[[datetime], None]
):
    """31 December and 3 January lie in the same week, which is the 53rd; the 4th begins another."""
    change(office, begin)
    subjects = []
    for day in (date(2026, 12, 27), date(2026, 12, 31), date(2027, 1, 3), date(2027, 1, 4)):
        set_clock(datetime(day.year, day.month, day.day, 11, tzinfo=UTC))
        before = len(server.letters)
        send(office, server)
        subjects.append({str(letter.message["Subject"]) for letter in server.letters[before:]})
    assert subjects == [
        {"Ukebrev for uke 52"},
        {"Ukebrev for uke 53"},
        set(),
        {"Ukebrev for uke 1"},
    ]
    with office.session() as session:
        assert set(session.scalars(select(Digest.week))) == {"2026-W52", "2026-W53", "2027-W01"}


def test_the_week_is_norways(office: Shell, server: MailServer, set_clock: Callable[[datetime], None]):
    """Sunday evening in UTC is Monday in Norway."""
    change(office, begin)
    set_clock(datetime(2026, 11, 29, 23, 30, tzinfo=UTC))
    assert send(office, server)["week"] == "2026-W49"


def test_a_crash_between_claim_and_letter(office: Shell, server: MailServer, monkeypatch: pytest.MonkeyPatch):
    """The claim stands: never twice goes before surely once. The next run says so."""
    begin_for_all(office)

    def crash(self: Mailer, message: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(Mailer, "send", crash)
        with pytest.raises(Crash):
            run(office, server)
    assert (count_digests(office), server.letters) == (1, [])
    document = send(office, server)
    assert (document["sent"], document["unconfirmed"]) == (3, 1)
    assert len(server.letters) == 3
    assert "uvisst" in run(office, server).stderr


def test_a_crash_between_letter_and_note_of_it(
    office: Shell, server: MailServer, monkeypatch: pytest.MonkeyPatch
):
    begin_for_all(office)

    def crash(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(job, "confirm_digest", crash)
        with pytest.raises(Crash):
            run(office, server)
    assert len(server.letters) == 1
    send(office, server)
    assert sorted(server.list_receivers()) == EVERYBODY


def test_two_processes_at_the_same_time(shell: Shell, server: MailServer):
    """The first letter is held back until the other process is under way too."""
    with shell.session() as session:
        for login in ("veileder", "veileder2"):
            actor = load_person(session, login)
            visible = open_through_service(session, actor)
            agree(session, actor, visible, 7, clock.today() - timedelta(days=60))
        session.commit()
    both = threading.Event()

    def wait(to: str) -> int:
        if server.connections >= 2:
            both.set()
        both.wait(PATIENCE)
        return 250

    server.answer_text = wait
    kept = {name: value for name, value in shell.settings.items() if value is not None}
    words = [PROGRAM, "digest", "--json"]
    processes = [
        subprocess.Popen(
            words,
            env={**kept, **server.settings, "LC_ALL": "C"},
            cwd=shell.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=PATIENCE) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], answers
    documents = [json.loads(out) for out, _ in answers]
    assert sorted(server.list_receivers()) == EVERYBODY
    assert sum(one["sent"] for one in documents) == 4
    assert server.connections >= 2, "both were under way"
    with shell.session() as session:
        assert all(one.sent_at for one in session.scalars(select(Digest)))


# What goes wrong


def test_one_refused_letter_does_not_stop_the_others_and_is_tried_again(office: Shell, server: MailServer):
    begin_for_all(office)
    server.refuse = {"veileder@example.org": 450}
    result = run(office, server, "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["sent"], document["failed"]) == (1, 3, 1)
    assert "(svar 450)" in result.stderr
    assert "example.org" not in result.output
    server.refuse = {}
    assert send(office, server)["sent"] == 1
    assert sorted(server.list_receivers()) == EVERYBODY
    user_id = change(office, lambda session: find_user(session, "veileder").id)
    own = [action for action, actor_id in list_audit(office) if actor_id == user_id]
    assert own == ["digest.send", "digest.refused", "digest.send"]


def test_a_letter_of_which_nobody_knows_is_not_sent_again(office: Shell, server: MailServer):
    begin_for_all(office)
    server.answer_text = lambda to: None if to == "veileder@example.org" else 250
    document = send(office, server, 1)
    assert (document["sent"], document["unsure"]) == (3, 1)
    server.answer_text = lambda to: 250
    document = send(office, server)
    assert (document["sent"], document["earlier"], document["unconfirmed"]) == (0, 3, 1)
    assert "veileder@example.org" not in server.list_receivers()


def test_a_server_that_is_away_leaves_nothing_claimed(office: Shell, server: MailServer):
    begin_for_all(office)
    with run_mail_server() as gone:
        pass
    result = run(office, gone, "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["failed"], document["sent"]) == (1, 4, 0)
    assert (count_digests(office), list_audit(office)) == (0, [])
    assert send(office, server)["sent"] == 4


def test_a_server_that_refuses_the_user_is_a_bad_setting(office: Shell, server: MailServer):
    begin_for_all(office)
    server.login = ("hybridmentor", "hemmelig")
    user = {"HYBRIDMENTOR_MAIL_USER": "hybridmentor", "HYBRIDMENTOR_MAIL_PASSWORD": "gjettet"}
    result = run(office, server, **user)
    assert (result.exit_code, count_digests(office), server.letters) == (2, 0, [])
    assert "HYBRIDMENTOR_MAIL_PASSWORD" in result.stderr
    assert "gjettet" not in result.output


def test_a_refused_user_in_the_middle_takes_nothing_back(office: Shell, server: MailServer):
    """What has been sent is printed and stands; the letter under way is given back."""
    begin_for_all(office)
    server.login = ("hybridmentor", "hemmelig")
    server.hang_up_at = {(1, "QUIT")}
    user = {"HYBRIDMENTOR_MAIL_USER": "hybridmentor", "HYBRIDMENTOR_MAIL_PASSWORD": "hemmelig"}

    def forget(to: str) -> int:
        server.hang_up_at = {(1, "MAIL")}
        server.login = ("hybridmentor", "noe annet")
        return 250

    server.answer_text = forget
    result = run(office, server, "--json", **user)
    document = json.loads(result.stdout)
    assert (result.exit_code, document["sent"], len(server.letters)) == (2, 1, 1)
    assert count_digests(office) == 1


def test_a_fault_of_one_account_is_not_the_others(
    office: Shell, server: MailServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    begin_for_all(office)
    gather = job.gather_digest

    def fail(session: HybridSession, actor: Any, week: Any) -> Any:
        if actor.name == "Vilde Veileder":
            raise KeyError("Vilde Veileder")
        return gather(session, actor, week)

    monkeypatch.setattr(job, "gather_digest", fail)
    result = run(office, server, "--json")
    assert (result.exit_code, json.loads(result.stdout)["failed"]) == (1, 1)
    assert len(server.letters) == 3
    assert "KeyError" in caplog.text
    assert "Vilde" not in caplog.text + result.output


@pytest.mark.parametrize("fact", ["role", "shut", "off", "away", "recused"])
def test_a_right_taken_away_while_the_letter_is_made(
    office: Shell, server: MailServer, monkeypatch: pytest.MonkeyPatch, fact: str
):
    """Between the look and the claim: the letter is made with the rights under which it is claimed."""
    change(office, begin)
    gather, looked = job.gather_digest, []

    def take_away(session: HybridSession) -> None:
        user = find_user(session, "veileder")
        if fact == "role":
            own = select(OfficeMembership).where(OfficeMembership.user_id == user.id)
            session.scalars(own).one().to_on = TODAY - timedelta(days=1)
        elif fact == "shut":
            user.is_active = False
        elif fact == "off":
            user.wants_digest = False
        elif fact == "away":
            session.add(Absence(user_id=user.id, from_on=TODAY, to_on=TODAY))
        else:
            session.add(
                Recusal(case_id=session.scalars(select(Case.id)).one(), user_id=user.id, reason="own_case")
            )

    def look(session: HybridSession, actor: Any, week: Any) -> Any:
        content = gather(session, actor, week)
        if actor.name == "Vilde Veileder" and not looked:
            looked.append(actor)
            session.rollback()
            change(office, take_away)
        return content

    monkeypatch.setattr(job, "gather_digest", look)
    send(office, server)
    assert looked
    assert server.list_receivers() == ["leder@example.org"]
    assert count_digests(office) == 1


def test_a_new_role_meanwhile_makes_a_new_letter(
    office: Shell, server: MailServer, monkeypatch: pytest.MonkeyPatch
):
    """One of two offices is left: the letter holds the other alone."""

    def arrange(session: HybridSession) -> tuple[str, str]:
        here, there = begin(session), begin(session, "veileder2")
        user = find_user(session, "leder")
        place = find_user(session, "leder2")
        away = session.scalars(select(OfficeMembership).where(OfficeMembership.user_id == place.id)).one()
        session.add(
            OfficeMembership(
                user_id=user.id, office_id=away.office_id, role=Role.LEAD, from_on=date(2020, 1, 1)
            )
        )
        return str(here.case.id), str(there.case.id)

    here, there = change(office, arrange)
    gather, looked = job.gather_digest, []

    def leave(session: HybridSession) -> None:
        own = select(OfficeMembership).where(OfficeMembership.user_id == find_user(session, "leder").id)
        first = session.scalars(own.order_by(OfficeMembership.id)).first()
        assert first is not None
        first.to_on = TODAY - timedelta(days=1)

    def look(session: HybridSession, actor: Any, week: Any) -> Any:
        content = gather(session, actor, week)
        if actor.name == "Lea Leder" and not looked:
            looked.append(content.count())
            session.rollback()
            change(office, leave)
        return content

    monkeypatch.setattr(job, "gather_digest", look)
    send(office, server)
    assert looked == [{"stopped": 2}]
    [body] = [letter.body for letter in server.letters if letter.to == "leder@example.org"]
    assert (here in body, there in body) == (False, True)
