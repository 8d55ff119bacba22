"""The office's experiences: the board, one of them, sharing one and changing one's own."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.experiences.forms import ExperienceForm, NewExperienceForm, list_steps
from hybridmentor.db import begin_write
from hybridmentor.domain.experience_tags import LONGEST_TAG, THEMES, sort_tags
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.models import Experience
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.queries.experiences import (
    ExperienceFilter,
    ListKey,
    VisibleExperience,
    find_list_key,
    list_experiences,
    list_tags,
)
from hybridmentor.services.experiences import (
    edit_experience,
    find_case_to_mark,
    read_experience_values,
    share_experience,
)
from hybridmentor.web.addresses import read_id
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.experiences import open_experience, open_experience_for_writing
from hybridmentor.web.fields import clean_text
from hybridmentor.web.guards import audit_read, demand, get_actor, requires
from hybridmentor.web.office_choice import list_offices_where, offer_offices
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out
from hybridmentor.web.words import hm_pick, hm_t

INSTANT = "%Y%m%dT%H%M%S%f"


def read_after() -> ListKey | None:
    """The key of the last experience shown before, from the address; None for the first page or an unreadable key."""
    try:
        instant, row = request.args.get("after", "").split("_")
        return ListKey(datetime.strptime(instant, INSTANT).replace(tzinfo=UTC), UUID(row))
    except ValueError:
        return None


def write_after(last: VisibleExperience) -> str:
    """The key of an experience for the address of the next page."""
    key = find_list_key(last.experience)
    return f"{key.shared_at.astimezone(UTC).strftime(INSTANT)}_{key.experience_id}"


def read_filter() -> ExperienceFilter:
    """What the board is to show, from the address; a step that the practice model has not is passed over."""
    step, tag = request.args.get("step"), clean_text(request.args.get("tag"))
    known = {one.key for one in find_practice().steps}
    return ExperienceFilter(step if step in known else None, tag[:LONGEST_TAG].lower() if tag else None)


def name_steps(practice: PracticeModel) -> dict[str, str]:
    """The words of each step as they stand over an experience, by key."""
    return {
        step.key: hm_t("experience.board.step", number=step.number, title=hm_pick(step.short_names))
        for step in practice.steps
    }


def name_tags(experience: Experience, practice: PracticeModel) -> list[tuple[str, str]]:
    """The tags of an experience with their words: themes first, then the office's own."""
    themes, own = sort_tags((row.tag for row in experience.tags), practice)
    words = PracticeWords(practice)
    return [*((key, words.short(THEMES, key)) for key in themes), *((tag, tag) for tag in own)]


@requires(Permission.READ_EXPERIENCES)
def index() -> str:
    """The experiences of the actor's offices, newest first; only those of a step or with a tag, if one is chosen."""
    session, actor, practice = get_session(), get_actor(), find_practice()
    wanted, after = read_filter(), read_after()
    audit_read("experience.list")
    shown, more = list_experiences(session, actor, wanted, after=after)
    themes = practice.find_codes(THEMES)
    return render_page(
        "hybridmentor/experiences/index.html",
        shown=shown,
        wanted=wanted,
        after=write_after(shown[-1]) if shown and more else None,
        is_first=after is None,
        steps=list_steps(practice),
        step_titles=name_steps(practice),
        tag_words={one.experience.id: name_tags(one.experience, practice) for one in shown},
        own_tags=[tag for tag in list_tags(session, actor) if tag not in themes],
        themes=themes.keys,
        has_offices=len({one.facts.office_id for one in shown}) > 1,
        may_share=bool(list_offices_where(Permission.SHARE_EXPERIENCE)),
        words=PracticeWords(practice),
    )


@requires(Permission.READ_EXPERIENCES)
def show(experience_id: UUID) -> str:
    """An experience."""
    visible = open_experience(experience_id, Permission.READ_EXPERIENCES)
    practice = find_practice()
    return render_page(
        "hybridmentor/experiences/show.html",
        shown=visible,
        experience=visible.experience,
        step_titles=name_steps(practice),
        tags=name_tags(visible.experience, practice),
        may_edit=permits(get_actor(), Permission.EDIT_EXPERIENCE, visible.facts),
    )


