"""An office's local goals, and its volunteers in the project: its lead decides, everybody at the office reads."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.office.choice import choose_office, may_at
from hybridmentor.blueprints.office.goal_forms import GoalForm, ReachedForm, VolunteersForm
from hybridmentor.blueprints.office.tabs import list_office_tabs, list_tabs
from hybridmentor.db import begin_write
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Membership
from hybridmentor.models import OfficeGoal
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.office_goals import find_goal, list_goals
from hybridmentor.queries.offices import find_office
from hybridmentor.services.office_goals import (
    add_goal,
    edit_goal,
    mark_reached,
    read_goal_values,
    set_volunteers,
)
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.fields import YES_OR_NO, HybridForm
from hybridmentor.web.guards import get_actor, refuse_missing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

HERE = "hybridmentor.office.goals"


def make_form(goal: OfficeGoal | None = None, *, filled: bool) -> GoalForm:
    """The form of a goal, of a new one without `goal`; `filled` reads what was sent."""
    values = read_goal_values(goal) if goal is not None else {"from_on": get_actor().today}
    version = {"hm_version": str(goal.version)} if goal is not None else {}
    form = GoalForm() if filled else GoalForm(formdata=None, data={**values, **version})
    form.offer_codes(find_practice())
    if filled and goal is not None:
        take_stored(form, values)
    return form


def make_volunteers_form(office: Membership) -> VolunteersForm:
    """The form of the volunteers with what is kept."""
    row = find_office(get_session(), office.office_number)
    return VolunteersForm(formdata=None, data={"volunteers": row.volunteers if row else None})


def show_goals(office: Membership, form: GoalForm, volunteers: VolunteersForm, *sent: HybridForm) -> str:
    """The page of the goals; `sent` are other forms that came back."""
    found = list_goals(get_session(), office.office_id)
    row = find_office(get_session(), office.office_number)
    return render_page(
        "hybridmentor/office/goals.html",
        office=office,
        row=row,
        goals=found,
        buttons={one.id: ReachedForm(formdata=None) for one in found},
        practice=find_practice(),
        tabs=list_tabs(HERE, office),
        office_tabs=list_office_tabs(HERE, office),
        form=form,
        volunteers=volunteers,
        forms=[form, volunteers, *sent],
        may_set=may_at(Permission.SET_GOALS, office),
    )


def locate_goals(office: Membership) -> str:
    """The address of the office's goals."""
    return url_for(HERE, office=office.office_number)


def open_goal(office: Membership, goal_id: UUID) -> OfficeGoal:
    """The goal of the office; another office's is not found."""
    goal = find_goal(get_session(), office.office_id, goal_id)
    if goal is None:
        refuse_missing("office_goal")
    return goal


@requires(Permission.READ_QUESTIONS)
def goals() -> str:
    """What the office wants to reach; the forms only for its lead."""
    office = choose_office(Permission.READ_QUESTIONS)
    return show_goals(office, make_form(filled=False), make_volunteers_form(office))


@requires(Permission.SET_GOALS)
def add() -> Response:
    """Add a goal."""
    begin_write(get_session())
    office, form = choose_office(Permission.SET_GOALS), make_form(filled=True)

    def act() -> Answer:
        add_goal(get_session(), get_actor(), office, values=form.read_values())
        return Answer(locate_goals(office), "goal.notice.added")

    return carry_out(
        form, act, lambda status: show_goals(office, form, make_volunteers_form(office)), must_answer=True
    )


def show_goal(office: Membership, goal: OfficeGoal, form: GoalForm) -> str:
    """The page that changes a goal."""
    return render_page(
        "hybridmentor/office/goal.html", office=office, goal=goal, form=form, back=locate_goals(office)
    )


@requires(Permission.SET_GOALS)
def edit(goal_id: UUID) -> str:
    """The form of a goal."""
    office = choose_office(Permission.SET_GOALS)
    goal = open_goal(office, goal_id)
    return show_goal(office, goal, make_form(goal, filled=False))


@requires(Permission.SET_GOALS)
def save(goal_id: UUID) -> Response:
    """Change a goal."""
    begin_write(get_session())
    office = choose_office(Permission.SET_GOALS)
    goal = open_goal(office, goal_id)
    form = make_form(goal, filled=True)

    def act() -> Answer:
        edit_goal(
            get_session(), get_actor(), office, goal, version=form.read_version(), sent=form.read_values()
        )
        return Answer(locate_goals(office), "notice.saved")

    return carry_out(form, act, lambda status: show_goal(office, goal, form), must_answer=True)


@requires(Permission.SET_GOALS)
def reach(goal_id: UUID) -> Response:
    """Say that a goal is reached, or that it is not after all."""
    begin_write(get_session())
    office = choose_office(Permission.SET_GOALS)
    goal, form = open_goal(office, goal_id), ReachedForm()

    def act() -> Answer:
        reached = YES_OR_NO.get(form.reached.data or "")
        if reached is None:
            raise InvalidInput(Message("error.choice"))
        actor = get_actor()
        mark_reached(get_session(), actor, office, goal, on=actor.today if reached else None)
        return Answer(locate_goals(office), "goal.notice.reached" if reached else "goal.notice.taken_up")

    return carry_out(
        form,
        act,
        lambda status: show_goals(office, make_form(filled=False), make_volunteers_form(office), form),
    )


@requires(Permission.SET_GOALS)
def save_volunteers() -> Response:
    """Keep how many are volunteers in the project."""
    begin_write(get_session())
    office, form = choose_office(Permission.SET_GOALS), VolunteersForm()

    def act() -> Answer:
        set_volunteers(get_session(), get_actor(), office, number=form.volunteers.data)  # type: ignore[arg-type]
        return Answer(locate_goals(office), "notice.saved")

    return carry_out(form, act, lambda status: show_goals(office, make_form(filled=False), form))
