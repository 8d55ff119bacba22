"""Outcome as facts: the published cases and open answers fit without a lie, and codes are derived without a guess."""

from collections import Counter
from dataclasses import asdict, fields, replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.outcome import (
    FACT_CODE_SETS,
    FAULTS,
    SEVERAL_FACTS,
    Outcome,
    build_outcome,
    check_outcome,
    derive_attachment_after,
    find_doubts,
)
from hybridmentor.domain.practice import PracticeModel, get_practice_model
from hybridmentor.domain.published_cases import PublishedCase
from hybridmentor.errors import InvalidInput, Message, NotFound

YES, NO = ("yes",), ("no",)
ATTACHED = Outcome(attached=YES)
GONE = Outcome(attached=NO)

# Every open answer printed under table 7 of AFI-notat 2022:01, with the facts that it states and no others.
OPEN_ANSWERS = {
    "Bruker valgte å slutte i tiltaket før tiltaksperioden var ferdig": Outcome(
        end_reason=("jobseeker_left",), measure_end=("ended_early",)
    ),
    "Bruker flyttet, derfor avslutning av tiltak": Outcome(end_reason=("moved",), measure_end=("ended",)),
    "Midlertidig tilsetting, arbeidstrening, lønnstilskudd, fremdeles i tiltak": Outcome(
        attached=YES,
        employment_form=("temporary",),
        wage_subsidy=YES,
        in_measure=("work_training",),
        measure_end=("not_ended",),
    ),
    "Varierende fast ansatt med lønnstilskudd, fast ansatt uten lønnstilskudd, midlertidig ansatt med og uten lønnstilskudd": (
        Outcome(attached=YES, employment_form=("permanent", "temporary"), wage_subsidy=("yes", "no"))
    ),
    "Foreldrepermisjon": Outcome(leave=("parental",)),
    "Gjennomfører fortsatt utdanning": Outcome(in_education=YES),
    "Blir avklart ufør, skal etablere en VTAO plass": Outcome(planned=("benefit_assessment", "vto")),
}
"""The whole answer by its printed words."""


def test_eleven_of_the_published_cases_have_no_code(published: dict[int, PublishedCase]):
    codes = {
        number: derive_attachment_after(build_outcome(asdict(case.outcome)))
        for number, case in published.items()
    }
    assert {number for number, code in codes.items() if code is None} == {
        *(1, 3, 4, 13, 15),  # "Ja med lønnstilskudd": permanent or temporary?
        *(9, 11, 16),  # "Ja fast ansatt": with or without wage subsidy?
        *(6, 7),  # "Ja fortsatt i mentortiltak": table 7 is about the time after
        21,  # "Ja, men sykemeldt"
    }
    assert Counter(codes.values()) == {
        None: 11,
        "none": 5,
        "unknown": 3,
        "apprenticeship_or_education": 2,
    }
    assert (codes[10], codes[14]) == ("apprenticeship_or_education",) * 2


def test_the_published_facts_can_be_saved_and_raise_no_doubt(
    practice: PracticeModel, published: dict[int, PublishedCase]
):
    for case in published.values():
        outcome = build_outcome(asdict(case.outcome))
        assert {name: getattr(outcome, name) for name in asdict(case.outcome)} == {
            name: (value,) for name, value in asdict(case.outcome).items()
        }
        assert check_outcome(outcome, practice) == ()
        assert find_doubts(outcome) == ()


@pytest.mark.parametrize("words", OPEN_ANSWERS)
def test_every_open_answer_of_table_7_is_facts_and_no_code(practice: PracticeModel, words: str):
    outcome = OPEN_ANSWERS[words]
    assert not outcome.is_blank
    assert check_outcome(outcome, practice) == ()
    assert find_doubts(outcome) == ()
    assert derive_attachment_after(outcome) is None


def test_the_open_answers_differ_as_facts():
    assert len(OPEN_ANSWERS) == 7
    assert len(set(OPEN_ANSWERS.values())) == 7


