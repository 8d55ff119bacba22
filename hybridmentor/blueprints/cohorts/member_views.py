"""Who is in a cohort: ticked in a list of the office's open cases, or of its mentors or companies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from hybridmentor.blueprints.cohorts.forms import MembersForm
from hybridmentor.domain.cohort_pairing import MOST_MEMBERS
from hybridmentor.domain.identifiers import holds_national_id
from hybridmentor.models import Employer, WorkplacePerson
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries import employers as register, mentor_profiles as profiles
from hybridmentor.queries.cases import LONGEST_TERM, VisibleCase
from hybridmentor.queries.cohorts import (
    COMPANIES,
    PAGE_SIZE,
    VisibleCohort,
    list_addable,
    list_case_ids,
    list_members,
    list_offerable,
    list_workable,
    map_offer_ids,
    search_addable,
)
from hybridmentor.queries.workplace_persons import map_persons
from hybridmentor.services.cohorts import change_cases, change_offers
from hybridmentor.web.addresses import read_id
from hybridmentor.web.cohorts import (
    audit_cohort,
    name_case,
    open_cohort,
    open_cohort_for_writing,
    read_start,
)
from hybridmentor.web.fields import clean_text
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out
from hybridmentor.web.words import hm_t

Choice = tuple[UUID, str]
"""A case, a company or a person, and the words beside its box."""


@dataclass(frozen=True)
class Page:
    """The rows of a page: of all that can be chosen, of those who are in the cohort, or of what was found."""

    rows: Sequence[Choice]
    following: str | None = None
    """What the address of the next page says; None at the end."""
    term: str | None = None
    has_more: bool = False
    """Whether a search has found more than is shown."""
    is_refused: bool = False


def read_term() -> tuple[str, bool]:
    """What was searched for, and whether it is a number that must not be."""
    term = (clean_text(request.form.get("q")) or "")[:LONGEST_TERM]
    return term, holds_national_id(term)


def shows_inside() -> bool:
    """Whether only those who are in the cohort are asked for."""
    return request.args.get("show") == "in"


def cut_page(rows: Sequence[Choice]) -> Page:
    """The page of those in the cohort that the address asks for."""
    start = read_start(request.args.get("from"), len(rows))
    following = start + PAGE_SIZE
    return Page(rows[start:following], str(following) if following < len(rows) else None)


def label_case(one: VisibleCase) -> Choice:
    """A case in the list of boxes."""
    words = [name_case(one.case), one.case.number, hm_t("cohort.closed") if one.facts.is_closed else ""]
    return one.case.id, " · ".join(dict.fromkeys(word for word in words if word))


def list_case_page(visible: VisibleCohort) -> Page:
    """The cases of the page that the address asks for."""
    session, actor = get_session(), get_actor()
    if shows_inside():
        return cut_page([label_case(one) for one in list_members(session, actor, visible.cohort).cases])
    after = clean_text(request.args.get("from")) or None
    found, more = list_addable(session, actor, visible.cohort, after=after)
    return Page([label_case(one) for one in found], found[-1].case.number if more else None)


def find_cases(visible: VisibleCohort, case_ids: Sequence[UUID]) -> Page:
    """The cases of a page that was sent, by their ids; those who may be in the cohort, and those who are."""
    session, actor, wanted = get_session(), get_actor(), set(case_ids)
    inside = [one for one in list_members(session, actor, visible.cohort).cases if one.case.id in wanted]
    ids = [one for one in case_ids if one not in {row.case.id for row in inside}]
    rows = [*inside, *list_workable(session, actor, visible.cohort, ids)]
    return Page([label_case(one) for one in sorted(rows, key=lambda one: one.case.number)])


def label_offer(employer: Employer, person: WorkplacePerson | None = None) -> Choice:
    """A company, or a mentor at it, in the list of boxes."""
    if person is not None:
        return person.id, f"{person.name or hm_t('person.unreadable')} · {employer.name}"
    return employer.id, " · ".join(word for word in (employer.name, employer.place) if word)


def list_offer_page(visible: VisibleCohort, term: str | None = None) -> Page:
    """The mentors or companies of the page that the address asks for, or of what is searched for."""
    session, actor, cohort = get_session(), get_actor(), visible.cohort
    if term is None and shows_inside():
        members = list_members(session, actor, cohort)
        return cut_page([label_offer(one.employer, one.person) for one in members.offers])
    name, _, row = (request.args.get("from") or "").rpartition("_")
    row_id = read_id(row) if term is None else None
    if cohort.kind == COMPANIES:
        after = register.ListKey(name, row_id) if row_id else None
        wanted = register.EmployerFilter(term or "", office_id=cohort.office_id)
        found, more = register.list_employers(session, actor, wanted, after=after)
        last = register.find_list_key(found[-1].employer) if found and more else None
        rows = [label_offer(one.employer) for one in found]
        return Page(rows, f"{last.name}_{last.employer_id}" if last and term is None else None, term, more)
    at = profiles.ListKey(name, row_id) if row_id else None
    mentors = profiles.MentorFilter(term or "", office_id=cohort.office_id)
    lines, more = profiles.list_mentors(session, actor, mentors, after=at)
    key = profiles.find_list_key(lines[-1]) if lines and more else None
    named = [label_offer(line.person.employer, line.person) for line in lines]
    return Page(named, f"{key.company}_{key.profile_id}" if key and term is None else None, term, more)


def find_offers(visible: VisibleCohort, row_ids: Sequence[UUID]) -> Page:
    """The mentors or companies of a page that was sent, by their ids."""
    session, actor = get_session(), get_actor()
    if visible.cohort.kind == COMPANIES:
        companies = register.map_employers(session, actor, row_ids)
        return Page([label_offer(companies[one]) for one in row_ids if one in companies])
    persons = map_persons(session, actor, row_ids)
    return Page([label_offer(persons[one].employer, persons[one]) for one in row_ids if one in persons])


def show_members(visible: VisibleCohort, side: str, page: Page, form: MembersForm) -> str:
    """The page of one side of a cohort.  # words: cohort.cases. # words: cohort.mentors. # words: cohort.companies."""
    cohort = visible.cohort
    return render_page(
        "hybridmentor/cohorts/members.html",
        cohort=cohort,
        is_decided=visible.is_decided,
        side=side,
        noun="cases" if side == "cases" else cohort.kind,
        page=page,
        form=form,
        is_inside=shows_inside(),
        is_first=not request.args.get("from"),
        here={"cohort_id": cohort.id, "show": "in" if shows_inside() else None},
        most=MOST_MEMBERS,
    )


