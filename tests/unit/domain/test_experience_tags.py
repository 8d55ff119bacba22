"""Tags of an experience: words between commas, and themes that somebody has typed as words."""

from __future__ import annotations

import pytest

from hybridmentor.domain.experience_tags import LONGEST_TAG, THEMES, read_tags, sort_tags, write_tags
from hybridmentor.domain.practice import get_practice_model

PRACTICE = get_practice_model("hybridmodellen")


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        (None, []),
        ("", []),
        (" , ,, ", []),
        ("Turnus", ["turnus"]),
        ("Språkpraksis, TURNUS ,språkpraksis", ["språkpraksis", "turnus"]),
        ("  to \n  ord , ett", ["to ord", "ett"]),
        ("ÆRE, ØRE, ÅRE", ["ære", "øre", "åre"]),
    ],
)
def test_words_between_commas(text: str | None, tags: list[str]):
    assert read_tags(text) == tags


def test_what_is_written_is_read_again():
    assert write_tags([]) is None
    assert write_tags(["turnus", "bedriftsbesøk"]) == "bedriftsbesøk, turnus"
    assert read_tags(write_tags(["turnus", "bedriftsbesøk"])) == ["bedriftsbesøk", "turnus"]


def test_themes_stand_apart_in_the_order_of_the_model():
    themes, own = sort_tags(["turnus", "openness", "language", "besøk"], PRACTICE)
    assert themes == ["language", "openness"]
    assert own == ["besøk", "turnus"]


@pytest.mark.parametrize("word", ["språk", "language", "mentors situasjon", "situasjonen til mentoren"])
def test_a_word_that_a_theme_is_called_is_the_theme(word: str):
    themes, own = sort_tags([word], PRACTICE)
    assert own == []
    assert themes == [{"språk": "language", "language": "language"}.get(word, "mentor_situation")]


def test_every_theme_fits_as_a_tag():
    assert all(len(key) <= LONGEST_TAG for key in PRACTICE.find_codes(THEMES).keys)
