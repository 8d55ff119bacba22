"""One experience as those read it who may, with what colleagues say to it."""

from uuid import UUID, uuid4

from hybridmentor.blueprints.experiences.answer_forms import CommentForm, UseForm
from hybridmentor.blueprints.experiences.forms import name_tags
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.colleagues import map_names
from hybridmentor.queries.experience_hits import list_related
from hybridmentor.queries.experience_responses import (
    Responses,
    find_use,
    list_comments,
    list_ways_of_use,
    map_responses,
)
from hybridmentor.queries.experiences import VisibleExperience
from hybridmentor.web.experience_cards import name_steps
from hybridmentor.web.experiences import open_experience
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session


@requires(Permission.READ_EXPERIENCES)
def show(experience_id: UUID) -> str:
    """An experience."""
    return show_experience(open_experience(experience_id, Permission.READ_EXPERIENCES))


def show_experience(
    visible: VisibleExperience, *, comment: CommentForm | None = None, use: UseForm | None = None
) -> str:
    """The page of an experience; `comment` and `use` are forms that have come back."""
    session, actor, practice = get_session(), get_actor(), find_practice()
    experience, owner = visible.experience, visible.experience.note_owner_id
    may_answer = permits(actor, Permission.ANSWER_EXPERIENCES, visible.facts)
    own_use = find_use(session, actor, visible)
    comments = list_comments(session, actor, visible)
    return render_page(
        "hybridmentor/experiences/show.html",
        # The first form of the page that has words keeps its draft.
        comment=comment or CommentForm(formdata=None),
        use=use or UseForm(formdata=None, data={"how": own_use.how if own_use else None}),
        shown=visible,
        experience=experience,
        step_titles=name_steps(practice),
        tags=name_tags(experience, practice),
        words=PracticeWords(practice),
        note_owner=map_names(session, [owner]).get(owner) if owner else None,
        responses=map_responses(session, actor, [experience.id]).get(experience.id, Responses()),
        comments=comments,
        new_keys={one.comment.id: str(uuid4()) for one in comments if one.is_own},
        ways=list_ways_of_use(session, visible),
        related=list_related(session, actor, experience),
        may_answer=may_answer,
        may_edit=permits(actor, Permission.EDIT_EXPERIENCE, visible.facts),
        may_review=permits(actor, Permission.REVIEW_EXPERIENCES, visible.facts),
        may_spread=permits(actor, Permission.SPREAD_EXPERIENCES, visible.facts),
    )
