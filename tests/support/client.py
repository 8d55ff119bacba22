"""A test client that looks at every page it gets, signs people in and fills in forms as a browser would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, Headers, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from tests.support.html import Form, Page, PageFault

ROOT = "https://localhost"
PASSWORD = "nokkel-til-prøvene"

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'; worker-src 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
"""What every answer carries, word for word. Written down a second time on purpose: a change must be meant."""
PAGE_HEADERS = {"Cache-Control": "no-store", "Content-Type": "text/html; charset=utf-8"}
FORBIDDEN_HEADERS = ("X-Powered-By", "Access-Control-Allow-Origin")


WELL_MADE: set[bytes] = set()
"""Pages that have been looked at and are well made: parsing one takes as long as making it, and tests come by again."""
CHANGING = re.compile(r'(name="(?:csrf_token|hm_key)" value=")[^"]+')


FRESH_FIELDS = {"csrf_token", "hm_key"}
FRESH = re.compile(r'name="(csrf_token|hm_key)" value="([^"]+)')
SIGN_IN_FORMS: dict[bytes, Form] = {}
"""The forms of the sign-in pages that have been met, in each language one."""


class PageResponse(TestResponse):
    """An answer, with its page parsed where it has one."""

    _page: Page | None = None

    @property
    def page(self) -> Page:
        """The page. Parsed once."""
        if self._page is None:
            self._page = Page(self.get_data(as_text=True))
        return self._page

    @property
    def nonce(self) -> str | None:
        """The nonce in the content security policy."""
        found = re.search(r"'nonce-([^']+)'", self.headers.get("Content-Security-Policy", ""))
        return found.group(1) if found else None


class PageClient(FlaskClient):
    """Checks every HTML page and the headers of every answer of ours; a fault fails the test that met it.

    `client.sign_in("veileder")`, `client.submit_form(url, **values)`, `client.get(url).page`. Requests come over https, as
    in operation, so that cookies marked Secure are kept. `checks_pages = False` switches the checks off, for a host's pages.
    """

    checks_pages = True
    seen_nonces: set[str]

    def __init__(self, application: Flask, *arguments: Any, **options: Any) -> None:
        super().__init__(application, *arguments, **options)
        self.response_wrapper = PageResponse
        self.seen_nonces = set()

    def open(self, *arguments: Any, **options: Any) -> PageResponse:
        """Send a request and check what comes back."""
        if arguments and isinstance(arguments[0], str) and not options.get("base_url"):
            options["base_url"] = ROOT
        response: PageResponse = super().open(*arguments, **options)  # type: ignore[assignment]
        if self.checks_pages:
            self.check(response)
        return response

    def get(self, *arguments: Any, **options: Any) -> PageResponse:
        """GET."""
        return self.open(*arguments, method="GET", **options)

    def post(self, *arguments: Any, **options: Any) -> PageResponse:
        """POST."""
        return self.open(*arguments, method="POST", **options)

    def check(self, response: PageResponse) -> None:
        """Fail with all faults of the answer at once."""
        faults = [
            f"the header {name} is {response.headers.get(name)!r}, not {value!r}"
            for name, value in HEADERS.items()
            if response.headers.get(name) != value
        ]
        faults += [
            f"the header {name} tells too much" for name in FORBIDDEN_HEADERS if name in response.headers
        ]
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            faults += self.check_page(response)
        if faults:
            request = response.request
            listed = "\n  ".join(faults)
            raise PageFault(f"{request.method} {request.path} answered {response.status_code}:\n  {listed}")

    def check_page(self, response: PageResponse) -> list[str]:
        """The faults of a page and of the headers that only pages have."""
        expected = PAGE_HEADERS | {"Content-Security-Policy": POLICY.format(nonce=response.nonce)}
        faults = [
            f"the header {name} is\n    {response.headers.get(name)!r}, not\n    {value!r}"
            for name, value in expected.items()
            if response.headers.get(name) != value
        ]
        if response.nonce in self.seen_nonces:
            faults.append("the nonce was used before")
        self.seen_nonces.add(response.nonce or "")
        if response.request.method != "HEAD":
            pattern = hash_pattern(response)
            if pattern not in WELL_MADE:
                found = response.page.faults(response.nonce)
                if not found:
                    WELL_MADE.add(pattern)
                faults += found
        return faults

    def follow(self, response: PageResponse) -> PageResponse:
        """Where a redirect leads, in as many steps as it takes."""
        for _ in range(5):
            if response.status_code not in (301, 302, 303, 307, 308):
                return response
            response = self.get(urljoin(response.request.url, response.location))
        raise PageFault(f"{response.request.path} redirects for ever")

    def sign_in(self, login: str, password: str = PASSWORD) -> PageResponse:
        """Sign in through the page that people use; the page that follows. Fails if that did not work."""
        return self.follow(self.enter(login, password))

    def enter(self, login: str, password: str = PASSWORD) -> PageResponse:
        """The same without looking at the page that follows: the answer that leads there."""
        with self.application.test_request_context(base_url=ROOT):
            url = url_for("hybridmentor.auth.sign_in")
        answer = self.post_form(self.read_sign_in_form(url), login=login, password=password)
        if answer.status_code not in (302, 303):
            raise PageFault(f"{login} could not sign in: {answer.status_code} {answer.page.body_text[:300]}")
        return answer

    def read_sign_in_form(self, url: str) -> Form:
        """The form with its real token. Nearly every test signs somebody in: a page that is known is not parsed again."""
        response = self.follow(self.get(url))
        pattern = hash_pattern(response)
        if pattern not in SIGN_IN_FORMS:
            SIGN_IN_FORMS[pattern] = response.page.form()
        known = SIGN_IN_FORMS[pattern]
        fresh = set(FRESH.findall(response.get_data(as_text=True)))
        # With two keys on the page only a parsed one tells which is the form's.
        if len(fresh) != len(FRESH_FIELDS & known.names):
            return self.read_form(url)
        values = MultiDict(known.values)
        for name, value in fresh:
            values[name] = value
        return replace(known, action=response.request.url, values=values)

    def sign_out(self) -> PageResponse:
        """Sign out through the button in the header."""
        with self.application.test_request_context(base_url=ROOT):
            action = url_for("hybridmentor.auth.sign_out")
        return self.follow(self.submit_form("/", action))

    def read_form(self, url: str, form: str | None = None) -> Form:
        """A form of a page, with its real token, key and version: fill it in and `post_form` it, twice if you like."""
        response = self.follow(self.get(url))
        if response.status_code != 200:
            raise PageFault(f"{url} answered {response.status_code}, a form was wanted")
        found = response.page.form(form)
        found.action = urljoin(response.request.url, found.action or response.request.url)
        return found

    def submit_form(
        self, url: str, form: str | None = None, *, extra: Mapping[str, Any] | None = None, **values: Any
    ) -> PageResponse:
        """GET the page, fill in the form (by id or action; the only one in `main` when left out) and send it.

        What is not named keeps the value the page gave it. A list sends a value several times, None sends nothing.
        A name that the form has not is refused; `extra` sends what no field of the form is for.
        """
        return self.post_form(self.read_form(url, form), extra=extra, **values)

    def post_form(
        self,
        form: Form,
        *,
        extra: Mapping[str, Any] | None = None,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        **values: Any,
    ) -> PageResponse:
        """Send a form that `read_form` gave; `files` are names and contents, by field."""
        unknown = sorted(values.keys() - form.names)
        if unknown:
            raise LookupError(
                f"the form {form.id or form.action!r} has no {', '.join(unknown)}; it has {', '.join(sorted(form.names))}"
            )
        data: MultiDict[str, str] = MultiDict(form.values)
        for name, value in {**values, **(extra or {})}.items():
            data.setlist(name, list_values(value))
        parts = urlsplit(form.action)
        if form.method == "get":
            return self.get(parts.path, query_string=data)
        headers = Headers({"Referer": form.action, "Origin": ROOT, "Sec-Fetch-Site": "same-origin"})
        if files:
            # Packed here: the client's own way leaves a large file open.
            packed = {name: FileStorage(BytesIO(content), told) for name, (told, content) in files.items()}
            boundary, body = encode_multipart(MultiDict([*data.items(multi=True), *packed.items()]))
            headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
            return self.post(parts.path, query_string=parts.query, data=body, headers=headers)
        return self.post(parts.path, query_string=parts.query, data=data, headers=headers)


def hash_pattern(response: PageResponse) -> bytes:
    """The same for two pages that differ in nothing but the nonce of their policy, the token and the key."""
    text = CHANGING.sub(r"\1", response.get_data(as_text=True))
    if response.nonce:
        text = text.replace(f'nonce="{response.nonce}"', 'nonce=""')
    return sha256(text.encode()).digest()


def list_values(value: Any) -> list[str]:
    """The values to send for what a test gave: nothing, one, or several."""
    if value is None or value is False:
        return []
    if isinstance(value, (list, tuple, set)):
        return [str(one) for one in value]
    return ["y" if value is True else str(value)]
