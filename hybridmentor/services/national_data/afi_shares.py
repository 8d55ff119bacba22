"""AFI's printed shares as what the data aims at (AFI-notat 2022:01, tables 2 to 7), by our codes."""

from __future__ import annotations

from functools import cache

from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.survey_tables import CODE_SETS, load_afi_figures


@cache
def find_shares(dimension: str, group: str = "all") -> dict[str, float]:
    """Percentages by code, what AFI prints as "-" left out; for table 2 by AFI's words. They need not add up to 100."""
    figures = [
        figure for figure in load_afi_figures() if (figure.dimension, figure.group) == (dimension, group)
    ]
    if dimension not in CODE_SETS:
        return {figure.category: figure.percent for figure in figures if figure.percent is not None}
    codes = get_practice_model("hybridmodellen").find_codes(CODE_SETS[dimension]).codes
    keys = {code.names["nb"]: code.key for code in codes}
    return {keys[figure.category]: figure.percent for figure in figures if figure.percent is not None}


@cache
def find_form_chances(group: str) -> dict[str, float]:
    """How likely each form of contact is to be among those used, drawn one by one until there is any.

    AFI's shares are of those who answered, who used at least one: drawing with the shares themselves and passing over
    who got none would give more of each.
    """
    wanted = {form: percent / 100 for form, percent in find_shares("contact_form", group).items()}
    chances = dict(wanted)
    for _ in range(50):
        none = 1.0
        for chance in chances.values():
            none *= 1 - chance
        chances = {form: share * (1 - none) for form, share in wanted.items()}
    return chances
