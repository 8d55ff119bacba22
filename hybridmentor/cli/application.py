"""The application that a command works on: the host's under `flask hybridmentor`, else the standalone one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask, current_app, has_app_context
from flask.cli import ScriptInfo
from sqlalchemy.orm import Session

from hybridmentor.db import begin_write
from hybridmentor.errors import Message, SettingError
from hybridmentor.gateways import schema
from hybridmentor.web.state import NAME, State


def find_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The host's application, or a standalone one with the settings; SettingError if the host has not mounted us."""
    app: Flask | None = None
    if has_app_context():
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  the way Flask documents
    else:
        context = click.get_current_context(silent=True)
        info = context.find_object(ScriptInfo) if context else None
        if info is not None:
            app = info.load_app()
    if app is None:
        from hybridmentor.app import create_app

        return create_app(settings)
    if NAME not in app.extensions:
        raise SettingError(Message("setting.not_mounted"))
    return app


@contextmanager
def open_application(
    settings: Mapping[str, Any] | None = None, *, migrated: bool = True
) -> Iterator[tuple[Flask, State]]:
    """The application and its state within its context; SettingError if our tables are missing or old."""
    app = find_app(settings)
    with app.app_context():
        state: State = app.extensions[NAME]
        if migrated and schema.find_current(state.find_engine()) != schema.find_head():
            raise SettingError(Message("setting.not_upgraded"))
        yield app, state


@contextmanager
def write(state: State) -> Iterator[Session]:
    """A unit of work: committed at the end, rolled back at a fault."""
    with state.make_session() as session:
        begin_write(session)
        yield session
        session.commit()
