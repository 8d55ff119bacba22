"""What commands say: sentences on standard error, one document on standard output."""

import json
import os
from typing import Any

import click

from hybridmentor.errors import Message
from hybridmentor.i18n import LANGUAGES, say


def get_language() -> str:
    """The language of messages: that of the setting, else bokmål."""
    language = os.environ.get("HYBRIDMENTOR_LANGUAGE", "nb")
    return language if language in LANGUAGES else "nb"


def explain(message: Message) -> str:
    """A message in words."""
    return say(get_language(), message)


def tell(message_id: str, /, **params: Any) -> None:
    """Say a sentence on standard error."""
    click.echo(explain(Message(message_id, **params)), err=True)


def print_json(document: Any) -> None:
    """Print one document, alone, as UTF-8."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
