"""Markdown in what people write about experiences: paragraphs, lists, emphasis, quotes, code and links; never markup of theirs.

What is typed in angle brackets or as an entity is shown as it was typed. Links lead to http, https and mailto only. What the
kept library makes is cleaned once more by another one, so that a fault in one of them is not enough.
"""

import re
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

SCHEMES = ("http", "https", "mailto")
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "code", "pre"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
OFF = ("heading", "lheading", "html_block", "html_inline", "entity", "image", "reference", "code", "hr")
"""Headings belong to the page; the others turn what was typed into something else than it says, or fetch it from elsewhere."""
MARKED = re.compile(r"[*_`\[\]<>\\\x00]|^[^\S\n]*(?:[-+]|\d+[.)])", re.MULTILINE)
"""A text without any of this is the same before and after."""
ADDRESS = re.compile(rf"(?:{'|'.join(SCHEMES)}):[^\s\\]+", re.IGNORECASE)


def is_safe_address(address: str) -> bool:
    """Whether a link may lead there: a whole address of one of `SCHEMES`."""
    return ADDRESS.fullmatch(address) is not None


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False, "typographer": False})
    parser.validateLink = is_safe_address  # type: ignore[assignment, method-assign]
    return parser.disable(list(OFF))


_PARSER = _make_parser()


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    # A title or a language that somebody gives a link is no part of what is read.
    if name in ("title", "lang") or (name == "href" and not is_safe_address(value)):
        return None
    return value


def render_markdown(text: str | None) -> Markup:
    """The text as markup that can stand in a page; empty for none."""
    made = _PARSER.render(text or "")
    return Markup(  # noqa: S704  cleaned in the same breath
        nh3.clean(
            made,
            tags=TAGS,
            attributes=ATTRIBUTES,
            attribute_filter=_keep_attribute,
            url_schemes=set(SCHEMES),
            link_rel="noopener noreferrer nofollow",
            set_tag_attribute_values={"a": {"class": "aksel-link"}},
        ).strip()
    )


def strip_markdown(text: str | None) -> str:
    """The words of the text on one line, without what marks them: for a card."""
    if not MARKED.search(text or ""):
        return " ".join((text or "").split())
    made = re.sub(r"</(?:p|li|blockquote|pre)>|<br>", " ", str(render_markdown(text)))
    return " ".join(unescape(re.sub(r"<[^>]*>", "", made)).split())
