"""Where the focus goes when Tab is pressed again and again, whether one sees it, and whether something lies over it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

MOST_STOPS = 250
MARGIN = 8
"""CSS pixels around an element that belong to its focus ring."""
LEAST_CONTRAST = 3
"""Of a pixel with and without focus, WCAG 1.4.11 and 2.4.13."""

PREPARE = """() => {
    const places = (element) => [element, element.parentElement, element.nextElementSibling,
        element.closest('.hm-row-link, .hm-tile, .aksel-radio, .aksel-checkbox')];
    const look = (element) => places(element).filter(Boolean).flatMap((place) => [null, '::before', '::after'].map((part) => {
        const style = getComputedStyle(place, part);
        const ring = style.outlineStyle === 'none' ? '' : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
        return `${part && style.content === 'none' ? '' : ring} ${style.boxShadow}`;
    })).join(';');
    const stops = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
    const tabbable = [...document.querySelectorAll(stops)]
        .filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({visibilityProperty: true}));
    document.activeElement?.blur?.();
    window.walk = {look, before: new Map(tabbable.map((element) => [element, look(element)])), visited: new Set()};
    return tabbable.filter((element) => element.tabIndex > 0).map((element) => element.outerHTML.slice(0, 80));
}"""

# After blur the browser goes on from where the focus was; after this it begins at the top.
BEGIN_AT_TOP = """() => {
    getSelection().removeAllRanges();
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.blur();
    document.body.removeAttribute('tabindex');
    scrollTo(0, 0);
}"""

LOOK_AT_STOP = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const {look, before, visited} = window.walk;
    const again = visited.has(element);
    visited.add(element);
    const box = element.getBoundingClientRect();
    // A link that lies over its row shows the focus around the row.
    const ring = (element.closest('.hm-row-link') ?? element).getBoundingClientRect();
    const isHit = (x, y) => {
        const hit = document.elementFromPoint(x, y);
        return !hit || element.contains(hit) || hit.contains(element) || hit.closest('label')?.control === element;
    };
    const points = [[0.5, 0.5], [0.2, 0.1], [0.8, 0.1], [0.2, 0.9], [0.8, 0.9]]
        .map(([x, y]) => [box.left + x * box.width, box.top + y * box.height])
        .filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
    const covered = points.filter(([x, y]) => !isHit(x, y)).length;
    const words = (element.innerText || element.labels?.[0]?.innerText || element.name || '').replace(/\\s+/g, ' ').trim();
    return {
        name: `${element.tagName.toLowerCase()} "${words.slice(0, 50)}"`,
        skip: element.matches('.hm-skip'),
        inMain: Boolean(element.closest('main')),
        flows: !element.closest('.hm-save-bar, .hm-toast'),
        again,
        shown: look(element) !== before.get(element),
        onScreen: points.length > 0 && box.width > 1 && box.height > 1,
        covered,
        top: box.top + scrollY,
        bottom: box.bottom + scrollY,
        ring: [ring.left, ring.top, ring.width, ring.height],
    };
}"""

LEFT_OUT = """() => [...window.walk.before.keys()].filter((element) => {
    if (window.walk.visited.has(element)) return false;
    // A group of radio buttons is one stop.
    const isSame = (other) => other.type === 'radio' && other.name === element.name;
    return !(element.type === 'radio' && [...window.walk.visited].some(isSame));
}).map((element) => element.outerHTML.slice(0, 100))"""

COMPARE = """async ([with_focus, without, least]) => {
    const read = async (data) => {
        const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
        const sheet = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
        sheet.drawImage(picture, 0, 0);
        return sheet.getImageData(0, 0, picture.width, picture.height).data;
    };
    const [one, two] = [await read(with_focus), await read(without)];
    const line = (value) => value <= 10.31 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    const light = (data, at) => 0.2126 * line(data[at]) + 0.7152 * line(data[at + 1]) + 0.0722 * line(data[at + 2]);
    let changed = 0;
    for (let at = 0; at < one.length; at += 4) {
        const [a, b] = [light(one, at), light(two, at)];
        if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) >= least) changed += 1;
    }
    return changed;
}"""


