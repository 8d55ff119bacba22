"""The standalone application: one more host, with its own database, accounts and sign-in page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from hybridmentor.adapters.local_identity import LocalIdentity, install_login
from hybridmentor.config import apply_defaults, check_secret, read_environment
from hybridmentor.errors import Message, SettingError
from hybridmentor.extension import HybridMentor
from hybridmentor.web.errors import install_error_pages
from hybridmentor.web.headers import set_headers

LARGEST_POST = 1_000_000
MOST_FIELDS = 1_000


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The standalone application.

    Settings come from `settings`, else the environment, else `instance/config.py`, else the defaults; SettingError says
    in a sentence what is missing or contradicts.
    """
    app = Flask("hybridmentor", instance_relative_config=True, static_folder=None, template_folder=None)
    app.config.from_pyfile("config.py", silent=True)
    app.config.update(read_environment())
    app.config.update(settings or {})
    instance = Path(app.instance_path)
    apply_defaults(app.config, instance)
    app.config["SECRET_KEY"] = check_secret(app.config, instance)
    app.config["SQLALCHEMY_DATABASE_URI"] = find_database_uri(app.config, instance)
    secure = app.config["HYBRIDMENTOR_SECURE_COOKIES"] and not app.config["HYBRIDMENTOR_DEMO"]
    app.config["HYBRIDMENTOR_SECURE_COOKIES"] = secure
    app.config.update(
        SESSION_COOKIE_NAME="__Host-hybridmentor" if secure else "hybridmentor",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_POST,
        MAX_FORM_MEMORY_SIZE=LARGEST_POST,
        MAX_FORM_PARTS=MOST_FIELDS,
    )
    hosts = app.config["HYBRIDMENTOR_TRUSTED_HOSTS"]
    if hosts:
        names = hosts.split(",") if isinstance(hosts, str) else hosts
        app.config["TRUSTED_HOSTS"] = [name.strip() for name in names]
    db = SQLAlchemy()
    db.init_app(app)
    with app.app_context():
        try:
            dialect = db.engine.dialect.name
        except ImportError as fault:
            raise SettingError(Message("setting.database_driver")) from fault
        prepare = prepare_file if dialect == "sqlite" else prepare_server
        event.listen(db.engine, "connect", prepare)
    install_login(app)
    HybridMentor().init_app(app, db=db, identity=LocalIdentity())
    app.after_request(set_headers)
    if secure:
        app.after_request(demand_https)
    install_error_pages(app)
    return app


def demand_https(response: Response) -> Response:
    """Have browsers ask for the whole site by https only. A host decides that for its own site."""
    response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def find_database_uri(config: Mapping[str, Any], instance: Path) -> str:
    """The database's address; without a setting the SQLite file in `instance/`."""
    uri = config["HYBRIDMENTOR_DATABASE_URI"]
    if not uri:
        instance.mkdir(parents=True, exist_ok=True)
        uri = f"sqlite:///{instance / 'hybridmentor.sqlite'}"
    try:
        url = make_url(uri)
    except ArgumentError as fault:
        raise SettingError(Message("setting.database_uri")) from fault
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise SettingError(Message("setting.database", name=url.get_backend_name()))
    if url.drivername == "postgresql":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        # Made here, so that no other account of the machine can read it; a relative name is meant from `instance/`.
        path = instance / str(url.database)
        uri = url.set(database=str(path)).render_as_string(hide_password=False)
        try:
            path.touch(mode=0o600)
        except OSError as fault:
            raise SettingError(Message("setting.database_file", file=str(url.database))) from fault
    return str(uri)


def prepare_file(connection: Any, record: Any) -> None:
    """Readers go on while one writes, a commit outlives a power cut, and what is deleted is overwritten."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def prepare_server(connection: Any, record: Any) -> None:
    """No machinery for statements that take seconds.

    A page's statements read hundreds of rows; compiling one or starting a worker for it takes many times as long as to
    run it.
    """
    cursor = connection.cursor()
    cursor.execute("SET jit = off")
    cursor.execute("SET max_parallel_workers_per_gather = 0")
    cursor.close()
    connection.commit()
