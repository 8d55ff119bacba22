"""A live server for the browser, and axe."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import ConsoleMessage, Page, Request
from werkzeug.serving import make_server

from tests.support.client import PASSWORD

VIEWPORTS = {"desktop": {"width": 1400, "height": 900}, "phone": {"width": 360, "height": 780}}
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def answer_whole(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The application, its answers made before the first byte is sent.

    Where a browser goes away in the middle of a file, the server leaves the file open, which is a warning in another test.
    """

    def answer(environ: Any, start_response: Any) -> Iterable[bytes]:
        parts = app(environ, start_response)
        try:
            return list(parts)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()

    return answer


@contextmanager
def serve(app: Flask, port: int = 0) -> Iterator[str]:
    """The application in a thread of this process, on a free port unless one is told; its address, no slash at the end."""
    # Werkzeug writes a line for each request to standard error.
    log = logging.getLogger("werkzeug")
    level = log.level
    log.setLevel(logging.ERROR)
    server = make_server("127.0.0.1", port, answer_whole(app), threaded=True)
    # So that closing waits for requests under way.
    server.daemon_threads = False  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="live server")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        log.setLevel(level)


@dataclass
class Watch:
    """What a page does that no page may do: faults in the console, requests to other sites, answers of 500 and more."""

    home: str
    faults: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        """Watch a page from now on."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"a script failed: {error}"))
        page.on("request", self._see)
        page.on("response", lambda answer: self._check_status(answer.url, answer.status))

    def _hear(self, message: ConsoleMessage) -> None:
        # Chromium reports every answer of 400 and more here; pages that refuse input answer so, and rightly.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"the console says: {message.text}")

    def _see(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(self.home).netloc:
            self.faults.append(f"the page reaches for {request.url}")

    def _check_status(self, url: str, status: int) -> None:
        if status >= 500 or (status == 404 and "/static/" in url):
            self.faults.append(f"{url} answered {status}")


def check_axe(page: Page, **options: Any) -> None:
    """Fail if axe finds anything on the page as it stands now, at every level of WCAG 2.2 A and AA and its good practice."""
    wanted = {"runOnly": {"type": "tag", "values": list(AXE_TAGS)}, "resultTypes": ["violations"], **options}
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    # What is in order stays in the page: telling it takes a third as long again as finding out.
    violations = page.evaluate("options => axe.run(options).then(results => results.violations)", wanted)
    found = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
        + "\n    ".join(node["html"][:200] for node in violation["nodes"])
        for violation in violations
    ]
    assert not found, f"axe on {page.url} at {page.viewport_size}:\n  " + "\n  ".join(found)


def check_no_sideways_scroll(page: Page) -> None:
    """Fail if the page is wider than the window."""
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1], f"{page.url} is {widths[0]} px wide in a window of {widths[1]} px"


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Sign in through the page that people use, by its labels."""
    page.goto("/")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_load_state()
    assert page.locator("input[name=password]").count() == 0, f"{login} could not sign in"
