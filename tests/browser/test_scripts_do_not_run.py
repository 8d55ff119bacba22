"""Nothing that somebody has typed runs in a browser: not on the board, not in an experience, its form or its conflict."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from hybridmentor.db import begin_write
from hybridmentor.models import ExperienceComment, ExperienceUse, SavedSearch
from tests.integration.scenes import share
from tests.security.payloads import PAYLOADS, make_texts
from tests.support.apps import Site
from tests.support.browser import sign_in
from tests.support.seed import make_actor

TEXTS = ("title", "tried", "happened", "learned", "differently", "adjusted", "rethink", "audience")
LISTEN = "window.hm_ran = (name) => { (window.hm_told = window.hm_told || []).push(String(name)); };"


def fill(site: Site) -> list[str]:
    """An experience of each kind with answers of the same kind; their addresses."""
    urls = []
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        for kind in PAYLOADS:
            experience = share(session, actor, **{name: make_texts(name)[kind] for name in TEXTS})
            said = {"experience": experience, "created_by": actor.user_id}
            session.add(ExperienceComment(**said, words=make_texts("comment")[kind]))
            session.add(ExperienceUse(**said, user_id=actor.user_id, how=make_texts("how")[kind]))
            name = make_texts("search")[kind][:80].replace("\x00", "")
            session.add(SavedSearch(user_id=actor.user_id, name=name, query="q=ran"))
            urls.append(f"/experiences/{experience.id}")
        session.commit()
    return urls


@pytest.mark.parametrize("viewport", ["desktop"], indirect=True)
def test_no_payload_runs(page: Page, live_site: Site):
    urls = fill(live_site)
    page.add_init_script(LISTEN)
    sign_in(page, "veileder")
    for url in ("/experiences", "/experiences?q=ran", "/experiences/followed", *urls, f"{urls[0]}/edit"):
        page.goto(url)
        ran = page.evaluate("() => window.hm_told || []")
        assert ran == [], f"{url}: {ran}"
    page.evaluate("() => hm_ran('here')")
    assert page.evaluate("() => window.hm_told") == ["here"], "what is listened for is heard"
