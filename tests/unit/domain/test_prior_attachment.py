"""The attachment before as facts: the published cases fit, and the code of table 4 is derived without a guess."""

from dataclasses import fields

import pytest

from hybridmentor.domain.fact_keys import NO, YES
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.domain.prior_attachment import (
    PRIOR_CODE_SETS,
    PriorAttachment,
    check_prior_attachment,
    derive_attachment_before,
    describe_prior_code,
)
from hybridmentor.domain.published_cases import PublishedCase
from hybridmentor.errors import InvalidInput


def test_the_attachments_before_of_the_published_cases(published: dict[int, PublishedCase]):
    codes = {
        number: derive_attachment_before(
            describe_prior_code(case.prior_attachment_code)
            if case.prior_attachment_code
            else PriorAttachment(attached=YES, employment_form=("on_call",))
        )
        for number, case in published.items()
    }
    assert codes == {number: case.prior_attachment_code for number, case in published.items()}
    assert [number for number, code in codes.items() if code is None] == [6]
    assert published[6].words["prior_attachment"] == "Tilkallingshjelp"


def test_every_code_of_table_4_can_be_told_as_facts_but_annet(practice: PracticeModel):
    for code in practice.find_codes("attachment_before").keys:
        if code == "other":
            with pytest.raises(InvalidInput):
                describe_prior_code(code)
            continue
        prior = describe_prior_code(code)
        assert check_prior_attachment(prior, practice) == ()
        assert derive_attachment_before(prior) == code
    with pytest.raises(InvalidInput):
        describe_prior_code("guest")


@pytest.mark.parametrize(
    ("prior", "code"),
    [
        (
            PriorAttachment(attached=YES, employment_form=("temporary",), in_measure=("wage_subsidy",)),
            "temporary",
        ),
        (PriorAttachment(attached=NO, employment_form=("none",)), "none"),
        (PriorAttachment(), None),
        (PriorAttachment(words="Kjente eieren"), None),
        (PriorAttachment(attached=YES), None),
        (PriorAttachment(attached=YES, in_measure=("wage_subsidy",)), None),
        (PriorAttachment(attached=YES, in_measure=("aft",)), None),
        (PriorAttachment(attached=YES, in_measure=("work_training", "wage_subsidy")), None),
        (PriorAttachment(attached=YES, employment_form=("permanent",), in_measure=("aft",)), None),
        (PriorAttachment(attached=YES, in_measure=("work_training", "clarification")), None),
        (PriorAttachment(attached=YES, in_measure=("work_training",), is_pupil=YES), None),
        (PriorAttachment(attached=YES, employment_form=("apprentice",)), None),
        (PriorAttachment(attached=YES, employment_form=("permanent", "temporary")), None),
        (
            PriorAttachment(attached=YES, employment_form=("permanent",), in_measure=("work_training",)),
            None,
        ),
        (PriorAttachment(attached=NO, employment_form=("permanent",)), None),
        (PriorAttachment(attached=NO, in_measure=("work_training",)), None),
        (PriorAttachment(attached=NO, is_pupil=YES), None),
        (PriorAttachment(employment_form=("permanent",)), None),
    ],
)
def test_codes_of_table_4(prior: PriorAttachment, code: str | None):
    assert derive_attachment_before(prior) == code


def test_faults_in_the_attachment_before(practice: PracticeModel):
    prior = PriorAttachment(attached=("maybe",), in_measure=("holiday",))
    assert [fault.field for fault in check_prior_attachment(prior, practice)] == ["attached", "in_measure"]
    assert PRIOR_CODE_SETS.keys() == {field.name for field in fields(PriorAttachment)} - {"words"}
    assert PriorAttachment(in_measure=("unknown",)).in_measure == ()
