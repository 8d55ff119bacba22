"""Drafts, in every state that people meet: offered, fetched, gone, kept while one types, and when it cannot be.

Each state is somebody who fills in no other form of the tour, so that no draft is offered where another state looks.
"""

from __future__ import annotations

from unittest import mock

from playwright.sync_api import expect

from hybridmentor.db import begin_write
from hybridmentor.i18n import translate
from hybridmentor.queries.drafts import FormKey
from hybridmentor.services.drafts import save_draft
from tests.browser.states import VARIANTS, state
from tests.browser.tour import Tour
from tests.support.seed import make_actor

VARIANTS |= {"draft_gone", "draft_shown", "draft_kept", "draft_of_a_fault"}
SHARE = "/experiences/new"


def keep(tour: Tour, login: str, endpoint: str, subject: str, **fields: str) -> None:
    """Have somebody a draft."""
    with tour.site.session() as session:
        begin_write(session)
        key = FormKey(f"hybridmentor.{endpoint}", subject)
        save_draft(session, make_actor(session, login), key, tuple(fields.items()))
        session.commit()


def share_half(tour: Tour) -> None:
    """The lead has begun to share an experience."""
    words = {"title": "Spør mentor først", "learned": "Det er de praktiske tingene som haster."}
    keep(tour, "leder", "experiences.create", "", **words)


@state
def draft_offered(tour: Tour) -> None:
    share_half(tour)
    tour.go(SHARE, "leder")
    assert tour.find("#draft-note a").count() == 1


@state
def draft_offered_to_log(tour: Tour) -> None:
    case_id = tour.cases["elsewhere"]
    keep(tour, "veileder2", "contacts.log", str(case_id), note="Ringte", relationships="mentor")
    tour.open_case("elsewhere", "/contacts/new", "veileder2")
    assert tour.find("#draft-note a").count() == 1


@state
def draft_shown(tour: Tour) -> None:
    share_half(tour)
    tour.go(f"{SHARE}?draft=1", "leder")
    assert tour.find("main [name=title]").input_value() == "Spør mentor først"


@state
def draft_gone(tour: Tour) -> None:
    tour.go("/office/criteria?draft=1", "leder2")
    assert tour.find("#draft-note").count() == 1


@state
def draft_kept(tour: Tour) -> None:
    tour.go("/office/questions", "lokalkontakt")
    tour.fill(words="Hva gleder du deg til?")
    kept = translate(tour.language, "draft.said.kept", time="").strip()
    expect(tour.find(".hm-draft [role=status]")).to_contain_text(kept)


@state
def draft_signed_out(tour: Tour) -> None:
    tour.go(SHARE, "lokalkontakt")
    tour.context.clear_cookies()
    tour.fill(title="Spør mentor først")
    tour.find(".hm-save-bar button[type=submit]").first.click()
    told = translate(tour.language, "draft.said.out")
    expect(tour.find(".hm-draft [role=status]")).to_have_text(told)


@state
def draft_offline(tour: Tour) -> None:
    tour.go(SHARE, "lokalkontakt")
    tour.context.set_offline(True)
    try:
        tour.fill(title="Spør mentor først")
        told = translate(tour.language, "draft.said.offline")
        expect(tour.find(".hm-draft [role=status]")).to_have_text(told)
    finally:
        tour.context.set_offline(False)
        tour.fill(title="")


@state
def draft_of_a_fault(tour: Tour) -> None:
    tour.expect_fault("500")
    tour.go("/office/questions", "leder2")
    tour.fill(words="Hva gleder du deg til?")
    with mock.patch("hybridmentor.blueprints.office.question_views.add_question", side_effect=RuntimeError):
        tour.choose(audience="mentor")
        tour.find("main select[name=step]").select_option("mentor")
        tour.submit()
    assert translate(tour.language, "draft.kept") in tour.find("main").inner_text()
