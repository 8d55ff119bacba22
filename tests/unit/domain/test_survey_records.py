"""What tables 2 to 7 say of their records beside the figures: who stands behind them, how long a measure lasted, the words."""

from datetime import date, timedelta

import pytest

from hybridmentor.domain.outcome import Outcome
from hybridmentor.domain.prior_attachment import PriorAttachment
from hybridmentor.domain.survey_tables import (
    UNCODED,
    AdviserRecord,
    CaseRecord,
    RelationshipRecord,
    SurveyRecords,
    count_advisers,
    list_dimensions,
    measure_duration,
    name_category,
    name_dimension,
    tabulate_survey,
)

TODAY = date(2026, 11, 24)


def test_advisers_behind_the_figures_by_hand():
    """Three advisers, one with two cases; an answer that is none adds nobody."""
    contact = (RelationshipRecord("mentor", "weekly", None, ("phone",)), RelationshipRecord("employer"))
    records = SurveyRecords(
        advisers=(AdviserRecord(1), AdviserRecord(0)),
        cases=(
            CaseRecord(initiator="adviser", advisers=frozenset({1}), relationships=contact),
            CaseRecord(initiator="unknown", measure_months=2, advisers=frozenset({1})),
            CaseRecord(prior=PriorAttachment(), advisers=frozenset({2, 3}), relationships=contact),
            CaseRecord(outcome=Outcome(attached=("yes",))),
        ),
    )
    assert count_advisers(records) == {
        "users_per_adviser": {"all": 1},
        "initiator": {"all": 1},
        "attachment_at_start": {"all": 2},
        "contact_frequency": {"jobseeker": 0, "mentor": 3, "employer": 0},
        "contact_intensity": {"jobseeker": 0, "mentor": 0, "employer": 0},
        "contact_form": {"jobseeker": 0, "mentor": 3, "employer": 0},
        "duration": {"all": 1},
        "outcome": {"all": 0},
    }


@pytest.mark.parametrize(
    ("used", "from_on", "ended_on", "is_closed", "expected"),
    [
        ("yes", date(2026, 1, 12), date(2026, 4, 11), True, (3, False)),
        ("yes", date(2026, 1, 12), TODAY, False, (10 + 13 / 30, False)),
        ("yes", date(2026, 1, 12), TODAY + timedelta(days=1), True, (None, True)),
        ("yes", date(2026, 1, 12), None, False, (None, True)),
        ("yes", None, None, False, (None, True)),
        ("yes", date(2026, 1, 12), None, True, (None, False)),
        ("yes", TODAY + timedelta(days=1), None, False, (None, False)),
        ("yes", None, date(2026, 4, 11), False, (None, False)),
        ("yes", date(2026, 4, 12), date(2026, 4, 11), False, (None, False)),
        ("no", date(2026, 1, 12), date(2026, 4, 11), False, (None, False)),
        ("unknown", None, None, False, (None, False)),
        (None, None, None, False, (None, False)),
    ],
)
def test_what_is_known_of_the_measure(
    used: str | None,
    from_on: date | None,
    ended_on: date | None,
    is_closed: bool,
    expected: tuple[float | None, bool],
):
    assert measure_duration(used, from_on, ended_on, is_closed=is_closed, today=TODAY) == expected


def test_every_dimension_and_category_has_its_words():
    for table in tabulate_survey(SurveyRecords()).values():
        for dimension in list_dimensions(table):
            names = name_dimension(dimension)
            assert (names is None) == (dimension == "users_per_adviser")
            categories = {row["category"] for row in table["rows"] if row["dimension"] == dimension}
            for category in categories:
                words = name_category(dimension, category)
                assert (words is None) == (names is None or category == UNCODED)
                assert words is None or (words["nb"] == category and words["en"])
