"""The markup of the timeline: pictures with title and description, a table of the same entries, and nothing inline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask, g

from hybridmentor.documents.timeline import draw_timeline
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.i18n import LANGUAGES
from tests.support.html import read_text, strip_namespace
from tests.support.timelines import TIMELINES

SVG = "{http://www.w3.org/2000/svg}"
every_state = pytest.mark.parametrize("state", TIMELINES)


@pytest.fixture
def request_app(plain_app: Flask) -> Iterator[Flask]:
    """The application in a request."""
    with plain_app.test_request_context():
        yield plain_app


def render(app: Flask, state: str, language: str = "nb", **values: object) -> str:
    """The markup of the component in a state."""
    g.hm_language = language
    drawing = draw_timeline(TIMELINES[state](), get_practice_model("hybridmodellen"), language)
    component = app.jinja_env.get_template("hybridmentor/components/timeline.html")
    return str(component.module.timeline(drawing, **values))  # type: ignore[attr-defined]


def parse(markup: str) -> Element:
    """The markup as a strict parser reads it."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(f"<!doctype html><html><head><title>t</title></head><body>{markup}</body></html>")


@every_state
def test_pictures_have_title_and_description(request_app: Flask, state: str):
    page = parse(render(request_app, state))
    pictures = [one for one in page.iter(f"{SVG}svg") if one.get("role") == "img"]
    assert len(pictures) == 2
    for picture in pictures:
        named = (picture.get("aria-labelledby") or "").split()
        words = {one.get("id"): one for one in picture if one.tag in (f"{SVG}title", f"{SVG}desc")}
        assert list(words) == named
        assert all(len(read_text(one)) > 20 for one in words.values())
    others = [one for one in page.iter(f"{SVG}svg") if one.get("role") != "img"]
    assert all(one.get("aria-hidden") == "true" for one in others)


@every_state
def test_the_table_has_every_entry(request_app: Flask, state: str):
    page = parse(render(request_app, state))
    rows = page.findall(".//tbody/tr")
    assert len(rows) == len(TIMELINES[state]().points)
    assert all(all(read_text(cell) for cell in row) and len(row) == 3 for row in rows)
    assert (page.find(".//table") is None) == (not rows)


@every_state
def test_nothing_is_inline_and_nothing_is_left_open(request_app: Flask, state: str):
    for language in LANGUAGES:
        markup = render(request_app, state, language)
        assert "timeline." not in markup.replace("timeline.html", "")
        for element in parse(markup).iter():
            if isinstance(element.tag, str):
                assert strip_namespace(element) not in ("style", "script")
                assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
                assert "None" not in [element.text, *element.attrib.values()]


def test_two_on_a_page_have_ids_of_their_own(request_app: Flask):
    page = parse(render(request_app, "typical") + render(request_app, "closed", id="other"))
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) > 10
    used = {
        value.removeprefix("url(").rstrip(")")
        for element in page.iter()
        for value in element.attrib.values()
        if value.startswith(("#", "url(#"))
    }
    assert {one.removeprefix("#") for one in used} <= set(ids)
    labels = {one for element in page.iter() for one in element.get("aria-labelledby", "").split()}
    assert labels <= set(ids)


def test_every_sign_is_in_the_sprite(request_app: Flask):
    sprite = (request_app.jinja_env.globals["hm_asset"])("icons.svg")
    text = (Path(request_app.root_path) / "static" / "icons.svg").read_text("utf-8")
    known = {f"#{one.get('id')}" for one in html5lib.parse(text).iter() if one.get("id")}
    for state in TIMELINES:
        for language in LANGUAGES:
            page = parse(render(request_app, state, language))
            signs = {use.get("href", "") for use in page.iter(f"{SVG}use")}
            assert {sign.removeprefix(sprite) for sign in signs} <= known


def test_there_is_a_way_to_the_whole_and_back_where_there_is_more(request_app: Flask):
    page = parse(render(request_app, "typical"))
    assert {one.get("href") for one in page.iter("a")} == {"#timeline-whole", "#timeline-recent"}
    assert list(parse(render(request_app, "new")).iter("a")) == []


def test_words_are_escaped(request_app: Flask):
    timeline = TIMELINES["new"]()
    lanes = tuple(replace(lane, note="<b>&") for lane in timeline.lanes)
    drawing = draw_timeline(replace(timeline, lanes=lanes), get_practice_model("hybridmodellen"), "nb")
    component = request_app.jinja_env.get_template("hybridmentor/components/timeline.html")
    markup = str(component.module.timeline(drawing))  # type: ignore[attr-defined]
    assert "<b>" not in markup
    assert "&lt;b&gt;&amp;" in markup
