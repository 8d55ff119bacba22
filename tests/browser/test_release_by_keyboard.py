"""A study by keyboard alone, from what it is about to its file: defined, priced, asked for, approved by another, fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from hybridmentor.jobs.worker import Worker
from hybridmentor.models import Study, StudyAnswer
from hybridmentor.services.demo_study import say_yes
from tests.browser.keyboard import Keyboard
from tests.support.apps import Site, SiteKeeper
from tests.support.browser import VIEWPORTS, Watch, check_axe, sign_in
from tests.support.release_world import KEYS, OFFICES, fill_release_world

TITLE = "Hvem blir i jobben"
ABOUT = {
    "title": TITLE,
    "purpose": "Vi vil vite hva som hjelper.",
    "legal_basis": "Samtykke",
    "from_on": "01.01.2025",
    "to_on": "31.12.2027",
    "contact_name": "Personvernombudet",
    "contact_email": "ombud@example.org",
}
GROUPS = dict(zip(KEYS, ("place", "course", "course", "outcome"), strict=True))
TELLS = {"words_nb": "Les dette før du svarer.", "words_nn": "Les dette før du svarar."}


@pytest.fixture
def study_site(live_keeper: SiteKeeper, live_address: str) -> Iterator[Site]:
    """The served application with a study of which a data set can be handed out."""
    with live_keeper.open(live_keeper.databases.make_template(fill_release_world)) as site:
        yield site


@pytest.fixture
def context(browser: Browser, study_site: Site, live_address: str, viewport: str) -> Iterator[BrowserContext]:
    """A browser profile at both sizes."""
    context = browser.new_context(
        base_url=live_address,
        viewport=VIEWPORTS[viewport],  # type: ignore[arg-type]  # a TypedDict of the library
        locale="nb-NO",
        timezone_id="Europe/Oslo",
        accept_downloads=True,
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


def enter(context: BrowserContext, login: str) -> Page:
    """A tab of somebody who has signed in."""
    context.clear_cookies()
    page = context.new_page()
    sign_in(page, login)
    return page


def define_study(keyboard: Keyboard) -> None:
    """From the list of studies to a study that asks: what it is about, its offices, what it asks for, what people are told."""
    page = keyboard.page
    keyboard.follow(page.locator("main a[href$='/studies/new']"))
    for name, text in ABOUT.items():
        keyboard.fill(page.locator(f"#{name}"), text)
    check_axe(page)
    keyboard.follow(page.locator("main button[data-variant=primary]"))
    study = page.url
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.locator("#open li")).to_have_count(4)

    keyboard.follow(page.locator("main a[href$='/offices']"))
    for number in OFFICES:
        pressed = keyboard.pressed
        keyboard.tab_to(page.locator(".hm-shortcut"))
        keyboard.press("Enter")
        keyboard.tab_to(page.locator("#office"))
        assert keyboard.pressed - pressed < 6, "however many offices there are already"
        keyboard.pick(page.locator("#office"), number)
        keyboard.choose(page.locator("[name=part][value=participating]"))
        keyboard.follow(page.locator("#add button"))
    expect(page.locator("main .hm-pairs > li")).to_have_count(len(OFFICES))
    check_axe(page)
    keyboard.follow(page.locator(f"main a[href='{urlsplit(study).path}']"))

    keyboard.follow(page.locator("main a[href$='/variables']"))
    for key, group in GROUPS.items():
        keyboard.toggle(page.locator(f"[name=group_{group}][value={key}]"))
    check_axe(page)
    keyboard.follow(page.locator("main button[data-variant=primary]"))
    assert page.url == study

    for audience in ("persons", "advisers"):
        keyboard.follow(page.locator(f"main a[href$='/texts/{audience}']"))
        for name, text in TELLS.items():
            keyboard.fill(page.locator(f"#{name}"), text)
        check_axe(page)
        keyboard.follow(page.locator("main button[data-variant=primary]"))
        assert page.url == study

    keyboard.follow(page.locator("#open button"))
    expect(page.locator("#end button")).to_be_visible()


def answer_for_all(site: Site) -> None:
    """All who are asked say yes to the new study, those who have to the one that was there before."""
    with site.session() as session:
        studies = {study.title: study for study in session.scalars(select(Study))}
        made = studies.pop(TITLE)
        (before,) = studies.values()
        asked = select(StudyAnswer.user_id).where(StudyAnswer.study_id == before.id)
        say_yes(session, made, list(session.scalars(asked)))
        session.commit()


def test_from_the_definition_to_the_file(
    study_site: Site, context: BrowserContext, live_address: str, tmp_path: Path
):
    watch, worker = Watch(live_address), Worker(study_site.app.extensions["hybridmentor"])
    page = enter(context, "forsker")
    watch.attach(page)
    page.goto("/research/studies")
    keyboard = Keyboard(page)
    define_study(keyboard)
    answer_for_all(study_site)
    keyboard.follow(page.locator("main a[href$='/releases/new']"))
    for key in KEYS:
        keyboard.toggle(page.locator(f"#variable-{key}"))
    keyboard.follow(page.locator("#job-ways button"))
    worker.empty()
    # The page finds the price by itself, and what was ticked stays ticked.
    expect(page.locator("#send button")).to_be_enabled(timeout=20_000)
    expect(page.locator("#promises .hm-tag--on_track")).to_have_count(3)
    assert all(page.locator(f"#variable-{key}").is_checked() for key in KEYS)
    check_axe(page)
    page.reload()
    keyboard.fill(page.locator("#purpose"), "Hva som hjelper")
    keyboard.follow(page.locator("#send button"))
    expect(page.locator("h1")).to_contain_text("U-")
    address = page.url
    page.close()

    page = enter(context, "godkjenner")
    watch.attach(page)
    page.goto(address)
    keyboard = Keyboard(page)
    keyboard.tab_to(page.locator("#approval input[value=approve]"))
    keyboard.press("Space")
    keyboard.follow(page.locator("#approval button[data-variant=primary]"))
    worker.empty()
    expect(page.locator("h1 ~ .hm-tag--on_track")).to_be_visible(timeout=20_000)
    check_axe(page)
    page.close()

    page = enter(context, "forsker")
    watch.attach(page)
    page.goto(address)
    keyboard = Keyboard(page)
    keyboard.tab_to(page.locator("a").filter(has_text="data.csv"))
    with page.expect_download() as fetched:
        keyboard.press("Enter")
    fetched.value.save_as(tmp_path / "data.csv")
    lines = (tmp_path / "data.csv").read_text("ascii").splitlines()
    assert lines[0] == ";".join(KEYS)
    assert len(lines) > 95
    assert watch.faults == []
