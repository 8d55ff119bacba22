"""What is asked of a job for studies, and how far it has come: the texts that stand in its row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from hybridmentor.domain.release_choice import ReleaseChoice, read_choice, write_choice
from hybridmentor.domain.release_periods import Period, read_period

WAITS, READS, MAKES, COMPARES, WRITES, CHECKS = "wait", "read", "make", "compare", "write", "check"
STEPS = (WAITS, READS, MAKES, COMPARES, WRITES, CHECKS)
"""What is done of a release, in this order; the words are `release.step.<key>`."""
# words: release.step.


@dataclass(frozen=True)
class PriceOrder:
    """A choice of variables for a period of a study, of which somebody wants to know what it costs."""

    study_id: UUID
    period: Period
    choice: ReleaseChoice
    purpose: str = ""
    """What the release is to be for, so that the form comes back as it was sent."""

    def write(self) -> str:
        """As text."""
        return json.dumps(
            {
                "study": self.study_id.hex,
                "period": self.period.write(),
                "choice": write_choice(self.choice),
                "purpose": self.purpose,
            },
            ensure_ascii=False,
            sort_keys=True,
        )

    def is_same(self, other: PriceOrder) -> bool:
        """Whether the price of one is the price of the other: what it is for, and what lies beside it, cost nothing."""
        ours, theirs = (write_choice(replace(one.choice, with_months=False)) for one in (self, other))
        return (self.study_id, self.period, ours) == (other.study_id, other.period, theirs)


def read_order(text: str | None) -> PriceOrder | None:
    """What `PriceOrder.write` wrote; None where it cannot be one any more, as when a kind is no more."""
    found: Mapping[str, Any] = json.loads(text or "{}")
    period = read_period(str(found.get("period")))
    if period is None:
        return None
    return PriceOrder(
        UUID(hex=found["study"]), period, read_choice(found["choice"]), str(found.get("purpose") or "")
    )


@dataclass(frozen=True)
class ReleaseProgress:
    """How far a job has come, and what a choice costs once that is known."""

    step: str = WAITS
    price: str | None = None
    """The price as `release_price` writes it."""
    table: str | None = None
    """The table that may be shown of the same cases, as `release_table` writes it."""

    @property
    def holds(self) -> bool:
        """Whether a release could be made of the choice."""
        return bool(self.price) and json.loads(self.price or "{}").get("holds") is True

    def write(self) -> str:
        """As text."""
        return json.dumps(asdict(self), sort_keys=True)


def read_progress(text: str | None) -> ReleaseProgress:
    """What `ReleaseProgress.write` wrote; nothing done where there is no text."""
    found: Mapping[str, Any] = json.loads(text or "{}")
    return ReleaseProgress(found.get("step") or WAITS, found.get("price"), found.get("table"))
