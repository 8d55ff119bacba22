"""One case as codes: every code has its place, every value its hierarchy, and what is not known is never an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.case_course import Pause
from hybridmentor.domain.collaboration import LoggedContact, LogPeriod, judge_collaboration
from hybridmentor.domain.contact_plan import Agreement
from hybridmentor.domain.counties import COUNTIES
from hybridmentor.domain.nace import list_divisions
from hybridmentor.domain.outcome import FACT_CODE_SETS, Outcome
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.recipe import LETTERS, STEPS
from hybridmentor.domain.record_bands import band_count, band_days, band_share, keep_codes
from hybridmentor.domain.release_variables import PERSONS, find_variable, get_hierarchy, list_variables
from hybridmentor.domain.research_record import (
    COMPUTED,
    PARTS,
    TOLD,
    CaseFacts,
    ContactFacts,
    Entry,
    MentorFacts,
    describe_contact,
    judge_criteria,
    make_record,
    measure_contact,
)
from hybridmentor.domain.survey_tables import UNCODED

TODAY = date(2026, 11, 24)
START = date(2026, 1, 5)
CLOSED = date(2026, 6, 30)
ALL = frozenset(PERSONS)
MODEL = get_practice_model("hybridmodellen")
OPEN = CaseFacts(TODAY, ALL, county="Oslo", practice_model="hybridmodellen", opened_on=START)
SHUT = replace(OPEN, closed_on=CLOSED, closing=Outcome())
MENTOR = MentorFacts(START)


def tell(facts: CaseFacts, **values: Any) -> dict[str, str]:
    return make_record(replace(facts, **values))


def list_keys(code_set: str) -> tuple[str, ...]:
    return MODEL.find_codes(code_set).keys


# One case for each code of each code set: the variable, the set, and the facts in which the code stands.
PLACES: list[tuple[str, str, Any]] = [
    ("entry_point", "entry_point", lambda code: replace(OPEN, entry_point=code)),
    ("initiator", "initiator", lambda code: replace(OPEN, initiator=code)),
    ("industry", "industry", lambda code: replace(OPEN, has_employer=True, industry=code)),
    ("mentor_of_interest", "mentor_of_interest", lambda code: replace(OPEN, mentor_of_interest=code)),
    ("attachment_before", "attachment_before", lambda code: replace(OPEN, attachment_before=code)),
    ("measure_used", "measure_used", lambda code: replace(OPEN, measure_used=code)),
    ("pause_reason", "pause_reason", lambda code: replace(OPEN, pause_reasons=(code,))),
    (
        "mentor_chosen_by",
        "mentor_chosen_by",
        lambda code: replace(OPEN, mentors=(replace(MENTOR, chosen_by=code),)),
    ),
    (
        "mentor_end_reason",
        "mentor_end_reason",
        lambda code: replace(OPEN, mentors=(replace(MENTOR, to_on=CLOSED, end_reason=code),)),
    ),
    *(
        (
            variable,
            code_set,
            lambda code, key=key, many=many: replace(SHUT, answers={key: [code] if many else code}),
        )
        for variable, code_set, key, many in (
            ("target_group", "target_group", "target_groups", True),
            ("reason", "reason", "reasons", True),
            ("goal", "goal", "goal", False),
            ("interpreter", "interpreter", "interpreter", False),
            ("openness", "openness", "openness", False),
            ("how_found", "how_found", "how_found", False),
            ("adviser_knew_company", "adviser_knew_company", "adviser_knew_company", False),
            ("close_cause", "contact_end_reason", "contact_end_reason", False),
            ("closing_talk", "closing_talk", "closing_talk", False),
        )
    ),
    ("other_measures", "measure_kind", lambda code: replace(OPEN, answers={"parallel": [{"kind": code}]})),
    *(
        (
            variable,
            FACT_CODE_SETS[fact],
            lambda code, fact=fact: replace(SHUT, closing=Outcome(**{fact: (code,)})),
        )
        for variable, fact in (
            ("attached", "attached"),
            ("employment_form", "employment_form"),
            ("wage_subsidy", "wage_subsidy"),
            ("in_measure", "in_measure"),
            ("leave", "leave"),
            ("elsewhere", "elsewhere"),
            ("end_reason", "end_reason"),
        )
    ),
    (
        "direct_result",
        "follow_up_direct_result",
        lambda code: replace(SHUT, later=((CLOSED + timedelta(days=90), Outcome(direct_result=(code,))),)),
    ),
    (
        "mentor_jobseeker_told_by",
        "reported_by",
        lambda code: replace(OPEN, contacts={TOLD: ContactFacts(28, told_by=frozenset({code}))}),
    ),
]
NOT_PUT = {"not_asked", "not_stated", "unknown"}
NEVER_BEGAN = {"mentor_declined", "jobseeker_declined"}


@pytest.mark.parametrize(("variable", "code_set", "place"), PLACES, ids=[place[0] for place in PLACES])
def test_every_code_of_a_code_set_is_told(variable: str, code_set: str, place: Any):
    column = find_variable(variable)
    assert column is not None
    for code in list_keys(code_set):
        told = make_record(place(code))[variable]
        assert told in get_hierarchy(column.hierarchy).rows
        if code not in NEVER_BEGAN:
            assert told == ("unknown" if code in NOT_PUT else code)
    assert make_record(place("from_another_model"))[variable] == "other"
    assert make_record(place(None))[variable] not in list_keys(code_set) or "unknown" in list_keys(code_set)


@pytest.mark.parametrize("code", list_keys("attachment_after"))
def test_every_code_of_table_7_has_a_place(code: str):
    assert code in get_hierarchy("attachment_after").rows


DAYS = st.dates(date(2015, 1, 1), date(2034, 12, 31))
CODES = st.sampled_from(
    [
        "",
        "yes",
        "no",
        "none",
        "unknown",
        "other",
        "*",
        "not_registered",
        "Ærlig talt",
        UNCODED,
        *sorted({key for codes in MODEL.code_sets.values() for key in codes.keys}),
    ]
)
MAYBE = st.none() | CODES
SEVERAL = st.lists(CODES, max_size=3)
FORMS = st.none() | st.sampled_from([*list_keys("contact_form"), "by_pigeon"])


@st.composite
def contacts(draw: st.DrawFn) -> ContactFacts:
    days = draw(st.none() | st.integers(0, 800))
    if days is None:
        return ContactFacts(reported=draw(MAYBE))
    places = draw(st.sets(st.integers(0, max(0, days - 1)), max_size=12)) if days else set()
    return ContactFacts(
        effective_days=days,
        is_confirmed=draw(st.booleans()),
        places=tuple(sorted(places)),
        forms=tuple(draw(FORMS) for _ in places),
        delays=tuple(draw(st.integers(0, 400)) for _ in places),
        expected=draw(st.none() | st.integers(0, 60)),
        kept=draw(st.integers(0, 60)),
        reported=draw(MAYBE),
        told_by=frozenset(draw(st.lists(CODES, max_size=2))),
    )


OUTCOMES = st.builds(
    Outcome,
    **dict.fromkeys(FACT_CODE_SETS, SEVERAL.map(tuple)),
    position_percent=st.none() | st.floats(0.5, 100),
)
MENTORS = st.builds(
    MentorFacts, DAYS, st.none() | DAYS, st.booleans(), st.none() | st.floats(0, 744), MAYBE, MAYBE
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(
            ("goal", "interpreter", "openness", "how_found", "adviser_knew_company", "rating_1", "rating_2"),
            MAYBE,
        ),
        **dict.fromkeys(("contact_end_reason", "closing_talk"), MAYBE),
        **dict.fromkeys(("target_groups", "reasons"), SEVERAL),
        "hours_per_month": st.sampled_from([None, "7,5", "40", "mange", "12.5"]),
        "parallel": st.lists(st.fixed_dictionaries({"kind": MAYBE}), max_size=2),
    },
)
FACTS = st.builds(
    CaseFacts,
    today=DAYS,
    allowed=st.sets(st.sampled_from(PERSONS)).map(frozenset),
    county=st.none() | st.sampled_from([*COUNTIES.values(), "Innhavet", ""]),
    practice_model=MAYBE,
    has_employer=st.booleans(),
    industry=MAYBE,
    nace=st.none()
    | st.sampled_from(["47.110", "00.000", "99", "x", "", *(one.code for one in list_divisions())]),
    birth_year=st.none() | st.integers(1900, 2040),
    opened_on=st.none() | DAYS,
    closed_on=st.none() | DAYS,
    entry_point=MAYBE,
    initiator=MAYBE,
    mentor_of_interest=MAYBE,
    answers=ANSWERS,
    attachment_before=MAYBE,
    recipe=st.none() | st.text(sorted(LETTERS.values()), min_size=len(STEPS), max_size=len(STEPS)),
    mentors=st.lists(MENTORS, max_size=4).map(tuple),
    adviser_changes=st.integers(0, 6),
    pause_reasons=SEVERAL.map(tuple),
    measure_used=MAYBE,
    measure_months=st.none() | st.floats(0, 60),
    is_measure_running=st.booleans(),
    contacts=st.dictionaries(st.sampled_from([*COMPUTED, TOLD]), contacts()),
    closing=st.none() | OUTCOMES,
    later=st.lists(st.tuples(DAYS, OUTCOMES), max_size=3).map(tuple),
)


@pytest.mark.parametrize(
    ("hierarchy", "codes", "kept"),
    [
        ("end_reason", ("jobseeker_left", "moved"), "several"),
        ("direct_result", ("yes", "no"), "other"),
        ("leave", ("sick", "parental"), "other"),
        ("direct_result", ("yes", "yes"), "yes"),
        ("direct_result", (), "unknown"),
    ],
)
def test_two_codes_of_an_answer_that_has_one_are_no_code(hierarchy: str, codes: tuple[str, ...], kept: str):
    assert keep_codes(hierarchy, codes) == kept


@given(FACTS)
def test_every_value_stands_in_its_hierarchy(facts: CaseFacts):
    record = make_record(facts)
    assert list(record) == [variable.key for variable in list_variables()]
    for variable in list_variables():
        assert record[variable.key] in get_hierarchy(variable.hierarchy).rows, variable.key


@given(FACTS)
def test_what_concerns_somebody_who_has_not_said_yes_is_unknown(facts: CaseFacts):
    whole, record = make_record(replace(facts, allowed=ALL)), make_record(facts)
    for variable in list_variables():
        is_allowed = set(variable.concerns) <= facts.allowed
        assert record[variable.key] == (whole[variable.key] if is_allowed else "unknown")


def test_without_the_jobseeker_nothing_is_told():
    assert set(tell(SHUT, allowed=frozenset({"mentor", "employer"})).values()) == {"unknown"}


@pytest.mark.parametrize(
    ("ratings", "code"),
    [
        ([], "unknown"),
        (["not_rated"], "not_rated"),
        (["reached", "not_rated"], "all"),
        (["reached", "not_reached"], "some"),
        (["partly"], "some"),
        (["not_reached"], "not_reached"),
    ],
)
def test_criteria(ratings: list[str], code: str):
    assert judge_criteria(ratings) == code


class TestLog:
    """What was not written down is something else than what did not take place, and than nobody to be in touch with."""

    def test_nobody_to_be_in_touch_with(self):
        assert set(describe_contact("mentor", None).values()) == {"not_relevant"}

    def test_no_log(self):
        told = describe_contact("mentor", ContactFacts(reported="weekly"))
        assert set(told.values()) == {"not_registered"}
        silent = describe_contact("mentor", ContactFacts(100))
        assert {code for key, code in silent.items() if not key.endswith("_reported")} == {"not_registered"}
        assert silent["with_mentor_reported"] == "unknown"

    def test_no_contact(self):
        told = describe_contact("employer", ContactFacts(100, is_confirmed=True, expected=10))
        assert told == {
            "with_employer_total": "none",
            "with_employer_per_month": "none",
            "with_employer_forms": "none",
            "with_employer_met_share": "none",
            "with_employer_silence": "57_112",
            "with_employer_first": "none",
            "with_employer_frequency": "never",
            "with_employer_intensity": "too_little",
            "with_employer_kept": "under_half",
            "with_employer_logged": "none",
        }

    def test_nobody_told_of_mentor_and_jobseeker(self):
        record = tell(OPEN)
        told = {key: code for key, code in record.items() if key.startswith(f"{TOLD}_")}
        assert set(told) == {f"{TOLD}_{part}" for part in (*PARTS, "told_by")}
        assert set(told.values()) == {"not_registered"}

    def test_mentor_and_jobseeker(self):
        told = ContactFacts(
            61,
            places=(3, 40),
            forms=("phone", "at_company"),
            delays=(2, 9),
            expected=4,
            kept=2,
            told_by=frozenset({"mentor", "jobseeker"}),
        )
        record = tell(OPEN, contacts={TOLD: told})
        found = {key: code for key, code in record.items() if key.startswith(f"{TOLD}_")}
        assert found == {
            "mentor_jobseeker_total": "1_2",
            # 2 * 30.4375 / 61 = 0.998
            "mentor_jobseeker_per_month": "half_to_one",
            "mentor_jobseeker_forms": "combination",
            "mentor_jobseeker_met_share": "half_to_three_quarters",
            # Days 4 to 39.
            "mentor_jobseeker_silence": "29_56",
            "mentor_jobseeker_first": "up_to_7",
            "mentor_jobseeker_frequency": "monthly",
            "mentor_jobseeker_intensity": "too_little",
            "mentor_jobseeker_kept": "half_to_most",
            "mentor_jobseeker_logged": "2_3_days",
            "mentor_jobseeker_told_by": "several",
        }

    def test_what_was_told_is_counted_like_the_advisers_own(self):
        facts = ContactFacts(
            200, True, tuple(range(0, 90, 10)), ("phone", "at_company", None), (1, 30), 20, 9, "weekly"
        )
        record, own = tell(OPEN, contacts={TOLD: facts}), describe_contact("mentor", facts)
        for part in PARTS:
            assert record[f"{TOLD}_{part}"] == own[f"with_mentor_{part}"]

    def test_it_needs_the_mentors_yes(self):
        facts = ContactFacts(200, places=(3, 40), told_by=frozenset({"mentor"}))
        record = tell(OPEN, contacts={TOLD: facts}, allowed=frozenset({"jobseeker", "employer"}))
        assert {code for key, code in record.items() if key.startswith(f"{TOLD}_")} == {"unknown"}


def list_logs() -> st.SearchStrategy[list[LoggedContact]]:
    one = st.builds(
        LoggedContact,
        day=st.dates(START - timedelta(days=20), START + timedelta(days=220)),
        relationships=st.just(("mentor",)),
        form=FORMS,
        outcome=st.sampled_from(["took_place", "took_place", "took_place", "attempted"]),
    )
    return st.lists(one, max_size=25)


@given(
    list_logs(),
    st.integers(0, 200),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 200), st.none() | st.integers(0, 60)), max_size=2),
)
def test_contact_is_counted_as_the_pages_count_it(
    log: list[LoggedContact], length: int, is_confirmed: bool, pauses: list[tuple[int, int | None]]
):
    period = LogPeriod(START, START + timedelta(days=length), is_confirmed)
    cut = [
        Pause(START + timedelta(days=first), None if days is None else START + timedelta(days=first + days))
        for first, days in pauses
    ]
    judged = judge_collaboration("mentor", log, period, pauses=cut)
    entries = [Entry(one.day, one.form, 0) for one in log if one.outcome == "took_place"]
    facts = measure_contact(entries, period, pauses=cut)
    assert facts.effective_days == judged.effective_days
    assert len(facts.places) == judged.contact_days
    assert len(facts.forms) == judged.contacts
    told = describe_contact("mentor", facts)
    assert told["with_mentor_frequency"] == judged.frequency.answer
    if told["with_mentor_total"] == "not_registered":
        assert not judged.contacts
    else:
        assert told["with_mentor_total"] == band_count(judged.contact_days)
        assert told["with_mentor_intensity"] == judged.intensity.answer
        assert told["with_mentor_silence"] == band_days(judged.intensity.longest_silence)
        assert (told["with_mentor_forms"] == "combination") == judged.forms.is_combination
        known = sum(share.count for share in judged.forms.shares)
        assert told["with_mentor_met_share"] == band_share(judged.forms.face_to_face, known)


class TestAgreed:
    """What was agreed beside what was held."""

    period = LogPeriod(START, START + timedelta(days=69), True)
    weekly = Agreement.every(7, START)

    def measure(
        self, *days: int, agreements: list[Agreement], pauses: tuple[Pause, ...] = ()
    ) -> tuple[Any, int]:
        entries = [Entry(START + timedelta(days=day)) for day in days]
        facts = measure_contact(entries, self.period, pauses=pauses, agreements=agreements)
        return facts.expected, facts.kept

    def test_nothing_agreed(self):
        assert self.measure(3, agreements=[]) == (None, 0)
        assert self.measure(3, agreements=[Agreement(START, state="declined")]) == (None, 0)
        assert self.measure(3, agreements=[Agreement.every(7, START + timedelta(days=70))]) == (None, 0)

    def test_each_week(self):
        assert self.measure(3, 3, 10, agreements=[self.weekly]) == (9, 2)

    def test_contact_before_the_agreement_is_not_held_against_it(self):
        later = Agreement.every(7, START + timedelta(days=35))
        assert self.measure(3, 36, agreements=[later]) == (4, 1)

    def test_what_ended_is_not_due_after_it(self):
        over = replace(self.weekly, to_on=START + timedelta(days=20))
        assert self.measure(3, 60, agreements=[over]) == (2, 1)

    def test_nothing_is_due_in_a_pause(self):
        pause = Pause(START + timedelta(days=14), START + timedelta(days=34))
        assert self.measure(3, 15, agreements=[self.weekly], pauses=(pause,)) == (6, 1)

    def test_nothing_is_due_yet(self):
        assert self.measure(agreements=[Agreement.every(90, START)]) == (0, 0)


class TestCourse:
    """From the opening to the closing."""

    def test_duration(self):
        assert tell(OPEN)["duration"] == "not_ended"
        assert tell(OPEN, closed_on=TODAY + timedelta(days=1))["duration"] == "not_ended"
        assert tell(SHUT)["duration"] == "3_6_months"
        assert tell(SHUT, opened_on=None)["duration"] == "unknown"

    def test_measure(self):
        assert tell(OPEN, measure_used="no")["measure_duration"] == "none"
        assert tell(OPEN)["measure_duration"] == "unknown"
        assert tell(OPEN, measure_used="yes", is_measure_running=True)["measure_duration"] == "not_ended"
        assert tell(OPEN, measure_used="yes", measure_months=4.0)["measure_duration"] == "3_6_months"

    def test_nothing_written_down_is_not_no_other_measure(self):
        assert tell(OPEN)["other_measures"] == "not_registered"
        two = [{"kind": "aft"}, {"kind": "training"}]
        assert tell(OPEN, answers={"parallel": two})["other_measures"] == "several"

    def test_mentors(self):
        alone = tell(OPEN)
        names = (
            "mentors",
            "mentor_changes",
            "mentor_wait",
            "mentor_hours",
            "mentor_chosen_by",
            "mentor_end_reason",
        )
        assert {alone[name] for name in (*names, "employer_is_mentor")} == {"none"}
        first = MentorFacts(START + timedelta(days=9), CLOSED, True, None, "together", "left_job")
        second = MentorFacts(CLOSED, None, False, 12.5, "employer")
        told = tell(OPEN, mentors=(first, second), answers={"hours_per_month": "30"})
        assert [told[name] for name in names] == ["2", "1", "8_14", "11_20", "several", "left_job"]
        assert told["employer_is_mentor"] == "yes"
        one = tell(
            OPEN, mentors=(replace(second, hours_per_month=None),), answers={"hours_per_month": "30,5"}
        )
        assert one["mentor_hours"] == "21_40"
        assert one["mentor_end_reason"] == "not_ended"

    def test_a_mentor_before_the_case_was_not_waited_for(self):
        assert tell(OPEN, mentors=(MentorFacts(START - timedelta(days=40)),))["mentor_wait"] == "up_to_7"

    def test_company(self):
        assert [tell(OPEN)[key] for key in ("industry", "nace_section")] == ["none", "none"]
        told = tell(OPEN, has_employer=True, nace="47.110")
        assert [told[key] for key in ("industry", "nace_section")] == ["retail", "section_g"]
        own = tell(OPEN, has_employer=True, nace="47.110", industry="service")
        assert own["industry"] == "service"
        assert tell(OPEN, has_employer=True)["industry"] == "unknown"

    def test_steps(self):
        told = tell(OPEN, recipe="ypnxypn")
        assert [told[f"step_{step}"] for step in STEPS] == [
            "yes",
            "partly",
            "no",
            "not_relevant",
            "yes",
            "partly",
            "no",
        ]
        assert tell(OPEN)["step_wishes"] == "unknown"

    def test_what_is_asked_at_the_closing(self):
        answers = {"contact_end_reason": "goal_reached", "closing_talk": "held"}
        keys = ("close_cause", "closing_talk", "attached", "position", "attached_6_months", "after_12_months")
        assert {tell(OPEN, answers=answers, closing=Outcome(attached=("yes",)))[key] for key in keys} == {
            "not_closed"
        }
        told = tell(SHUT, answers=answers)
        assert [told[key] for key in keys[:2]] == ["goal_reached", "held"]

    def test_before(self):
        assert tell(OPEN, attachment_before=UNCODED)["attachment_before"] == "uncoded"
        assert tell(OPEN)["attachment_before"] == "unknown"


class TestOutcome:
    """How it went."""

    permanent = Outcome(
        attached=("yes",), employment_form=("permanent",), wage_subsidy=("no",), position_percent=60
    )

    def test_at_the_closing(self):
        told = tell(SHUT, closing=self.permanent)
        keys = ("attachment_after", "attached", "employment_form", "wage_subsidy", "position", "leave")
        assert [told[key] for key in keys] == [
            "permanent_without_subsidy",
            "yes",
            "permanent",
            "no",
            "50_79",
            "unknown",
        ]
        assert tell(SHUT, closing=None)["attachment_after"] == "unknown"
        on_call = Outcome(attached=("yes",), employment_form=("on_call",))
        assert tell(SHUT, closing=on_call)["attachment_after"] == "uncoded"

    @pytest.mark.parametrize(
        ("days", "months"),
        [(45, None), (46, 3), (136, 3), (137, 6), (273, 6), (274, 12), (548, 12), (549, None), (-10, None)],
    )
    def test_each_measurement_counts_for_the_nearest_of_three(self, days: int, months: int | None):
        late = replace(SHUT, today=date(2029, 1, 1))
        told = tell(late, later=((CLOSED + timedelta(days=days), self.permanent),))
        for one in (3, 6, 12):
            assert told[f"attached_{one}_months"] == ("yes" if one == months else "not_registered")
        assert told["position_12_months"] == ("50_79" if months == 12 else "not_registered")

    def test_of_two_the_nearest(self):
        late = replace(SHUT, today=date(2029, 1, 1))
        near, far = CLOSED + timedelta(days=180), CLOSED + timedelta(days=250)
        told = tell(late, later=((near, self.permanent), (far, Outcome(attached=("no",)))))
        assert (told["attached_6_months"], told["after_6_months"]) == ("yes", "permanent_without_subsidy")

    def test_the_last_word_on_whether_it_came_of_the_arrangement(self):
        one, other = Outcome(direct_result=("no",)), Outcome(direct_result=("partly",))
        later = ((CLOSED + timedelta(days=60), one), (CLOSED + timedelta(days=90), other))
        assert tell(SHUT, later=later)["direct_result"] == "partly"
        assert tell(SHUT)["direct_result"] == "not_registered"
