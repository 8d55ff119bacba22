"""Configs: defaults, exact fractions, and every fault in words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hybridmentor.domain.anonymity.config import Config, Rule, read_config
from hybridmentor.errors import InvalidInput

QUASI = '[[column]]\nname = "a"\nrole = "quasi"\n'
SENSITIVE = '[[column]]\nname = "s"\nrole = "sensitive"\n'


def read(text: str) -> Config:
    return read_config(text.encode())


def test_what_is_left_out():
    config = read(QUASI + SENSITIVE)
    assert (config.k, config.suppression_limit, config.metric) == (10, Fraction(1, 20), "loss_am")
    assert (config.suppressed_rows, config.separator, config.time_limit) == ("left_out", None, None)
    assert [column.rule for column in config.columns] == [Rule(), Rule()]
    assert [column.name for column in config.counted] == ["s"]
    assert [(column.name, column.weight, column.hierarchy) for column in config.quasi] == [("a", 1.0, None)]


def test_everything_said():
    config = read(
        "k = 5\nl = 3\nalpha = 0.9\nt = 0.3\nsuppression_limit = 0.07\nmetric = 'loss_gm'\nsuppressed_rows = 'starred'\n"
        "separator = ';'\ntime_limit = 1.5\n"
        + QUASI
        + "weight = 2\nhierarchy = 'a.csv'\n"
        + SENSITIVE
        + "distance = 'ordered'\nt = 0.25\nentropy_l = 2.5\n"
        + "[[column]]\nname = 'o'\nrole = 'drop'\ndistinct = 3\n"
    )
    assert config.count_suppressible(100) == 7, (
        "as a rounded number it would be 7.000000000000001, and 29 of 0.29 28"
    )
    a, s, o = config.columns
    assert (a.weight, a.hierarchy, a.rule) == (2.0, "a.csv", Rule())
    assert s.rule == Rule(l=3, entropy_l=2.5, alpha=Fraction(9, 10), t=Fraction(1, 4), distance="ordered")
    assert o.rule == Rule(distinct=3)
    assert config.counted == [s, o]
    assert (config.separator, config.time_limit) == (";", 1.5)


@pytest.mark.parametrize(
    ("text", "fault", "key"),
    [
        ("k = \n" + QUASI, "config_not_toml", None),
        ("k = ", "config_ends", None),
        ('[[column]]\nname = "', "config_ends", None),
        ("", "no_columns", None),
        ("column = 3", "no_columns", None),
        (SENSITIVE, "no_quasi", None),
        (QUASI + "weight = 0", "no_weight", None),
        (QUASI + QUASI, "declared_twice", None),
        ('[[column]]\nrole = "quasi"', "column_unnamed", None),
        ("K = 3\n" + QUASI, "bad.unknown_key", "K"),
        (QUASI + "hierachy = 'x'", "bad.unknown_key", "a: hierachy"),
        ('[[column]]\nname = "a"\n', "bad.choice", "a: role"),
        ('[[column]]\nname = "a"\nrole = "quasy"', "bad.choice", "a: role"),
        ("metric = ['loss_am']\n" + QUASI, "bad.choice", "metric"),
        ("suppressed_rows = 'none'\n" + QUASI, "bad.choice", "suppressed_rows"),
        (QUASI + SENSITIVE + "distance = 'far'", "bad.choice", "s: distance"),
        ("k = 0\n" + QUASI, "bad.count", "k"),
        ("k = 2.5\n" + QUASI, "bad.count", "k"),
        ("k = true\n" + QUASI, "bad.count", "k"),
        ("l = 0\n" + QUASI + SENSITIVE, "bad.count", "l"),
        ("suppression_limit = 5\n" + QUASI, "bad.fraction", "suppression_limit"),
        ("suppression_limit = -0.1\n" + QUASI, "bad.fraction", "suppression_limit"),
        ("suppression_limit = nan\n" + QUASI, "bad.fraction", "suppression_limit"),
        ("t = '0.3'\n" + QUASI + SENSITIVE, "bad.fraction", "t"),
        ("alpha = 0\n" + QUASI + SENSITIVE, "alpha_nothing", None),
        ("time_limit = -1\n" + QUASI, "bad.number", "time_limit"),
        ("time_limit = inf\n" + QUASI, "bad.number", "time_limit"),
        ("entropy_l = 0.5\n" + QUASI + SENSITIVE, "bad.number", "entropy_l"),
        (QUASI + "weight = -1", "bad.number", "a: weight"),
        ("separator = '::'\n" + QUASI, "bad.separator", "separator"),
        ("separator = '\"'\n" + QUASI, "bad.separator", "separator"),
        (QUASI + "hierarchy = 3", "hierarchy_name", None),
        (QUASI + "t = 0.3", "only_sensitive", "t"),
        (QUASI + "distance = 'equal'", "only_sensitive", "distance"),
        (SENSITIVE + "weight = 2\n" + QUASI, "only_quasi", "weight"),
        (QUASI + "distinct = 3", "distinct_quasi", None),
    ],
)
def test_faults_are_told(text: str, fault: str, key: str | None):
    with pytest.raises(InvalidInput) as refused:
        read(text)
    assert refused.value.message.id == f"anonymity.error.{fault}"
    assert refused.value.message.params.get("key") == key


def test_text_that_is_no_text():
    with pytest.raises(InvalidInput) as refused:
        read_config(b"k = \xff")
    assert refused.value.message.id == "anonymity.error.config_encoding"
