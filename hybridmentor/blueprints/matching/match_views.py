"""What was offered in a case: why, and what each side said."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.matching.forms import MatchForm
from hybridmentor.domain.match_criteria import CRITERION_KEYS, VERDICTS
from hybridmentor.domain.match_wording import name_criterion
from hybridmentor.errors import Message, NotFound
from hybridmentor.models import Case, Match
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.matches import find_match, read_verdicts
from hybridmentor.services.matches import read_match_values, save_match
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.fields import YES_OR_NO
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out
from hybridmentor.web.words import hm_say


def load_match(case: Case, match_id: UUID) -> Match:
    """What was offered; NotFound if the case has none with the id."""
    found = find_match(get_session(), case.id, match_id)
    if found is None:
        raise NotFound(Message("error.not_found"))
    return found


def locate_list(match: Match) -> str:
    """Where the suggestions of its kind stand."""
    kind = "companies" if match.employer_id else "mentors"
    return url_for("hybridmentor.matching.suggestions", case_id=match.case_id, kind=kind)


def make_form(match: Match, *, filled: bool) -> MatchForm:
    """The form of a match; `filled` reads what was sent, else the stored values are shown."""
    stored = read_match_values(match)
    words = {value: word for word, value in YES_OR_NO.items()}
    values = {**stored, "has_lasted": words.get(stored["has_lasted"], "")}
    form = (
        MatchForm() if filled else MatchForm(formdata=None, data={**values, "hm_version": str(match.version)})
    )
    form.offer_choices()
    if filled:
        take_stored(form, values)
    return form


def show_form(case: Case, match: Match, form: MatchForm) -> str:
    """The page of a match."""
    verdicts = read_verdicts(match.verdicts)
    reasons = [
        (verdict, [hm_say(name_criterion(key)) for key in CRITERION_KEYS if verdicts.get(key) == verdict])
        for verdict in VERDICTS
    ]
    return render_page(
        "hybridmentor/matching/match.html",
        case=case,
        match=match,
        form=form,
        reasons=[(verdict, names) for verdict, names in reasons if names],
        back=locate_list(match),
    )


@requires(Permission.EDIT_CASE)
def match(case_id: UUID, match_id: UUID) -> str:
    """The page of what was offered."""
    case = open_case(case_id, Permission.EDIT_CASE, "match.read").case
    row = load_match(case, match_id)
    return show_form(case, row, make_form(row, filled=False))


@requires(Permission.EDIT_CASE)
def save(case_id: UUID, match_id: UUID) -> Response:
    """Keep what each side said."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case = visible.case
    row = load_match(case, match_id)
    form = make_form(row, filled=True)

    def act() -> Answer:
        merged = save_match(
            get_session(), get_actor(), visible, row, version=form.read_version(), sent=form.read_values()
        )
        return Answer(locate_list(row), "notice.merged" if merged else "notice.saved")

    return carry_out(form, act, lambda status: show_form(case, row, form))
