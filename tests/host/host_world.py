"""The people and cases of the access table inside the host: the host signs them in, by the subject of their account."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import Engine, update

from hybridmentor.db import HybridSession
from hybridmentor.models import User
from tests.access.world import Visitor, World, fill_world
from tests.host.host_app import Person, create_app, db
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.databases import KEYRING, KEYS
from tests.support.schema import migrate

PREFIX = "/mentor"
PERSON_OFFSET = 1000
"""The host's numbers for people are not ours: nothing may confuse the two."""


def make_settings(address: str, **settings: Any) -> dict[str, Any]:
    """What a host sets."""
    return {
        "SECRET_KEY": "a secret of the host, long enough to be one",
        "SQLALCHEMY_DATABASE_URI": address,
        "HYBRIDMENTOR_ENCRYPTION_KEYS": KEYS,
        "HYBRIDMENTOR_ARGON2": "1,8,1",
        **settings,
    }


def start_host(address: str, **settings: Any) -> Flask:
    """A host with its own tables made, and ours beside them."""
    app = create_app(make_settings(address, **settings))
    app.test_client_class = PageClient
    with app.app_context():
        db.create_all()
        migrate(db.engine)
    return app


def fill_host(engine: Engine) -> None:
    """The people and cases of the table, and a person of the host for each account."""
    with HybridSession(engine, KEYRING) as session:
        fill_world(session)
        session.execute(update(User).values(subject=User.id + PERSON_OFFSET, login=User.login))
        session.commit()


class HostWorld(World):
    """The world of the table behind the host's own sign-in."""

    def add_people(self) -> None:
        """A person of the host for each of our accounts, and one without."""
        with self.site.app.app_context():
            db.session.add_all(
                Person(id=number + PERSON_OFFSET, name=f"Vert {key}") for key, number in self.users.items()
            )
            db.session.add(Person(id=1, name="Uten konto"))
            db.session.commit()

    def make_visitor(self, actor: str) -> Visitor:
        """A new browser, signed in to the host."""
        client = self.site.client()
        client.checks_pages = False
        if actor != "stranger":
            person = self.users[actor] + PERSON_OFFSET if actor in self.users else 1
            answer = client.post("/host-sign-in", data={"id": str(person)})
            assert answer.status_code == 302
        # The page that refuses a form without a token has the switch of languages on it, with a token.
        refused = client.post(f"{PREFIX}/language")
        assert refused.status_code == 400
        return Visitor(client, refused.page.forms[0].values["csrf_token"])


def open_site(app: Flask) -> Site:
    """The host and its engine, as the tests of the standalone application have theirs."""
    with app.app_context():
        return Site(app, db.engine)
