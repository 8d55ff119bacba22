"""Names are found however they are typed."""

import unicodedata

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.folding import fold_word, list_index_terms, list_prefixes, split_name

NAMES = st.text(st.sampled_from("aåAÅeéøØæÆöäüßđĐŋŧŁłñçİıžš'’´- .́̊"), max_size=12)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Håkon", "hakon"),
        ("Haakon", "hakon"),
        ("HAAKON", "hakon"),
        ("Åse", "ase"),
        ("Aase", "ase"),
        ("Aaase", "ase"),
        ("Ægir", "aegir"),
        ("Øystein", "oystein"),
        ("Đorđe", "dorde"),
        ("Áŋŋel", "annel"),
        ("Ŧállá", "talla"),
        ("Weiß", "weiss"),
        ("Müller", "muller"),
        ("Żółć", "zolc"),
        ("İbrahim", "ibrahim"),
        ("Işık", "isik"),
        ("Þór", "thor"),
        ("D'Arcy", "darcy"),
        ("O’Brien", "obrien"),
        ("O´Brien", "obrien"),
        ("", ""),
    ],
)
def test_words(typed: str, folded: str):
    assert fold_word(typed) == folded


@given(NAMES)
def test_composed_and_decomposed_are_the_same(name: str):
    assert fold_word(unicodedata.normalize("NFC", name)) == fold_word(unicodedata.normalize("NFD", name))


@given(st.one_of(NAMES, st.text(max_size=12)))
def test_folding_twice_changes_nothing(name: str):
    assert fold_word(fold_word(name)) == fold_word(name)


@given(NAMES)
def test_capitals_do_not_matter(name: str):
    assert fold_word(name.upper()) == fold_word(name.upper().lower())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Anne-Marie Å. Sørli", ["anne", "marie", "a", "sorli"]),
        ("  Nordmann,\tKari ", ["nordmann", "kari"]),
        ("Nguyễn Thị", ["nguyen", "thi"]),
        ("Olsen‑Berg–Lie", ["olsen", "berg", "lie"]),
        ("D'Arcy", ["darcy"]),
        ("--- ' .", []),
    ],
)
def test_names_are_parted(name: str, words: list[str]):
    assert split_name(name) == words


def test_prefixes():
    assert list_prefixes("Haakon") == ["ha", "hak", "hako", "hakon"]
    assert list_prefixes("Å") == []
    assert list_prefixes("Bo") == ["bo"]
    assert list_prefixes("abcdef", least=3, most=4) == ["abc", "abcd"]
    assert len(list_prefixes("x" * 50)) == 19


def test_a_name_is_indexed_by_beginnings_and_by_whole_words():
    assert list_index_terms("Bo Åsli") == {"bo", "bo$", "as", "asl", "asli", "asli$"}
    assert list_index_terms("Li-Bo") == {"li", "li$", "bo", "bo$", "libo$"}
    assert list_index_terms("Ø. -") == set()
    long = "x" * 30
    assert f"{long}$" in list_index_terms(long), "a whole word is not cut"
    assert max(len(term) for term in list_index_terms(long) if "$" not in term) == 20


@given(st.text("abcdeåøæéHKS", min_size=2, max_size=15), st.integers(2, 15))
def test_the_beginning_of_a_name_finds_it(name: str, length: int):
    """What somebody has typed of a name so far is one of its prefixes, unless it folds to a single letter."""
    typed = fold_word(name[:length])
    assert len(typed) < 2 or typed in list_prefixes(name)
