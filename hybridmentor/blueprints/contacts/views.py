"""The log of a case's contacts, and adding to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from flask import Response, redirect, request, url_for

from hybridmentor.blueprints.contacts.forms import OWN_RELATIONSHIPS, ContactForm
from hybridmentor.domain.attention import ATTEMPTS_IN_A_ROW
from hybridmentor.domain.case_course import find_pause
from hybridmentor.domain.collaboration import ATTEMPTS
from hybridmentor.domain.experience_tags import THEMES
from hybridmentor.domain.mentor_turns import covers, find_standing, list_served
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.models import Case, ContactPoint, MentorAssignment
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.cases import VisibleCase, find_case
from hybridmentor.queries.contacts import count_attempts, find_planned, list_contacts
from hybridmentor.queries.experience_hits import Hit, find_step_of, list_theme_hits
from hybridmentor.queries.log_pages import list_log_page
from hybridmentor.queries.mentors import list_all_assignments, pick_current_mentors
from hybridmentor.queries.pauses import list_pauses
from hybridmentor.queries.shared_mentors import SharedCase, list_shared_cases
from hybridmentor.services.case_work import may_undo_work
from hybridmentor.services.contacts import REPORTED, log_contact
from hybridmentor.web.addresses import read_id
from hybridmentor.web.experience_cards import name_steps
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import (
    count_notice,
    get_actor,
    offer_undo,
    open_case,
    open_case_for_writing,
    requires,
)
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

LATEST = 3


class ButtonForm(HybridForm):
    """Nothing to answer: the button alone."""


def read_after() -> tuple[date, UUID] | None:
    """The key of the last row shown before, from the address."""
    day, _, row = request.args.get("after", "").partition("_")
    try:
        return date.fromisoformat(day), UUID(row)
    except ValueError:
        return None


@requires(Permission.READ_CASE)
def index(case_id: UUID) -> str:
    """All contacts of a case and work without contact among them, the latest first."""
    visible = open_case(case_id, Permission.READ_CASE, "contact.list")
    return show_log(visible)


def show_log(visible: VisibleCase, sent: HybridForm | None = None) -> str:
    """The page of the log; `sent` is a button that was refused."""
    actor, case = get_actor(), visible.case
    rows, more = list_log_page(get_session(), case.id, after=read_after())
    last = rows[-1] if rows else None
    may_log = permits(actor, Permission.LOG_CONTACT, visible.facts)
    assignments = list_all_assignments(get_session(), [case.id])
    return render_page(
        "hybridmentor/contacts/index.html",
        case=case,
        rows=rows,
        after=f"{last.day.isoformat()}_{last.id}" if last and more else None,
        is_first=read_after() is None,
        may_log=may_log,
        undo=sent or ButtonForm(formdata=None),
        new_work={
            row.id: str(uuid4()) for row in rows if may_log and row.work and may_undo_work(actor, row.work)
        },
        has_mentor=case.id in pick_current_mentors(assignments, actor.today),
        mentor_names=name_mentors(assignments, [row.day for row in rows]),
        words=PracticeWords(find_practice(case)),
    )


def name_mentors(assignments: Sequence[MentorAssignment], days: Iterable[date]) -> dict[date, str]:
    """Who was mentor on each of the days, where the case has had several; with one there is nobody to take them for."""
    served = list_served(assignments)
    if len(served) < 2:
        return {}
    found = {day: next((one for one in served if covers(one, day)), None) for day in days}
    return {day: one.person.name for day, one in found.items() if one is not None and one.person.name}


@dataclass(frozen=True)
class About:
    """What the form is about, beside its case: the planned contact that it answers, the mentor, and who shares the mentor."""

    planned: ContactPoint | None = None
    assignments: Sequence[MentorAssignment] = ()
    mentor: MentorAssignment | None = None
    """Who is mentor today."""
    shared: Sequence[SharedCase] = ()

    def list_choices(self) -> list[tuple[str, str]]:
        """The cases that share the mentor, by id and jobseeker."""
        return [(str(one.case_id), one.jobseeker) for one in self.shared]

    def describe_opened(self) -> dict[str, date | None]:
        """When the cases that share the mentor were opened, by id."""
        return {str(one.case_id): one.opened_on for one in self.shared}


def gather_about(case: Case, planned_id: UUID | None, *, with_shared: bool = True) -> About:
    """What the form is about, as it stands today; who shares the mentor only if wanted."""
    session, actor = get_session(), get_actor()
    assignments = list_all_assignments(session, [case.id])
    mentor = pick_current_mentors(assignments, actor.today).get(case.id)
    planned = find_planned(session, case.id, planned_id) if planned_id else None
    shared = list_shared_cases(session, actor, case, mentor) if with_shared else ()
    return About(planned, assignments, mentor, shared)


def make_form(case: Case, about: About, *, filled: bool) -> ContactForm:
    """The form that logs a contact. Who and day are filled in from the address or from the planned contact; form never."""
    form = ContactForm() if filled else ContactForm(formdata=None)
    form.offer_codes(find_practice(case))
    form.also.choices = about.list_choices()
    if filled:
        return form
    planned = about.planned
    wanted = [key for key in request.args.getlist("with") if key in OWN_RELATIONSHIPS]
    form.relationships.data = [p.relationship_key for p in planned.participants] if planned else wanted
    form.day.data = "today"
    if planned is not None:
        form.planned.data = str(planned.id)
        if planned.occurred_on != get_actor().today:
            form.day.data = "other"
            form.other_day.data = planned.occurred_on  # type: ignore[assignment]
    outcome = request.args.get("outcome")
    if outcome in {k for k, *_ in form.outcome.choices or ()}:
        form.outcome.data = outcome
    return form


def show_form(case: Case, form: ContactForm, about: About) -> str:
    """The page that logs a contact."""
    session = get_session()
    if form.also.errors and not form.also.choices:
        # The case that was named is not offered any more, and the question is gone with it.
        form.form_errors.extend(form.also.errors)
        form.also.errors = []
    latest = list_contacts(session, case.id, limit=LATEST)[0]
    # Asked only where the last entry was an attempt: elsewhere nobody has been tried in vain.
    tried = (
        count_attempts(
            session,
            case.id,
            form.relationships.data or OWN_RELATIONSHIPS,
            is_shared=about.mentor is not None and about.mentor.is_employer,
            replaced_on=find_replaced(about.assignments),
        )
        if latest and latest[0].outcome in ATTEMPTS
        else 0
    )
    return render_page(
        "hybridmentor/contacts/new.html",
        case=case,
        form=form,
        planned=about.planned,
        latest=latest,
        mentor=about.mentor,
        tried=tried if tried >= ATTEMPTS_IN_A_ROW else 0,
        today=get_actor().today,
        words=PracticeWords(find_practice(case)),
        hits=find_hits(case),
        step_titles=name_steps(find_practice(case)),
    )


def find_hits(case: Case) -> dict[str, list[Hit]]:
    """A few experiences for each theme that can be chosen, those of the step that the case stands at first."""
    practice = find_practice(case)
    themes, steps = practice.find_codes(THEMES).keys, [one.key for one in practice.steps]
    return list_theme_hits(get_session(), get_actor(), themes, find_step_of(case.id, steps))


@requires(Permission.LOG_CONTACT)
def new(case_id: UUID) -> Any:
    """The page that logs a contact, from a planned one if the address names it."""
    if REPORTED in request.args.getlist("with"):
        # Agreed contact between mentor and jobseeker is told of on a page of its own.
        origin: dict[str, Any] = {"from": request.args.get("from")}
        return redirect(url_for("hybridmentor.contacts.tell", case_id=case_id, **origin), 303)
    case = open_case(case_id, Permission.LOG_CONTACT, "contact.new").case
    about = gather_about(case, read_id(request.args.get("planned")))
    return show_form(case, make_form(case, about, filled=False), about)


@requires(Permission.LOG_CONTACT)
def log(case_id: UUID) -> Response:
    """Add a contact, in the other cases that were chosen too; a planned one that it answers is thereby answered."""
    chosen = [one for text in request.form.getlist("also") if (one := read_id(text)) is not None]
    visible = open_case_for_writing(case_id, Permission.LOG_CONTACT, lock="share", beside=chosen)
    session, actor, case = get_session(), get_actor(), visible.case
    wanted = read_id(request.form.get("planned"))
    about = gather_about(case, wanted, with_shared="also" in request.form)
    form = make_form(case, about, filled=True)

    def act() -> Answer:
        # If somebody has answered the planned contact, this one sent once more becomes an entry of its own.
        form.planned.data = ""
        if wanted is not None and about.planned is None:
            raise InvalidInput(Message("contact.error.already_answered"))
        contacts = [log_in_case(visible, form, about, chosen)]
        for other_id in sorted(set(chosen)):
            other = find_case(session, actor, other_id)
            if other is None or not permits(actor, Permission.LOG_CONTACT, other.facts):
                raise InvalidInput(Message("contact.error.also_gone"), field="also")
            beside = About(assignments=list_all_assignments(session, [other_id]))
            contacts.append(log_in_case(other, form, beside, chosen, contacts[0].entry_id))
        offer_undo(case_id, contacts[0].id)
        place = find_return(case_id)
        if form.outcome.data == "planned":
            return Answer(place, "contact.notice.planned")
        mend = url_for("hybridmentor.contacts.edit", case_id=case_id, contact_id=contacts[0].id)
        return Answer(place, choose_notice(contacts), mend)

    def check() -> bool:
        # Both are asked, so that all faults are told at once.
        return all(
            [
                form.check(actor.today, case.opened_on),
                form.check_also(actor.today, about.describe_opened()),
            ]
        )

    def show(status: int) -> str:
        shown = gather_about(case, wanted)
        form.also.choices = shown.list_choices()
        return show_form(case, form, shown)

    return carry_out(form, act, show, check=check, about=[case_id, *chosen])


def log_in_case(
    visible: VisibleCase,
    form: ContactForm,
    about: About,
    beside: Sequence[UUID],
    entry_id: UUID | None = None,
) -> ContactPoint:
    """Add the contact of the form to one case; `beside` are others that it is added to, with the same `entry_id`."""
    session, actor = get_session(), get_actor()
    is_new_time = form.outcome.data == "planned"
    typed: Any = form.planned_on.data
    day = (typed if is_new_time else form.find_day(actor.today)) or actor.today
    mentor = pick_current_mentors(about.assignments, day).get(visible.case.id)
    return log_contact(
        session,
        actor,
        visible,
        occurred_on=day,
        starts_at=form.starts_at.data if is_new_time else None,  # type: ignore[arg-type]
        relationships=form.relationships.data or [],
        outcome=form.outcome.data or "",
        form=form.form.data,
        sub_form=form.sub_form.data,
        held_by=form.held_by.data or "adviser",
        via=form.via.data,
        minutes_band=form.minutes_band.data,
        themes=form.themes.data or [],
        note=form.note.data,
        next_step=form.next_step.data,
        mentor_id=mentor.person_id if mentor else None,
        follows_id=about.planned.id if about.planned else None,
        entry_id=entry_id or (uuid4() if beside else None),
    )


def choose_notice(contacts: Sequence[ContactPoint]) -> str:
    """What to say of contacts just logged: how many, whether a pause keeps them out of the figures, or that nobody answers."""
    session = get_session()
    paused = [
        one for one in contacts if find_pause(list_pauses(session, one.case_id), one.occurred_on) is not None
    ]
    if len(contacts) > 1:
        return count_notice(
            "contact.notice.several_in_pause" if paused else "contact.notice.several", len(contacts)
        )
    only = contacts[0]
    if paused:
        return "contact.notice.in_pause"
    if only.outcome in ATTEMPTS:
        assignments = list_all_assignments(session, [only.case_id])
        mentor = pick_current_mentors(assignments, get_actor().today).get(only.case_id)
        tried = count_attempts(
            session,
            only.case_id,
            only.relationship_keys,
            is_shared=mentor is not None and mentor.is_employer,
            replaced_on=find_replaced(assignments),
        )
        if tried >= ATTEMPTS_IN_A_ROW:
            return count_notice("contact.notice.no_answer", tried)
    return "contact.notice.logged"


def find_replaced(assignments: Sequence[MentorAssignment]) -> date | None:
    """Today, where the mentor of today has replaced another one."""
    today = get_actor().today
    return today if find_standing(assignments, today).former_to is not None else None


def find_return(case_id: UUID) -> str:
    """Back to where the form was opened: my day or the case."""
    if request.args.get("from") == "day":
        return url_for("hybridmentor.home.day")
    return url_for("hybridmentor.cases.show", case_id=case_id)
