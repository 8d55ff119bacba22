"""The registration form: what it holds and lacks, what is asked when, and when a case is closed."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.case_course import (
    AdviserStretch,
    Pause,
    Stretch,
    check_pause,
    count_effective_days,
    cut_out_pauses,
    find_adviser,
    find_pause,
    hand_over,
    return_from_pause,
)
from hybridmentor.domain.form_state import (
    ALSO_AT_CLOSING,
    ALWAYS_AT_CLOSING,
    END_STATES,
    ENTRY_POINTS,
    ENTRY_RULES,
    FIELDS,
    KINDS,
    MOST_AT_CLOSING,
    MOST_AT_OPENING,
    NEEDS,
    OUTCOME_FACTS,
    SECTIONS,
    SOURCES,
    WORDS,
    CaseEnds,
    EndState,
    FormContext,
    FormField,
    check_ends,
    find_entry_rule,
    find_field,
    is_answered,
    judge_ends,
    list_closing_fields,
    list_missing,
    list_opening_fields,
    reopen_case,
)
from hybridmentor.domain.outcome import FACT_CODE_SETS
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.errors import InvalidInput, NotFound

OPENED = date(2026, 3, 2)
TODAY = date(2026, 11, 24)
CLOSING = FormContext(is_closing=True)


def list_keys(fields: tuple[FormField, ...]) -> list[str]:
    return [field.key for field in fields]


def fill(*without: str, **other: object) -> dict[str, object]:
    """A form in which every field but those named is answered; the case runs on and does not use the measure."""
    values: dict[str, object] = {field.key: "x" for field in FIELDS}
    values |= {"measure_used": "no", "initiator": "adviser", "closed_on": None}
    return {key: value for key, value in values.items() if key not in without} | other


def test_fields_are_well_formed():
    model = get_practice_model("hybridmodellen")
    steps = {step.key for step in model.steps}
    keys = [field.key for field in FIELDS]
    assert len(set(keys)) == len(keys) >= 60
    for field in FIELDS:
        assert field.section in SECTIONS, field
        assert field.source in SOURCES, field
        assert field.kind in KINDS, field
        assert field.needed in NEEDS, field
        assert field.label == f"form.field.{field.key}"
        assert (field.source == "step") == (field.step is not None), field
        assert field.step in {*steps, None}
        assert (field.kind in {"code", "codes", "ratings"}) <= (field.code_set is not None), field
        if field.code_set is not None:
            assert model.find_codes(field.code_set)
        if field.source == "derived":
            assert field.needed == "optional", "what comes by itself is never asked for"
        assert not field.outlives_skipping or field.source == "step"
    sections = [field.section for field in FIELDS]
    assert list(dict.fromkeys(sections)) == list(SECTIONS)
    assert sections == sorted(sections, key=SECTIONS.index)
    assert {field.source for field in FIELDS} == set(SOURCES)


def test_every_condition_is_used_and_every_step_notes_something():
    assert {field.needed for field in FIELDS} == set(NEEDS)
    steps = {step.key for step in get_practice_model("hybridmodellen").steps}
    # the fifth and sixth step are followed in the contact log, which fills the form itself
    assert {field.step for field in FIELDS} - {None} == steps - {"collaboration", "follow_up"}


NAMED = (
    *("industry", "reasons", "initiator", "adviser_knew_company", "prior_attachment", "attachment_after"),
    *("frequency_mentor", "frequency_jobseeker", "frequency_employer", "forms_mentor", "intensity_mentor"),
    *("entry_point", "service", "target_groups", "goal", "success_ratings", "adviser_minutes", "mentors"),
    *("measure_used", "hours_per_month", "measure_from_on", "measure_ended_on", "parallel_measures"),
    *("agreement_number", "is_journalled", "contact_at_nav", "contact_at_workplace", "agreement_purpose"),
    *("pauses", "handovers", "duration", "contact_ended_on", "closing_talk", "closed_on", "later_on"),
    *("position_percent", "relevant", "permanent", "through_whom", "direct_result"),
)


def test_the_form_covers_what_the_source_names():
    """AFI-notat 2022:01, ch. 1.5 and tables 1 to 7, Tiltaksforskriften section 5-7, and later measurements."""
    assert set(NAMED) <= {field.key for field in FIELDS}
    for fact, code_set in FACT_CODE_SETS.items():
        assert find_field(fact).code_set == code_set


# Code sets of the form and the step pages, by key
CODE_KEYS = {
    "openness": "yes no unsure",
    "candidate_status": "proposed contacted awaiting_answer meeting_agreed positive not_relevant",
    "success_rating": "reached partly not_reached not_rated",
    "goal": "working_life this_workplace keep_job",
    "start_meeting_participant": "jobseeker mentor employer nav",
    "closing_talk": "held not_held declined unknown",
    "target_group": "inclusion_effort state_benefit young activity_duty outside_oecd kvp other unknown",
}


@pytest.mark.parametrize("code_set", CODE_KEYS)
def test_codes_of_the_form(code_set: str):
    codes = get_practice_model("hybridmodellen").find_codes(code_set)
    assert codes.keys == tuple(CODE_KEYS[code_set].split())
    assert not any(code.afi for code in codes.codes), "no figure of AFI's stands beside them"


def test_the_words_of_the_candidates_and_ratings():
    model = get_practice_model("hybridmodellen")
    assert [code.names["nb"] for code in model.find_codes("candidate_status").codes] == [
        *("Foreslått", "Kontaktet", "Avventer svar", "Møte avtalt", "Positiv", "Ikke aktuell"),
    ]
    assert [code.names["nb"] for code in model.find_codes("success_rating").codes] == [
        *("Nådd", "Delvis", "Ikke", "Ikke vurdert"),
    ]


def test_the_open_answers_about_initiative_belong_to_annet():
    """AFI-notat 2022:01, text under table 3: eight kinds, and one for what comes."""
    details = get_practice_model("hybridmodellen").find_codes("initiator_detail")
    assert details.belongs_to == "initiator"
    assert {code.belongs_to for code in details.codes} == {"other"}
    assert len(details.codes) == 8 + 1


def test_wishes_are_few_and_about_work():
    model = get_practice_model("hybridmodellen")
    wishes = [model.code_sets[key] for key in model.code_sets if key.startswith("wish_")]
    assert len(wishes) == 6
    for code_set in wishes:
        assert 5 <= len(code_set.codes) <= 13, code_set.key
        words = " ".join(code.names["nb"] for code in code_set.codes).casefold()
        for health in ("diagnose", "angst", "rusmid", "smerte", "sykdom", "psykisk", "adhd", "autis"):
            assert health not in words, code_set.key


def test_an_empty_form_lacks_everything_needed():
    missing = list_keys(list_missing({}))
    assert missing == [field.key for field in FIELDS if field.needed == "always"]
    assert {"jobseeker_name", "initiator", "mentors", "measure_used", "goal"} <= set(missing)
    assert not {"closed_on", "hours_per_month", "initiator_detail", "success_ratings"} & set(missing)


def test_a_whole_form_lacks_nothing():
    assert list_missing(fill()) == ()
    for key in {field.key for field in FIELDS if field.needed == "always"}:
        assert list_keys(list_missing(fill(key))) == ([key] if key != "measure_used" else ["measure_used"]), (
            key
        )


@pytest.mark.parametrize(
    "field", [field for field in FIELDS if field.needed == "optional"], ids=lambda field: field.key
)
def test_optional_fields_are_never_missing(field: FormField):
    closed = fill(field.key, closed_on=TODAY, measure_used="yes")
    assert list_missing(closed, FormContext(success_criteria=())) == ()


@pytest.mark.parametrize(
    ("value", "answered"),
    [
        *((None, False), ("", False), (" \n", False), ((), False), ([], False), ({}, False), (set(), False)),
        *(("unknown", True), (0, True), (0.0, True), (False, True), (["x"], True), (TODAY, True)),
    ],
)
def test_unknown_no_and_zero_are_answers(value: object, answered: bool):
    assert is_answered(value) is answered
    assert (list_missing(fill("goal", goal=value)) == ()) is answered


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ("adviser", []),
        ("unknown", []),
        ("other", ["initiator_detail"]),
    ],
)
def test_who_else_took_the_initiative(value: str, keys: list[str]):
    assert list_keys(list_missing(fill("initiator_detail", initiator=value))) == keys


MEASURE = [
    "agreement_number",
    "measure_from_on",
    "hours_per_month",
    "agreement_purpose",
    "contact_at_nav",
    "contact_at_workplace",
    "is_journalled",
]


@pytest.mark.parametrize("used", ["yes", "no", "unknown"])
def test_the_agreement_is_needed_with_the_measure_only(used: str):
    missing = list_keys(list_missing(fill(*MEASURE, measure_used=used)))
    assert missing == (MEASURE if used == "yes" else [])


def test_dependent_notes_of_the_steps():
    assert list_keys(list_missing(fill("openness", "openness_on"))) == ["openness"]
    assert list_keys(list_missing(fill("openness_on", openness="no"))) == ["openness_on"]
    assert list_keys(list_missing(fill("start_meeting_on", "start_meeting_participants"))) == [
        "start_meeting_on"
    ]


def test_a_skipped_step_is_an_answer_but_for_what_the_tables_rest_on():
    company = {field.key for field in FIELDS if field.step == "company" and field.needed == "always"}
    values = fill(*company)
    assert set(list_keys(list_missing(values))) == company
    skipped = FormContext(skipped_steps=("company",))
    assert set(list_keys(list_missing(values, skipped))) == {
        "initiator",
        "adviser_knew_company",
        "prior_attachment",
    }
    assert "how_found" in company
    wishes = FormContext(skipped_steps=("wishes",))
    assert list_keys(list_missing(fill("wishes_mapped_on", "openness", "reasons", "goal"), wishes)) == [
        "reasons",
        "goal",
    ]
    share = FormContext(skipped_steps=("share",))
    assert list_keys(list_missing(fill("shared_on"))) == ["shared_on"]
    assert list_missing(fill("shared_on"), share) == ()
    assert list_missing(fill("office"), FormContext(skipped_steps=("wishes", "company", "mentor"))) != ()


ENDING = [
    "log_confirmed_to",
    "contact_ended_on",
    "closing_talk",
    "contact_end_reason",
    *OUTCOME_FACTS,
    "later_on",
]


def test_how_it_ended_is_asked_of_a_case_that_ends_only():
    values = fill(*ENDING, "measure_ended_on", "later_reason")
    assert list_missing(values) == ()
    assert list_keys(list_missing({**values, "closed_on": TODAY})) == ENDING
    at_closing = list_keys(list_missing(values, CLOSING))
    assert at_closing == [*ENDING[:4], "closed_on", *ENDING[4:]]
    with_measure = list_keys(list_missing({**values, "measure_used": "yes", "closed_on": TODAY}))
    assert sorted(with_measure) == sorted([*ENDING, "measure_ended_on"])


def test_a_later_measurement_or_the_reason_why_not():
    closed = fill("later_on", "later_reason", closed_on=TODAY)
    assert list_keys(list_missing(closed)) == ["later_on"]
    assert list_missing({**closed, "later_reason": "Bruker har flyttet"}) == ()
    assert list_missing({**closed, "later_on": date(2027, 5, 24)}) == ()


def test_success_criteria_are_rated_each():
    criteria = FormContext(is_closing=True, success_criteria=("trives", "fast jobb"))
    values = fill("success_ratings", closed_on=TODAY)
    assert list_missing(values, CLOSING) == (), "no criteria, nothing to rate"
    assert list_missing(values, FormContext(success_criteria=("trives",))) != ()
    for ratings, lacking in (
        ({"trives": "reached"}, True),
        ({"trives": "reached", "fast jobb": ""}, True),
        ({"trives": "reached", "fast jobb": "not_rated"}, False),
        ("reached", True),
    ):
        missing = list_keys(list_missing({**values, "success_ratings": ratings}, criteria))
        assert missing == (["success_ratings"] if lacking else []), ratings
    running = fill("success_ratings")
    assert list_missing(running, FormContext(success_criteria=("trives",))) == (), "rated when it ends"


def test_five_fields_open_a_case():
    fields = list_opening_fields()
    assert list_keys(fields) == ["jobseeker_name", "service", "entry_point", "office", "opened_on"]
    assert len(fields) == MOST_AT_OPENING == 5
    assert all(field.source == "typed" for field in fields)
    assert all(field.needed == "always" for field in fields)


def test_at_most_twelve_fields_close_a_case_whatever_is_known():
    """All ways to know or not know what closing may ask, with and without measure and criteria."""
    sizes = Counter()
    for used, criteria, known in product(
        ("yes", "no", "unknown", None), ((), ("a", "b", "c")), product((True, False), repeat=5)
    ):
        values: dict[str, object] = {"measure_used": used}
        values |= {key: "x" for key, there in zip(ALSO_AT_CLOSING, known, strict=True) if there}
        fields = list_keys(list_closing_fields(values, FormContext(success_criteria=criteria)))
        assert set(ALWAYS_AT_CLOSING) <= set(fields)
        assert len(fields) <= MOST_AT_CLOSING == 12
        assert not {key for key in fields if is_answered(values.get(key)) and key != "success_ratings"}
        assert fields == [field.key for field in FIELDS if field.key in fields]
        sizes[len(fields)] += 1
    assert min(sizes) == 10
    assert max(sizes) == 12


def test_what_closing_asks_first():
    def ask(**values: object) -> set[str]:
        context = FormContext(success_criteria=("a",))
        return set(list_keys(list_closing_fields(values, context))) - set(ALWAYS_AT_CLOSING)

    assert ask(measure_used="yes") == {"contact_ended_on", "measure_ended_on"}
    assert ask(measure_used="no") == {"contact_ended_on", "closing_talk"}
    assert ask(measure_used="yes", measure_ended_on=TODAY) == {"contact_ended_on", "closing_talk"}
    assert ask(contact_ended_on=TODAY) == {"closing_talk", "contact_end_reason"}
    assert ask(contact_ended_on=TODAY, closing_talk="held") == {"contact_end_reason", "success_ratings"}


def test_what_closing_did_not_ask_is_named_afterwards():
    values = fill(*ALWAYS_AT_CLOSING, *ALSO_AT_CLOSING, "log_confirmed_to", measure_used="yes")
    asked = list_keys(list_closing_fields(values, FormContext(success_criteria=("a",))))
    after = {**values, **dict.fromkeys(asked, "x")}
    missing = list_keys(list_missing(after, FormContext(success_criteria=("a",))))
    assert sorted(missing) == [
        "closing_talk",
        "contact_end_reason",
        "log_confirmed_to",
        "success_ratings",
    ]


def test_an_unknown_field_is_told():
    assert find_field("goal").section == "goal"
    with pytest.raises(NotFound):
        find_field("colour")


def test_entry_points():
    model = get_practice_model("hybridmodellen")
    assert model.entry_points == ENTRY_POINTS == tuple(ENTRY_RULES)
    for key in ENTRY_POINTS:
        rule = find_entry_rule(key)
        assert rule.entry_point == key
        assert set(rule.skippable_steps) <= {step.key for step in model.steps}
        for name, value in rule.proposals.items():
            code_set = find_field(name).code_set
            assert code_set is not None
            assert value in model.find_codes(code_set)
    assert find_entry_rule("start").skippable_steps == ()
    assert find_entry_rule("start").proposals == {}
    assert find_entry_rule("employer_contacted").proposals["initiator"] == "employer"
    assert find_entry_rule("job_at_risk").proposals["goal"] == "keep_job"
    assert find_entry_rule("from_another_model").proposals == {}


def test_a_proposal_is_no_answer():
    values = fill("initiator", entry_point="employer_contacted")
    assert list_keys(list_missing(values)) == ["initiator"]


ENDS = CaseEnds(OPENED, measure_used="yes")


@pytest.mark.parametrize(
    ("ends", "state", "points"),
    [
        (ENDS, "running", []),
        (replace(ENDS, measure_ended_on=date(2026, 9, 1)), "measure_over", []),
        (
            replace(
                ENDS,
                measure_ended_on=date(2026, 9, 1),
                contact_ended_on=date(2026, 10, 1),
                closing_talk="held",
            ),
            "contact_over",
            [],
        ),
        (
            replace(ENDS, contact_ended_on=TODAY),
            "contact_over",
            ["measure_end_missing", "closing_talk_missing"],
        ),
        (
            replace(
                ENDS,
                contact_ended_on=TODAY,
                closing_talk="not_held",
                measure_ended_on=TODAY + timedelta(days=9),
            ),
            "contact_over",
            ["measure_runs_on"],
        ),
        # with the measure
        (
            replace(
                ENDS,
                measure_ended_on=TODAY,
                contact_ended_on=TODAY,
                closing_talk="declined",
                closed_on=TODAY,
            ),
            "closed",
            [],
        ),
        # without the measure a case closes just the same
        (
            CaseEnds(OPENED, measure_used="no", contact_ended_on=TODAY, closing_talk="held", closed_on=TODAY),
            "closed",
            [],
        ),
        (
            CaseEnds(OPENED, closed_on=date(2026, 11, 1)),
            "closed",
            ["closing_talk_missing", "contact_end_missing"],
        ),
        (
            replace(ENDS, closed_on=TODAY),
            "closed",
            ["measure_end_missing", "closing_talk_missing", "contact_end_missing"],
        ),
        # what lies ahead has not happened
        (
            replace(
                ENDS,
                measure_ended_on=TODAY + timedelta(days=1),
                contact_ended_on=TODAY + timedelta(days=1),
                closed_on=TODAY + timedelta(days=1),
            ),
            "running",
            [],
        ),
    ],
)
def test_when_a_case_counts_as_closed(ends: CaseEnds, state: str, points: list[str]):
    judged = judge_ends(ends, TODAY)
    assert judged.state == state
    assert [point.id for point in judged.open_points] == [WORDS[point] for point in points]
    assert judged.is_closed is (state == "closed")
    assert state in END_STATES


def test_the_end_of_the_measure_never_closes_a_case():
    days = (None, date(2026, 9, 1), TODAY)
    for used, measure, contact in product(("yes", "no", "unknown", None), days, days):
        ends = CaseEnds(OPENED, used, measure, contact, "held")
        assert not judge_ends(ends, TODAY).is_closed
        assert judge_ends(replace(ends, closed_on=TODAY), TODAY).is_closed


@pytest.mark.parametrize(
    ("ends", "faults"),
    [
        (ENDS, []),
        (replace(ENDS, measure_ended_on=OPENED, contact_ended_on=OPENED, closed_on=OPENED), []),
        (replace(ENDS, measure_ended_on=TODAY + timedelta(days=90), closed_on=TODAY), []),
        (replace(ENDS, measure_ended_on=date(2026, 3, 1)), [("measure_ended_on", "before_opening")]),
        (replace(ENDS, contact_ended_on=date(2026, 3, 1)), [("contact_ended_on", "before_opening")]),
        (replace(ENDS, closed_on=date(2026, 3, 1)), [("closed_on", "before_opening")]),
        (replace(ENDS, contact_ended_on=date(2026, 11, 25)), [("contact_ended_on", "in_future")]),
        (replace(ENDS, closed_on=date(2026, 11, 25)), [("closed_on", "in_future")]),
        (
            replace(ENDS, contact_ended_on=TODAY, closed_on=date(2026, 11, 23)),
            [("contact_ended_on", "contact_after_closing")],
        ),
        (
            CaseEnds(OPENED, measure_used="no", measure_ended_on=TODAY),
            [("measure_ended_on", "measure_not_used")],
        ),
    ],
)
def test_ends_that_cannot_be(ends: CaseEnds, faults: list[tuple[str, str]]):
    found = check_ends(ends, TODAY)
    assert [(fault.field, fault.message.id) for fault in found] == [
        (field, WORDS[word]) for field, word in faults
    ]
    if faults and faults[0][1] == "before_opening":
        assert found[0].message.params == {"day": "02.03.2026"}


def test_opened_again_with_a_reason():
    closed = replace(
        ENDS,
        measure_ended_on=date(2026, 9, 1),
        contact_ended_on=TODAY,
        closing_talk="held",
        closed_on=TODAY,
    )
    again = reopen_case(closed, "Bruker trenger hjelp igjen")
    assert again == replace(ENDS, measure_ended_on=date(2026, 9, 1))
    assert judge_ends(again, TODAY) == EndState("measure_over")
    for ends, reason, field in ((closed, "  ", "reason"), (ENDS, "fordi", "closed_on")):
        with pytest.raises(InvalidInput) as caught:
            reopen_case(ends, reason)
        assert caught.value.field == field


JULY = Pause(date(2026, 7, 6), date(2026, 7, 26), "holiday")
OPEN = Pause(date(2026, 10, 1), None, "absence", date(2026, 12, 1))


@pytest.mark.parametrize(
    ("pause", "others", "faults"),
    [
        (JULY, [], []),
        (OPEN, [JULY], []),
        (JULY, [OPEN], []),
        (Pause(date(2026, 7, 27), date(2026, 7, 30)), [JULY], []),
        (Pause(date(2026, 7, 1), date(2026, 7, 5)), [JULY], []),
        (Pause(OPENED, OPENED), [], []),
        (Pause(date(2026, 3, 1), date(2026, 3, 9)), [], [("from_on", "pause_before_opening")]),
        (Pause(date(2026, 5, 9), date(2026, 5, 8)), [], [("to_on", "pause_turned")]),
        (Pause(date(2026, 5, 9)), [], [("follow_up_on", "pause_follow_up")]),
        (
            Pause(date(2026, 5, 9), None, "other", date(2026, 5, 8)),
            [],
            [("follow_up_on", "pause_turned")],
        ),
        (Pause(date(2026, 7, 26), date(2026, 7, 30)), [JULY], [("from_on", "pause_overlaps")]),
        (Pause(date(2026, 7, 1), date(2026, 7, 6)), [JULY], [("from_on", "pause_overlaps")]),
        (Pause(date(2026, 7, 10), date(2026, 7, 11)), [JULY, OPEN], [("from_on", "pause_overlaps")]),
        (Pause(date(2027, 1, 1), date(2027, 1, 2)), [OPEN], [("from_on", "pause_overlaps")]),
        (replace(OPEN, from_on=date(2026, 9, 1)), [OPEN], [("from_on", "pause_overlaps")]),
    ],
)
def test_pauses_that_cannot_be(pause: Pause, others: list[Pause], faults: list[tuple[str, str]]):
    found = check_pause(pause, others, OPENED)
    assert [(fault.field, fault.message.id) for fault in found] == [
        (field, WORDS[word]) for field, word in faults
    ]


def test_reasons_of_pauses_are_codes():
    codes = get_practice_model("hybridmodellen").find_codes("pause_reason")
    assert {JULY.reason, OPEN.reason, Pause(OPENED).reason} <= set(codes.keys)


def test_the_pause_of_a_day():
    pauses = (JULY, OPEN)
    for day, pause in (
        (date(2026, 7, 5), None),
        (date(2026, 7, 6), JULY),
        (date(2026, 7, 26), JULY),
        (date(2026, 7, 27), None),
        (date(2026, 10, 1), OPEN),
        (date(2030, 1, 1), OPEN),
    ):
        assert find_pause(pauses, day) == pause, day


def test_returning_ends_the_pause_the_day_before():
    assert return_from_pause((JULY, OPEN), date(2026, 11, 16)) == (
        JULY,
        Pause(date(2026, 10, 1), date(2026, 11, 15), "absence"),
    )
    assert return_from_pause((JULY, OPEN), date(2026, 10, 1)) == (JULY,), "a pause of no day is none"
    assert return_from_pause((JULY, OPEN), date(2026, 7, 20)) == (
        replace(JULY, to_on=date(2026, 7, 19)),
        OPEN,
    )
    with pytest.raises(InvalidInput) as caught:
        return_from_pause((JULY,), TODAY)
    assert caught.value.field == "on"


def test_pauses_are_cut_out_of_a_period():
    assert cut_out_pauses(OPENED, TODAY, (OPEN, JULY)) == (
        Stretch(OPENED, date(2026, 7, 5)),
        Stretch(date(2026, 7, 27), date(2026, 9, 30)),
    )
    assert count_effective_days(OPENED, TODAY, (OPEN, JULY)) == 126 + 66
    assert cut_out_pauses(TODAY, OPENED, ()) == ()
    assert cut_out_pauses(TODAY, TODAY, ()) == (Stretch(TODAY, TODAY),)
    assert count_effective_days(TODAY, TODAY, (OPEN,)) == 0


spans = st.tuples(st.integers(-20, 80), st.one_of(st.none(), st.integers(0, 40)))


@given(st.integers(0, 60), st.lists(spans, max_size=5))
def test_effective_days_are_the_days_outside_every_pause(length: int, drawn: list[tuple[int, int | None]]):
    """Counted day by day."""
    first, last = OPENED, OPENED + timedelta(days=length)
    pauses = [
        Pause(
            OPENED + timedelta(days=start),
            None if days is None else OPENED + timedelta(days=start + days),
        )
        for start, days in drawn
    ]
    days = [first + timedelta(days=number) for number in range(length + 1)]
    outside = [day for day in days if find_pause(pauses, day) is None]
    stretches = cut_out_pauses(first, last, pauses)
    inside = [day for s in stretches for day in (s.from_on + timedelta(days=n) for n in range(s.days))]
    assert inside == outside
    assert count_effective_days(first, last, pauses) == len(outside)
    assert all(b.from_on > a.to_on + timedelta(days=1) for a, b in pairwise(stretches))


def test_a_handover_keeps_who_had_it_when():
    first = (AdviserStretch("kari", OPENED),)
    second = hand_over(first, "ola", date(2026, 8, 3), " Ring mentor på mandager. ")
    assert second == (
        AdviserStretch("kari", OPENED, date(2026, 8, 2), "Ring mentor på mandager."),
        AdviserStretch("ola", date(2026, 8, 3)),
    )
    third = hand_over(second, "kari", date(2026, 8, 4))
    assert [find_adviser(third, day) for day in (date(2026, 3, 1), OPENED, date(2026, 8, 2))] == [
        None,
        "kari",
        "kari",
    ]
    assert [find_adviser(third, date(2026, 8, day)) for day in (3, 4, 30)] == ["ola", "kari", "kari"]
    assert first == (AdviserStretch("kari", OPENED),)


def test_a_case_that_nobody_has_is_taken_over():
    assert hand_over((), "ola", TODAY, "ignored") == (AdviserStretch("ola", TODAY),)
    left = (AdviserStretch("kari", OPENED, date(2026, 8, 2), "Sluttet"),)
    assert hand_over(left, "ola", date(2026, 8, 10)) == (*left, AdviserStretch("ola", date(2026, 8, 10)))
    assert find_adviser(hand_over(left, "ola", date(2026, 8, 10)), date(2026, 8, 5)) is None


@pytest.mark.parametrize(
    ("stretches", "to", "on", "field"),
    [
        ((AdviserStretch("kari", OPENED),), "kari", TODAY, "to"),
        ((AdviserStretch("kari", OPENED),), "ola", OPENED, "on"),
        ((AdviserStretch("kari", OPENED),), "ola", date(2026, 1, 1), "on"),
        ((AdviserStretch("kari", OPENED, TODAY),), "ola", TODAY, "on"),
        (
            (AdviserStretch("ola", date(2026, 5, 1)), AdviserStretch("kari", OPENED, date(2026, 4, 30))),
            "ola",
            TODAY,
            "to",
        ),
    ],
)
def test_handovers_that_cannot_be(stretches: tuple[AdviserStretch, ...], to: str, on: date, field: str):
    with pytest.raises(InvalidInput) as caught:
        hand_over(stretches, to, on)
    assert caught.value.field == field
