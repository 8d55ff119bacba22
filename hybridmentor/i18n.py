"""Words: our own gettext domain, three languages, and dates as people in Norway write them. Knows no Flask."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent as format_babel_percent

from hybridmentor import clock
from hybridmentor.errors import Message

__all__ = [
    "LANGUAGES",
    "LANGUAGE_NAMES",
    "Message",
    "format_day",
    "format_percent",
    "format_short",
    "pick",
    "say",
    "translate",
]

LANGUAGES = ("nb", "nn", "en")
LANGUAGE_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
TRANSLATIONS = Path(__file__).parent / "translations"


@cache
def load_catalogue(language: str) -> NullTranslations:
    """The catalogue of a language. A compiled file older than its source is passed over, so that edits show."""
    folder = TRANSLATIONS / language / "LC_MESSAGES"
    source, compiled = folder / "hybridmentor.po", folder / "hybridmentor.mo"
    if compiled.exists() and (not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with compiled.open("rb") as stream:
            return GNUTranslations(stream)
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=language, domain="hybridmentor")
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return GNUTranslations(buffer)


def translate(language: str, message_id: str, /, **params: Any) -> str:
    """The words of an id in a language, with its parameters put in; the plural form follows `n`."""
    catalogue = load_catalogue(language)
    if "n" in params:
        text = catalogue.ngettext(message_id, message_id, params["n"])
        if text == message_id:
            text = catalogue.gettext(message_id)
    else:
        text = catalogue.gettext(message_id)
    return text.format_map(params) if params else text


def say(language: str, message: Message | str) -> str:
    """The words of a message; parameters that are messages themselves are put into words too, days as 24. nov."""
    if isinstance(message, str):
        return message
    params = {key: _put_into_words(language, value) for key, value in message.params.items()}
    return translate(language, message.id, **params)


def _put_into_words(language: str, value: object) -> object:
    if isinstance(value, Message):
        return say(language, value)
    return format_short(language, value) if isinstance(value, date) else value


def pick(language: str, names: Mapping[str, str]) -> str:
    """The name in the language, else in bokmål (practice models carry their own words)."""
    return names.get(language) or names["nb"]


def _to_day(value: date | datetime) -> date:
    return clock.to_oslo(value).date() if isinstance(value, datetime) else value


def format_numeric(value: date | datetime | None) -> str:
    """24.11.2026; empty for no date."""
    return _to_day(value).strftime("%d.%m.%Y") if value else ""


@lru_cache(maxsize=4096)
def _format(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=language)


def format_day(language: str, value: date | datetime) -> str:
    """tirsdag 24. november."""
    return _format(_to_day(value), "EEEE d MMMM" if language == "en" else "EEEE d. MMMM", language)


def format_short(language: str, value: date | datetime) -> str:
    """24. nov."""
    day = _to_day(value)
    pattern = "d MMM" if language == "en" else "d. MMM"
    return _format(day, pattern if day.year == clock.today().year else pattern + " y", language)


def format_long(language: str, value: date | datetime) -> str:
    """24. november 2026."""
    return _format(_to_day(value), "d MMMM y" if language == "en" else "d. MMMM y", language)


def format_percent(language: str, percent: float) -> str:
    """42 %, in English 42%. Above one rounded to whole numbers, halves up; below one as printed in the note: 0,5 %."""
    whole = percent if 0 < percent < 1 else int(percent + 0.5)
    pattern = "#,##0.#%" if language == "en" else "#,##0.#\u00a0%"
    return format_babel_percent(whole / 100, pattern, locale=language)


def format_whole(language: str, number: int) -> str:
    """100 000, in English 100,000."""
    return str(format_decimal(number, "#,##0", locale=language))
