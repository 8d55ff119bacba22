"""Mail: a connection to the server of the settings, and one message at a time over it.

What matters is told apart: surely not accepted (`MailRefused`, `MailServerAway`, a SettingError) and nobody knows
(`MailUnsure`). The server's own words are never kept, for they may hold the address: only its three digits.
"""

import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from types import TracebackType
from typing import Any, ClassVar, Self
from uuid import uuid4

from hybridmentor import clock
from hybridmentor.config import ADDRESS, MAIL_PORTS
from hybridmentor.errors import HybridMentorError, Message, SettingError

TIMEOUT_SECONDS: float = 30
"""So long an answer of the server is waited for."""
MOST_FAILURES = 2
"""So many times in a row without a connection, and no more are tried: a server that is away would be waited for once a letter."""
SENDER_NAME = "Hybridmentor"
ACCEPTED = 250
REFUSALS = 400
"""From here on answers are refusals (RFC 5321, section 4.2.1)."""
CLOSING = 421
FOR_EVER = 500
"""From here on refusals are meant to last."""


class MailRefused(HybridMentorError):
    """The server has surely not accepted the message; another message may still be."""

    default: ClassVar[str] = "mail.refused"


class MailServerAway(HybridMentorError):
    """There is no connection to the server, and nothing has been handed over."""

    default: ClassVar[str] = "mail.away"


class MailUnsure(HybridMentorError):
    """The connection was lost after the message had been handed over: it may have been accepted or not."""

    default: ClassVar[str] = "mail.unsure"


@dataclass(frozen=True)
class MailSettings:
    """How to reach the mail server, and who the letters are from."""

    server: str
    port: int
    security: str
    """A key of `config.MAIL_PORTS`."""
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def read_mail_settings(config: Mapping[str, Any]) -> MailSettings:
    """The mail server of the settings, which have been checked at start; SettingError if there is none, or no sender."""
    for name in ("HYBRIDMENTOR_MAIL_SERVER", "HYBRIDMENTOR_MAIL_SENDER"):
        if not config[name]:
            raise SettingError(Message("setting.mail.missing", name=name))
    security = config["HYBRIDMENTOR_MAIL_SECURITY"]
    return MailSettings(
        server=str(config["HYBRIDMENTOR_MAIL_SERVER"]),
        port=config["HYBRIDMENTOR_MAIL_PORT"] or MAIL_PORTS[security],
        security=security,
        sender=str(config["HYBRIDMENTOR_MAIL_SENDER"]),
        user=config["HYBRIDMENTOR_MAIL_USER"],
        password=config["HYBRIDMENTOR_MAIL_PASSWORD"],
    )


def is_address(text: str) -> bool:
    """Whether a message can be sent there: one plain address of ASCII letters and nothing else."""
    return ADDRESS.fullmatch(text) is not None


