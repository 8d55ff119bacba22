"""Words by their stems: what is written for the search, what is read from it, and which words of a text are marked."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.stems import (
    LONGEST,
    MOST_TERMS,
    cut_excerpt,
    find_first,
    find_words,
    is_found,
    mark_words,
    read_terms,
    stem_words,
    write_stems,
)


def find_marked(text: str, wanted: str) -> list[str]:
    """The words of the text that are marked."""
    return [piece.text for piece in mark_words(text, read_terms(wanted)) if piece.is_found]


def test_words_are_small_composed_and_keep_their_letters():
    assert find_words("Åses ØVELSE på Sæter") == ["åses", "øvelse", "på", "sæter"]
    assert find_words(unicodedata.normalize("NFD", "Åpent møte")) == ["åpent", "møte"]
    assert find_words("Straße") == ["strasse"]
    assert find_words("B2-nivå, 15e3 og «ny»!") == ["b", "2", "nivå", "15", "e", "3", "og", "ny"]
    assert find_words(" ;:_*%\"'()") == []
    assert find_words("x" * 100) == ["x" * LONGEST]


def test_what_is_written_has_each_word_and_stem_once_and_no_order():
    written = write_stems(["Bedriftene møtte mentor. Mentor ringte bedriften.", None, "mentoren"])
    assert written.split() == sorted(set(written.split()))
    assert {"bedriftene", "bedriften", "bedrift", "mentor", "mentoren"} <= set(written.split())


@pytest.mark.parametrize(
    ("text", "wanted", "marked"),
    [
        ("Bedriftene sa ja", "bedrift", ["Bedriftene"]),
        ("En bedrift sa ja", "bedriftenes", ["bedrift"]),
        ("Mulighetene er mange", "mulig", ["Mulighetene"]),
        ("Øvelsen på Åsen", "øvelse åsen", ["Øvelsen", "Åsen"]),
        ("Osen og Asen", "åsen", []),
        ("Vi tar opplæringen først", "opplær", ["opplæringen"]),
        ("A og B", "a", ["A"]),
        ("Alt og alle", "a", []),
        ("2 av 25", "2", ["2"]),
        ("Intet her", "", []),
        ("Intet her", "%", []),
    ],
)
def test_words_that_are_marked(text: str, wanted: str, marked: list[str]):
    assert find_marked(text, wanted) == marked


def test_few_words_are_read_and_none_twice():
    assert [term.word for term in read_terms("en EN to")] == ["en", "to"]
    assert len(read_terms(" ".join(f"ord{chr(97 + n)}" for n in range(20)))) == MOST_TERMS
    assert read_terms('"OR* NOT ( NEAR') == read_terms("or not near")


@given(st.text(max_size=80), st.text(max_size=20))
def test_pieces_are_the_text(text: str, wanted: str):
    composed = unicodedata.normalize("NFC", text)
    assert "".join(piece.text for piece in mark_words(text, read_terms(wanted))) == composed


@given(st.text(alphabet="abdeginorstvæøå ", max_size=60), st.text(alphabet="abdeginorstvæøå", max_size=8))
def test_marked_is_what_the_index_would_find(text: str, wanted: str):
    """A stem begins its word: no word is passed over because it begins otherwise."""
    terms = read_terms(wanted)
    words = find_words(text)
    told = [word for word, stem in zip(words, stem_words(words), strict=True) if is_found(word, stem, terms)]
    assert find_marked(text, wanted) == told
    assert all(word.startswith(stem) for word, stem in zip(words, stem_words(words), strict=True))


def test_an_excerpt_keeps_what_was_found_in_sight():
    text = " ".join(f"ord{n}" for n in range(100))
    place = text.index("ord80")
    assert cut_excerpt("Kort", 200) == "Kort"
    assert cut_excerpt(text, 50).startswith("ord0 ")
    assert cut_excerpt(text, 50).endswith("…")
    around = cut_excerpt(text, 60, place)
    assert "ord80" in around
    assert around.startswith("…")
    assert len(around) < 70
    assert find_first("En to tre", read_terms("tre")) == 6
    assert find_first("En to tre", read_terms("fire")) is None
