"""The browser fixtures themselves: a tab at both sizes, watched, with axe at hand."""

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from hybridmentor.models import SignIn
from tests.support.apps import Site
from tests.support.browser import VIEWPORTS, Watch, check_axe, check_no_sideways_scroll, sign_in


def test_sign_in_page_has_no_finding(page: Page, viewport: str):
    page.goto("/sign-in")
    assert page.viewport_size == VIEWPORTS[viewport]
    check_axe(page)
    check_no_sideways_scroll(page)


def test_people_sign_in_in_a_browser(page: Page, live_site: Site):
    sign_in(page, "veileder")
    check_axe(page)
    check_no_sideways_scroll(page)
    with live_site.session() as session:
        assert session.scalar(select(func.count()).select_from(SignIn)) == 1


def test_axe_sees_a_field_without_label(page: Page):
    page.goto("/sign-in")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    with pytest.raises(AssertionError, match="label"):
        check_axe(page)


def test_a_page_that_is_too_wide_is_seen(page: Page):
    page.goto("/sign-in")
    page.evaluate("document.body.style.minWidth = '3000px'")
    with pytest.raises(AssertionError, match="px wide"):
        check_no_sideways_scroll(page)


def test_the_watch_sees_what_no_page_may_do(browser: Browser, live_site: Site, live_address: str):
    watch = Watch(live_address)
    context = browser.new_context(base_url=live_address)
    page = context.new_page()
    watch.attach(page)
    page.goto("/sign-in")
    assert watch.faults == []
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'document.title = 1';
        document.body.append(script);
        const image = document.createElement('img');
        image.src = 'http://127.0.0.1:9/x.png';
        document.body.append(image);
    }""")
    page.goto("/static/nothing-here.css")
    context.close()
    assert any("Content Security Policy" in fault for fault in watch.faults), watch.faults
    assert any("answered 404" in fault for fault in watch.faults), watch.faults
