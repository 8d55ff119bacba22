"""Markdown: what it makes of what people write, and that it makes nothing else."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given, strategies as st

from hybridmentor.web import markdown
from hybridmentor.web.markdown import ATTRIBUTES, TAGS, is_safe_address, render_markdown, strip_markdown
from tests.security.payloads import make_texts

KEPT = {"class", "rel"}
TEXTS = make_texts("felt")


def check_markup(text: str) -> None:
    """Only our few elements with their few attributes, and links that lead where they may."""
    made = str(render_markdown(text))
    tree = html5lib.parseFragment(made, namespaceHTMLElements=False)
    for element in tree.iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag in TAGS, made
        for name, value in element.attrib.items():
            assert name in KEPT | ATTRIBUTES.get(element.tag, set()), made
            assert name != "href" or is_safe_address(value), made


@pytest.mark.parametrize("kind", TEXTS)
def test_no_payload_becomes_markup(kind: str):
    check_markup(TEXTS[kind])
    check_markup(f"- {TEXTS[kind]}\n- > **{TEXTS[kind]}**")


@pytest.mark.parametrize("kind", TEXTS)
def test_the_second_belt_holds_by_itself(kind: str, monkeypatch: pytest.MonkeyPatch):
    """Whatever the first library lets through: here all of it."""

    class Careless:
        def render(self, text: str) -> str:
            return text

    monkeypatch.setattr(markdown, "_PARSER", Careless())
    check_markup(TEXTS[kind])


@given(st.text(alphabet="<>[]()!*_`\"'&#:/ \n\\abjscripthtp", max_size=60))
def test_nothing_that_is_typed_becomes_other_markup(text: str):
    check_markup(text)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Vi **prøvde** *to*", "<p>Vi <strong>prøvde</strong> <em>to</em></p>"),
        ("Først\nså", "<p>Først<br>\nså</p>"),
        ("- en\n- to", "<ul>\n<li>en</li>\n<li>to</li>\n</ul>"),
        ("3. tre", '<ol start="3">\n<li>tre</li>\n</ol>'),
        ("> sagt", "<blockquote>\n<p>sagt</p>\n</blockquote>"),
        ("# Ikke en overskrift", "<p># Ikke en overskrift</p>"),
        ("Over\n====", "<p>Over<br>\n====</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("&lt;b&gt;", "<p>&amp;lt;b&amp;gt;</p>"),
        ("    innrykk", "<p>innrykk</p>"),
        ("snake_case_navn", "<p>snake_case_navn</p>"),
        (None, ""),
    ],
)
def test_what_is_made(text: str | None, made: str):
    assert str(render_markdown(text)) == made


def test_links_lead_to_web_and_mail_and_tell_nothing_of_us():
    for address in ("https://nav.no/a?b=1", "http://nav.no", "mailto:post@nav.no", "HTTPS://nav.no"):
        made = str(render_markdown(f"[her]({address})"))
        assert f'href="{address}"' in made
        assert 'rel="noopener noreferrer nofollow"' in made
    for address in ("/saker", "//nav.no", "nav.no", "ftp://nav.no", "file:///etc", "tel:12345678", "#x", ""):
        assert "href" not in str(render_markdown(f"[her]({address})"))


@given(st.text(alphabet="ab \n-+*_1.)(~=|>#&;!:\\`æ\t", max_size=40))
def test_a_text_that_is_not_marked_is_the_same_by_the_short_way(text: str):
    short = strip_markdown(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "MARKED", re.compile(""))
        assert strip_markdown(text) == short


def test_words_without_what_marks_them():
    assert strip_markdown("**Vi** [ringte](https://nav.no)\n\n- en\n- to") == "Vi ringte en to"
    assert strip_markdown("a < b &amp; <i>c</i>") == "a < b &amp; <i>c</i>"
    assert not re.search(r"[<>]", strip_markdown("**a** `b`"))
    assert strip_markdown(None) == ""