def make_new_form(*, filled: bool) -> NewExperienceForm:
    """The form that shares an experience; `filled` reads what was sent."""
    form = NewExperienceForm() if filled else NewExperienceForm(formdata=None)
    form.offer_codes(find_practice())
    offer_offices(form.office, list_offices_where(Permission.SHARE_EXPERIENCE))
    return form


def show_new(form: NewExperienceForm) -> str:
    """The page that shares an experience. Of the case that it comes from it shows nothing but the way back."""
    wanted = read_id(form.case.data)
    from_case = find_case_to_mark(get_session(), get_actor(), wanted) if wanted else None
    return render_page(
        "hybridmentor/experiences/new.html", form=form, case_id=from_case.case.id if from_case else None
    )


@requires(Permission.SHARE_EXPERIENCE)
def new() -> str:
    """The form that shares an experience; `?case=` names the case whose step it is to mark as done."""
    demand(Permission.SHARE_EXPERIENCE)
    form = make_new_form(filled=False)
    case_id = read_id(request.args.get("case"))
    form.case.data = str(case_id) if case_id else None
    return show_new(form)


@requires(Permission.SHARE_EXPERIENCE)
def create() -> Response:
    """Share an experience and go to it."""
    begin_write(get_session())
    actor, form = demand(Permission.SHARE_EXPERIENCE), make_new_form(filled=True)

    def act() -> Answer:
        office = next(
            m for m in list_offices_where(Permission.SHARE_EXPERIENCE) if str(m.office_id) == form.office.data
        )
        experience, has_marked = share_experience(
            get_session(),
            actor,
            office=OfficeFacts(office.office_id, office.purpose),
            practice=find_practice(),
            values=form.read_values(),
            from_case=read_id(form.case.data),
        )
        return Answer(
            url_for("hybridmentor.experiences.show", experience_id=experience.id),
            "experience.notice.shared_and_marked" if has_marked else "experience.notice.shared",
            mend=url_for("hybridmentor.experiences.edit", experience_id=experience.id),
        )

    from_case = read_id(form.case.data)
    return carry_out(
        form, act, lambda status: show_new(form), about=[from_case] if from_case else [], must_answer=True
    )


def make_form(visible: VisibleExperience, *, filled: bool) -> ExperienceForm:
    """The form of an experience; `filled` reads what was sent, else the stored values are shown."""
    practice, experience = find_practice(), visible.experience
    values = read_experience_values(experience, practice)
    form = (
        ExperienceForm()
        if filled
        else ExperienceForm(formdata=None, data={**values, "hm_version": str(experience.version)})
    )
    form.offer_codes(practice)
    if filled:
        take_stored(form, values)
    return form


def show_form(visible: VisibleExperience, form: ExperienceForm) -> str:
    """The page that changes an experience."""
    return render_page("hybridmentor/experiences/edit.html", experience=visible.experience, form=form)


@requires(Permission.EDIT_EXPERIENCE)
def edit(experience_id: UUID) -> str:
    """The form of an experience of one's own."""
    visible = open_experience(experience_id, Permission.EDIT_EXPERIENCE)
    return show_form(visible, make_form(visible, filled=False))


@requires(Permission.EDIT_EXPERIENCE)
def save(experience_id: UUID) -> Response:
    """Change an experience of one's own."""
    visible = open_experience_for_writing(experience_id, Permission.EDIT_EXPERIENCE)
    form = make_form(visible, filled=True)

    def act() -> Answer:
        edit_experience(
            get_session(),
            get_actor(),
            visible,
            practice=find_practice(),
            version=form.read_version(),
            sent=form.read_values(),
        )
        return Answer(
            url_for("hybridmentor.experiences.show", experience_id=experience_id),
            "notice.saved",
            mend=url_for("hybridmentor.experiences.edit", experience_id=experience_id),
        )

    return carry_out(form, act, lambda status: show_form(visible, form), must_answer=True)
