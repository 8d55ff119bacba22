"""Themes over time, for the lead of an office and the coordinator of a county."""

from collections.abc import Sequence

from flask import request, url_for

from hybridmentor.documents.bars import BarPicture, Figure, draw_bars
from hybridmentor.domain.experience_tags import THEMES
from hybridmentor.domain.theme_trends import LEAST, Quarter, Trend, list_quarters, make_trends
from hybridmentor.errors import Message, NotFound
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.theme_trends import count_board_themes, count_contact_themes, list_owners
from hybridmentor.web.guards import audit_read, get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.words import hm_t


def name_quarter(quarter: Quarter) -> str:
    """The quarter in words."""
    return hm_t("experience.trends.quarter", number=quarter.number, year=quarter.year)


def draw(title: str, trends: Sequence[Trend], words: PracticeWords) -> BarPicture | None:
    """The last quarter as bars, the longest for the theme that came up most; None where all is hidden."""
    most = max((one.latest or 0 for one in trends), default=0)
    if not most:
        return None
    figures = [
        Figure(words.name(THEMES, one.theme), 100 * one.latest / most, str(one.latest))
        for one in sorted(trends, key=lambda one: -(one.latest or 0))
        if one.latest
    ]
    return draw_bars(title, figures)


@requires(Permission.READ_FIGURES)
def trends() -> str:
    """The themes of an office's contacts and board by quarter, or of a county's without any office by itself."""
    session, actor, practice = get_session(), get_actor(), find_practice()
    owners = list_owners(actor)
    key = request.args.get("of") or (owners[0].key if owners else "")
    owner = next((one for one in owners if one.key == key), None)
    if owner is None:
        raise NotFound(Message("error.not_found"))
    audit_read("theme_trends.read", office_id=owner.office_id)
    quarters, themes, words = (
        list_quarters(actor.today),
        practice.find_codes(THEMES).keys,
        PracticeWords(practice),
    )
    since, leaves = quarters[0].first_on, owner.county is not None
    tables = [
        (
            source,
            make_trends(themes, quarters, count(session, actor, owner, since), leaves_office=leaves),
        )
        for source, count in (("contacts", count_contact_themes), ("board", count_board_themes))
    ]
    latest = name_quarter(quarters[-1])
    return render_page(
        "hybridmentor/experiences/trends.html",
        owner=owner,
        tabs=[
            (one.name, url_for("hybridmentor.experiences.trends", of=one.key), one is owner) for one in owners
        ],
        parts=[
            # words: experience.trends.
            (source, found, draw(f"{hm_t(f'experience.trends.{source}')}, {latest}", found, words))
            for source, found in tables
        ],
        quarters=[name_quarter(one) for one in quarters],
        words=words,
        least=LEAST,
    )
