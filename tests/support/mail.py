"""A mail server of the tests' own: takes letters on 127.0.0.1, and can be told to behave as badly as real ones do."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hybridmentor import clock

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Received:
    """A letter that the server has taken over."""

    sender: str
    to: str
    message: EmailMessage
    is_encrypted: bool

    @property
    def body(self) -> str:
        """The text, decoded, with line breaks as Python has them."""
        return str(self.message.get_content()).replace("\r\n", "\n")


@dataclass
class MailServer:
    """What the server has received, and what it is told to do. Its connections are counted from 1."""

    security: str = "none"
    certificate: Path | None = None
    login: tuple[str, str] | None = None
    refuse: dict[str, int] = field(default_factory=dict)
    """Receivers that are answered with a code instead."""
    answer_text: Callable[[str], int | None] = lambda to: 250
    """Asked with the receiver when the text is there: the answer, or None to hang up without one."""
    hang_up_at: set[tuple[int, str]] = field(default_factory=set)
    """Number of the connection and command at which it hangs up."""
    letters: list[Received] = field(default_factory=list)
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    port: int = 0

    @property
    def settings(self) -> dict[str, str]:
        """The settings that lead here, for the environment of a command."""
        return {
            "HYBRIDMENTOR_MAIL_SERVER": HOST,
            "HYBRIDMENTOR_MAIL_PORT": str(self.port),
            "HYBRIDMENTOR_MAIL_SECURITY": self.security,
            "HYBRIDMENTOR_MAIL_SENDER": "mentor@example.org",
            "HYBRIDMENTOR_BASE_URL": "https://mentor.example.org",
        }

    def list_receivers(self) -> list[str]:
        """Who has got a letter, in order."""
        return [letter.to for letter in self.letters]

    def make_context(self) -> ssl.SSLContext:
        """The server's side of encryption."""
        assert self.certificate is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context


class HangUp(Exception):
    """The server ends the connection here."""


class Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    timeout = 30
    mail: MailServer
    number: int
    is_encrypted: bool
    sender: str
    to: str

    def handle(self) -> None:
        """Talk until either side hangs up."""
        self.mail = cast("Listener", self.server).mail
        with self.mail.lock:
            self.mail.connections += 1
            self.number = self.mail.connections
        self.is_encrypted = False
        try:
            if self.mail.security == "tls":
                self.encrypt()
            self.say(220, "ready")
            while line := self.rfile.readline(2000):
                self.answer(line.decode("ascii").strip())
        except (HangUp, OSError):
            pass

    def finish(self) -> None:
        """Close both ways; what the other side no longer takes is lost."""
        try:
            super().finish()
        except OSError:
            pass
        finally:
            self.connection.close()

    def say(self, code: int, *lines: str) -> None:
        """An answer of one line or several."""
        for line in lines[:-1]:
            self.wfile.write(f"{code}-{line}\r\n".encode())
        self.wfile.write(f"{code} {lines[-1]}\r\n".encode())

    def encrypt(self) -> None:
        """Go on encrypted."""
        self.connection = self.mail.make_context().wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = socketserver._SocketWriter(self.connection)  # type: ignore[attr-defined]
        self.is_encrypted = True

    def answer(self, line: str) -> None:
        """Answer one command."""
        command, _, rest = line.partition(" ")
        command = command.upper()
        self.mail.commands.append(command)
        if (self.number, command) in self.mail.hang_up_at:
            raise HangUp
        getattr(self, f"do_{command.lower()}", self.do_anything)(rest)

    def do_anything(self, rest: str) -> None:
        """What we do not know."""
        self.say(502, "not known")

    def do_ehlo(self, rest: str) -> None:
        """What we can."""
        offers = ["mail.example.org"]
        if self.mail.security == "starttls" and not self.is_encrypted:
            offers.append("STARTTLS")
        if self.mail.login is not None:
            offers.append("AUTH PLAIN")
        self.say(250, *offers)

    def do_starttls(self, rest: str) -> None:
        """Go on encrypted."""
        self.say(220, "go ahead")
        self.encrypt()

    def do_auth(self, rest: str) -> None:
        """User and password in one word."""
        _, user, password = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")
        fits = self.mail.login == (user, password)
        self.say(235 if fits else 535, "welcome" if fits else "no")

    def do_mail(self, rest: str) -> None:
        """Who it is from."""
        self.sender = rest.partition("<")[2].partition(">")[0]
        self.say(250, "fine")

    def do_rcpt(self, rest: str) -> None:
        """Who it is to."""
        self.to = rest.partition("<")[2].partition(">")[0]
        # Real servers repeat the address: nothing of this may be shown or logged.
        self.say(self.mail.refuse.get(self.to, 250), f"<{self.to}>")

    def do_data(self, rest: str) -> None:
        """The text, up to a full stop alone."""
        self.say(354, "go ahead")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        code = self.mail.answer_text(self.to)
        if code is None:
            raise HangUp
        if code == 250:
            message = message_from_bytes(b"".join(lines), policy=policy.default)
            with self.mail.lock:
                self.mail.letters.append(Received(self.sender, self.to, message, self.is_encrypted))
        self.say(code, f"<{self.to}>")

    def do_rset(self, rest: str) -> None:
        """Begin anew."""
        self.say(250, "fine")

    def do_quit(self, rest: str) -> None:
        """Goodbye."""
        self.say(221, "bye")
        raise HangUp


class Listener(socketserver.ThreadingTCPServer):
    """Waits for connections; each is a thread, and all have ended when it is closed."""

    daemon_threads = False
    block_on_close = True

    def __init__(self, mail: MailServer) -> None:
        super().__init__((HOST, 0), Conversation)
        self.mail = mail
        mail.port = self.server_address[1]


@contextmanager
def run_mail_server(mail: MailServer | None = None) -> Iterator[MailServer]:
    """A server that listens inside the block, on a port of its own."""
    mail = mail or MailServer()
    with Listener(mail) as listener:
        thread = threading.Thread(target=listener.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield mail
        finally:
            listener.shutdown()
            thread.join()


def make_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.org")])
    now = clock.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
