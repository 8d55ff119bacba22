"""The consents of a case: how each person's stands, registering an answer, and taking it back."""

from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.cases.consent_forms import ConsentForm, WithdrawalForm
from hybridmentor.domain.consent_purposes import find_purpose
from hybridmentor.errors import InvalidInput, Message, NotFound
from hybridmentor.models import Case, Consent
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.consents import Party, find_consent, gather_parties
from hybridmentor.services.consents import give_consent, withdraw_consent
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def locate_consents(case: Case) -> str:
    """The address of the case's consents."""
    return url_for("hybridmentor.cases.consents", case_id=case.id)


@requires(Permission.READ_CASE)
def consents(case_id: UUID) -> str:
    """How each person's consent to each purpose stands, and why."""
    visible = open_case(case_id, Permission.READ_CASE, "consent.read")
    actor, case = get_actor(), visible.case
    parties = [] if case.is_published_example else gather_parties(get_session(), case, actor.today)
    return render_page(
        "hybridmentor/cases/consents.html",
        case=case,
        parties=parties,
        words=PracticeWords(find_practice(case)),
        may_edit=permits(actor, Permission.EDIT_CASE, visible.facts),
        may_withdraw=permits(actor, Permission.WITHDRAW_CONSENT, visible.facts),
    )


def list_asked(case: Case) -> list[Party]:
    """Those of the case who can be asked today."""
    return [
        one
        for one in gather_parties(get_session(), case, get_actor().today)
        if one.topics and not one.is_former
    ]


def find_asked(case: Case) -> Party | None:
    """The person that the address names, if that person is there to be asked what it names."""
    person, purpose = request.args.get("person"), find_purpose(*map(request.args.get, ("person", "purpose")))
    return next((one for one in list_asked(case) if purpose is not None and one.person == person), None)


def make_form(case: Case, *, filled: bool) -> ConsentForm:
    """The form of an answer; `filled` reads what was sent."""
    form = ConsentForm() if filled else ConsentForm(formdata=None)
    form.offer_codes(find_practice(case))
    if not filled:
        form.given_on.data = get_actor().today  # type: ignore[assignment]
        form.given_by.data = "person"
    return form


def show_form(case: Case, party: Party, form: ConsentForm) -> str:
    """The page to register an answer."""
    purpose = find_purpose(party.person, request.args.get("purpose"))
    topic = next(one for one in party.topics if one.purpose == purpose)
    words = PracticeWords(find_practice(case))
    return render_page(
        "hybridmentor/cases/consent.html", case=case, party=party, topic=topic, form=form, words=words
    )


@requires(Permission.EDIT_CASE)
def consent(case_id: UUID) -> str:
    """The page to register an answer; without a person and a purpose in the address, what there is to choose."""
    case = open_case(case_id, Permission.EDIT_CASE, "consent.read").case
    party = find_asked(case)
    if party is None:
        return render_page(
            "hybridmentor/cases/consent_choice.html",
            case=case,
            parties=list_asked(case),
            words=PracticeWords(find_practice(case)),
        )
    return show_form(case, party, make_form(case, filled=False))


@requires(Permission.EDIT_CASE)
def give(case_id: UUID) -> Response:
    """Register what a person answered."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case, party = visible.case, find_asked(visible.case)
    purpose = find_purpose(party.person if party else None, request.args.get("purpose"))
    if party is None or purpose is None:
        raise NotFound(Message("error.not_found"))
    form = make_form(case, filled=True)

    def act() -> Answer:
        answer = form.read_answer(purpose)
        if answer is None:
            raise InvalidInput
        give_consent(get_session(), get_actor(), visible, person=party.person, answer=answer)
        return Answer(locate_consents(case), "consent.notice.given")

    return carry_out(
        form,
        act,
        lambda status: show_form(case, party, form),
        check=lambda: form.check_answer(party.person, purpose, get_actor().today),
    )


def load_consent(case: Case, consent_id: UUID) -> Consent:
    """The answer; NotFound if the case has none of the id."""
    row = find_consent(get_session(), case, consent_id)
    if row is None:
        raise NotFound(Message("error.not_found"))
    return row


def show_withdrawal(case: Case, row: Consent, form: WithdrawalForm) -> str:
    """The page to take a consent back; one that does not stand has nothing to take back, and says so."""
    parties = gather_parties(get_session(), case, get_actor().today)
    return render_page(
        "hybridmentor/cases/withdrawal.html",
        case=case,
        row=row,
        party=next(one for one in parties if row in [entry.consent for entry in one.answers]),
        form=form,
        words=PracticeWords(find_practice(case)),
        stands=not row.is_refusal and row.withdrawn_on is None,
    )


@requires(Permission.WITHDRAW_CONSENT)
def withdrawal(case_id: UUID, consent_id: UUID) -> str:
    """The page to take a consent back, in an open case or a closed one."""
    case = open_case(case_id, Permission.WITHDRAW_CONSENT, "consent.read").case
    form = WithdrawalForm(formdata=None)
    form.withdrawn_on.data = get_actor().today  # type: ignore[assignment]
    return show_withdrawal(case, load_consent(case, consent_id), form)


@requires(Permission.WITHDRAW_CONSENT)
def withdraw(case_id: UUID, consent_id: UUID) -> Response:
    """Take a consent back."""
    visible = open_case_for_writing(case_id, Permission.WITHDRAW_CONSENT)
    case, form = visible.case, WithdrawalForm()
    row = load_consent(case, consent_id)

    def act() -> Answer:
        day = form.withdrawn_on.data
        withdraw_consent(get_session(), get_actor(), visible, row, withdrawn_on=day)  # type: ignore[arg-type]
        return Answer(locate_consents(case), "consent.notice.withdrawn")

    return carry_out(
        form,
        act,
        lambda status: show_withdrawal(case, row, form),
        check=lambda: form.check_day(row, get_actor().today),
    )