def test_a_combination_has_no_code_even_when_the_measure_is_over():
    combined = next(answer for answer in OPEN_ANSWERS.values() if answer.in_measure == ("work_training",))
    assert derive_attachment_after(replace(combined, measure_end=("ended",))) is None


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (
            replace(ATTACHED, employment_form=("permanent",), wage_subsidy=YES),
            "permanent_with_subsidy",
        ),
        (
            replace(ATTACHED, employment_form=("permanent",), wage_subsidy=NO),
            "permanent_without_subsidy",
        ),
        (
            replace(ATTACHED, employment_form=("temporary",), wage_subsidy=YES),
            "temporary_with_subsidy",
        ),
        (
            replace(ATTACHED, employment_form=("temporary",), wage_subsidy=NO),
            "temporary_without_subsidy",
        ),
        (replace(ATTACHED, employment_form=("substitute",)), "substitute"),
        (replace(ATTACHED, employment_form=("substitute",), wage_subsidy=NO), "substitute"),
        (replace(ATTACHED, in_measure=("work_training",)), "work_training"),
        (replace(ATTACHED, in_measure=("training",)), "apprenticeship_or_education"),
        (replace(ATTACHED, employment_form=("apprentice",)), "apprenticeship_or_education"),
        (
            replace(ATTACHED, employment_form=("apprentice",), in_measure=("training",), in_education=YES),
            "apprenticeship_or_education",
        ),
        (
            replace(ATTACHED, employment_form=("none",), in_education=YES),
            "apprenticeship_or_education",
        ),
        (replace(GONE, elsewhere=("apprenticeship_elsewhere",)), "apprenticeship_or_education"),
        (replace(GONE, elsewhere=("education_elsewhere",)), "apprenticeship_or_education"),
        (replace(GONE, in_education=YES), "apprenticeship_or_education"),
        (GONE, "none"),
        (replace(GONE, elsewhere=("job_elsewhere",), wage_subsidy=YES), "none"),
        (replace(GONE, employment_form=("none",), end_reason=("moved",)), "none"),
        (replace(GONE, in_measure=("work_training",)), "none"),
        (Outcome(), "unknown"),
        (Outcome(measure_end=("ended_as_agreed",), end_reason=("period_over",), leave=("none",)), "unknown"),
    ],
)
def test_codes_of_table_7(outcome: Outcome, code: str):
    assert derive_attachment_after(outcome) == code


@pytest.mark.parametrize(
    "outcome",
    [
        ATTACHED,
        replace(ATTACHED, wage_subsidy=YES),
        replace(ATTACHED, employment_form=("permanent",)),
        replace(ATTACHED, employment_form=("temporary",), wage_subsidy=("unknown",)),
        replace(ATTACHED, employment_form=("permanent",), wage_subsidy=("yes", "no")),
        replace(ATTACHED, employment_form=("permanent", "temporary"), wage_subsidy=NO),
        replace(ATTACHED, employment_form=("substitute",), wage_subsidy=YES),
        replace(ATTACHED, employment_form=("on_call",), wage_subsidy=NO),
        replace(ATTACHED, employment_form=("none",)),
        replace(ATTACHED, in_measure=("other",)),
        replace(ATTACHED, in_measure=("work_training", "training")),
        replace(ATTACHED, in_measure=("work_training",), wage_subsidy=YES),
        replace(ATTACHED, employment_form=("permanent",), wage_subsidy=NO, in_measure=("mentor_measure",)),
        replace(ATTACHED, employment_form=("permanent",), wage_subsidy=NO, measure_end=("not_ended",)),
        replace(ATTACHED, employment_form=("temporary",), wage_subsidy=NO, in_education=YES),
        replace(
            ATTACHED, employment_form=("temporary",), wage_subsidy=NO, elsewhere=("education_elsewhere",)
        ),
        replace(ATTACHED, in_education=YES),
        replace(GONE, employment_form=("permanent",), wage_subsidy=YES),
        replace(GONE, in_measure=("mentor_measure",)),
        Outcome(employment_form=("permanent",), wage_subsidy=NO),
        Outcome(wage_subsidy=YES),
        Outcome(elsewhere=("education_elsewhere",)),
        Outcome(end_reason=("health",)),
        Outcome(position_percent=50.0),
        Outcome(job_started_on=date(2026, 11, 2)),
        Outcome(relevant=YES),
    ],
)
def test_half_known_combined_and_contradicting_facts_have_no_code(outcome: Outcome):
    assert derive_attachment_after(outcome) is None


@pytest.mark.parametrize("leave", ["none", "sick", "parental", "other"])
def test_leave_is_a_state_of_its_own(leave: str):
    outcome = replace(ATTACHED, employment_form=("permanent",), wage_subsidy=NO, leave=(leave,))
    assert derive_attachment_after(outcome) == "permanent_without_subsidy"


