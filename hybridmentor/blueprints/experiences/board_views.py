"""The board: the experiences that an actor may read, newest first."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

from flask import request

from hybridmentor.blueprints.experiences.forms import list_steps, name_tags
from hybridmentor.blueprints.experiences.own_views import gather_own_panel
from hybridmentor.domain.experience_tags import THEMES
from hybridmentor.domain.identifiers import holds_national_id
from hybridmentor.domain.practice import list_practice_models
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.experience_responses import map_responses
from hybridmentor.queries.experiences import (
    ExperienceFilter,
    find_list_key,
    list_experiences,
    list_tags,
)
from hybridmentor.queries.saved_searches import list_saved
from hybridmentor.queries.tag_follows import list_followed
from hybridmentor.web.board_address import (
    PLACES,
    locate_board,
    read_after,
    read_filter,
    read_query,
    write_after,
    write_filter,
    write_query,
)
from hybridmentor.web.experience_cards import make_cards, name_steps
from hybridmentor.web.guards import audit_read, get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice, list_choices
from hybridmentor.web.state import get_session
from hybridmentor.web.words import hm_pick, hm_t


@dataclass(frozen=True)
class BoardFilter:
    """A list to narrow the board by: its name in the address, its words, what stands for all, and the groups of choices."""

    name: str
    label: str
    everything: str
    groups: list[tuple[str | None, list[tuple[str, str]]]]
    chosen: str | None


def list_filters(
    wanted: ExperienceFilter, own_tags: list[str]
) -> tuple[list[BoardFilter], list[BoardFilter]]:
    """The lists that stand on the board, and those that are folded."""
    practice, everything = find_practice(), hm_t("experience.board.all")
    models = [(one.id, hm_pick(one.names)) for one in list_practice_models()]
    themes = list_choices(practice, THEMES, short=True)
    if wanted.tag and wanted.tag not in own_tags and wanted.tag not in dict(themes):
        own_tags = [*own_tags, wanted.tag]
    tags: list[tuple[str | None, list[tuple[str, str]]]] = [
        (hm_t("experience.themes"), themes),
        (hm_t("experience.board.own_tags"), [(tag, tag) for tag in own_tags]),
    ]
    places = [
        (key, hm_t(f"experience.board.where.{key}")) for key in PLACES
    ]  # words: experience.board.where.
    shown = [
        BoardFilter(
            "step",
            hm_t("experience.step"),
            hm_t("experience.board.all_steps"),
            [(None, list_steps(practice))],
            wanted.step,
        ),
        BoardFilter("tag", hm_t("experience.board.tag"), hm_t("experience.board.all_tags"), tags, wanted.tag),
        BoardFilter(
            "industry",
            hm_t("experience.industry"),
            everything,
            [(None, list_choices(practice, "industry"))],
            wanted.industry,
        ),
    ]
    folded = [
        BoardFilter(
            "entry",
            hm_t("experience.entry_point"),
            everything,
            [(None, list_choices(practice, "entry_point"))],
            wanted.entry_point,
        ),
        BoardFilter(
            "model", hm_t("experience.practice_model"), everything, [(None, models)], wanted.practice_model
        ),
        BoardFilter(
            "where",
            hm_t("experience.board.where"),
            hm_t("experience.board.everywhere"),
            [(None, places)],
            wanted.where,
        ),
    ]
    return shown, folded


@requires(Permission.READ_EXPERIENCES)
def index() -> str:
    """The experiences that the actor may read, newest first; only what the address narrows them to."""
    session, actor, practice = get_session(), get_actor(), find_practice()
    wanted, after = read_filter(request.args), read_after(request.args.get("after"))
    audit_read("experience.list")
    shown, more = list_experiences(session, actor, wanted, after=after)
    themes = practice.find_codes(THEMES)
    own_tags = [tag for tag in list_tags(session, actor) if tag not in themes]
    filters, folded = list_filters(wanted, own_tags)
    return render_page(
        "hybridmentor/experiences/index.html",
        cards=make_cards(
            shown, map_responses(session, actor, [one.experience.id for one in shown]), wanted.words
        ),
        tag_words={one.experience.id: name_tags(one.experience, practice) for one in shown},
        wanted=wanted,
        refused=holds_national_id(request.args.get("q", "")),
        query=write_query(wanted),
        back=urlencode({**write_filter(wanted), **({"after": write_after(after)} if after else {})}),
        next_url=locate_board(wanted, find_list_key(shown[-1].experience)) if more else None,
        first_url=locate_board(wanted) if after else None,
        wide_url=locate_board(ExperienceFilter(words=wanted.words))
        if wanted.words and wanted.count > 1
        else None,
        filters=filters,
        folded=folded,
        step_titles=name_steps(practice),
        has_offices=len({one.facts.office_id for one in shown}) > 1,
        followed=list_followed(session, actor),
        saved=list_saved(session, actor),
        locate_saved=lambda search: locate_board(read_query(search.query)),
        new_keys={one.experience.id: str(uuid4()) for one in shown},
        may_answer={
            one.experience.id for one in shown if permits(actor, Permission.ANSWER_EXPERIENCES, one.facts)
        },
        may_see_figures=permits(actor, Permission.READ_FIGURES),
        own=gather_own_panel(),
        words=PracticeWords(practice),
    )
