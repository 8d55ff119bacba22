"""What an actor follows: tags, and searches that are kept."""

from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.experiences.answer_forms import SearchForm, TagForm
from hybridmentor.db import begin_write
from hybridmentor.domain.experience_tags import THEMES
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.experiences import ExperienceFilter, list_tags
from hybridmentor.queries.saved_searches import find_saved, list_saved
from hybridmentor.queries.tag_follows import list_followed
from hybridmentor.services.saved_searches import remove_search, save_search
from hybridmentor.services.tag_follows import follow_tag, unfollow_tag
from hybridmentor.web.board_address import locate_board, read_query, write_query
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import (
    audit_read,
    demand,
    get_actor,
    look_for_answer,
    refuse_missing,
    requires,
)
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def show_followed(tag: TagForm | None = None, search: SearchForm | None = None) -> str:
    """The page of what the actor follows; the forms may have come back."""
    session, actor, practice = get_session(), get_actor(), find_practice()
    themes = practice.find_codes(THEMES)
    followed = list_followed(session, actor)
    return render_page(
        "hybridmentor/experiences/followed.html",
        followed=followed,
        themes=[key for key in themes.keys if key not in followed],
        own_tags=[one for one in list_tags(session, actor) if one not in themes and one not in followed],
        saved=list_saved(session, actor),
        locate_saved=lambda search: locate_board(read_query(search.query)),
        tag=tag or TagForm(formdata=None),
        search=search,
        words=PracticeWords(practice),
    )


@requires(Permission.READ_EXPERIENCES)
def followed() -> str:
    """The tags that the actor follows, and the searches that the actor has kept."""
    audit_read("experience.followed")
    return show_followed()


def find_way_back(form: TagForm) -> str:
    """The board with the tag, where the button stood there; else the list of what is followed."""
    if form.back.data == "board":
        return locate_board(ExperienceFilter(tag=form.read_tag()))
    return url_for("hybridmentor.experiences.followed")


@requires(Permission.READ_EXPERIENCES)
def follow() -> Response:
    """Follow a tag."""
    begin_write(get_session())
    actor, form = demand(Permission.READ_EXPERIENCES), TagForm()

    def act() -> Answer:
        follow_tag(get_session(), actor, form.read_tag())
        return Answer(find_way_back(form), "experience.notice.followed")

    return carry_out(form, act, lambda status: show_followed(tag=form))


@requires(Permission.READ_EXPERIENCES)
def unfollow() -> Response:
    """Follow a tag no more."""
    begin_write(get_session())
    actor, form = demand(Permission.READ_EXPERIENCES), TagForm()

    def act() -> Answer:
        unfollow_tag(get_session(), actor, form.read_tag())
        return Answer(find_way_back(form), "experience.notice.unfollowed")

    return carry_out(form, act, lambda status: show_followed(tag=form))


@requires(Permission.READ_EXPERIENCES)
def keep_search() -> Response:
    """Keep a search of the board under a name."""
    begin_write(get_session())
    actor, form = demand(Permission.READ_EXPERIENCES), SearchForm()
    # Only what the board understands is kept.
    form.query.data = write_query(read_query(request.form.get("query")))

    def act() -> Answer:
        save_search(get_session(), actor, name=str(form.name.data), query=str(form.query.data))
        return Answer(url_for("hybridmentor.experiences.followed"), "experience.notice.search_kept")

    return carry_out(form, act, lambda status: show_followed(search=form))


@requires(Permission.READ_EXPERIENCES)
def forget_search(search_id: UUID) -> Response:
    """Forget a search that has been kept."""
    begin_write(get_session())
    actor = demand(Permission.READ_EXPERIENCES)
    found = find_saved(get_session(), actor, search_id)
    if found is None:
        look_for_answer()
        refuse_missing("search")
    form = HybridForm()

    def act() -> Answer:
        remove_search(get_session(), actor, found)
        return Answer(url_for("hybridmentor.experiences.followed"), "experience.notice.search_forgotten")

    return carry_out(form, act, lambda status: show_followed())
