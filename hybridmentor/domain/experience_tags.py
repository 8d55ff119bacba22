"""The tags of an experience: themes of the practice model by key, and words of the office's own in small letters."""

from __future__ import annotations

from collections.abc import Iterable

from hybridmentor.domain.practice import PracticeModel

THEMES = "contact_theme"
"""The code set whose values are tags too, so that an experience is found where a contact has the theme."""
MOST_TAGS = 6
LONGEST_TAG = 40


def read_tags(text: str | None) -> list[str]:
    """The words between the commas of a text, in small letters, each once, in the order in which they were written."""
    words = (" ".join(word.split()).lower() for word in (text or "").split(","))
    return list(dict.fromkeys(word for word in words if word))


def write_tags(tags: Iterable[str]) -> str | None:
    """Tags as a text that `read_tags` reads, in the order of the alphabet; None for none."""
    return ", ".join(sorted(tags)) or None


def sort_tags(tags: Iterable[str], practice: PracticeModel) -> tuple[list[str], list[str]]:
    """The themes among the tags, by key and in the model's order, and the other words.

    A word that is what a theme is called, in any language, is the theme: else the same tag would be there twice.
    """
    themes = practice.find_codes(THEMES)
    called = {name.lower(): code.key for code in themes.codes for name in code.names.values()}
    keys = {called.get(tag, tag) for tag in tags}
    return [key for key in themes.keys if key in keys], sorted(keys - set(themes.keys))
