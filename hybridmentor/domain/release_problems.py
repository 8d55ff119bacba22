"""What stands in the way of a release, as codes and variables: never a value, and never a count that could be small."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hybridmentor.errors import Message


@dataclass(frozen=True)
class Problem:
    """One reason, to be said by the page: `release_problem.<code>`."""

    code: str
    variables: tuple[str, ...] = ()
    """Keys of the variables that it is about; said by their labels, joined, as the parameter `variables`."""
    params: Mapping[str, int | str] = field(default_factory=dict)
    """Limits that everybody may know, and the ends of bands."""
    stops: bool = True
    """Nothing can be made while it stands; else it is a warning."""

    def make_message(self, variables: str = "") -> Message:
        """The sentence, given the labels of its variables as the reader is to see them."""
        # words: release_problem.
        return Message(f"release_problem.{self.code}", variables=variables, **self.params)


def write_problems(problems: Iterable[Problem]) -> str:
    """As JSON; the same problems give the same text."""
    return json.dumps(
        [
            {
                "code": one.code,
                "variables": list(one.variables),
                "params": dict(one.params),
                "stops": one.stops,
            }
            for one in problems
        ],
        sort_keys=True,
    )


def read_problems(text: str | None) -> tuple[Problem, ...]:
    """From JSON; none where there is no text."""
    found: list[dict[str, Any]] = json.loads(text or "[]")
    return tuple(
        Problem(one["code"], tuple(one["variables"]), dict(one["params"]), one["stops"]) for one in found
    )
