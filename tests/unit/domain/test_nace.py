"""Industries by number: complete, named, and mapped to AFI's as the practice model says."""

import pytest

from hybridmentor.domain.nace import (
    COLUMNS,
    find_division,
    find_industry,
    find_section,
    list_divisions,
    list_sections,
    load_nace,
    normalise_nace,
    read_nace,
)
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.errors import InvalidInput

GAPS = {4, 34, 40, 44, 48, 54, 57, 67, 76, 83, 89}
"""Divisions that NACE Rev. 2 leaves free."""
HEADING = ",".join(COLUMNS)


def list_industries() -> dict[str, tuple[str, ...]]:
    return {code.key: code.nace for code in get_practice_model("hybridmodellen").code_sets["industry"].codes}


def test_all_sections_and_divisions_are_there():
    assert [entry.code for entry in list_sections()] == list("ABCDEFGHIJKLMNOPQRSTU")
    assert [int(entry.code) for entry in list_divisions()] == [n for n in range(1, 100) if n not in GAPS]
    assert len(list_divisions()) == 88


def test_everything_has_a_name():
    assert all(entry.names["nb"] for entry in load_nace().values())
    assert all(set(entry.names) == {"nb", "nn", "en"} for entry in list_sections())


@pytest.mark.parametrize(
    ("section", "first", "last"),
    [
        ("A", "01", "03"),
        ("C", "10", "33"),
        ("G", "45", "47"),
        ("M", "69", "75"),
        ("Q", "86", "88"),
        ("U", "99", "99"),
    ],
)
def test_divisions_of_a_section(section: str, first: str, last: str):
    codes = [entry.code for entry in list_divisions(section)]
    assert (codes[0], codes[-1]) == (first, last)
    assert all(find_section(code + ".110") == find_section(section) for code in codes)


def test_sections_are_mapped_as_the_practice_model_says():
    industries = list_industries()
    for entry in list_sections():
        assert entry.industry is not None
        assert entry.code in industries[entry.industry], entry.code
    known = {entry.industry for entry in load_nace().values() if entry.industry is not None}
    assert known == set(industries)


def test_what_differs_from_its_section():
    differing = {
        entry.code: entry.industry
        for entry in load_nace().values()
        if not entry.is_section and entry.industry is not None
    }
    others = dict.fromkeys(("69", "70", "71", "72", "73", "74", "75"), "other")
    assert differing == {**others, "69.2": "accounting", "88.91": "kindergarten"}


@pytest.mark.parametrize(
    ("code", "industry"),
    [
        ("47.241", "retail"),
        ("41.200", "construction"),
        ("88.911", "kindergarten"),
        ("88.91", "kindergarten"),
        ("88.101", "health_and_care"),
        ("87", "health_and_care"),
        ("69.201", "accounting"),
        ("69.100", "other"),
        ("75.000", "other"),
        ("M", "accounting"),
        ("96.210", "service"),
        ("85.100", "education"),
        ("00.000", None),
        ("34.000", None),
        ("bakeri", None),
        ("", None),
        ("a", None),
    ],
)
def test_the_nearest_industry(code: str, industry: str | None):
    assert find_industry(code) == industry


def test_an_industry_that_the_practice_model_does_not_have_is_passed_over():
    assert find_industry("88.911", {"health_and_care"}) == "health_and_care"
    assert find_industry("88.911", {"retail"}) is None


@pytest.mark.parametrize("code", ["47", "47.2", "47.24", "47.241", " 47.241 "])
def test_numbers(code: str):
    assert normalise_nace(code) == code.strip()
    division = find_division(code)
    assert division is not None
    assert division.code == "47"


@pytest.mark.parametrize("code", ["", "4", "47.", "47.2411", "47241", "G", "٤٧", "00.000", "47.24x"])
def test_what_is_no_number(code: str):
    assert normalise_nace(code) is None
    assert find_division(code) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "code,nb\n",
        f"{HEADING}\n01,A,Jordbruk,,,\n",
        f"{HEADING}\nA,A,x,,,\nA,A,x,,,\n",
        f"{HEADING}\nA,A,,,,\n",
    ],
)
def test_a_file_that_cannot_be(text: str):
    with pytest.raises(InvalidInput):
        read_nace(text)