def make_message(settings: MailSettings, to: str, subject: str, body: str, *, language: str) -> EmailMessage:
    """A message of plain text to one address, marked as sent by a machine, so that nobody's absence note answers it.

    MailRefused for what is no address.
    """
    if not is_address(to):
        raise MailRefused(Message("mail.no_address"))
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(SENDER_NAME, addr_spec=settings.sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject
    message["Date"] = clock.to_oslo(clock.now())
    message["Message-ID"] = f"<{uuid4()}@{find_domain(settings.sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body, charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = language
    return message


def find_domain(address: str) -> str:
    """What stands behind the @."""
    return address.rpartition("@")[2]


class Mailer:
    """Sends messages over one connection: opened when first needed, opened anew when it was lost, closed at the end.

    To be used as a context manager.
    """

    def __init__(self, settings: MailSettings) -> None:
        self.settings = settings
        self._smtp: smtplib.SMTP | None = None
        self._failures = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def connect(self) -> None:
        """See to it that there is a connection.

        MailServerAway if the server does not answer (after two times in a row at once, without asking it); SettingError
        if it does not speak as the settings say, has no certificate to be trusted or refuses the user.
        """
        if self._smtp is not None:
            return
        if self._failures >= MOST_FAILURES:
            raise MailServerAway()
        try:
            self._smtp = self._open()
        except MailServerAway:
            self._failures += 1
            raise
        self._failures = 0

    def send(self, message: EmailMessage) -> None:
        """Hand the message over; it has been accepted when this returns.

        MailRefused, MailServerAway and SettingError: surely not accepted. MailUnsure: nobody knows, so do not send again.
        """
        sender, to = (
            message[name].addresses[0].addr_spec  # our own headers, made by `make_message`
            for name in ("From", "To")
        )
        text = smtplib.quotedata(message.as_bytes().decode("ascii"))
        if not text.endswith("\r\n"):
            text += "\r\n"
        for is_last in (False, True):
            self.connect()
            try:
                self._offer(sender, to)
                break
            except MailServerAway:
                # The server has closed an idle connection, or had enough of this one: nothing has been handed over yet.
                self._drop()
                if is_last:
                    raise
        self._hand_over(text + ".\r\n")

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (smtplib.SMTPException, OSError):
                smtp.close()

    def _open(self) -> smtplib.SMTP:
        settings = self.settings
        # Told by name, or the machine's own would be looked up and told.
        own_name = find_domain(settings.sender)
        smtp: smtplib.SMTP | None = None
        try:
            if settings.security == "tls":
                smtp = smtplib.SMTP_SSL(
                    settings.server,
                    settings.port,
                    own_name,
                    timeout=TIMEOUT_SECONDS,
                    context=ssl.create_default_context(),
                )
            else:
                smtp = smtplib.SMTP(settings.server, settings.port, own_name, timeout=TIMEOUT_SECONDS)
            self._introduce(smtp)
        except BaseException as fault:
            if smtp is not None:
                smtp.close()
            if isinstance(fault, ssl.SSLCertVerificationError):
                raise SettingError(Message("mail.certificate")) from fault
            if isinstance(fault, ssl.SSLError) and not isinstance(fault, ssl.SSLEOFError):
                raise SettingError(Message("mail.no_tls")) from fault
            if isinstance(fault, (smtplib.SMTPException, OSError)):
                raise MailServerAway() from fault
            raise
        return smtp

    def _introduce(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self.settings.security == "starttls":
            # Never without it: who stands between could take the offer away.
            if not smtp.has_extn("starttls"):
                raise SettingError(Message("mail.no_tls"))
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        if self.settings.user is None or self.settings.password is None:
            return
        if not smtp.has_extn("auth"):
            raise SettingError(Message("mail.login"))
        try:
            smtp.login(self.settings.user, self.settings.password)
        except smtplib.SMTPAuthenticationError as fault:
            if fault.smtp_code < FOR_EVER:
                raise
            raise SettingError(Message("mail.login")) from fault

    def _offer(self, sender: str, to: str) -> None:
        """Name sender and receiver and be asked for the text."""
        smtp = self._smtp
        if smtp is None:
            raise MailServerAway()
        steps: tuple[tuple[Callable[[], tuple[int, bytes]], tuple[int, ...]], ...] = (
            (lambda: smtp.mail(sender), (250,)),
            (lambda: smtp.rcpt(to), (250, 251)),
            (lambda: smtp.docmd("DATA"), (354,)),
        )
        for ask, wanted in steps:
            try:
                code = ask()[0]
            except (smtplib.SMTPException, OSError) as fault:
                raise MailServerAway() from fault
            if code == CLOSING:
                raise MailServerAway()
            if code not in wanted:
                self._begin_anew(smtp)
                raise MailRefused(Message("mail.refused_code", code=code))

    def _begin_anew(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _hand_over(self, text: str) -> None:
        """Send the text with its last full stop, and be told what has become of it."""
        smtp = self._smtp
        if smtp is None:
            raise MailServerAway()
        try:
            smtp.send(text)
            code = smtp.getreply()[0]
        except BaseException as fault:
            # Without a goodbye: it would stand in the text where that has gone half way.
            self._drop()
            if isinstance(fault, (smtplib.SMTPException, OSError)):
                raise MailUnsure() from fault
            raise
        if code == CLOSING:
            self._drop()
        if code >= REFUSALS:
            raise MailRefused(Message("mail.refused_code", code=code))
        if code != ACCEPTED:
            self._drop()
            raise MailUnsure()
