"""Mail: what is surely refused is told from what nobody knows, and nothing goes in the clear that should not."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from hybridmentor.errors import SettingError
from hybridmentor.gateways import mail as gateway
from hybridmentor.gateways.mail import (
    Mailer,
    MailRefused,
    MailServerAway,
    MailSettings,
    MailUnsure,
    is_address,
    make_message,
    read_mail_settings,
)
from tests.support.mail import HOST, MailServer, make_certificate, run_mail_server

BODY = "Hei!\n.\n..to\nSak 2026-0104: ærlig talt, " + "langt " * 40 + "https://mentor.example.org/x\n"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with run_mail_server() as server:
        yield server


def reach(listener: MailServer, **values: object) -> MailSettings:
    told = {
        "server": HOST,
        "port": listener.port,
        "security": listener.security,
        "sender": "mentor@example.org",
        **values,
    }
    return MailSettings(**told)  # type: ignore[arg-type]


def write(settings: MailSettings, to: str = "vilde@example.org") -> EmailMessage:
    return make_message(settings, to, "Ukebrev for uke 48", BODY, language="nb")


def test_a_letter_arrives_as_it_was_written(server: MailServer):
    settings = reach(server)
    with Mailer(settings) as mailer:
        mailer.send(write(settings))
    [letter] = server.letters
    assert (letter.sender, letter.to, letter.body) == ("mentor@example.org", "vilde@example.org", BODY)
    message = letter.message
    assert message["Subject"] == "Ukebrev for uke 48"
    assert message["From"] == "Hybridmentor <mentor@example.org>"
    assert message["To"] == "vilde@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "nb"
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Date"].datetime.utcoffset().total_seconds() in (3600, 7200)
    assert (message.get_content_type(), message.get_content_charset()) == ("text/plain", "utf-8")
    assert server.commands[-1] == "QUIT"


def test_one_connection_for_many_letters(server: MailServer):
    settings = reach(server)
    with Mailer(settings) as mailer:
        for to in ("a@example.org", "b@example.org", "c@example.org"):
            mailer.send(write(settings, to))
    assert server.list_receivers() == ["a@example.org", "b@example.org", "c@example.org"]
    assert server.connections == 1


def test_a_refused_receiver_is_not_the_next_ones_trouble(server: MailServer):
    settings = reach(server)
    server.refuse = {"a@example.org": 550}
    with Mailer(settings) as mailer:
        with pytest.raises(MailRefused) as fault:
            mailer.send(write(settings, "a@example.org"))
        mailer.send(write(settings, "b@example.org"))
    assert server.list_receivers() == ["b@example.org"]
    assert server.connections == 1
    assert fault.value.message.params == {"code": 550}, "the server's own words hold the address"


@pytest.mark.parametrize("code", [451, 554])
def test_a_text_that_is_refused_is_surely_not_accepted(server: MailServer, code: int):
    settings = reach(server)
    server.answer_text = lambda to: code
    with Mailer(settings) as mailer, pytest.raises(MailRefused):
        mailer.send(write(settings))


def test_a_connection_lost_after_the_text_leaves_it_open(server: MailServer):
    settings = reach(server)
    server.answer_text = lambda to: None
    with Mailer(settings) as mailer:
        with pytest.raises(MailUnsure):
            mailer.send(write(settings, "a@example.org"))
        assert server.commands.count("DATA") == 1, "it is not offered again"
        server.answer_text = lambda to: 250
        mailer.send(write(settings, "b@example.org"))
    assert server.list_receivers() == ["b@example.org"]
    assert server.connections == 2


@pytest.mark.parametrize("code", [200, 354])
def test_an_answer_that_says_neither_leaves_it_open(server: MailServer, code: int):
    settings = reach(server)
    server.answer_text = lambda to: code
    with Mailer(settings) as mailer, pytest.raises(MailUnsure):
        mailer.send(write(settings))


def test_no_answer_in_time_leaves_it_open(server: MailServer, monkeypatch: pytest.MonkeyPatch):
    """The server has the text and takes too long: it may yet accept it."""
    told = threading.Event()
    hand_over = Mailer._hand_over

    def lose_patience(self: Mailer, text: str) -> None:
        assert self._smtp is not None
        assert self._smtp.sock is not None
        assert self._smtp.sock.gettimeout() == gateway.TIMEOUT_SECONDS
        self._smtp.sock.settimeout(0.1)
        hand_over(self, text)

    monkeypatch.setattr(Mailer, "_hand_over", lose_patience)

    def wait(to: str) -> int:
        told.wait(20)
        return 250

    server.answer_text = wait
    settings = reach(server)
    with Mailer(settings) as mailer, pytest.raises(MailUnsure):
        mailer.send(write(settings))
    told.set()


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_connection_lost_before_the_text_is_opened_anew(server: MailServer, command: str):
    settings = reach(server)
    server.hang_up_at = {(1, command)}
    with Mailer(settings) as mailer:
        mailer.send(write(settings))
    assert server.list_receivers() == ["vilde@example.org"]
    assert server.connections == 2


def test_twice_is_enough(server: MailServer):
    settings = reach(server)
    server.hang_up_at = {(number, "RCPT") for number in range(9)}
    with Mailer(settings) as mailer, pytest.raises(MailServerAway):
        mailer.send(write(settings))
    assert (server.letters, server.connections) == ([], 2)


def test_a_server_that_is_busy_is_left_and_asked_again(server: MailServer):
    """421 is said before the connection ends."""
    settings = reach(server)
    server.refuse = {"a@example.org": 421}
    with Mailer(settings) as mailer:
        with pytest.raises(MailServerAway):
            mailer.send(write(settings, "a@example.org"))
        mailer.send(write(settings, "b@example.org"))
    assert server.list_receivers() == ["b@example.org"]
    assert server.connections == 3


def test_a_server_that_is_away_is_not_asked_for_ever(monkeypatch: pytest.MonkeyPatch):
    asked = []
    opened = gateway.smtplib.SMTP

    def count(*arguments: object, **values: object) -> object:
        asked.append(arguments)
        return opened(*arguments, **values)

    with run_mail_server() as gone:
        settings = reach(gone)
    monkeypatch.setattr(gateway.smtplib, "SMTP", count)
    with Mailer(settings) as mailer:
        for _ in range(5):
            with pytest.raises(MailServerAway):
                mailer.connect()
    assert len(asked) == gateway.MOST_FAILURES


def test_user_and_password(server: MailServer):
    server.login = ("hybridmentor", "hemmelig")
    good = reach(server, user="hybridmentor", password="hemmelig")
    with Mailer(good) as mailer:
        mailer.send(write(good))
    assert "AUTH" in server.commands
    bad = reach(server, user="hybridmentor", password="feil")
    with Mailer(bad) as mailer, pytest.raises(SettingError) as fault:
        mailer.connect()
    assert fault.value.message.id == "mail.login"
    assert "hemmelig" not in repr(good)


def test_a_server_that_asks_for_nobody(server: MailServer):
    settings = reach(server, user="hybridmentor", password="hemmelig")
    with Mailer(settings) as mailer, pytest.raises(SettingError) as fault:
        mailer.connect()
    assert fault.value.message.id == "mail.login"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_encrypted_with_a_certificate_to_be_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
):
    certificate = make_certificate(tmp_path)
    with run_mail_server(MailServer(security, certificate)) as server:
        settings = reach(server)
        with Mailer(settings) as mailer, pytest.raises(SettingError) as fault:
            mailer.connect()
        assert fault.value.message.id == "mail.certificate", "signed by itself: not to be trusted"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with Mailer(settings) as mailer:
            mailer.send(write(settings))
            mailer.send(write(settings, "b@example.org"))
        assert [letter.is_encrypted for letter in server.letters] == [True, True]
        elsewhere = reach(server, server="localhost")
        with Mailer(elsewhere) as mailer, pytest.raises(SettingError) as fault:
            mailer.connect()
        assert fault.value.message.id == "mail.certificate", "trusted, but for another name"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_never_in_the_clear_where_the_settings_say_encrypted(server: MailServer, security: str):
    settings = reach(server, security=security, user="hybridmentor", password="hemmelig")
    server.login = ("hybridmentor", "hemmelig")
    with Mailer(settings) as mailer, pytest.raises(SettingError) as fault:
        mailer.connect()
    assert fault.value.message.id == "mail.no_tls"
    assert not {"AUTH", "MAIL"} & set(server.commands)


@pytest.mark.parametrize("to", ["", "vilde", "vilde@", "Vilde <v@example.org>", "a@b.no, c@d.no", "åse@x.no"])
def test_what_is_no_address(server: MailServer, to: str):
    assert not is_address(to)
    with pytest.raises(MailRefused):
        write(reach(server), to)


@pytest.mark.parametrize("to", ["a@b.no\r\nBcc: x@y.no", "a@b.no\nRCPT TO:<x@y.no>", "a@b.no>", "a b@c.no"])
def test_no_address_smuggles_a_second_one_in(to: str):
    assert not is_address(to)


def test_nothing_is_logged(server: MailServer, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    settings = reach(server)
    server.refuse = {"vilde@example.org": 550}
    with Mailer(settings) as mailer, pytest.raises(MailRefused) as fault:
        mailer.send(write(settings))
    assert "vilde" not in caplog.text + str(fault.value)


def test_the_port_follows_the_security():
    config = {
        "HYBRIDMENTOR_MAIL_SERVER": "mail.example.org",
        "HYBRIDMENTOR_MAIL_SENDER": "mentor@example.org",
        "HYBRIDMENTOR_MAIL_PORT": None,
        "HYBRIDMENTOR_MAIL_USER": None,
        "HYBRIDMENTOR_MAIL_PASSWORD": None,
    }
    for security, port in (("starttls", 587), ("tls", 465), ("none", 25)):
        assert read_mail_settings({**config, "HYBRIDMENTOR_MAIL_SECURITY": security}).port == port
    given = {**config, "HYBRIDMENTOR_MAIL_SECURITY": "tls", "HYBRIDMENTOR_MAIL_PORT": 2525}
    assert read_mail_settings(given).port == 2525
    for name in ("HYBRIDMENTOR_MAIL_SERVER", "HYBRIDMENTOR_MAIL_SENDER"):
        with pytest.raises(SettingError) as fault:
            read_mail_settings({**given, name: None})
        assert fault.value.message.params == {"name": name}
