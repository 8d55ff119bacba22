"""When a case is to be gone through again, and why it stands on the lead's list."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files

import pytest

from hybridmentor.domain.attention import Situation, list_needs
from hybridmentor.domain.case_course import Pause
from hybridmentor.domain.case_review import (
    ReviewLine,
    ReviewState,
    check_review,
    list_reasons,
    suggest_next,
    summarise_reviews,
)
from hybridmentor.domain.practice import get_practice_model, load_practice_model
from hybridmentor.errors import InvalidInput

TODAY = date(2026, 11, 24)


def day(ago: int) -> date:
    """So many days ago."""
    return TODAY - timedelta(days=ago)


def test_the_latest_review_says_when_the_next_one_is():
    older = ReviewLine(day(40), day(10), day(5))
    newer = ReviewLine(day(20), None)
    assert summarise_reviews([newer, older]) == ReviewState(day(20), None, day(5), None)
    assert summarise_reviews([older]).next_on == day(10)
    # Of two on a day the first that is given: the one written down last.
    assert summarise_reviews([ReviewLine(day(3), day(1)), ReviewLine(day(3), day(2))]).next_on == day(1)
    assert summarise_reviews([]) == ReviewState()


def test_what_has_been_followed_up_waits_no_more():
    lines = [ReviewLine(day(9), None, day(3), day(1)), ReviewLine(day(30), None, day(7))]
    assert summarise_reviews(lines).follow_up_on == day(7)
    assert summarise_reviews(lines[:1]).follow_up_on is None


def test_the_practice_model_proposes_and_may_propose_nothing():
    assert get_practice_model("hybridmodellen").review_every_days == 60
    assert suggest_next(TODAY, 60) == TODAY + timedelta(days=60)
    assert suggest_next(TODAY, None) is None


@pytest.mark.parametrize("days", ["6", "367", '"60"', "true"])
def test_a_clock_of_the_practice_model_is_checked(days: str):
    text = files("hybridmentor").joinpath("practice_models/hybridmodellen.toml").read_text("utf-8")
    assert load_practice_model(text.replace("review_every_days = 60\n", "")).review_every_days is None
    with pytest.raises(InvalidInput) as raised:
        load_practice_model(text.replace("review_every_days = 60", f"review_every_days = {days}"))
    assert raised.value.message.params["place"] == "review_every_days"


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({}, []),
        ({"held_on": TODAY + timedelta(days=1)}, ["held_on"]),
        ({"held_on": day(61)}, ["held_on"]),
        ({"next_on": TODAY}, ["next_on"]),
        ({"next_on": TODAY + timedelta(days=1)}, []),
        ({"follow_up": "Ring", "follow_up_on": day(1)}, ["follow_up_on"]),
        ({"follow_up_on": TODAY}, ["follow_up"]),
        ({"follow_up": "Ring"}, []),
    ],
)
def test_days_that_do_not_fit(values: dict, fields: list[str]):
    told = {"held_on": TODAY, "next_on": None, "follow_up": None, "follow_up_on": None, **values}
    assert [fault.field for fault in check_review(**told, opened_on=day(60), today=TODAY)] == fields


@pytest.mark.parametrize(
    ("state", "opened_ago", "words"),
    [
        (ReviewState(), 59, []),
        (ReviewState(), 60, ["review.reason.never"]),
        (ReviewState(last_on=day(90)), 200, []),
        (ReviewState(last_on=day(90), next_on=TODAY), 200, ["review.reason.today"]),
        (ReviewState(last_on=day(90), next_on=day(1)), 200, ["review.reason.due"]),
        (ReviewState(last_on=day(90), next_on=TODAY + timedelta(days=1)), 200, []),
        (
            ReviewState(day(90), day(2), day(3), day(4)),
            200,
            ["review.reason.raised", "review.reason.follow_up", "review.reason.due"],
        ),
    ],
)
def test_reasons_stand_in_the_order_of_their_days(state: ReviewState, opened_ago: int, words: list[str]):
    reasons = list_reasons(state, day(opened_ago), 60, TODAY)
    assert [message.id for _, message in reasons] == words
    assert [on for on, _ in reasons] == sorted(on for on, _ in reasons)


def test_my_day_says_what_was_agreed_and_no_more():
    def name(review: ReviewState, **facts: object) -> list[str]:
        situation = Situation(opened_on=day(300), has_mentor=True, review=review, **facts)  # type: ignore[arg-type]
        return [one.kind for one in list_needs(situation, TODAY) if one.kind.startswith("review")]

    assert name(ReviewState()) == []
    assert name(ReviewState(day(9), TODAY, TODAY)) == ["review_follow_up", "review"]
    assert name(ReviewState(day(9), TODAY + timedelta(days=1), None)) == []
    assert name(ReviewState(day(9), TODAY), pause=Pause(day(1), None, "leave", day(-9))) == []
    assert name(ReviewState(day(9), TODAY), closed_on=TODAY) == []
