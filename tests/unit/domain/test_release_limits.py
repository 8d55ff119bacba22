"""The setting that makes the rules of releases stricter, never softer."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hybridmentor.domain.release_limits import read_limits
from hybridmentor.domain.release_rules import DEFAULTS, WISHES, is_softer
from hybridmentor.errors import InvalidInput


def test_without_a_word_the_defaults_hold():
    assert dict(read_limits("")) == dict(DEFAULTS)
    assert dict(read_limits(" , ")) == dict(DEFAULTS)


def test_a_limit_for_all_kinds_and_for_one():
    found = read_limits("k=15, open.fewest_cases = 400, t_equal=0.3")
    assert (found["restricted"].k, found["open"].k) == (15, 15)
    assert (found["restricted"].fewest_cases, found["open"].fewest_cases) == (100, 400)
    # What is softer than one kind's default leaves that kind as it is.
    assert (found["restricted"].t_equal, found["open"].t_equal) == (Fraction(3, 10), Fraction(1, 4))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("k", "part"),
        ("k=", "part"),
        ("closed.k=20", "part"),
        ("k=5", "refused"),
        ("restricted.k=9", "refused"),
        ("colour=3", "refused"),
        ("k=many", "refused"),
        ("most_per_year=9", "refused"),
        ("suppression_limit=0.11", "refused"),
        ("open.suppression_limit=0,2", "part"),
        ("most_suppressed=0.2", "refused"),
        ("k=15, k=16", "twice"),
        ("k=15, open.k=16", "twice"),
    ],
)
def test_what_is_softer_or_cannot_be_read_is_refused(text: str, why: str):
    with pytest.raises(InvalidInput) as fault:
        read_limits(text)
    assert fault.value.message.id == f"release_limits.error.{why}"


@pytest.mark.parametrize("kind", ["restricted", "open"])
def test_no_limit_of_any_name_gets_softer(kind: str):
    for name in WISHES:
        if name == "suppression_limit":
            continue
        default = getattr(DEFAULTS[kind], name)
        for wish in (0, 0.001, 0.999, 1, 2, 50, 100_000):
            try:
                found = getattr(read_limits(f"{kind}.{name}={wish}")[kind], name)
            except InvalidInput:
                continue
            assert not is_softer(name, found, default), (name, wish)
