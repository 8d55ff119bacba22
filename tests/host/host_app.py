"""A small host that has everything of its own: database, sign-in, migrations, user table, pages, words and 404 page."""

from typing import Any

from flask import Flask, abort, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor import HybridMentor

db = SQLAlchemy()
login = LoginManager()
migrate = Migrate()


class Person(UserMixin, db.Model):
    """Somebody who may sign in to the host."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(db.String(80))


class Note(db.Model):
    """Something of the host's own, without a foreign key to anything of ours."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(db.String(80))


@login.user_loader
def load_person(key: str) -> Person | None:
    """The person of a sign-in."""
    return db.session.get(Person, int(key))


def is_ours(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """The host's autogenerate leaves the tables of what it mounts alone."""
    return not (kind == "table" and (name or "").startswith("hm_"))


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """The host; settings as given, else from the environment with the prefix HOST_."""
    app = Flask("host")
    app.config.from_prefixed_env("HOST")
    app.config.from_mapping(settings or {})
    db.init_app(app)
    login.init_app(app)
    login.login_view = "sign_in"
    migrate.init_app(app, db, include_object=is_ours)
    app.jinja_env.globals["_"] = lambda words: f"host:{words}"
    HybridMentor().init_app(app, url_prefix="/mentor")

    @app.get("/")
    @login_required
    def index() -> str:
        return f"<p>{current_user.name}</p><a href='{url_for('hybridmentor.home.day')}'>Mentorstøtte</a>"

    @app.route("/host-sign-in", methods=["GET", "POST"])
    def sign_in() -> Any:
        if request.method == "POST":
            login_user(db.session.get(Person, int(request.form["id"])) or abort(403))
            return redirect(request.args.get("next") or url_for("index"))
        return "<form method='post'><input name='id'></form>"

    @app.errorhandler(404)
    def show_missing(fault: Exception) -> tuple[str, int]:
        return "the host's own missing page", 404

    return app
