"""The extension: mounts the application in any Flask host, with the host's engine and the host's sign-in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine

from hybridmentor.adapters.flask_login import FlaskLoginIdentity
from hybridmentor.adapters.flask_sqlalchemy import find_host_engine
from hybridmentor.blueprints import build_blueprint
from hybridmentor.config import apply_defaults
from hybridmentor.crypto import Keyring
from hybridmentor.identity import IdentityProvider
from hybridmentor.web.state import NAME, State, close_session
from hybridmentor.web.words import install_words


class HybridMentor:
    """Mentor support for a Flask host: `HybridMentor().init_app(app, url_prefix="/mentor")`.

    Keeps nothing of the application on itself, so that one object may serve several.
    """

    def init_app(
        self,
        app: Flask,
        *,
        engine: Engine | Callable[[], Engine] | None = None,
        db: Any = None,
        identity: IdentityProvider | None = None,
        url_prefix: str | None = None,
    ) -> None:
        """Mount under `url_prefix`.

        The engine is the one given, else that of `db`, else that of the host's Flask-SQLAlchemy. Who has signed in is told
        by `identity`, else by the host's Flask-Login. SettingError says in a sentence what is missing.
        """
        apply_defaults(app.config, Path(app.instance_path))
        if engine is None:
            find_engine: Callable[[], Engine] = find_host_engine(app, db)
        elif isinstance(engine, Engine):
            given = engine

            def find_engine() -> Engine:
                return given
        else:
            find_engine = engine
        app.extensions[NAME] = State(
            find_engine=find_engine,
            identity=identity or FlaskLoginIdentity(),
            keyring=Keyring.parse(app.config["HYBRIDMENTOR_ENCRYPTION_KEYS"]),
            config=app.config,
        )
        install_words(app)
        app.register_blueprint(
            build_blueprint(with_sign_in=getattr(identity, "has_sign_in_page", False)), url_prefix=url_prefix
        )
        app.teardown_appcontext(close_session)
