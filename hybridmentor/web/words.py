"""Words in templates: Jinja globals of our own, so that a host's `_()` stays the host's and imported macros see them."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask, current_app, g, has_request_context, session as cookie, url_for
from flask_wtf.csrf import generate_csrf

from hybridmentor import clock
from hybridmentor.i18n import (
    LANGUAGES,
    Message,
    format_day,
    format_numeric,
    format_percent,
    format_short,
    pick,
    say,
    translate,
)
from hybridmentor.web.headers import get_nonce
from hybridmentor.web.markdown import render_markdown
from hybridmentor.web.state import get_state

STATIC = Path(__file__).parent.parent / "static"


def get_language() -> str:
    """The language of this request: the account's, else the one chosen in this browser, else the setting's."""
    if not has_request_context():
        return "nb"
    if "hm_language" not in g:
        actor = g.get("hm_actor")
        chosen = cookie.get("hm_language")
        g.hm_language = (
            actor.language
            if actor
            else chosen
            if chosen in LANGUAGES
            else get_state().config["HYBRIDMENTOR_LANGUAGE"]
        )
    language: str = g.hm_language
    return language


def hm_t(message_id: str, /, **params: Any) -> str:
    """The words of an id."""
    return translate(get_language(), message_id, **params)


def hm_n(message_id: str, n: int, /, **params: Any) -> str:
    """The words of an id for a number."""
    return translate(get_language(), message_id, n=n, **params)


def hm_say(message: Message | str) -> str:
    """The words of a message."""
    return say(get_language(), message)


def hm_pick(names: Mapping[str, str]) -> str:
    """The name in the language of the request."""
    return pick(get_language(), names)


def hm_day(value: date | datetime) -> str:
    """tirsdag 24. november."""
    return format_day(get_language(), value)


def hm_short(value: date | datetime) -> str:
    """24. nov."""
    return format_short(get_language(), value)


def hm_time(value: datetime) -> str:
    """14.05, the hour in Norway."""
    return clock.to_oslo(value).strftime("%H.%M")


def hm_percent(percent: float) -> str:
    """42 %, as the reader's language writes it."""
    return format_percent(get_language(), percent)


@lru_cache(maxsize=256)
def _fingerprint(path: str) -> str | None:
    file = STATIC / path
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.exists() else None


def hm_asset(path: str) -> str:
    """The address of a static file of ours, with its version, so that browsers may keep it. Asked once a file and request."""
    addresses: dict[str, str] = g.setdefault("hm_assets", {})
    if path not in addresses:
        if current_app.debug:
            _fingerprint.cache_clear()
        addresses[path] = url_for("hybridmentor.static", filename=path, v=_fingerprint(path))
    return addresses[path]


def hm_key() -> str:
    """A new key for a form that is a lone button."""
    return str(uuid4())


def install_words(app: Flask) -> None:
    """Put the words among the Jinja globals of an application."""
    app.jinja_env.globals.update(
        hm_t=hm_t,
        hm_n=hm_n,
        hm_say=hm_say,
        hm_pick=hm_pick,
        hm_date=format_numeric,
        hm_day=hm_day,
        hm_short=hm_short,
        hm_time=hm_time,
        hm_percent=hm_percent,
        hm_locale=get_language,
        hm_csrf=generate_csrf,
        hm_key=hm_key,
        hm_nonce=get_nonce,
        hm_asset=hm_asset,
        hm_markdown=render_markdown,
    )
