"""Read a rendered page the way a strict parser does, and say what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as PARSE_ERRORS
from werkzeug.datastructures import MultiDict

from hybridmentor.i18n import LANGUAGES, translate

TOKEN_FIELD = "csrf_token"
KEY_FIELD = "hm_key"
VERSION_FIELD = "hm_version"
ERROR_TITLE = "form.error_title"

UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
LOADING = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "use": "href",
    "source": "src",
    "form": "action",
}
REFERRING = (
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-errormessage",
    "form",
    "list",
    "headers",
)
MESSAGE_ID = re.compile(r"\b[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+\b")
HOLE = re.compile(r"\{\w+\}|\{\{|\{%|%\(\w+\)s")
WHITE_SPACE = re.compile(r"\s+")


class PageFault(AssertionError):
    """A page breaks the rules that hold for every page."""


def list_titles(heading: str) -> tuple[str, ...]:
    """What the title of a page may start with: its heading, or the words for a page with errors in one of the languages."""
    return heading, *(translate(language, ERROR_TITLE, title=heading) for language in LANGUAGES)


def squeeze(text: str | None) -> str:
    """Text as a reader sees it: runs of white space are one space."""
    return WHITE_SPACE.sub(" ", text or "").strip()


def read_text(element: Element) -> str:
    """All text inside an element."""
    return squeeze("".join(element.itertext()))


@dataclass
class Form:
    """A form as a browser would send it: where to, how, and the values of its successful controls."""

    element: Element
    action: str
    method: str
    values: MultiDict[str, str]
    names: frozenset[str]

    @property
    def id(self) -> str | None:
        """The id of the form, if it has one."""
        return self.element.get("id")


class Page:
    """A parsed page. `faults` says what is wrong with it; the rest is for tests to look around."""

    def __init__(self, text: str) -> None:
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        self.text = text
        self.root: Element = parser.parse(text)
        self.parse_errors = [
            f"line {position[0]}, column {position[1]}: {PARSE_ERRORS[code] % (data or {})}"
            for position, code, data in parser.errors
        ]
        self.parents = {child: parent for parent in self.root.iter() for child in parent}
        # The tag of a comment is a function.
        self._named = [(strip_namespace(one), one) for one in self.root.iter() if not callable(one.tag)]

    def elements(self, *names: str) -> list[Element]:
        """The elements with one of the names (all without a name), in the order of the page."""
        return [one for name, one in self._named if not names or name in names]

    def find(self, element_id: str) -> Element | None:
        """The element with an id."""
        return next((one for one in self.elements() if one.get("id") == element_id), None)

    @property
    def title(self) -> str:
        """The text of the title."""
        return squeeze("".join(read_text(one) for one in self.root.findall("head/title")[:1]))

    @property
    def heading(self) -> str:
        """The text of the first h1."""
        return squeeze("".join(read_text(one) for one in self.elements("h1")[:1]))

    @property
    def language(self) -> str | None:
        """The language of the page."""
        return self.root.get("lang")

    @property
    def body_text(self) -> str:
        """What a reader sees: the text of the body, without scripts and styles."""
        return squeeze(" ".join(self._walk_text()))

    def _walk_text(self) -> Iterator[str]:
        hidden = {inner for one in self.elements("script", "style", "head") for inner in one.iter()}
        for one in self.elements():
            if one not in hidden and one.text:
                yield one.text
            if one.tail and self.parents.get(one) not in hidden:
                yield one.tail

    @property
    def links(self) -> list[str]:
        """The targets of all links."""
        return [one.get("href", "") for one in self.elements("a") if one.get("href") is not None]

    @property
    def forms(self) -> list[Form]:
        """All forms, filled as they were sent to the browser."""
        controls = [one for one in self.elements("input", "select", "textarea", "button") if one.get("name")]
        return [self._read_form(one, controls) for one in self.elements("form")]

    def _read_form(self, element: Element, controls: list[Element]) -> Form:
        values: MultiDict[str, str] = MultiDict()
        names = set()
        own = set(element.iter())
        for control in controls:
            name = control.get("name")
            belongs = control.get("form") == element.get("id") if control.get("form") else control in own
            if not name or not belongs:
                continue
            names.add(name)
            if control.get("disabled") is None:
                for value in read_control(control):
                    values.add(name, value)
        action, method = element.get("action", ""), element.get("method", "get").lower()
        return Form(element, action, method, values, frozenset(names))

    def form(self, wanted: str | None = None) -> Form:
        """The form with this id or action; without a name: the only form inside `main` that is posted.

        A form that is there twice, in the menu for each width, counts as one.
        """
        forms = self.forms
        if wanted is not None:
            found = [one for one in forms if wanted in (one.id, one.action, urlsplit(one.action).path)]
        else:
            main = self.elements("main")
            inside = {inner for one in main for inner in one.iter()}
            found = [one for one in forms if one.method == "post" and one.element in inside]
        if len({(one.action, one.method, one.names) for one in found}) != 1:
            known = ", ".join(f"{one.method} id={one.id!r} action={one.action!r}" for one in forms)
            raise LookupError(
                f"{len(found)} forms answer to {wanted!r} on {self.title!r}; the page has: {known or 'none'}"
            )
        return found[0]

    def faults(self, nonce: str | None) -> list[str]:
        """Everything that is wrong with the page, a sentence each. `nonce` is the one of the response's policy."""
        checks = (
            self._check_outline(),
            self._check_ids(),
            self._check_labels(),
            self._check_forms(),
            self._check_inline(nonce),
            self._check_outside(),
            self._check_words(),
        )
        return [f"the parser says: {fault}" for fault in self.parse_errors] + [
            one for found in checks for one in found
        ]

    def _check_outline(self) -> Iterator[str]:
        headings = self.elements("h1")
        if len(headings) != 1:
            yield f"there are {len(headings)} h1, there must be one"
        if not self.heading:
            yield "the h1 is empty"
        if not self.title.startswith(list_titles(self.heading)):
            yield f"the title {self.title!r} does not start with the h1 {self.heading!r}"
        if self.language not in LANGUAGES:
            yield f"the language of the page is {self.language!r}"
        for name, found in (("title", self.root.findall("head/title")), ("main", self.elements("main"))):
            if len(found) != 1:
                yield f"there are {len(found)} {name}, there must be one"
        levels = [int(strip_namespace(one)[1]) for one in self.elements("h1", "h2", "h3", "h4", "h5", "h6")]
        for before, after in pairwise(levels):
            if after > before + 1:
                yield f"a heading of level {after} follows one of level {before}"

    def _check_ids(self) -> Iterator[str]:
        ids = Counter(one.get("id") for one in self.elements() if one.get("id") is not None)
        yield from (f"the id {name!r} is there {count} times" for name, count in ids.items() if count > 1)
        for one in self.elements():
            for attribute in REFERRING:
                for name in (one.get(attribute) or "").split():
                    if name not in ids:
                        yield f"{describe(one)} refers to {name!r} in {attribute}, which is not on the page"
            href = one.get("href") or ""
            if href.startswith("#") and href[1:] not in ids:
                yield f"{describe(one)} leads to {href!r}, which is not on the page"

    def _check_labels(self) -> Iterator[str]:
        labelled = {one.get("for") for one in self.elements("label") if read_text(one)}
        for one in self.elements("input", "select", "textarea"):
            if strip_namespace(one) == "input" and one.get("type", "text").lower() in UNLABELLED:
                continue
            wrapped = any(
                strip_namespace(outer) == "label" and read_text(outer) for outer in self._ancestors(one)
            )
            if not (
                wrapped
                or one.get("id") in labelled
                or squeeze(one.get("aria-label"))
                or one.get("aria-labelledby")
            ):
                yield f"{describe(one)} has no label"
        for one in self.elements("a", "button"):
            named = read_text(one) or squeeze(one.get("aria-label")) or one.get("aria-labelledby")
            if not named and not any(image.get("alt") for image in one.iter("img")):
                yield f"{describe(one)} has no name"
        for one in self.elements("img"):
            if one.get("alt") is None:
                yield f"{describe(one)} has no alt"

    def _ancestors(self, element: Element) -> Iterator[Element]:
        while element in self.parents:
            element = self.parents[element]
            yield element

    def _check_forms(self) -> Iterator[str]:
        for form in self.forms:
            where = f"the form {form.id or form.action!r}"
            if form.method not in ("get", "post"):
                yield f"{where} is sent with {form.method}"
            if form.method == "post" and not form.values.get(TOKEN_FIELD):
                yield f"{where} has no token"
            if form.method == "get" and TOKEN_FIELD in form.names:
                yield f"{where} would put the token into the address"
            if any(strip_namespace(outer) == "form" for outer in self._ancestors(form.element)):
                yield f"{where} lies inside another form"

    def _check_inline(self, nonce: str | None) -> Iterator[str]:
        for one in self.elements():
            for name, value in one.attrib.items():
                if name == "style" or name.startswith(("on", "hx-on")):
                    yield f"{describe(one)} has an inline {name}"
                if name in ("href", "action", "src") and value.strip().casefold().startswith(
                    ("javascript:", "data:text")
                ):
                    yield f"{describe(one)} runs a script from {name}"
        for one in self.elements("script", "style"):
            if strip_namespace(one) == "style":
                yield "there is a style element"
            elif nonce is None or one.get("nonce") != nonce:
                yield f"{describe(one)} has not the nonce of the policy"
            elif not one.get("src") and one.get("type") not in ("application/json", "importmap"):
                yield "there is a script in the page itself"

    def _check_outside(self) -> Iterator[str]:
        for one in self.elements(*LOADING):
            target = one.get(LOADING[strip_namespace(one)]) or ""
            if urlsplit(target).netloc:
                yield f"{describe(one)} reaches for another site: {target}"

    def _check_words(self) -> Iterator[str]:
        areas = list_message_areas()
        attributes = ("aria-label", "title", "placeholder", "alt", "value")
        said = [
            self.title,
            self.body_text,
            *(one.get(name, "") for one in self.elements() for name in attributes),
        ]
        for text in said:
            for found in MESSAGE_ID.findall(text):
                if found.split(".")[0] in areas:
                    yield f"a message id is shown instead of its words: {found}"
            yield from (f"a parameter was not put in: {found}" for found in HOLE.findall(text))
        for one in self.elements():
            if squeeze(one.text) == "None" and strip_namespace(one) not in ("script", "style"):
                yield f"{describe(one)} shows None"


