"""The status follows from what is registered."""

from datetime import date

import pytest

from hybridmentor.domain.case_status import STATUS_WORDS, CaseFacts, derive_case_status

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (CaseFacts(), "new"),
        (CaseFacts(steps_begun=1), "active"),
        (CaseFacts(contacts=1), "active"),
        (CaseFacts(has_mentor=True), "active"),
        (CaseFacts(later_measurement_on=DAY), "new"),
        (CaseFacts(closed_on=DAY), "closed"),
        (CaseFacts(closed_on=DAY, contacts=3, has_mentor=True), "closed"),
        (CaseFacts(closed_on=DAY, later_measurement_on=DAY), "follow_up"),
        (CaseFacts(closed_on=DAY, later_measurement_on=DAY, later_measurement_done=True), "closed"),
        (CaseFacts(closed_on=DAY, later_measurement_done=True), "closed"),
        (CaseFacts(is_published_example=True), "imported"),
        (
            CaseFacts(is_published_example=True, closed_on=DAY, later_measurement_on=DAY, contacts=2),
            "imported",
        ),
    ],
)
def test_status(facts: CaseFacts, status: str):
    assert derive_case_status(facts) == status
    assert STATUS_WORDS[status] == f"case.status.{status}"
