"""Whose contact month by month is handed out: only of cases in which somebody stands behind each who has said yes."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import polars
import pytest

from hybridmentor.domain.release_rules import DEFAULTS
from hybridmentor.domain.release_variables import PERSONS
from hybridmentor.jobs import release_months
from hybridmentor.queries.study_cases import ReadyCase

WHOLE, NO_COMPANY, NO_MENTOR = (UUID(int=number) for number in (1, 2, 3))


def test_cases_without_a_company_or_a_mentor_are_left_out(monkeypatch: pytest.MonkeyPatch):
    read: list[UUID] = []

    def note(session: Any, ids: Sequence[UUID]) -> Any:
        read.extend(ids)
        return SimpleNamespace(lengths=[])

    monkeypatch.setattr(release_months, "read_contact_months", note)
    monkeypatch.setattr(release_months, "find_horizon", lambda *_: None)
    behind = {
        WHOLE: ("company", "person"),
        NO_COMPANY: ("adviser:7", "person"),
        NO_MENTOR: ("company", "adviser:7"),
    }
    units = polars.DataFrame(
        [{"_case": case.hex, "_employer": company, "_mentor": who} for case, (company, who) in behind.items()]
    )
    session: Any = None
    cases = [ReadyCase(case, frozenset(PERSONS)) for case in behind]
    assert release_months.make_months(session, cases, units, DEFAULTS["restricted"]) is None
    assert read == [WHOLE]
