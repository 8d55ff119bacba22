"""Consent: the person's last word decides, and only what stands may be relied on."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.consent_state import (
    GIVEN_BY,
    REASONS,
    STATES,
    VALID_STATES,
    WITH_PAPER,
    WORDS,
    Consent,
    ConsentState,
    Purpose,
    check_consent,
    find_usable_parts,
    judge_consent,
    list_unsettled,
)
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.errors import Message

TODAY = date(2026, 11, 24)
RESEARCH = Purpose("research", 3)
SIGNED = Consent("research", 3, date(2026, 3, 2), kept_at="Perm 4, rom 212")


def on(days: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=days)


def judge(*consents: Consent, purpose: Purpose = RESEARCH) -> str:
    """The state, the same in whatever order the entries come."""
    states = {judge_consent(order, purpose, TODAY).state for order in permutations(consents)}
    assert len(states) == 1
    return states.pop()


@pytest.mark.parametrize(
    ("consents", "state"),
    [
        ([], "missing"),
        ([replace(SIGNED, purpose="employer_survey")], "missing"),
        ([replace(SIGNED, given_on=on(1))], "missing"),
        ([SIGNED], "given"),
        ([replace(SIGNED, given_on=TODAY)], "given"),
        ([replace(SIGNED, expires_on=on(31))], "given"),
        ([replace(SIGNED, expires_on=on(30))], "expiring"),
        ([replace(SIGNED, expires_on=TODAY)], "expiring"),
        ([replace(SIGNED, expires_on=on(-1))], "expired"),
        ([replace(SIGNED, version=2)], "old_version"),
        ([replace(SIGNED, version=2, expires_on=on(5))], "old_version"),
        ([replace(SIGNED, version=2, expires_on=on(-5))], "expired"),
        ([replace(SIGNED, withdrawn_on=TODAY)], "withdrawn"),
        ([replace(SIGNED, withdrawn_on=on(-5), expires_on=on(-9))], "withdrawn"),
        ([replace(SIGNED, withdrawn_on=on(9))], "withdrawn"),  # counts as soon as it is registered
        ([replace(SIGNED, is_refusal=True)], "withdrawn"),
    ],
)
def test_one_answer(consents: list[Consent], state: str):
    assert judge(*consents) == state


@pytest.mark.parametrize(
    ("consents", "state"),
    [
        # asked again after a withdrawal, and after an expiry
        ([replace(SIGNED, withdrawn_on=on(-20)), replace(SIGNED, given_on=on(-10))], "given"),
        ([replace(SIGNED, expires_on=on(-20)), replace(SIGNED, given_on=on(-10))], "given"),
        # signed twice, then withdrawn once: the withdrawal is the last word
        ([replace(SIGNED, withdrawn_on=on(-1)), replace(SIGNED, given_on=on(-10))], "withdrawn"),
        # no goes before yes on one day
        ([replace(SIGNED, withdrawn_on=on(-10)), replace(SIGNED, given_on=on(-10))], "withdrawn"),
        ([SIGNED, replace(SIGNED, is_refusal=True)], "withdrawn"),
        # yes, later no, and the other way round
        ([SIGNED, replace(SIGNED, given_on=on(-3), is_refusal=True)], "withdrawn"),
        ([replace(SIGNED, is_refusal=True), replace(SIGNED, given_on=on(-3))], "given"),
        # a new text: the new signature stands, the old one is not missed
        ([replace(SIGNED, version=2), replace(SIGNED, given_on=on(-3))], "given"),
        ([replace(SIGNED, version=2), replace(SIGNED)], "given"),
        # an older paper registered afterwards does not undo the newer one
        ([SIGNED, replace(SIGNED, given_on=date(2025, 1, 1), version=2, expires_on=on(-1))], "given"),
        # other purposes neither help nor harm
        ([SIGNED, replace(SIGNED, purpose="employer_survey", withdrawn_on=on(-1))], "given"),
    ],
)
def test_the_last_word_counts(consents: list[Consent], state: str):
    assert judge(*consents) == state


def test_an_earlier_text_may_still_stand():
    mended = Purpose("research", 3, standing_versions=frozenset({2}))
    assert judge(replace(SIGNED, version=2), purpose=mended) == "given"
    assert judge(replace(SIGNED, version=1), purpose=mended) == "old_version"
    assert judge(replace(SIGNED, version=4), purpose=mended) == "old_version"


def test_the_warning_can_be_set():
    assert judge(replace(SIGNED, expires_on=on(10)), purpose=replace(RESEARCH, warning_days=9)) == "given"
    assert judge(replace(SIGNED, expires_on=on(9)), purpose=replace(RESEARCH, warning_days=9)) == "expiring"


@pytest.mark.parametrize(
    ("consent", "reason"),
    [
        (None, Message(REASONS["missing"], version=3)),
        (SIGNED, Message(REASONS["given"], day="02.03.2026")),
        (replace(SIGNED, expires_on=on(6)), Message(REASONS["expiring"], day="30.11.2026")),
        (replace(SIGNED, expires_on=on(-1)), Message(REASONS["expired"], day="23.11.2026")),
        (replace(SIGNED, version=1), Message(REASONS["old_version"], given=1, current=3)),
        (replace(SIGNED, withdrawn_on=on(-2)), Message(REASONS["withdrawn"], day="22.11.2026")),
        (replace(SIGNED, is_refusal=True), Message(REASONS["refused"], day="02.03.2026")),
    ],
)
def test_the_reason_is_told(consent: Consent | None, reason: Message):
    state = judge_consent([consent] if consent else [], RESEARCH, TODAY)
    assert state.reason == reason
    assert state.consent == consent


def test_only_what_stands_is_valid():
    valid = {state: ConsentState(state, Message("x")).is_valid for state in STATES}
    assert {state for state, is_valid in valid.items() if is_valid} == {"given", "expiring"} == VALID_STATES
    assert set(REASONS) == {*STATES, "refused"}
    assert len(set(REASONS.values())) == len(REASONS)


answers = st.builds(
    Consent,
    purpose=st.sampled_from(["research", "employer_survey"]),
    version=st.integers(1, 3),
    given_on=st.integers(-60, 5).map(on),
    withdrawn_on=st.one_of(st.none(), st.integers(-60, 5).map(on)),
    expires_on=st.one_of(st.none(), st.integers(-60, 60).map(on)),
    is_refusal=st.booleans(),
)


@given(st.lists(answers, max_size=5), st.randoms(use_true_random=False))
def test_nobody_is_counted_in_against_their_word(consents: list[Consent], random: Random):
    """Valid only with a yes to a text in use that nothing later took back; the order of the entries changes nothing."""
    state = judge_consent(consents, RESEARCH, TODAY)
    assert state.state in STATES
    shuffled = list(consents)
    random.shuffle(shuffled)
    assert judge_consent(shuffled, RESEARCH, TODAY).state == state.state
    ours = [one for one in consents if one.purpose == "research" and one.given_on <= TODAY]
    assert (state.state == "missing") is (not ours)
    if state.is_valid:
        found = state.consent
        assert found is not None
        assert (found.version, found.withdrawn_on, found.is_refusal) == (3, None, False)
        assert found.expires_on is None or found.expires_on >= TODAY
        for other in ours:
            assert not (other.is_refusal and other.given_on >= found.given_on)
            assert other.withdrawn_on is None or other.withdrawn_on < found.given_on


def test_who_has_to_be_asked():
    people = {
        "jobseeker": [SIGNED],
        "mentor": [],
        "employer": [replace(SIGNED, is_refusal=True)],
        "adviser": [replace(SIGNED, version=2)],
        "leader": [replace(SIGNED, expires_on=on(3))],
        "former mentor": [replace(SIGNED, expires_on=on(-3))],
        "former employer": [replace(SIGNED, withdrawn_on=on(-3))],
    }
    unsettled = list_unsettled(people, RESEARCH, TODAY)
    assert {person: state.state for person, state in unsettled.items()} == {
        "mentor": "missing",
        "adviser": "old_version",
        "leader": "expiring",
        "former mentor": "expired",
    }


@pytest.mark.parametrize(
    ("valid", "usable"),
    [
        ("", ""),
        ("jobseeker", "jobseeker"),
        ("jobseeker mentor", "jobseeker mentor"),
        ("jobseeker mentor employer adviser", "jobseeker mentor employer adviser"),
        ("mentor employer adviser", ""),
    ],
)
def test_no_row_without_the_jobseeker(valid: str, usable: str):
    states = {
        person: judge_consent(
            [SIGNED] if person in valid.split() else [replace(SIGNED, version=2)], RESEARCH, TODAY
        )
        for person in ("jobseeker", "mentor", "employer", "adviser")
    }
    assert find_usable_parts(states) == frozenset(usable.split())
    assert find_usable_parts({}) == frozenset()


@pytest.mark.parametrize(
    ("consent", "faults"),
    [
        (SIGNED, []),
        (replace(SIGNED, withdrawn_on=SIGNED.given_on, expires_on=SIGNED.given_on), []),
        (replace(SIGNED, given_by="guardian", version=1), []),
        (replace(SIGNED, how="spoken", kept_at=""), []),
        (replace(SIGNED, is_refusal=True, kept_at=""), []),
        (replace(SIGNED, kept_at=" "), [("kept_at", "no_place")]),
        (replace(SIGNED, given_on=on(1)), [("given_on", "in_future")]),
        (replace(SIGNED, withdrawn_on=date(2026, 3, 1)), [("withdrawn_on", "before_given")]),
        (replace(SIGNED, withdrawn_on=on(1)), [("withdrawn_on", "in_future")]),
        (replace(SIGNED, expires_on=date(2026, 3, 1)), [("expires_on", "expires_early")]),
        (replace(SIGNED, given_by="adviser"), [("given_by", "not_by")]),
        (replace(SIGNED, version=4), [("version", "version")]),
        (replace(SIGNED, version=0), [("version", "version")]),
        (
            Consent("research", 9, on(2), given_by="leader"),
            [
                ("given_on", "in_future"),
                ("kept_at", "no_place"),
                ("given_by", "not_by"),
                ("version", "version"),
            ],
        ),
    ],
)
def test_entries_that_cannot_be(consent: Consent, faults: list[tuple[str, str]]):
    found = check_consent(consent, RESEARCH, TODAY)
    assert [(fault.field, fault.message.id) for fault in found] == [
        (field, WORDS[word]) for field, word in faults
    ]


def test_codes_stand_in_the_practice_model():
    model = get_practice_model("hybridmodellen")
    assert model.find_codes("consent_given_by").keys == GIVEN_BY
    assert WITH_PAPER in model.find_codes("consent_given_how")
    assert SIGNED.how == WITH_PAPER
    assert RESEARCH.key in model.find_codes("consent_purpose")
    assert model.find_codes("consent_person").keys == ("jobseeker", "mentor", "employer", "adviser")
