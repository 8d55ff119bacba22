"""What a researcher asks for: the kind of release, the variables in the order of the file, and which of them matter most."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from hybridmentor.domain.release_rules import KINDS
from hybridmentor.errors import InvalidInput, Message

MOST_WEIGHT = 10.0


@dataclass(frozen=True)
class ReleaseChoice:
    """What is asked for."""

    kind: str
    variables: tuple[str, ...]
    """Keys, each once, in the order of the columns of the file."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """How much the detail of a variable matters, above 0 up to `MOST_WEIGHT`; 1 where nothing is said."""
    with_months: bool = False
    """Whether contact month by month (`domain.contact_months`) lies beside the data set."""

    def __post_init__(self) -> None:
        """InvalidInput for another kind, no variable, one twice, a weight out of range or of a variable that is not chosen."""
        if self.kind not in KINDS:
            raise InvalidInput(Message("release_choice.error.kind"), field="kind")
        if not self.variables or len(set(self.variables)) < len(self.variables):
            raise InvalidInput(Message("release_choice.error.variables"), field="variables")
        for key, weight in self.weights.items():
            if key not in self.variables or not 0 < weight <= MOST_WEIGHT:
                raise InvalidInput(
                    Message("release_choice.error.weight", most=int(MOST_WEIGHT)), field="weights"
                )

    def leave_out(self, key: str) -> ReleaseChoice:
        """The same without one variable."""
        return ReleaseChoice(
            self.kind,
            tuple(one for one in self.variables if one != key),
            {one: weight for one, weight in self.weights.items() if one != key},
            self.with_months,
        )


def write_choice(choice: ReleaseChoice) -> str:
    """As JSON; the same choice gives the same text."""
    return json.dumps(
        {
            "kind": choice.kind,
            "variables": list(choice.variables),
            "weights": dict(choice.weights),
            "with_months": choice.with_months,
        },
        sort_keys=True,
    )


def read_choice(text: str) -> ReleaseChoice:
    """From JSON; InvalidInput as the choice itself."""
    found = json.loads(text)
    return ReleaseChoice(
        found["kind"], tuple(found["variables"]), dict(found["weights"]), bool(found["with_months"])
    )
