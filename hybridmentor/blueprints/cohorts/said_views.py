"""What one in a cohort has said of those of the other side after they have met, and which of the pairs are locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.cohorts.forms import SaidForm
from hybridmentor.db import end_read
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cohorts import (
    CASE,
    OFFER,
    PAGE_SIZE,
    SIDES,
    Members,
    VisibleCohort,
    list_members,
    map_choices,
    map_locks,
)
from hybridmentor.services.cohorts import SAY, make_pair, read_said, save_said
from hybridmentor.web.cohorts import (
    NOUN,
    load_cohort,
    name_case,
    name_offer,
    open_cohort_for_writing,
    read_start,
    refuse_member,
)
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.guards import audit_read, get_actor, requires
from hybridmentor.web.office_rows import write_row
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


@dataclass(frozen=True)
class Person:
    """One in a cohort as the page names them: the case's or the offer's id, the name, and a line of more."""

    row_id: UUID
    name: str
    more: str | None = None


@dataclass(frozen=True)
class Sheet:
    """One in a cohort, and those of the other side on a page: who has been said something of first."""

    side: str
    own: Person
    others: Sequence[Person]
    theirs: dict[UUID, int]
    """What those of the other side have said of this one: a place, or 0 for no."""
    start: int
    number: int
    left_out: int
    """How many jobseekers are not listed because the actor does not work on their case."""


def list_people(members: Members, side: str) -> list[Person]:
    """The jobseekers whose cases the actor works on, or the offers."""
    if side == OFFER:
        return [
            Person(one.offer_id, name_offer(one), one.employer.name if one.person else one.employer.place)
            for one in members.offers
        ]
    return [Person(one.case.id, name_case(one.case), one.case.number) for one in members.workable]


def make_sheet(visible: VisibleCohort, cohort_id: UUID, side: str, row_id: UUID) -> Sheet:
    """The page that the address asks for, or that was sent; NotFound for nobody of the cohort whom the actor may see."""
    session, actor = get_session(), get_actor()
    members = list_members(session, actor, visible.cohort)
    if side not in SIDES:
        raise refuse_member(visible, cohort_id)
    own = next((one for one in list_people(members, side) if one.row_id == row_id), None)
    if own is None:
        raise refuse_member(visible, cohort_id)
    across = OFFER if side == CASE else CASE
    others = list_people(members, across)
    choices, locks = map_choices(session, cohort_id), map_locks(session, cohort_id)

    def rank(one: Person) -> int:
        pair = make_pair(side, row_id, one.row_id)
        place = choices.get((*pair, side))
        return place if place else 90 if pair in locks else 91 if place == 0 else 99

    # Python's sort keeps the order of those of whom nothing has been said.
    others.sort(key=rank)
    start = 0
    if request.method == "POST":
        sent = {name.removeprefix(SAY) for name in request.form if name.startswith(SAY)}
        shown = [one for one in others if one.row_id.hex in sent]
    else:
        start = read_start(request.args.get("from"), len(others))
        shown = others[start : start + PAGE_SIZE]
    theirs = {}
    for one in shown:
        place = choices.get((*make_pair(side, row_id, one.row_id), across))
        if place is not None:
            theirs[one.row_id] = place
    total = len(members.cases) + members.hidden
    left_out = 0 if across == OFFER else total - len(others)
    return Sheet(side, own, shown, theirs, start, len(others), left_out)


def make_form(visible: VisibleCohort, sheet: Sheet, *, filled: bool) -> SaidForm:
    """The form of a page; `filled` reads what was sent, else the stored values are shown."""
    session, cohort_id = get_session(), visible.cohort.id
    rows = [(one.row_id, one.name) for one in sheet.others]
    choices, locks = map_choices(session, cohort_id), map_locks(session, cohort_id)
    stored = read_said(sheet.side, sheet.own.row_id, [row_id for row_id, _ in rows], choices, locks)
    form = SaidForm() if filled else SaidForm(formdata=None, data={"hm_version": str(visible.cohort.version)})
    form.offer_rows(rows, stored, request.form if filled else None)
    if filled:
        take_stored(form, dict(stored))
    return form


def show_sheet(visible: VisibleCohort, sheet: Sheet, form: SaidForm) -> str:
    """The page of one in a cohort."""
    cohort = visible.cohort
    following = sheet.start + PAGE_SIZE
    return render_page(
        "hybridmentor/cohorts/said.html",
        cohort=cohort,
        is_decided=visible.is_decided,
        sheet=sheet,
        form=form,
        following=following if following < sheet.number and request.method != "POST" else None,
        is_first=not sheet.start,
    )


def audit_sheet(visible: VisibleCohort, cohort_id: UUID, side: str, row_id: UUID) -> None:
    """The audit row of the read: of the case, where the page is a jobseeker's."""
    office_id = visible.facts.office_id
    if side == CASE:
        audit_read("cohort.said", case_id=row_id, office_id=office_id)
        return
    end_read(get_session())
    write_row("cohort.said", NOUN, cohort_id, office_id=office_id)


@requires(Permission.PAIR_COHORTS)
def said(cohort_id: UUID, side: str, row_id: UUID) -> str:
    """What one in a cohort has said."""
    visible = load_cohort(cohort_id, Permission.PAIR_COHORTS)
    make_sheet(visible, cohort_id, side, row_id)
    audit_sheet(visible, cohort_id, side, row_id)
    sheet = make_sheet(visible, cohort_id, side, row_id)
    return show_sheet(visible, sheet, make_form(visible, sheet, filled=False))


@requires(Permission.PAIR_COHORTS)
def save(cohort_id: UUID, side: str, row_id: UUID) -> Response:
    """Keep what one in a cohort has said of those on the page, and the locks."""
    visible = open_cohort_for_writing(cohort_id)
    sheet = make_sheet(visible, cohort_id, side, row_id)
    form = make_form(visible, sheet, filled=True)
    rows = [one.row_id for one in sheet.others]

    def act() -> Answer:
        save_said(
            get_session(),
            get_actor(),
            visible,
            side=side,
            own=row_id,
            sent=form.read_sent(rows),
            shown=form.read_shown(rows),
        )
        return Answer(url_for("hybridmentor.cohorts.show", cohort_id=cohort_id), "notice.saved")

    def show(status: int) -> str:
        audit_sheet(visible, cohort_id, side, row_id)
        return show_sheet(visible, sheet, form)

    return carry_out(form, act, show, check=lambda: form.check_rows(rows))
