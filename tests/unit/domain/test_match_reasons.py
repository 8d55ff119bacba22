"""Reasons of matches: counts against counting, and that nothing small can be had by subtraction."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, strategies as st

from hybridmentor.domain.match_criteria import CRITERION_KEYS
from hybridmentor.domain.match_reasons import (
    ROW_VERDICTS,
    MatchOutcome,
    ReasonRow,
    keep_reasons,
    tabulate_reasons,
)
from hybridmentor.domain.suggestions import suggest
from tests.unit.domain.test_suggestions import OFFERS, WISHES

VERDICT = st.sampled_from(ROW_VERDICTS)
KINDS = st.tuples(VERDICT, st.sampled_from(["accepted", "declined"]), st.booleans())


def make(verdict: str, answer: str, lasted: bool) -> MatchOutcome:
    reasons = {} if verdict == "not_compared" else {"tasks": verdict}
    return MatchOutcome(reasons, answer, lasted)


def tabulate(counts: dict[tuple[str, str, bool], int]) -> dict[str, ReasonRow]:
    matches = [make(*kind) for kind, number in counts.items() for _ in range(number)]
    return {row.verdict: row for row in tabulate_reasons(matches) if row.criterion == "tasks"}


COUNTS = st.dictionaries(KINDS, st.integers(0, 14), max_size=12)


def count(counts: dict[tuple[str, str, bool], int]) -> dict[str, Counter[str]]:
    """By verdict: accepted, declined, lasting and those accepted that did not last."""
    told = {verdict: Counter[str]() for verdict in ROW_VERDICTS}
    for (verdict, answer, lasted), number in counts.items():
        told[verdict][answer] += number
        if answer == "accepted":
            told[verdict]["lasting" if lasted else "ended"] += number
    return told


@given(COUNTS)
def test_what_is_shown_is_what_there_is_and_never_few(counts):
    told = count(counts)
    for verdict, row in tabulate(counts).items():
        for column in ("accepted", "declined", "lasting"):
            shown = getattr(row, column)
            if shown is not None:
                assert shown == told[verdict][column]
                assert shown == 0 or shown >= 5
        if row.lasting is not None:
            assert row.accepted is not None
            assert told[verdict]["ended"] not in (1, 2, 3, 4)


@given(COUNTS)
def test_nothing_few_comes_out_by_subtraction(counts):
    """Who knows how many matches there are learns the sum of what is hidden: it is nobody, or five or more of two verdicts."""
    told, rows = count(counts), tabulate(counts)
    for column, parts in (
        ("accepted", ["accepted"]),
        ("declined", ["declined"]),
        ("lasting", ["lasting", "ended"]),
    ):
        hidden = [verdict for verdict, row in rows.items() if getattr(row, column) is None]
        for part in parts:
            total = sum(told[verdict][part] for verdict in ROW_VERDICTS)
            left = sum(told[verdict][part] for verdict in hidden)
            # Where everybody is hidden, what is left is the number of all matches, and no more can be hidden.
            assert left == 0 or left >= 5 or left == total
        # A single hidden count is the only one that is not nobody.
        others = [
            verdict
            for verdict in ROW_VERDICTS
            if verdict not in hidden and any(told[verdict][part] for part in parts)
        ]
        assert len(hidden) != 1 or not others


def test_many_are_shown():
    rows = tabulate(
        {("fits", "accepted", True): 12, ("fits", "accepted", False): 6, ("against", "declined", False): 7}
    )
    assert (rows["fits"].accepted, rows["fits"].declined, rows["fits"].lasting) == (18, 0, 12)
    assert (rows["against"].accepted, rows["against"].declined) == (0, 7)


def test_few_are_hidden_and_another_with_them():
    rows = tabulate(
        {
            ("fits", "declined", False): 20,
            ("partly", "declined", False): 9,
            ("against", "declined", False): 4,
        }
    )
    assert {verdict: row.declined for verdict, row in rows.items()} == {
        "fits": 20,
        "partly": None,
        "unknown": 0,
        "against": None,
        "not_compared": 0,
    }


def test_rows_stand_in_order():
    rows = tabulate_reasons([])
    assert [(row.criterion, row.verdict) for row in rows] == [
        (criterion, verdict) for criterion in CRITERION_KEYS for verdict in ROW_VERDICTS
    ]
    assert {(row.accepted, row.declined, row.lasting) for row in rows} == {(0, 0, 0)}


@given(WISHES, OFFERS)
def test_only_codes_are_kept(wishes, offered):
    kept = keep_reasons(suggest(wishes, offered))
    assert set(kept) <= set(CRITERION_KEYS)
    assert set(kept.values()) <= set(ROW_VERDICTS)
