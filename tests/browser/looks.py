"""What a page in the browser is looked at for. Each function gives the faults it finds, as sentences; none is a clean page.

Axe sees much of WCAG 2.2 but not all: where the focus is shown (2.4.7), what covers it (2.4.11), whether words are cut
off (1.4.10), how large a target is to a finger.
"""

from __future__ import annotations

import gzip

from playwright.sync_api import Page

from hybridmentor.i18n import translate
from tests.support.browser import check_axe

LEAST_TARGET = 24
"""CSS pixels in both directions, WCAG 2.5.8."""
LEAST_TOUCH = 44
"""The same for what a thumb presses on a telephone."""
NARROWEST = {"width": 320, "height": 256}
"""What a window of 1280 x 1024 has left at 400 %, WCAG 1.4.10."""
MOST_HTML = 40_000
MOST_STYLE = 40_000
MOST_SCRIPT = 30_000
"""Bytes after gzip."""

SMALL_TARGETS = """([least, touch]) => {
    const targets = 'a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex="0"]';
    const hidden = '.hm-skip:not(:focus), .hm-shortcut:not(:focus)';
    const seen = (element) => element.checkVisibility({visibilityProperty: true}) && !element.matches(hidden);
    const off = (box) => box.right <= 0 || box.bottom + scrollY <= 0;
    // A word in a sentence is as high as its line: WCAG lets it be.
    const inSentence = (element) => element.matches('a') && getComputedStyle(element).display === 'inline'
        && [...element.parentElement.childNodes].some((node) => node !== element && node.textContent.trim().length > 1
            && (node.nodeType === Node.TEXT_NODE || getComputedStyle(node).display === 'inline'));
    const grown = (element) => {
        let box = element.getBoundingClientRect();
        const label = element.labels?.[0];
        // A box to tick and its words are one target; the words of other fields stand above them.
        if (label && element.matches('[type=checkbox], [type=radio]') && seen(label)) {
            const more = label.getBoundingClientRect();
            box = new DOMRect(Math.min(box.left, more.left), Math.min(box.top, more.top),
                Math.max(box.right, more.right) - Math.min(box.left, more.left),
                Math.max(box.bottom, more.bottom) - Math.min(box.top, more.top));
        }
        // A control may reach farther than it shows: Aksel's boxes and circles do.
        const before = getComputedStyle(element, '::before');
        if (before.content !== 'none' && before.position === 'absolute') {
            const [width, height] = [parseFloat(before.width), parseFloat(before.height)];
            box = new DOMRect(box.x, box.y, Math.max(box.width, width), Math.max(box.height, height));
        }
        // A link may lie over the whole of its row.
        const after = getComputedStyle(element, '::after');
        if (after.content !== 'none' && after.position === 'absolute') {
            const row = element.closest('.hm-row-link');
            if (row) box = row.getBoundingClientRect();
        }
        return box;
    };
    const pressed = 'button, summary, select, textarea, input, .hm-button, .hm-nav__a, .hm-tabs__a';
    const shown = [...document.querySelectorAll(targets)].filter((element) => seen(element) && !element.disabled);
    return shown.flatMap((element) => {
        const box = grown(element);
        if (off(box) || inSentence(element)) return [];
        const wanted = touch && element.matches(pressed) ? touch : least;
        // Half a pixel is rounding.
        if (box.width + 0.5 >= wanted && box.height + 0.5 >= wanted) return [];
        const words = (element.innerText || element.labels?.[0]?.innerText || element.name || '').trim().slice(0, 40);
        const size = `${Math.round(box.width)} x ${Math.round(box.height)}`;
        return [`${element.tagName.toLowerCase()} "${words}" is ${size}, not ${wanted}`];
    });
}"""

CUT_WORDS = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const node = walker.currentNode, element = node.parentElement;
        if (!node.textContent.trim() || !element.checkVisibility({visibilityProperty: true})) continue;
        if (element.closest('.aksel-sr-only, .hm-skip, .hm-shortcut, caption, thead, option')) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const text = range.getBoundingClientRect();
        for (let box = element; box && box !== document.body; box = box.parentElement) {
            const style = getComputedStyle(box), edge = box.getBoundingClientRect();
            if (style.overflowX === 'auto' || style.overflowX === 'scroll') break;
            const isPanel = style.overflowX !== 'visible' || box.matches('.hm-panel, .hm-tile__face, .hm-tag, main');
            if (isPanel && (text.right > edge.right + 1 || text.left < edge.left - 1)) {
                const far = Math.round(Math.max(text.right - edge.right, edge.left - text.left));
                found.push(`"${node.textContent.trim().slice(0, 60)}" reaches ${far} px out of ${box.className || box.tagName}`);
                break;
            }
        }
    }
    return found;
}"""


def find_axe_faults(page: Page) -> list[str]:
    """What axe finds, in a window as high as the page: what only lies under a bar until one scrolls is no fault."""
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    try:
        check_axe(page)
    except AssertionError as fault:
        return [str(fault)]
    finally:
        page.set_viewport_size(size)
    return []


def find_sideways_scroll(page: Page) -> list[str]:
    """Whether the page must be scrolled sideways."""
    wide, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return [f"{wide} px wide in a window of {window} px"] if wide > window else []


def find_cut_words(page: Page) -> list[str]:
    """Words that reach out of the box they stand in, or are cut off at its edge."""
    found: list[str] = page.evaluate(CUT_WORDS)
    return found


def find_faults_when_enlarged(page: Page) -> list[str]:
    """What goes wrong when the page is enlarged to 400 %: scrolling sideways and words cut off."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]  # a TypedDict of the library
    found = [f"at 400 %: {fault}" for fault in find_sideways_scroll(page) + find_cut_words(page)]
    page.set_viewport_size(size)
    return found


def find_small_targets(page: Page) -> list[str]:
    """What is too small to hit: 24 px, and on a narrow screen 44 px for buttons, tiles and fields."""
    size = page.viewport_size
    assert size is not None
    touch = LEAST_TOUCH if size["width"] < 768 else None
    found: list[str] = page.evaluate(SMALL_TARGETS, [LEAST_TARGET, touch])
    return found


def find_title_faults(page: Page, language: str) -> list[str]:
    """The title is the page's heading and the application's name, with the word for a fault first where there is one."""
    heading = page.locator("h1").inner_text()
    has_fault = page.locator("#error-summary").count() > 0
    wanted = translate(language, "form.error_title", title=heading) if has_fault else heading
    title = f"{wanted} - {translate(language, 'app.name')}"
    return [] if page.title() == title else [f"the title is {page.title()!r}, not {title!r}"]


def find_language_faults(page: Page, language: str) -> list[str]:
    """The page says which language it is in, and it is the one that was chosen."""
    told = page.locator("html").get_attribute("lang")
    return [] if told == language else [f"the page says it is in {told!r}, not in {language!r}"]


def measure_gzip(content: bytes) -> int:
    """Bytes on the wire, as a server in front of us sends them."""
    return len(gzip.compress(content, 6, mtime=0))


def find_heavy_html(page: Page) -> list[str]:
    """Whether the page as it stands weighs too much."""
    weight = measure_gzip(page.content().encode())
    return [f"{weight} bytes of HTML after gzip, at most {MOST_HTML}"] if weight > MOST_HTML else []
