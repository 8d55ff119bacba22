"""Hands that never leave the keyboard: they find their way with Tab, and every key they press is counted."""

from __future__ import annotations

from playwright.sync_api import ElementHandle, Locator, Page, expect

MOST_TABS = 160
"""More stops than any page has. What is not reached by then is not reached at all."""
HAS_FOCUS = "element => element === document.activeElement"
IS_IN_GROUP = "({name}) => document.activeElement.type === 'radio' && document.activeElement.name === name"


class Keyboard:
    """A person who uses the keyboard alone. `pressed` counts keys; typed text counts as its letters."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, key: str, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.page.keyboard.press(key)
        self.pressed += times

    def type(self, text: str) -> None:
        """Type text where the focus is, in place of what is selected there."""
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def tab_to(self, target: Locator) -> None:
        """Press Tab until the target has the focus. Fails if Tab never gets there, or the target is none or several."""
        expect(target).to_be_visible()
        self._tab_until(target.element_handle(), HAS_FOCUS, str(target))

    def _tab_until(self, element: ElementHandle, arrived: str, name: str) -> None:
        for _ in range(MOST_TABS):
            if element.evaluate(arrived):
                return
            self.press("Tab")
        raise AssertionError(f"Tab never reaches {name} on {self.page.url}")

    def follow(self, target: Locator, key: str = "Enter") -> None:
        """Go to a link or a button and press it; the next page has been loaded afterwards."""
        self.tab_to(target)
        self.send(key)

    def send(self, key: str = "Enter") -> None:
        """Press a key that leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            self.press(key)

    def toggle(self, target: Locator) -> None:
        """Open or shut a fold or a menu, tick or untick a box."""
        self.tab_to(target)
        self.press("Space")

    def fill(self, target: Locator, text: str) -> None:
        """Go to a field and type; what stood there is replaced."""
        self.tab_to(target)
        self.press("Control+a")
        if text:
            self.type(text)
        else:
            self.press("Delete")

    def choose(self, target: Locator) -> None:
        """Choose a radio button: Tab to its group, arrows within it, Space where nothing was chosen yet."""
        expect(target).to_be_visible()
        wanted = target.element_handle()
        self._tab_until(wanted, IS_IN_GROUP, str(target))
        for _ in range(MOST_TABS):
            if wanted.evaluate(HAS_FOCUS):
                break
            self.press("ArrowDown")
        if not target.is_checked():
            self.press("Space")
        expect(target).to_be_checked()

    def pick(self, target: Locator, word: str) -> None:
        """Choose from a list by typing the beginning of the word."""
        self.tab_to(target)
        self.type(word)
        chosen = target.evaluate("list => list.selectedOptions[0].label")
        assert chosen.startswith(word), f"typing {word!r} chose {chosen!r}"