def make_form(page: Page, inside: set[UUID]) -> MembersForm:
    """The form of a page of one side, as it stands now."""
    form = MembersForm(formdata=None)
    form.offer_rows(page.rows, [row_id for row_id, _ in page.rows if row_id in inside], filled=False)
    return form


@requires(Permission.PAIR_COHORTS)
def cases(cohort_id: UUID) -> str:
    """The office's open cases, those of the cohort ticked."""
    visible = open_cohort(cohort_id)
    page = list_case_page(visible)
    return show_members(visible, "cases", page, make_form(page, list_case_ids(get_session(), cohort_id)))


@requires(Permission.PAIR_COHORTS)
def search_cases(cohort_id: UUID) -> Response:
    """The office's open cases by what was typed. Sent as a form: it may be a name."""
    visible = open_cohort(cohort_id)
    term, is_refused = read_term()
    found: list[VisibleCase] = []
    more = False
    if not is_refused:
        found, more = search_addable(get_session(), get_actor(), visible.cohort, term)
    page = Page([label_case(one) for one in found], None, term, more, is_refused)
    form = make_form(page, list_case_ids(get_session(), cohort_id))
    return make_response(show_members(visible, "cases", page, form), 422 if is_refused else 200)


@requires(Permission.PAIR_COHORTS)
def save_cases(cohort_id: UUID) -> Response:
    """Put the cases in that were ticked, and take those out whose tick was taken away; or put all in."""
    visible, form = open_cohort_for_writing(cohort_id), MembersForm()
    everyone = "everyone" in request.form
    page = find_cases(visible, form.read_shown())
    form.offer_rows(page.rows, (), filled=True)

    def act() -> Answer:
        session, actor = get_session(), get_actor()
        add, remove = form.read_changes()
        if everyone:
            all_cases, _ = list_addable(session, actor, visible.cohort, most=MOST_MEMBERS + 1)
            add, remove = {one.case.id for one in all_cases}, set()
        change_cases(session, actor, visible, add=add, remove=remove)
        return Answer(locate_next("cases", cohort_id, everyone=everyone), "notice.saved")

    def show(status: int) -> str:
        audit_cohort(visible, cohort_id)
        return show_members(visible, "cases", find_cases(visible, form.read_shown()), form)

    return carry_out(form, act, show, check=lambda: form.check_shown(everyone=everyone))


def locate_next(side: str, cohort_id: UUID, *, everyone: bool) -> str:
    """Where one goes on: to the cohort, or with "save and next" to the page after the one that was sent."""
    following = request.form.get("onwards", "")
    if everyone or not following:
        return url_for("hybridmentor.cohorts.show", cohort_id=cohort_id)
    where: dict[str, Any] = {"cohort_id": cohort_id, "from": following}
    if shows_inside():
        where["show"] = "in"
    return url_for(f"hybridmentor.cohorts.{side}", **where)


@requires(Permission.PAIR_COHORTS)
def offers(cohort_id: UUID) -> str:
    """The mentors or companies of the office, those of the cohort ticked."""
    visible = open_cohort(cohort_id)
    page = list_offer_page(visible)
    inside = set(map_offer_ids(get_session(), cohort_id))
    return show_members(visible, "offers", page, make_form(page, inside))


@requires(Permission.PAIR_COHORTS)
def search_offers(cohort_id: UUID) -> Response:
    """Mentors or companies by what was typed. Sent as a form: it may be a name."""
    visible = open_cohort(cohort_id)
    term, is_refused = read_term()
    page = Page((), None, term, is_refused=is_refused)
    if term and not is_refused:
        page = list_offer_page(visible, term)
    form = make_form(page, set(map_offer_ids(get_session(), cohort_id)))
    return make_response(show_members(visible, "offers", page, form), 422 if is_refused else 200)


@requires(Permission.PAIR_COHORTS)
def save_offers(cohort_id: UUID) -> Response:
    """Put the mentors or companies in that were ticked, and take those out whose tick was taken away; or put all in."""
    visible, form = open_cohort_for_writing(cohort_id), MembersForm()
    everyone = "everyone" in request.form
    page = find_offers(visible, form.read_shown())
    form.offer_rows(page.rows, (), filled=True)

    def act() -> Answer:
        session, actor = get_session(), get_actor()
        add, remove = form.read_changes()
        if everyone:
            add, remove = set(list_offerable(session, actor, visible.cohort)), set()
        change_offers(session, actor, visible, add=add, remove=remove)
        return Answer(locate_next("offers", cohort_id, everyone=everyone), "notice.saved")

    def show(status: int) -> str:
        audit_cohort(visible, cohort_id)
        return show_members(visible, "offers", find_offers(visible, form.read_shown()), form)

    return carry_out(form, act, show, check=lambda: form.check_shown(everyone=everyone))
