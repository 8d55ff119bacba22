"""Percentages as people in Norway write them."""

import pytest

from hybridmentor.i18n import format_percent


@pytest.mark.parametrize(
    ("percent", "norwegian", "english"),
    [
        (0, "0\u00a0%", "0%"),
        (16.0, "16\u00a0%", "16%"),
        (0.5, "0,5\u00a0%", "0.5%"),
        (2.5, "3\u00a0%", "3%"),
        (1100 / 21, "52\u00a0%", "52%"),
        (99.49, "99\u00a0%", "99%"),
        (100.0, "100\u00a0%", "100%"),
    ],
)
def test_percentages(percent: float, norwegian: str, english: str):
    assert format_percent("nb", percent) == format_percent("nn", percent) == norwegian
    assert format_percent("en", percent) == english
