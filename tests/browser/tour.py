"""A walk through the application in one browser profile: who looks, in which language, at which size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from playwright.sync_api import BrowserContext, Cookie, Locator, Page
from sqlalchemy import select, update

from hybridmentor.models import Case, User
from tests.browser.scenes import CASES
from tests.support.apps import Site
from tests.support.browser import Watch, sign_in

SUBMIT = ".hm-form button[type=submit]:not([value=keep])"


@dataclass
class Tour:
    """One tab that stays open. Signing in costs once for each account; after that its cookie is put back."""

    context: BrowserContext
    page: Page
    site: Site
    address: str
    language: str = "nb"
    cookies: dict[str | None, list[Cookie]] = field(default_factory=dict)
    cases: dict[str, UUID] = field(default_factory=dict)
    watch: Watch = field(init=False)
    expected: list[str] = field(default_factory=list)
    used_what_is_seen: bool = False
    """Whether the way since the test began led through what one width shows and another may not."""

    def __post_init__(self) -> None:
        self.watch = Watch(self.address)
        self.watch.attach(self.page)
        with self.site.session() as session:
            session.execute(update(User).values(language=self.language))
            session.commit()
            shown = session.scalars(select(Case)).all()
            named = {case.jobseeker.name if case.jobseeker else case.number: case.id for case in shown}
        self.cases = {key: named[name] for key, name in CASES.items()}
        self.cases["example"] = named["AFI-sak 21"]
        self.cases["elsewhere"] = named["Bruker Nummer0"]
        self.cases["full_log"] = named["Bruker Nummer55"]

    def begin(self) -> None:
        """Forget what happened before: each test answers for itself."""
        self.watch.faults.clear()
        self.expected = []
        self.used_what_is_seen = False

    def enter(self, login: str | None) -> None:
        """Be this person from now on, or nobody."""
        self.context.clear_cookies()
        if login in self.cookies:
            self.context.add_cookies(self.cookies[login])  # type: ignore[arg-type]  # a cookie read is a cookie to set
            return
        if login is None:
            self.page.goto("/sign-in")
            self.page.locator(f"button[name=language][value={self.language}]").click()
        else:
            sign_in(self.page, login)
        self.cookies[login] = self.context.cookies()

    def go(self, path: str, login: str | None = "veileder") -> None:
        """Open a page as somebody."""
        self.enter(login)
        self.page.goto(path)

    def open_case(self, key: str, path: str = "", login: str = "veileder") -> None:
        """Open a case, or a page of it."""
        self.go(f"/cases/{self.cases[key]}{path}", login)

    def fill(self, **values: str) -> None:
        """Fill in text fields, by name."""
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").fill(value)

    def choose(self, **values: str) -> None:
        """Choose radio buttons, by name and value."""
        for name, value in values.items():
            self.page.locator(f"main input[name={name}][value='{value}']").check()

    def submit(self) -> None:
        """Send the form of the page, and be where that leads. The page asks first whether its form can be sent."""
        with self.page.expect_navigation():
            self.page.locator(SUBMIT).last.click()
        self.page.wait_for_load_state()

    def submit_unasked(self) -> None:
        """Send the form of the page as it is sent without script: nothing asks first whether it can be."""
        with self.page.expect_navigation():
            self.find("form.hm-form").last.evaluate("(form) => HTMLFormElement.prototype.submit.call(form)")
        self.page.wait_for_load_state()

    def unfold(self) -> None:
        """Open every fold of the page itself, one by one as people do. A menu is none: it shuts when one goes on."""
        folds = self.find("main details:not([open], .hm-more) > summary:visible")
        while folds.count():
            folds.first.click()

    def expect_fault(self, words: str) -> None:
        """The watch may see this: the page is about it."""
        self.expected.append(words)

    def list_faults(self) -> list[str]:
        """What the watch has seen since the test began."""
        return [fault for fault in self.watch.faults if not any(words in fault for words in self.expected)]

    def find(self, selector: str) -> Locator:
        """Something on the page."""
        self.used_what_is_seen = self.used_what_is_seen or ":visible" in selector
        return self.page.locator(selector)

    @contextmanager
    def change_setting(self, name: str, value: Any) -> Iterator[None]:
        """Run the application with another setting for a while."""
        settings = self.site.app.extensions["hybridmentor"].config
        before = settings[name]
        settings[name] = value
        try:
            yield
        finally:
            settings[name] = before


State = Callable[[Tour], None]
