"""How often themes came up in the contacts of cases and on the board, by quarter: sums of whole offices, nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, distinct, extract, func, select
from sqlalchemy.orm import Session

from hybridmentor.domain.theme_trends import Quarter, ThemeCount
from hybridmentor.identity import Actor
from hybridmentor.models import Case, ContactPoint, ContactTheme, Experience, ExperienceTag, Office
from hybridmentor.policy import scopes


@dataclass(frozen=True)
class TrendOwner:
    """Whose themes are counted: an office that the actor leads, by number, or a county that the actor coordinates."""

    key: str
    name: str
    office_id: int | None = None
    county: str | None = None


def list_owners(actor: Actor) -> list[TrendOwner]:
    """The offices that the actor leads, then the counties: of a county's offices no numbers are shown by themselves."""
    led = {m.office_number: m for m in actor.list_offices("lead", purpose="practice")}
    offices = [
        TrendOwner(number, led[number].office_name, office_id=led[number].office_id) for number in sorted(led)
    ]
    counties = sorted({m.county for m in actor.list_offices("county")})
    return [
        *offices,
        *(TrendOwner(f"county{place}", name, county=name) for place, name in enumerate(counties, 1)),
    ]


def count_contact_themes(
    session: Session, actor: Actor, owner: TrendOwner, since: date
) -> Sequence[ThemeCount]:
    """The contacts with each theme by quarter from a day on, published examples left out; and how many wrote them."""
    year, quarter = _split(ContactPoint.occurred_on)
    statement = (
        select(
            ContactTheme.theme,
            year,
            quarter,
            func.count(distinct(ContactPoint.id)),
            func.count(distinct(ContactPoint.created_by)),
        )
        .join(ContactPoint, ContactPoint.id == ContactTheme.contact_id)
        .join(Case, Case.id == ContactPoint.case_id)
        .join(Office, Office.id == Case.office_id)
        .where(_is_of(actor, owner), Case.origin == "office", ContactPoint.occurred_on >= since)
        .where(ContactPoint.occurred_on <= actor.today)
        .group_by(ContactTheme.theme, year, quarter)
    )
    return _read(session.execute(statement))


def count_board_themes(
    session: Session, actor: Actor, owner: TrendOwner, since: date
) -> Sequence[ThemeCount]:
    """The experiences with each tag that stand on a board, by the quarter in which they were shared; and how many wrote them."""
    year, quarter = _split(Experience.shared_on)
    statement = (
        select(
            ExperienceTag.tag,
            year,
            quarter,
            func.count(distinct(Experience.id)),
            func.count(distinct(Experience.created_by)),
        )
        .join(Experience, Experience.id == ExperienceTag.experience_id)
        .join(Office, Office.id == Experience.office_id)
        .where(_is_of(actor, owner), scopes.stands_on_board(), Experience.shared_on >= since)
        .group_by(ExperienceTag.tag, year, quarter)
    )
    return _read(session.execute(statement))


def _split(day: Any) -> tuple[ColumnElement[int], ColumnElement[int]]:
    return cast(extract("year", day), Integer), (cast(extract("month", day), Integer) + 2) // 3


def _is_of(actor: Actor, owner: TrendOwner) -> ColumnElement[bool]:
    wanted = Office.id == owner.office_id if owner.office_id is not None else Office.county == owner.county
    return wanted & scopes.shows_figures(actor)


def _read(rows: Any) -> list[ThemeCount]:
    return [
        ThemeCount(theme, Quarter(year, number), count, people) for theme, year, number, count, people in rows
    ]
