"""A host's Flask-SQLAlchemy: we take its engine and nothing else."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, has_app_context
from sqlalchemy import Engine

from hybridmentor.errors import Message, SettingError


def find_host_engine(app: Flask, db: Any = None) -> Callable[[], Engine]:
    """A function that gives the engine of the host's `SQLAlchemy` object, asked late; SettingError if there is none."""

    def ask() -> Engine:
        host = db if db is not None else app.extensions.get("sqlalchemy")
        if host is None:
            raise SettingError(Message("setting.engine.missing"))
        if has_app_context() and current_app._get_current_object() is app:  # type: ignore[attr-defined]  # noqa: SLF001
            inside: Engine = host.engine
            return inside
        with app.app_context():
            engine: Engine = host.engine
            return engine

    return ask
