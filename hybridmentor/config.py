"""Settings: read from the environment and from `instance/config.py`, checked at start, never guessed."""

import base64
import os
import re
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hybridmentor.crypto import KEY_BYTES, Keyring
from hybridmentor.domain.pseudonym import read_key
from hybridmentor.domain.release_limits import read_limits
from hybridmentor.errors import InvalidInput, Message, SettingError

PREFIX = "HYBRIDMENTOR_"
DEFAULTS: dict[str, Any] = {
    "HYBRIDMENTOR_DATABASE_URI": None,
    "HYBRIDMENTOR_SECRET_KEY": None,
    "HYBRIDMENTOR_ENCRYPTION_KEYS": None,
    "HYBRIDMENTOR_DEMO": False,
    "HYBRIDMENTOR_LANGUAGE": "nb",
    "HYBRIDMENTOR_SECURE_COOKIES": True,
    "HYBRIDMENTOR_SESSION_IDLE_MINUTES": 60,
    "HYBRIDMENTOR_SESSION_HOURS": 10,
    "HYBRIDMENTOR_TRUSTED_HOSTS": None,
    "HYBRIDMENTOR_ARGON2": None,
    "HYBRIDMENTOR_BASE_URL": None,
    "HYBRIDMENTOR_MAIL_SERVER": None,
    "HYBRIDMENTOR_MAIL_PORT": None,
    "HYBRIDMENTOR_MAIL_SECURITY": "starttls",
    "HYBRIDMENTOR_MAIL_USER": None,
    "HYBRIDMENTOR_MAIL_PASSWORD": None,
    "HYBRIDMENTOR_MAIL_SENDER": None,
    "HYBRIDMENTOR_UNIT_REGISTER": "https://data.brreg.no/enhetsregisteret/api",
    "HYBRIDMENTOR_QUEUE": None,
    "HYBRIDMENTOR_JOB_FILES": None,
    "HYBRIDMENTOR_UPLOAD_MEGABYTES": 300,
    "HYBRIDMENTOR_RELEASE_LIMITS": None,
    "HYBRIDMENTOR_PSEUDONYM_KEY": None,
}
SWITCHES = ("HYBRIDMENTOR_DEMO", "HYBRIDMENTOR_SECURE_COOKIES")
NUMBERS = (
    "HYBRIDMENTOR_SESSION_IDLE_MINUTES",
    "HYBRIDMENTOR_SESSION_HOURS",
    "HYBRIDMENTOR_UPLOAD_MEGABYTES",
)
PLACES = {"HYBRIDMENTOR_QUEUE": "queue.sqlite", "HYBRIDMENTOR_JOB_FILES": "jobs"}
"""A file and a folder, and what they are called in the instance folder where nothing else is said."""
WORDS_FOR_YES = {"1", "true", "yes", "on", "ja"}
WORDS_FOR_NO = {"", "0", "false", "no", "off", "nei"}
SHORTEST_SECRET = 32
LARGEST_NUMBER = 1_000_000
LARGEST_PORT = 65_535
MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""The ways to a mail server, and the port of each."""
LOCAL_SERVERS = ("localhost", "127.0.0.1", "::1")
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
"""An address of e-mail that every mail server takes, and nothing else in it."""


def read_environment(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Our settings in the environment, switches and numbers read; an unknown name is a spelling fault and is refused."""
    found: dict[str, Any] = {}
    for name, value in (os.environ if environment is None else environment).items():
        if not name.startswith(PREFIX) or name.startswith(PREFIX + "TEST_"):
            continue
        if name not in DEFAULTS:
            raise SettingError(Message("setting.unknown", name=name))
        found[name] = value
    return found


def read_switch(name: str, value: Any) -> bool:
    """Yes or no from a setting; SettingError for anything else."""
    if isinstance(value, bool):
        return value
    word = str(value or "").strip().casefold()
    if word in WORDS_FOR_YES:
        return True
    if word in WORDS_FOR_NO:
        return False
    raise SettingError(Message("setting.switch", name=name))


