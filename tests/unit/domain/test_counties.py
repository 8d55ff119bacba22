"""Counties by name and by the numbers of their municipalities."""

from hybridmentor.domain.counties import COUNTIES, find_county, find_county_of


def test_each_county_is_found_by_its_name_and_by_its_municipalities():
    assert len(COUNTIES) == 15
    for number, name in COUNTIES.items():
        assert find_county(f" {name.upper()} ") == number
        assert find_county_of(f"{number}01") == number


def test_what_is_no_county_is_none():
    for word in (None, "", "Hordaland", "46"):
        assert find_county(word) is None
    for word in (None, "", "4", "9901", "Oslo"):
        assert find_county_of(word) is None
