"""A setting that is missing, misspelt or unusable stops the start with a sentence; no secret is ever in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from hybridmentor.app import create_app
from hybridmentor.config import DEFAULTS, PREFIX, read_environment
from hybridmentor.errors import SettingError
from hybridmentor.i18n import LANGUAGES, say
from tests.support.apps import SETTINGS, find_engine
from tests.support.databases import KEYS

SECRET = "hemmeligheten som ingen skal se, lang nok"
FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "no secret": ({"HYBRIDMENTOR_SECRET_KEY": None}, "setting.secret.missing"),
    "an empty secret": ({"HYBRIDMENTOR_SECRET_KEY": ""}, "setting.secret.missing"),
    "a short secret": ({"HYBRIDMENTOR_SECRET_KEY": "kort hemmelighet"}, "setting.secret.short"),
    "no keys": ({"HYBRIDMENTOR_ENCRYPTION_KEYS": None}, "setting.encryption_key.missing"),
    "empty keys": ({"HYBRIDMENTOR_ENCRYPTION_KEYS": ""}, "setting.encryption_key.missing"),
    "keys that are no keys": (
        {"HYBRIDMENTOR_ENCRYPTION_KEYS": f"a:{SECRET}"},
        "setting.encryption_key.encoding",
    ),
    "a short key": ({"HYBRIDMENTOR_ENCRYPTION_KEYS": "a:QUJD"}, "setting.encryption_key.length"),
    "a pseudonym key that is none": ({"HYBRIDMENTOR_PSEUDONYM_KEY": SECRET}, "setting.pseudonym_key"),
    "a short pseudonym key": ({"HYBRIDMENTOR_PSEUDONYM_KEY": "QUJD"}, "setting.pseudonym_key"),
    "an encryption key for pseudonyms": (
        {"HYBRIDMENTOR_PSEUDONYM_KEY": KEYS.partition(":")[2]},
        "setting.pseudonym_key.used",
    ),
    "a soft limit of releases": ({"HYBRIDMENTOR_RELEASE_LIMITS": "k=5"}, "setting.release_limits"),
    "no limit of releases": ({"HYBRIDMENTOR_RELEASE_LIMITS": "strengt"}, "setting.release_limits"),
    "a bad switch": ({"HYBRIDMENTOR_DEMO": "kanskje"}, "setting.switch"),
    "another bad switch": ({"HYBRIDMENTOR_SECURE_COOKIES": "2"}, "setting.switch"),
    "no number": ({"HYBRIDMENTOR_SESSION_IDLE_MINUTES": "en time"}, "setting.number"),
    "nought": ({"HYBRIDMENTOR_SESSION_HOURS": "0"}, "setting.number"),
    "less than nought": ({"HYBRIDMENTOR_SESSION_HOURS": -1}, "setting.number"),
    "an unknown language": ({"HYBRIDMENTOR_LANGUAGE": "da"}, "setting.language"),
    "an unknown database": ({"HYBRIDMENTOR_DATABASE_URI": "mysql://x/y"}, "setting.database"),
    "a misspelt name": ({"HYBRIDMENTOR_SECURE_COOKIE": True}, "setting.unknown"),
    "an odd cost": ({"HYBRIDMENTOR_ARGON2": "1,2"}, "setting.argon2"),
    "no address of the site": ({"HYBRIDMENTOR_BASE_URL": "mentor.example.no"}, "setting.base_url"),
    "a site with a query": ({"HYBRIDMENTOR_BASE_URL": "https://mentor.example.no/?a=1"}, "setting.base_url"),
    "a site with a user": ({"HYBRIDMENTOR_BASE_URL": f"https://kari:{SECRET}@x.no"}, "setting.base_url"),
    "a site with an odd port": ({"HYBRIDMENTOR_BASE_URL": "https://mentor.example.no:x"}, "setting.base_url"),
    "a script for a site": ({"HYBRIDMENTOR_BASE_URL": "javascript://x"}, "setting.base_url"),
    "another security": ({"HYBRIDMENTOR_MAIL_SECURITY": "ssl"}, "setting.mail.security"),
    "no security": ({"HYBRIDMENTOR_MAIL_SECURITY": None}, "setting.mail.security"),
    "no port": ({"HYBRIDMENTOR_MAIL_PORT": "smtp"}, "setting.number"),
    "a port too large": ({"HYBRIDMENTOR_MAIL_PORT": "65536"}, "setting.mail.port"),
    "a sender with a name": ({"HYBRIDMENTOR_MAIL_SENDER": "Mentor <m@x.no>"}, "setting.mail.sender"),
    "two senders": ({"HYBRIDMENTOR_MAIL_SENDER": "m@x.no\r\nBcc: y@x.no"}, "setting.mail.sender"),
    "a password of nobody": ({"HYBRIDMENTOR_MAIL_PASSWORD": SECRET}, "setting.mail.login"),
    "a user without a password": ({"HYBRIDMENTOR_MAIL_USER": "mentor"}, "setting.mail.login"),
    "a password in the clear": (
        {
            "HYBRIDMENTOR_MAIL_PASSWORD": SECRET,
            "HYBRIDMENTOR_MAIL_USER": "mentor",
            "HYBRIDMENTOR_MAIL_SERVER": "mail.example.no",
            "HYBRIDMENTOR_MAIL_SECURITY": "none",
        },
        "setting.mail.clear",
    ),
}


def start(tmp_path: Path, **settings: Any) -> Flask:
    """An application with these settings over good ones."""
    uri = f"sqlite:///{tmp_path / 'start.sqlite'}"
    app = create_app({**SETTINGS, "HYBRIDMENTOR_DATABASE_URI": uri, **settings})
    find_engine(app).dispose()
    return app


def test_good_settings_start(tmp_path: Path):
    app = start(tmp_path, HYBRIDMENTOR_SECRET_KEY=SECRET)
    assert app.secret_key == SECRET


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_setting_stops_the_start_with_a_sentence(tmp_path: Path, name: str):
    settings, message_id = FAULTS[name]
    with pytest.raises(SettingError) as fault:
        start(tmp_path, **settings)
    assert fault.value.message.id == message_id
    for language in LANGUAGES:
        sentence = say(language, fault.value.message)
        assert sentence != message_id
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert SECRET not in sentence
        if message_id.startswith(("setting.secret", "setting.switch", "setting.number", "setting.language")):
            assert next(iter(settings)) in sentence or "HYBRIDMENTOR_" in sentence, sentence


@pytest.mark.parametrize("value", ["1", "true", "TRUE", "yes", "on", "ja", " Ja ", True])
def test_switches_are_on_in_every_usual_spelling(tmp_path: Path, value: Any):
    assert start(tmp_path, HYBRIDMENTOR_SECURE_COOKIES=value).config["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize("value", ["0", "false", "No", "off", "nei", False])
def test_switches_are_off_in_every_usual_spelling(tmp_path: Path, value: Any):
    app = start(tmp_path, HYBRIDMENTOR_SECURE_COOKIES=value)
    assert app.config["SESSION_COOKIE_SECURE"] is False
    assert app.config["SESSION_COOKIE_NAME"] == "hybridmentor"


def test_how_letters_are_sent(tmp_path: Path):
    """What is empty is not set; a password may go in the clear to this machine alone."""
    empty = {f"HYBRIDMENTOR_MAIL_{name}": "" for name in ("SERVER", "PORT", "USER", "PASSWORD", "SENDER")}
    config = start(tmp_path, HYBRIDMENTOR_BASE_URL="", **empty).config
    assert {config[name] for name in empty} == {config["HYBRIDMENTOR_BASE_URL"]} == {None}
    given = {
        "HYBRIDMENTOR_MAIL_SERVER": "127.0.0.1",
        "HYBRIDMENTOR_MAIL_PORT": "2525",
        "HYBRIDMENTOR_MAIL_SECURITY": "none",
        "HYBRIDMENTOR_MAIL_USER": "mentor",
        "HYBRIDMENTOR_MAIL_PASSWORD": SECRET,
        "HYBRIDMENTOR_MAIL_SENDER": "mentor@example.no",
        "HYBRIDMENTOR_BASE_URL": "https://mentor.example.no/",
    }
    config = start(tmp_path, **given).config
    assert config["HYBRIDMENTOR_MAIL_PORT"] == 2525
    assert config["HYBRIDMENTOR_BASE_URL"] == "https://mentor.example.no"


def test_a_misspelt_name_in_the_environment_is_refused():
    with pytest.raises(SettingError) as fault:
        read_environment({"HYBRIDMENTOR_SECURE_COOKIE": "1", "PATH": "/bin"})
    assert fault.value.message.id == "setting.unknown"
    assert "HYBRIDMENTOR_SECURE_COOKIE" in say("nb", fault.value.message)


def test_every_known_name_is_read_and_no_other():
    given = dict.fromkeys(DEFAULTS, "x")
    others = {"PATH": "/bin", "SECRET_KEY": "y", f"{PREFIX}TEST_BROWSER": "z", "hybridmentor_demo": "1"}
    assert read_environment({**given, **others}) == given


def test_production_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings = {
        name: value
        for name, value in SETTINGS.items()
        if name in ("HYBRIDMENTOR_SECRET_KEY", "HYBRIDMENTOR_ENCRYPTION_KEYS")
    }
    # With a database of one's own it is no demo, though `make demo` may have been run in this folder.
    monkeypatch.setenv("HYBRIDMENTOR_DATABASE_URI", f"sqlite:///{tmp_path / 'x.sqlite'}")
    app = create_app(settings)
    find_engine(app).dispose()
    assert app.config["HYBRIDMENTOR_DEMO"] is False
    assert not app.debug
    assert not app.testing
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-hybridmentor"
    for name, wanted in {"SECURE": True, "HTTPONLY": True, "SAMESITE": "Lax"}.items():
        assert app.config[f"SESSION_COOKIE_{name}"] == wanted


def test_the_database_file_is_closed_to_others(tmp_path: Path):
    start(tmp_path)
    assert (tmp_path / "start.sqlite").stat().st_mode & 0o077 == 0


def test_settings_are_not_shown_by_the_application(tmp_path: Path):
    """Neither keys nor secret stand in what is printed of the objects that hold them."""
    app = start(tmp_path, HYBRIDMENTOR_SECRET_KEY=SECRET)
    state = app.extensions["hybridmentor"]
    key = SETTINGS["HYBRIDMENTOR_ENCRYPTION_KEYS"].partition(":")[2]
    assert SECRET not in repr(state.keyring) + repr(app)
    assert key not in repr(state.keyring) + repr(app)


@pytest.mark.parametrize(
    ("command", "settings", "wanted"),
    [
        (["upgrade"], {"HYBRIDMENTOR_SECRET_KEY": ""}, "HYBRIDMENTOR_SECRET_KEY"),
        (["tables", "--json"], {"HYBRIDMENTOR_ENCRYPTION_KEYS": ""}, "HYBRIDMENTOR_ENCRYPTION_KEYS"),
        (["doctor", "--json"], {"HYBRIDMENTOR_DEMOO": "1"}, "HYBRIDMENTOR_DEMOO"),
        (["serve"], {"HYBRIDMENTOR_DEMO": "kanskje"}, "HYBRIDMENTOR_DEMO"),
    ],
    ids=["secret", "keys", "unknown", "switch"],
)
def test_commands_stop_with_the_sentence_alone(
    tmp_path: Path, command: list[str], settings: dict[str, str], wanted: str
):
    """Exit code 2, one line on standard error that names the setting, nothing on standard output, no traceback."""
    environment = {
        "PATH": os.environ["PATH"],
        "HYBRIDMENTOR_SECRET_KEY": SECRET,
        "HYBRIDMENTOR_ENCRYPTION_KEYS": SETTINGS["HYBRIDMENTOR_ENCRYPTION_KEYS"],
        "HYBRIDMENTOR_DATABASE_URI": f"sqlite:///{tmp_path / 'command.sqlite'}",
        **settings,
    }
    answer = subprocess.run(
        [str(Path(sys.executable).with_name("hybridmentor")), *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert answer.returncode == 2, answer.stderr
    assert answer.stdout == ""
    assert wanted in answer.stderr
    assert "Traceback" not in answer.stderr
    assert SECRET not in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1
