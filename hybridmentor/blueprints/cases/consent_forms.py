"""The forms of consents: what a person answered, and that it is taken back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from hybridmentor.blueprints.cases.forms import LONGEST_AGO, check_range
from hybridmentor.domain import consent_state
from hybridmentor.domain.consent_state import Purpose
from hybridmentor.domain.fault import Fault
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.errors import InvalidInput
from hybridmentor.models import Consent
from hybridmentor.services.consents import check_answer, check_withdrawal
from hybridmentor.services.study_cases import check_study_answer
from hybridmentor.web.fields import ChoiceField, DateField, HybridForm, MayBeEmpty, NeedsAnswer, TextField
from hybridmentor.web.practice import list_choices
from hybridmentor.web.words import hm_t

YES, NO = "yes", "no"


class ConsentForm(HybridForm):
    """A person's answer to one purpose, yes or no."""

    answer = ChoiceField("consent.answer", [NeedsAnswer("error.choose")])
    given_on = DateField("consent.given_on", [NeedsAnswer()])
    given_by = ChoiceField("consent.given_by", [NeedsAnswer("error.choose")])
    given_how = ChoiceField("consent.given_how", [NeedsAnswer("error.choose")])
    kept_at = TextField("consent.kept_at", [MayBeEmpty()], most=200, is_told=True)
    expires_on = DateField("consent.expires_on", [MayBeEmpty()])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        self.answer.choices = [(YES, hm_t("consent.answer.yes")), (NO, hm_t("consent.answer.no"))]
        self.given_by.choices = list_choices(practice, "consent_given_by")
        self.given_how.choices = list_choices(practice, "consent_given_how")

    def read_answer(self, purpose: Purpose) -> consent_state.Consent | None:
        """The answer to the present text of the purpose; None as long as its day is missing."""
        given_on: Any = self.given_on.data
        expires_on: Any = self.expires_on.data
        if not isinstance(given_on, date):
            return None
        return consent_state.Consent(
            purpose=purpose.key,
            version=purpose.version,
            given_on=given_on,
            how=self.given_how.data or "",
            given_by=self.given_by.data or consent_state.GIVEN_BY[0],
            kept_at=self.kept_at.data or "",
            expires_on=expires_on if isinstance(expires_on, date) else None,
            is_refusal=self.answer.data == NO,
        )

    def check_answer(self, person: str, purpose: Purpose, today: date) -> bool:
        """Whether the answers fit each other and the day; faults stand at the fields."""
        answer = self.read_answer(purpose)
        return answer is not None and self.report(answer, check_answer(person, answer, today), today)

    def report(self, answer: consent_state.Consent, faults: Sequence[Fault], today: date) -> bool:
        """Put the faults of an answer at their fields; whether there is none and its day is not long ago."""
        for fault in faults:
            if fault.field not in self or not self[fault.field].errors:
                self.add_fault(fault.message, fault.field)
        # A day to come has its fault already.
        fine = answer.given_on > today or check_range(self.given_on, today - LONGEST_AGO, today)
        return fine and not faults


class StudyConsentForm(ConsentForm):
    """A person's answer to a study, yes or no. Which version of the text it is to is found by its day when it is kept."""

    def read_told(self, purpose: Purpose) -> consent_state.Consent:
        """The answer; InvalidInput as long as its day is missing."""
        answer = self.read_answer(purpose)
        if answer is None:
            raise InvalidInput(field="given_on")
        return answer

    def check_study_answer(self, purpose: Purpose, today: date) -> bool:
        """Whether the answers fit each other and the day; faults stand at the fields."""
        answer = self.read_answer(purpose)
        return answer is not None and self.report(answer, check_study_answer(answer, purpose, today), today)


class WithdrawalForm(HybridForm):
    """The day on which a person took a consent back."""

    withdrawn_on = DateField("consent.withdrawn_on", [NeedsAnswer()])

    def check_day(self, row: Consent, today: date) -> bool:
        """Whether the day fits the consent; the fault stands at the field."""
        day: Any = self.withdrawn_on.data
        if not isinstance(day, date):
            return False
        faults = check_withdrawal(row, day, today)
        for fault in faults:
            self.add_fault(fault.message, fault.field)
        return not faults