@dataclass(frozen=True)
class Stop:
    """One stop of the focus."""

    name: str
    skip: bool
    inMain: bool  # noqa: N815  as the script in the page names it
    flows: bool
    again: bool
    shown: bool
    onScreen: bool  # noqa: N815
    covered: int
    top: float
    bottom: float
    ring: tuple[float, float, float, float]
    """Left, top, width and height of what the focus is shown around."""


@dataclass
class Walk:
    """All stops of a page from its beginning, and what was seen on the way."""

    stops: list[Stop]
    ahead: list[str]
    """Elements that push themselves forward with a tabindex above 0."""
    left_out: list[str]
    """Elements that Tab never reached."""
    faint: list[str]
    """Stops whose focus is hardly seen in a picture; only if pictures were taken."""

    def find_faults(self, *, in_order: bool) -> list[str]:
        """What is wrong, as sentences; `in_order` asks for stops from top to bottom, as in a single column."""
        found = [f"{one} goes before its turn" for one in self.ahead]
        found += [f"Tab never reaches {one}" for one in self.left_out]
        found += self.faint
        if not self.stops or not self.stops[0].skip:
            found.append(
                f"the first stop is not the skip link but {self.stops[0].name if self.stops else 'nothing'}"
            )
        found += [f"the focus is not shown at {stop.name}" for stop in self.stops if not stop.shown]
        found += [f"the focus is out of sight at {stop.name}" for stop in self.stops if not stop.onScreen]
        found += [f"something lies over {stop.name}" for stop in self.stops if stop.covered]
        found += [f"Tab comes back to {stop.name}" for stop in self.stops if stop.again]
        inside = [stop.inMain for stop in self.stops]
        if inside != sorted(inside) and in_order:
            outside = [
                stop.name for stop in self.stops[inside.index(True) :] if not stop.inMain and stop.flows
            ]
            found += [f"{name} comes after the page itself" for name in outside]
        if in_order:
            flowing = [stop for stop in self.stops if stop.inMain and stop.flows]
            found += [
                f"{later.name} stands above {sooner.name} and comes after it"
                for sooner, later in pairwise(flowing)
                if later.bottom <= sooner.top
            ]
        return found


def walk_through(page: Page, darkroom: Page | None = None) -> Walk:
    """Press Tab from the beginning of the page until the focus leaves it. A `darkroom`, an empty page, compares pictures."""
    ahead: list[str] = page.evaluate(PREPARE)
    page.evaluate(BEGIN_AT_TOP)
    stops: list[Stop] = []
    faint: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        seen: dict[str, Any] | None = page.evaluate(LOOK_AT_STOP)
        if seen is None or (stops and seen["skip"]):
            break
        stops.append(Stop(**seen))
        if darkroom is not None:
            faint += find_faint_focus(page, darkroom, stops[-1])
        if seen["again"]:
            break
    return Walk(stops, ahead, page.evaluate(LEFT_OUT), faint)


def find_faint_focus(page: Page, darkroom: Page, stop: Stop) -> list[str]:
    """Whether a picture with focus and one without differ by less than a line around half of the element."""
    size = page.viewport_size
    assert size is not None
    left, top, width, height = stop.ring
    x, y = max(left - MARGIN, 0), max(top - MARGIN, 0)
    right, bottom = min(left + width + MARGIN, size["width"]), min(top + height + MARGIN, size["height"])
    clip: Any = {"x": x, "y": y, "width": max(right - x, 1), "height": max(bottom - y, 1)}
    with_focus = page.screenshot(clip=clip)
    page.evaluate("window.walk.held = document.activeElement; window.walk.held.blur()")
    without = page.screenshot(clip=clip)
    page.evaluate("window.walk.held.focus({preventScroll: true})")
    pictures = [base64.b64encode(one).decode() for one in (with_focus, without)]
    changed: int = darkroom.evaluate(COMPARE, [*pictures, LEAST_CONTRAST])
    wanted = clip["width"] + clip["height"] - 4 * MARGIN
    return (
        [f"the focus is faint at {stop.name}: {changed} pixels, not {wanted:.0f}"] if changed < wanted else []
    )