NEITHER_WHERE_NOR_WHY = {
    "wage_subsidy": {"no"},
    "in_measure": {"no"},
    "leave": {"none"},
    "elsewhere": {"no"},
    "end_reason": {"period_over"},
    "in_education": {"no"},
    "measure_end": {"ended_as_agreed", "ended", "not_used"},
    "planned": {"none"},
}


@pytest.mark.parametrize(
    "known", [name for name in FACT_CODE_SETS if name != "attached"] + ["position_percent"]
)
def test_vet_ikke_only_while_nothing_else_tells(practice: PracticeModel, known: str):
    """Each other fact ends it, but for the answers that tell neither where the person is nor why they left."""
    if known == "position_percent":
        assert derive_attachment_after(Outcome(position_percent=80.0)) is None
        return
    for key in practice.find_codes(FACT_CODE_SETS[known]).keys:
        outcome = build_outcome({known: key})
        tells_nothing = key == "unknown" or key in NEITHER_WHERE_NOR_WHY.get(known, ())
        assert derive_attachment_after(outcome) == ("unknown" if tells_nothing else None), key


def test_all_codes_but_annet_are_derived_from_single_answers(practice: PracticeModel):
    """Every combination of one answer per fact: only codes of table 7 come out, all of them but "Annet"."""
    names = ("attached", "employment_form", "wage_subsidy", "in_measure", "elsewhere", "in_education")
    keys = [practice.find_codes(FACT_CODE_SETS[name]).keys for name in names]
    found = Counter(
        derive_attachment_after(build_outcome(dict(zip(names, one, strict=True)))) for one in product(*keys)
    )
    expected = {*practice.find_codes("attachment_after").keys, None} - {"other"}
    assert set(found) == expected
    assert found["unknown"] == 2 * 2 * 2 * 2  # subsidy, measure, elsewhere, education: unknown or no


def test_the_employed_without_guessing(practice: PracticeModel):
    """A code that names a subsidy or a form of employment comes out only where that fact is known."""
    for form, subsidy in product(
        practice.find_codes("outcome_employment_form").keys, practice.find_codes("outcome_wage_subsidy").keys
    ):
        code = derive_attachment_after(replace(ATTACHED, employment_form=(form,), wage_subsidy=(subsidy,)))
        if code is not None and "subsidy" in code:
            assert code == f"{form}_{'with' if subsidy == 'yes' else 'without'}_subsidy"
            assert subsidy != "unknown"


def test_keys_of_another_practice_model_have_no_code(practice: PracticeModel):
    outcome = replace(ATTACHED, employment_form=("freelance",), wage_subsidy=NO)
    assert derive_attachment_after(outcome) is None
    assert derive_attachment_after(Outcome(attached=("perhaps",))) is None
    assert check_outcome(outcome, practice)[0].field == "employment_form"
    assert check_outcome(outcome, practice)[0].message == Message(
        "practice.no_code", code_set="outcome_employment_form", code="freelance"
    )


def test_every_key_of_every_fact_can_be_saved(practice: PracticeModel):
    for name, code_set in FACT_CODE_SETS.items():
        keys = practice.find_codes(code_set).keys
        assert "unknown" in keys
        for key in keys:
            assert check_outcome(build_outcome({name: key}), practice) == (), (name, key)
    coded = {field.name for field in fields(Outcome)} - {"position_percent", "job_started_on"}
    assert coded == FACT_CODE_SETS.keys()


@pytest.mark.parametrize(
    ("values", "field", "fault"),
    [
        ({"attached": ["yes", "no"]}, "attached", "one_only"),
        ({"leave": ["sick", "parental"]}, "leave", "one_only"),
        ({"employment_form": ["permanent", "unknown"]}, "employment_form", "not_alone"),
        ({"employment_form": ["none", "permanent"]}, "employment_form", "not_alone"),
        ({"in_measure": ["no", "training"]}, "in_measure", "not_alone"),
        ({"elsewhere": ["no", "job_elsewhere"]}, "elsewhere", "not_alone"),
        ({"end_reason": ["not_ended", "moved"]}, "end_reason", "not_alone"),
        ({"wage_subsidy": ["yes", "no", "unknown"]}, "wage_subsidy", "not_alone"),
        ({"through_whom": ["mentor", "no_job"]}, "through_whom", "not_alone"),
        ({"position_percent": 0}, "position_percent", "percent"),
        ({"position_percent": -1}, "position_percent", "percent"),
        ({"position_percent": 100.5}, "position_percent", "percent"),
        ({"position_percent": float("nan")}, "position_percent", "percent"),
    ],
)
def test_what_excludes_itself_is_refused(
    practice: PracticeModel, values: dict[str, object], field: str, fault: str
):
    faults = check_outcome(build_outcome(values), practice)
    assert [(one.field, one.message.id) for one in faults] == [(field, FAULTS[fault])]