def read_number(name: str, value: Any) -> int:
    """A positive whole number from a setting; SettingError for anything else."""
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = 0
    if not 1 <= number <= LARGEST_NUMBER:
        raise SettingError(Message("setting.number", name=name))
    return number


def read_cost(value: Any) -> tuple[int, int, int] | None:
    """What hashing a password costs, `passes,KiB,lanes`; None for the library's own choice."""
    if value in (None, ""):
        return None
    parts = value.split(",") if isinstance(value, str) else value
    if len(parts) != 3:
        raise SettingError(Message("setting.argon2"))
    passes, memory, lanes = (read_number("HYBRIDMENTOR_ARGON2", part) for part in parts)
    return passes, memory, lanes


def read_base_url(value: Any) -> str | None:
    """The address that people use to reach the site, without a slash at its end; None where none is set."""
    if not value:
        return None
    fault = SettingError(Message("setting.base_url"))
    try:
        parts = urlsplit(str(value))
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        raise fault from None
    is_plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in ("http", "https") or not parts.hostname or not has_port or not is_plain:
        raise fault
    return str(value).rstrip("/")


def read_unit_register(value: Any) -> str | None:
    """The address of Enhetsregisteret's open interface, without a slash at its end; None where nothing is looked up.

    Encrypted unless it is on this machine: what comes back is trusted.
    """
    if value is None or not str(value).strip():
        return None
    fault = SettingError(Message("setting.unit_register"))
    try:
        address = read_base_url(str(value).strip())
    except SettingError:
        raise fault from None
    parts = urlsplit(str(address))
    if parts.scheme != "https" and parts.hostname not in LOCAL_SERVERS:
        raise fault
    return address


def check_release_limits(value: Any) -> str:
    """How an administrator makes the rules of releases stricter; SettingError for what cannot be read or would be softer."""
    text = str(value or "").strip()
    try:
        read_limits(text)
    except InvalidInput as fault:
        raise SettingError(Message("setting.release_limits", reason=fault.message)) from None
    return text


def check_pseudonym_key(config: MutableMapping[str, Any], instance: Path) -> None:
    """The master key of the pseudonyms in de-identified files, or none; SettingError for one that is no key or is used already.

    Read after the encryption keys: who gets hold of those must not be able to find back the persons of a file.
    """
    text = str(config["HYBRIDMENTOR_PSEUDONYM_KEY"] or "").strip()
    if not text and config["HYBRIDMENTOR_DEMO"]:
        proposal = base64.b64encode(os.urandom(KEY_BYTES)).decode()
        text = keep_demo_secret(instance, "demo_pseudonym_key", proposal)
    config["HYBRIDMENTOR_PSEUDONYM_KEY"] = text or None
    if not text:
        return
    try:
        key = read_key(text)
    except ValueError:
        raise SettingError(Message("setting.pseudonym_key")) from None
    kept = str(config["HYBRIDMENTOR_ENCRYPTION_KEYS"])
    if key in Keyring.parse(kept).keys.values() or text in kept:
        raise SettingError(Message("setting.pseudonym_key.used"))


