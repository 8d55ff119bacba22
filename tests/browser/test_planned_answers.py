"""Ble det noe av? With the keyboard alone, and without script."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from hybridmentor.db import begin_write
from hybridmentor.models import ContactPoint
from tests.browser.calendar_scenes import add_planned
from tests.support.apps import Site
from tests.support.browser import VIEWPORTS, sign_in
from tests.support.seed import add_mentor, open_case


@pytest.fixture
def planned(live_site: Site) -> tuple[UUID, UUID]:
    """A case with a contact that was planned for yesterday: their ids."""
    with live_site.session() as session:
        begin_write(session)
        case = open_case(session)
        add_mentor(session, case)
        contact = add_planned(session, case, 1)
        session.commit()
        return case.id, contact.id


def list_answers(site: Site, planned_id: UUID) -> list[str]:
    """The outcomes that follow a planned contact."""
    with site.session() as session:
        return list(
            session.scalars(select(ContactPoint.outcome).where(ContactPoint.follows_id == planned_id))
        )


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what is called so."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").startswith(words):
            return
    raise AssertionError(f"the keyboard never comes to {words}")


@pytest.mark.parametrize("way", [("Møtte ikke",), ("Mer", "Avlyst")], ids=" ".join)
def test_by_keyboard(page: Page, live_site: Site, planned: tuple[UUID, UUID], way: tuple[str, ...]):
    case_id, planned_id = planned
    sign_in(page, "veileder")
    page.goto(f"/cases/{case_id}")
    page.locator("#planned-title").evaluate("one => { one.tabIndex = -1; one.focus(); }")
    for words in way:
        tab_to(page, words)
        page.keyboard.press("Enter")
    expect(page.locator(".hm-toast [role=status]")).to_contain_text("Lagret:")
    assert list_answers(live_site, planned_id) == ["cancelled" if "Avlyst" in way else "did_not_show"]
    page.locator(".hm-toast button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#planned button[value=did_not_show]")).to_be_visible()


def test_escape_shuts_the_menu_and_answers_nothing(page: Page, live_site: Site, planned: tuple[UUID, UUID]):
    sign_in(page, "veileder")
    page.goto(f"/cases/{planned[0]}")
    menu = page.locator("#planned .hm-more__summary")
    menu.focus()
    page.keyboard.press("Enter")
    tab_to(page, "Fikk ikke svar")
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(page.locator("#planned button[value=attempted]")).to_be_hidden()
    assert list_answers(live_site, planned[1]) == []


@pytest.mark.parametrize("size", list(VIEWPORTS))
def test_without_script(
    browser: Browser, live_site: Site, live_address: str, planned: tuple[UUID, UUID], size: str
):
    case_id, planned_id = planned
    context = browser.new_context(
        base_url=live_address, viewport=VIEWPORTS[size], java_script_enabled=False, locale="nb-NO"
    )
    page = context.new_page()
    sign_in(page, "veileder")
    page.goto(f"/cases/{case_id}")
    page.locator("#planned .hm-more__summary").click()
    page.locator("#planned button[value=attempted]").click()
    expect(page.locator(".hm-toast")).to_contain_text("fikk ikke svar")
    assert list_answers(live_site, planned_id) == ["attempted"]
    page.goto("/account")
    page.locator("#make-feed button").click()
    expect(page.locator("#calendar-address")).to_be_visible()
    expect(page.locator("[data-hm-copies]")).to_be_hidden()
    context.close()


def test_the_address_is_copied(page: Page, live_address: str, viewport: str):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_address)
    sign_in(page, "veileder")
    page.goto("/account")
    page.locator("#make-feed button").click()
    page.locator("[data-hm-copies] button").click()
    expect(page.locator("[data-hm-copies] [role=status]")).to_have_text("Adressen er kopiert.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#calendar-address").input_value()
    assert page.request.get(copied).headers["content-type"] == "text/calendar; charset=utf-8"
