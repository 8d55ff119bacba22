"""What the independent check is told of a release: its rules and columns, and nothing of how the table was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hybridmentor.domain.anonymity_check import Demands, Limits
from hybridmentor.domain.release_health import fit_rules
from hybridmentor.domain.release_rules import ReleaseRules
from hybridmentor.domain.release_variables import Variable, get_hierarchy

SEPARATOR = ";"
NOT_KNOWN = ("unknown", "not_registered", "uncoded")
"""Values that tell nothing of a case."""
VAGUE = (*NOT_KNOWN, "not_closed", "not_comparable", "not_relevant", "other", "several", "too_early")
"""Values that tell little beside two clear ones: a yes and a no with such values is a question of two answers."""


def make_demands(variables: Sequence[Variable], rules: ReleaseRules) -> Demands:
    """The demands on the file of these variables. A sensitive variable that is ordered has the order of its hierarchy."""
    sensitive = [variable for variable in variables if not variable.is_quasi]
    return Demands(
        k=fit_rules(rules, variables).k,
        quasi=tuple(variable.key for variable in variables if variable.is_quasi),
        sensitive=tuple(variable.key for variable in sensitive),
        limits={variable.key: find_limits(variable, rules) for variable in sensitive},
        ordered=list_orders(sensitive),
        background=rules.kind == "open",
        separator=SEPARATOR,
    )


def find_limits(variable: Variable, rules: ReleaseRules) -> Limits:
    """What a class must have in a sensitive variable: of two known values both and neither too common, of more several."""
    t = rules.t_ordered if variable.distance == "ordered" else rules.t_equal
    if len(list_known(variable, VAGUE)) <= 2:
        return Limits(l=2, blanks=VAGUE, alpha=rules.alpha, t=t)
    return Limits(l=rules.l, blanks=NOT_KNOWN, entropy_l=rules.entropy_l, t=t)


def list_orders(sensitive: Sequence[Variable]) -> Mapping[str, tuple[str, ...]]:
    """The values of the ordered ones from first to last."""
    return {
        variable.key: tuple(get_hierarchy(variable.hierarchy).values)
        for variable in sensitive
        if variable.distance == "ordered"
    }


def list_known(variable: Variable, blanks: Sequence[str] = NOT_KNOWN) -> Sequence[str]:
    """The values that tell something."""
    return [value for value in get_hierarchy(variable.hierarchy).values if value not in blanks]
