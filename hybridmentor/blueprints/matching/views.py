"""Companies and mentors that may fit a case, and noting that one has been offered."""

from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.matching.forms import OfferForm
from hybridmentor.domain.match_criteria import CRITERION_KEYS
from hybridmentor.domain.suggestions import Suggestion
from hybridmentor.errors import InvalidInput, Message, NotFound
from hybridmentor.models import Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.candidates import list_candidates
from hybridmentor.queries.employers import map_employers
from hybridmentor.queries.matches import list_matches
from hybridmentor.queries.workplace_persons import map_persons
from hybridmentor.services.matches import offer_match
from hybridmentor.web.addresses import read_id
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out
from hybridmentor.web.suggestions import (
    CHOICES,
    KINDS,
    choose_weights,
    list_suggestions,
    make_page,
    read_choices,
)


def show_page(case: Case, kind: str, form: OfferForm | None = None) -> str:
    """The page of suggestions; `form` is one that came back with a fault."""
    session, actor, choices = get_session(), get_actor(), read_choices()
    start = request.args.get("from", "0")
    page = make_page(case, KINDS[kind], choose_weights(case, choices), int(start) if start.isdecimal() else 0)
    matches = list_matches(session, case.id)
    ids = [one.row_id for one in page.told]
    persons = map_persons(session, actor, ids) if kind == "mentors" else {}
    companies = [person.employer_id for person in persons.values()] if kind == "mentors" else ids
    offered = {one.employer_id or one.person_id for one in matches}
    return render_page(
        "hybridmentor/matching/suggestions.html",
        case=case,
        kind=kind,
        page=page,
        matches=matches,
        offered=offered,
        listed={one.employer_id for one in list_candidates(session, case.id)},
        employers=map_employers(session, actor, companies),
        persons=persons,
        forms={one: OfferForm(formdata=None) for one in ids if one not in offered},
        form=form,
        choices=choices,
        criteria=CRITERION_KEYS,
        steps=tuple(CHOICES),
        words=PracticeWords(find_practice(case)),
        may_pair=permits(actor, Permission.PAIR_COHORTS),
    )


@requires(Permission.EDIT_CASE)
def suggestions(case_id: UUID, kind: str) -> str:
    """The companies or the mentors that may fit, with the reasons; none is left out."""
    case = open_case(case_id, Permission.EDIT_CASE, "suggestion.list").case
    check_kind(kind)
    return show_page(case, kind)


def check_kind(kind: str) -> None:
    """NotFound for what there are no suggestions of."""
    if kind not in KINDS:
        raise NotFound(Message("error.not_found"))


def find_suggestion(case: Case, kind: str, row_id: UUID | None) -> Suggestion:
    """How one stands by the practice model's weights; InvalidInput for what is not to be suggested, or is not any more."""
    if row_id is not None:
        found, _ = list_suggestions(case, KINDS[kind], choose_weights(case, {}), only=row_id)
        if found:
            return found[0]
    raise InvalidInput(Message("match.error.gone"))


@requires(Permission.EDIT_CASE)
def offer(case_id: UUID, kind: str) -> Response:
    """Note that the company or the mentor has been offered, with the reasons of this moment."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case, form = visible.case, OfferForm()
    check_kind(kind)

    def act() -> Answer:
        suggestion = find_suggestion(case, kind, read_id(form.subject.data))
        match = offer_match(get_session(), get_actor(), visible, suggestion)
        return Answer(
            url_for("hybridmentor.matching.match", case_id=case_id, match_id=match.id),
            "match.notice.offered",
        )

    return carry_out(form, act, lambda status: show_page(case, kind, form))