@cache
def list_message_areas() -> frozenset[str]:
    """The first parts of all message ids."""
    from tools.words import read_catalogue

    ids = (
        one.id[0] if isinstance(one.id, (tuple, list)) else one.id for one in read_catalogue("nb") if one.id
    )
    return frozenset(one.split(".")[0] for one in ids)


def strip_namespace(element: Element) -> str:
    """The name of an element, drawn ones (svg) too."""
    return str(element.tag).rpartition("}")[2]


def describe(element: Element) -> str:
    """An element in a few words, to find it on the page."""
    shown = " ".join(
        f'{name}="{element.get(name)}"'
        for name in ("id", "name", "type", "class", "href", "src")
        if element.get(name)
    )
    return f"<{strip_namespace(element)} {shown}>".replace(" >", ">")


def read_control(control: Element) -> list[str]:
    """The values that a browser would send for a control that nobody touched. Buttons send nothing."""
    name, kind = strip_namespace(control), control.get("type", "text").lower()
    if name == "textarea":
        return [(control.text or "").removeprefix("\n")]
    if name == "select":
        options = [one for one in control.iter("option") if one.get("disabled") is None]
        chosen = [one for one in options if one.get("selected") is not None]
        if not chosen and control.get("multiple") is None:
            chosen = options[:1]
        return [one.get("value", squeeze(one.text)) for one in chosen]
    if name == "button" or kind in ("submit", "button", "reset", "image", "file"):
        return []
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")] if control.get("checked") is not None else []
    return [control.get("value", "")]
