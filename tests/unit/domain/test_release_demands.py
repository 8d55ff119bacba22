"""What the independent check is told of a release."""

from __future__ import annotations

from fractions import Fraction

from hybridmentor.domain.anonymity_check import Limits
from hybridmentor.domain.release_demands import NOT_KNOWN, VAGUE, find_limits, list_known, make_demands
from hybridmentor.domain.release_rules import DEFAULTS, raise_rules
from hybridmentor.domain.release_variables import get_hierarchy, list_variables
from tests.support.published_tables import find_variables

RULES = DEFAULTS["restricted"]


def test_roles_rules_and_orders_are_those_of_the_variables():
    demands = make_demands(find_variables(), raise_rules("restricted", {"k": 12}))
    assert demands.k == 12
    assert demands.quasi == ("county", "industry", "start", "with_mentor_total", "duration")
    assert demands.sensitive == ("close_cause", "with_mentor_frequency", "attached")
    assert demands.insensitive == ()
    assert demands.ordered == {"with_mentor_frequency": tuple(get_hierarchy("frequency").values)}
    assert demands.separator == ";"
    assert not demands.any_order
    assert not demands.background
    assert make_demands(find_variables(), DEFAULTS["open"]).background
    assert not demands.starred


def test_several_values_are_judged_by_number_and_evenness():
    [cause, frequency] = find_variables(("close_cause", "with_mentor_frequency"))
    assert find_limits(cause, RULES) == Limits(l=3, blanks=NOT_KNOWN, entropy_l=2.0, t=Fraction(35, 100))
    assert find_limits(frequency, RULES).t == Fraction(25, 100)


def test_every_sensitive_variable_has_a_limit_of_each_kind_that_it_can_have():
    for variable in list_variables():
        if not variable.is_quasi:
            limits = find_limits(variable, RULES)
            clear = list_known(variable, VAGUE)
            assert limits.l is not None
            assert 2 <= limits.l <= len(list_known(variable)), variable.key
            assert (limits.alpha is None) != (limits.entropy_l is None)
            assert (limits.alpha is not None) == (len(clear) == 2)
            assert limits.t is not None
