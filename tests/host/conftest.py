"""A host with the people and cases of the access table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from hybridmentor.models import User
from tests.host.host_app import db
from tests.host.host_world import HostWorld, fill_host, open_site, start_host
from tests.support.backends import Backend


@pytest.fixture(scope="module")
def host_world(backend: Backend) -> Iterator[HostWorld]:
    """The world of the table inside the host, on both databases; one for the module, whose tests change nothing."""
    url = backend.create()
    app = start_host(url.render_as_string(hide_password=False))
    site = open_site(app)
    fill_host(site.engine)
    world = HostWorld(site)
    world.add_people()
    with site.session() as session:
        session.execute(update(User).where(User.login == "shut_out").values(is_active=False))
        session.commit()
    yield world
    with app.app_context():
        db.session.remove()
    site.close()
    site.engine.dispose()
    backend.drop(url)
