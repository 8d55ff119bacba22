"""A case in studies: how it stands in each, what its persons answer, and that it is sent or taken back."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from hybridmentor.blueprints.cases.consent_forms import StudyConsentForm
from hybridmentor.domain.consent_state import Purpose
from hybridmentor.domain.study_consent import PERSONS
from hybridmentor.errors import Message, NotFound
from hybridmentor.identity import Actor
from hybridmentor.models import Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.case_studies import CaseInStudy, StudyParty, list_case_studies
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.studies import VisibleStudy, list_texts
from hybridmentor.services.study_cases import (
    find_study_purpose,
    give_study_consent,
    send_case,
    take_back_case,
)
from hybridmentor.web.fields import ButtonForm
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

SEND, TAKE_BACK = "send", "take_back"


class MarkForm(ButtonForm):
    """The button that sends a case to a study, or takes it back: `answer` says which."""


def locate_studies(case: Case) -> str:
    """Where a case's studies stand."""
    return url_for("hybridmentor.cases.studies", case_id=case.id)


def show_studies(visible: VisibleCase, sent: MarkForm | None = None) -> str:
    """The page of a case's studies; `sent` is a button that came back."""
    actor, case = get_actor(), visible.case
    is_adviser = visible.facts.actor_has_part
    found = (
        []
        if case.is_published_example
        else list_case_studies(get_session(), actor, case, is_adviser=is_adviser)
    )
    return render_page(
        "hybridmentor/cases/studies.html",
        case=case,
        shown=found,
        words=PracticeWords(find_practice(case)),
        buttons={one.study.id: MarkForm(formdata=None) for one in found},
        sent=sent,
        may_send=permits(actor, Permission.SEND_TO_STUDY, visible.facts),
        takes=[one.study.id for one in found if takes_case(one, case)],
    )


def takes_case(one: CaseInStudy, case: Case) -> bool:
    """Whether the study takes answers and cases of the office today."""
    return one.study.state == "open" and one.visible.facts.parts.get(case.office_id) == "participating"


@requires(Permission.READ_CASE)
def studies(case_id: UUID) -> str:
    """The studies that ask for the case, and what each lacks."""
    return show_studies(open_case(case_id, Permission.READ_CASE, "case.studies"))


def find_in_study(case: Case, study_id: UUID) -> CaseInStudy:
    """The study with how the case stands in it; NotFound where it has nothing to do with the case."""
    found = list_case_studies(get_session(), get_actor(), case)
    one = next((one for one in found if one.study.id == study_id), None)
    if one is None:
        raise NotFound(Message("error.not_found"))
    return one


Mark = Callable[[Session, Actor, VisibleCase, VisibleStudy], None]


def change_mark(case_id: UUID, study_id: UUID, answer: str, mark: Mark, notice: str) -> Response:
    """Send the case or take it back, as `mark` does; `answer` is what the button stands for."""
    visible = open_case_for_writing(case_id, Permission.SEND_TO_STUDY)
    one, form = find_in_study(visible.case, study_id), MarkForm()

    def act() -> Answer:
        mark(get_session(), get_actor(), visible, one.visible)
        return Answer(locate_studies(visible.case), notice)

    return carry_out(
        form, act, lambda status: show_studies(visible, form), check=lambda: form.check_answer(answer)
    )


@requires(Permission.SEND_TO_STUDY)
def send(case_id: UUID, study_id: UUID) -> Response:
    """Say that the case is ready for the study."""
    return change_mark(case_id, study_id, SEND, send_case, "study.notice.sent")


@requires(Permission.SEND_TO_STUDY)
def take_back(case_id: UUID, study_id: UUID) -> Response:
    """Take that back."""
    return change_mark(case_id, study_id, TAKE_BACK, take_back_case, "study.notice.taken_back")


def find_party(one: CaseInStudy, party: str) -> StudyParty:
    """Whom the address names; NotFound where nobody of the case is called so."""
    found = next((other for other in one.parties if other.key == party), None)
    if found is None:
        raise NotFound(Message("error.not_found"))
    return found


def make_form(case: Case, *, filled: bool) -> StudyConsentForm:
    """The form of an answer; `filled` reads what was sent."""
    form = StudyConsentForm() if filled else StudyConsentForm(formdata=None)
    form.offer_codes(find_practice(case))
    if not filled:
        form.given_on.data = get_actor().today  # type: ignore[assignment]
        form.given_by.data = "person"
    return form


def show_form(case: Case, one: CaseInStudy, party: StudyParty, form: StudyConsentForm) -> str:
    """The page to register an answer, with the text that it is an answer to."""
    return render_page(
        "hybridmentor/cases/study_consent.html",
        case=case,
        study=one.study,
        party=party,
        form=form,
        text=next(iter(list_texts(get_session(), one.study.id, PERSONS)), None),
        words=PracticeWords(find_practice(case)),
    )


@requires(Permission.SEND_TO_STUDY)
def consent(case_id: UUID, study_id: UUID, party: str) -> str:
    """The page to register what somebody of the case answered to the study."""
    case = open_case(case_id, Permission.SEND_TO_STUDY, "consent.read").case
    one = find_in_study(case, study_id)
    return show_form(case, one, find_party(one, party), make_form(case, filled=False))


@requires(Permission.SEND_TO_STUDY)
def give(case_id: UUID, study_id: UUID, party: str) -> Response:
    """Register what somebody of the case answered to the study."""
    visible = open_case_for_writing(case_id, Permission.SEND_TO_STUDY)
    case, one = visible.case, find_in_study(visible.case, study_id)
    asked, form = find_party(one, party), make_form(visible.case, filled=True)
    purpose: Purpose = find_study_purpose(get_session(), one.visible)

    def act() -> Answer:
        give_study_consent(
            get_session(),
            get_actor(),
            visible,
            one.visible,
            person=asked.person,
            assignment_id=asked.assignment.id if asked.assignment else None,
            answer=form.read_told(purpose),
        )
        return Answer(locate_studies(case), "consent.notice.given")

    return carry_out(
        form,
        act,
        lambda status: show_form(case, one, asked, form),
        check=lambda: form.check_study_answer(purpose, get_actor().today),
    )