def test_what_may_stand_together_is_accepted(practice: PracticeModel):
    outcome = build_outcome(
        {
            "wage_subsidy": ["yes", "no"],
            "employment_form": ["permanent", "temporary"],
            "in_measure": ["work_training", "other"],
            "end_reason": ["moved", "jobseeker_left"],
            "elsewhere": ["job_elsewhere", "education_elsewhere"],
            "planned": ["vto", "benefit_assessment"],
            "through_whom": ["mentor", "same_employer"],
            "position_percent": 100,
        }
    )
    assert check_outcome(outcome, practice) == ()
    assert {name for name in FACT_CODE_SETS if len(getattr(outcome, name)) == 2} == SEVERAL_FACTS


@pytest.mark.parametrize(
    ("outcome", "doubt"),
    [
        (replace(GONE, employment_form=("temporary",)), "unattached_employed"),
        (replace(GONE, in_measure=("mentor_measure",)), "unattached_in_mentor_measure"),
        (replace(GONE, end_reason=("not_ended",)), "unattached_not_ended"),
        (
            replace(ATTACHED, employment_form=("none",), wage_subsidy=YES),
            "subsidy_without_employment",
        ),
        (
            replace(ATTACHED, in_measure=("mentor_measure",), measure_end=("ended_early",)),
            "measure_over_and_not",
        ),
        (replace(ATTACHED, in_measure=NO, measure_end=("not_ended",)), "measure_over_and_not"),
    ],
)
def test_doubts_are_told_and_stop_nothing(practice: PracticeModel, outcome: Outcome, doubt: str):
    assert [one.message.id for one in find_doubts(outcome)] == [FAULTS[doubt]]
    assert check_outcome(outcome, practice) == ()


def test_values_as_stored_or_posted():
    outcome = build_outcome(
        {
            "attached": "yes",
            "employment_form": ["permanent", "", "permanent"],
            "wage_subsidy": ("no",),
            "leave": "",
            "in_measure": [],
            "elsewhere": None,
            "position_percent": Decimal("62.5"),
            "job_started_on": date(2026, 11, 2),
            "note": "not a fact",
        }
    )
    assert outcome == Outcome(
        attached=YES,
        employment_form=("permanent",),
        wage_subsidy=NO,
        position_percent=62.5,
        job_started_on=date(2026, 11, 2),
    )
    assert outcome.leave == outcome.in_measure == ("unknown",)
    assert build_outcome({}).is_blank
    assert not outcome.is_blank


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("attached", 1),
        ("attached", True),
        ("in_measure", ["training", 3]),
        ("in_measure", {"training": "yes"}),
        ("position_percent", "80"),
        ("position_percent", True),
        ("job_started_on", "2. november"),
    ],
)
def test_values_of_another_kind_are_refused_at_their_field(field: str, value: object):
    with pytest.raises(InvalidInput) as caught:
        build_outcome({field: value})
    assert caught.value.field == field


@given(
    st.fixed_dictionaries(
        {
            name: st.lists(
                st.sampled_from(get_practice_model("hybridmodellen").find_codes(code_set).keys),
                min_size=1,
                max_size=3,
                unique=True,
            )
            for name, code_set in FACT_CODE_SETS.items()
        }
    )
)
def test_any_answers_come_to_a_code_of_table_7_or_to_none(values: dict[str, list[str]]):
    """And the order in which several answers were ticked changes nothing."""
    outcome = build_outcome(dict(values))
    code = derive_attachment_after(outcome)
    assert code is None or code in get_practice_model("hybridmodellen").find_codes("attachment_after")
    turned = build_outcome({name: keys[::-1] for name, keys in values.items()})
    assert derive_attachment_after(turned) == code
    if code is not None and code != "unknown":
        assert outcome.attached in (YES, NO)


def test_a_practice_model_without_the_sets_is_told(practice: PracticeModel):
    bare = replace(practice, code_sets={})
    with pytest.raises(NotFound):
        check_outcome(Outcome(), bare)