def check_mail(config: MutableMapping[str, Any]) -> None:
    """Read how letters are sent; SettingError for what cannot be used or contradicts. No server is fine: no letter is sent.

    A password never travels in the clear to another machine.
    """
    for name in ("SERVER", "PORT", "USER", "PASSWORD", "SENDER"):
        config[f"HYBRIDMENTOR_MAIL_{name}"] = config[f"HYBRIDMENTOR_MAIL_{name}"] or None
    security = config["HYBRIDMENTOR_MAIL_SECURITY"]
    if security not in MAIL_PORTS:
        raise SettingError(Message("setting.mail.security"))
    if config["HYBRIDMENTOR_MAIL_PORT"] is not None:
        port = read_number("HYBRIDMENTOR_MAIL_PORT", config["HYBRIDMENTOR_MAIL_PORT"])
        if port > LARGEST_PORT:
            raise SettingError(Message("setting.mail.port"))
        config["HYBRIDMENTOR_MAIL_PORT"] = port
    sender = config["HYBRIDMENTOR_MAIL_SENDER"]
    if sender is not None and not ADDRESS.fullmatch(str(sender)):
        raise SettingError(Message("setting.mail.sender"))
    given = [config[f"HYBRIDMENTOR_MAIL_{name}"] is not None for name in ("USER", "PASSWORD")]
    if any(given) and not all(given):
        raise SettingError(Message("setting.mail.login"))
    if any(given) and security == "none" and config["HYBRIDMENTOR_MAIL_SERVER"] not in LOCAL_SERVERS:
        raise SettingError(Message("setting.mail.clear"))


def apply_defaults(config: MutableMapping[str, Any], instance: Path) -> None:
    """Fill in what the host has not set and check the whole; SettingError says in a sentence what to do.

    Demo mode makes its own keys, kept in `instance/`; outside it they must be given.
    """
    for name in config:
        if name.startswith(PREFIX) and name not in DEFAULTS:
            raise SettingError(Message("setting.unknown", name=name))
    for name, value in DEFAULTS.items():
        config.setdefault(name, value)
    for name in SWITCHES:
        config[name] = read_switch(name, config[name])
    for name in NUMBERS:
        config[name] = read_number(name, config[name])
    config["HYBRIDMENTOR_ARGON2"] = read_cost(config["HYBRIDMENTOR_ARGON2"])
    if config["HYBRIDMENTOR_LANGUAGE"] not in ("nb", "nn", "en"):
        raise SettingError(Message("setting.language"))
    config["HYBRIDMENTOR_BASE_URL"] = read_base_url(config["HYBRIDMENTOR_BASE_URL"])
    config["HYBRIDMENTOR_UNIT_REGISTER"] = read_unit_register(config["HYBRIDMENTOR_UNIT_REGISTER"])
    for name, usual in PLACES.items():
        # A relative name is meant from the instance folder.
        config[name] = str(instance / str(config[name] or usual))
    config["HYBRIDMENTOR_RELEASE_LIMITS"] = check_release_limits(config["HYBRIDMENTOR_RELEASE_LIMITS"])
    check_mail(config)
    if not config["HYBRIDMENTOR_ENCRYPTION_KEYS"]:
        if not config["HYBRIDMENTOR_DEMO"]:
            raise SettingError(Message("setting.encryption_key.missing"))
        config["HYBRIDMENTOR_ENCRYPTION_KEYS"] = keep_demo_secret(
            instance, "demo_encryption_key", Keyring.generate("demo")
        )
    Keyring.parse(config["HYBRIDMENTOR_ENCRYPTION_KEYS"])
    check_pseudonym_key(config, instance)


def check_secret(config: MutableMapping[str, Any], instance: Path) -> str:
    """The secret that signs cookies, at least 32 characters; made and kept in demo mode."""
    secret = config.get("HYBRIDMENTOR_SECRET_KEY")
    if not secret:
        if not config["HYBRIDMENTOR_DEMO"]:
            raise SettingError(Message("setting.secret.missing"))
        secret = keep_demo_secret(instance, "demo_secret_key", os.urandom(32).hex())
    if len(secret) < SHORTEST_SECRET:
        raise SettingError(Message("setting.secret.short", least=SHORTEST_SECRET))
    return str(secret)


def keep_demo_secret(instance: Path, name: str, proposal: str) -> str:
    """A secret of the demo that outlives a restart: the kept one, else the proposal, now kept."""
    instance.mkdir(parents=True, exist_ok=True)
    path = instance / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(proposal)
    return proposal
