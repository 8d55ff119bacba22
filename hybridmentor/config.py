"""Settings: read from the environment and from `instance/config.py`, checked at start, never guessed."""

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from hybridmentor.crypto import Keyring
from hybridmentor.errors import Message, SettingError

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
}
SWITCHES = ("HYBRIDMENTOR_DEMO", "HYBRIDMENTOR_SECURE_COOKIES")
NUMBERS = ("HYBRIDMENTOR_SESSION_IDLE_MINUTES", "HYBRIDMENTOR_SESSION_HOURS")
WORDS_FOR_YES = {"1", "true", "yes", "on", "ja"}
WORDS_FOR_NO = {"", "0", "false", "no", "off", "nei"}
SHORTEST_SECRET = 32
LARGEST_NUMBER = 1_000_000


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
    if not config["HYBRIDMENTOR_ENCRYPTION_KEYS"]:
        if not config["HYBRIDMENTOR_DEMO"]:
            raise SettingError(Message("setting.encryption_key.missing"))
        config["HYBRIDMENTOR_ENCRYPTION_KEYS"] = keep_demo_secret(
            instance, "demo_encryption_key", Keyring.generate("demo")
        )
    Keyring.parse(config["HYBRIDMENTOR_ENCRYPTION_KEYS"])


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
