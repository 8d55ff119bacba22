"""Table 5 of an office in words: pictures of bars, what stands apart from them, and the same as tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hybridmentor.documents.bars import BarPicture, Figure, draw_bars
from hybridmentor.domain.collaboration import WORDS
from hybridmentor.domain.collaboration_figures import NO_FORM, TOLD, Row
from hybridmentor.domain.office_collaboration import DimensionFigures, GroupFigures, OfficeFigures
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.domain.survey_tables import CONTACT_DIMENSIONS, UNCODED
from hybridmentor.i18n import format_percent
from hybridmentor.web.practice import name_code
from hybridmentor.web.words import get_language, hm_n, hm_t

NOTHING = "–"
"""Where nobody has answered, and in tables where AFI prints "-" or has no such answer."""
HEADINGS = {
    "contact_frequency": "quality.frequency",
    "contact_intensity": "quality.intensity",
    "contact_form": "office.collaboration.forms",
}
WITH_AFI = ("jobseeker", "mentor")
"""The groups of AFI's table 5."""
KEPT_APART = {**WORDS, NO_FORM: "office.collaboration.no_form"}


@dataclass(frozen=True)
class DimensionPart:
    """One dimension of one group."""

    dimension: str
    heading: str
    picture: BarPicture | None
    """None where there is nothing to draw: ours is held back, and AFI has none."""
    apart: str | None
    """What is no answer, in numbers."""
    is_hidden: bool


@dataclass(frozen=True)
class GroupPart:
    """One group with its dimensions."""

    relationship: str
    name: str
    support: str | None
    parts: tuple[DimensionPart, ...]


@dataclass(frozen=True)
class FigureTable:
    """One dimension as a table; the first column are the answers."""

    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class FigureWords:
    """What the page shows."""

    groups: tuple[GroupPart, ...]
    told: GroupPart | None
    """What others told of; None where nobody has."""
    tables: tuple[FigureTable, ...]
    told_tables: tuple[FigureTable, ...]


def describe_figures(figures: OfficeFigures, practice: PracticeModel) -> FigureWords:
    """The figures in the words of the request's language."""
    told = [one for one in figures.groups if one.relationship == TOLD and one.n != 0]
    ours = [one for one in figures.groups if one.relationship != TOLD]
    parts = tuple(_describe_group(one, practice) for one in ours)
    return FigureWords(
        parts,
        next((_describe_group(one, practice) for one in told), None),
        tuple(_list_tables(ours, practice)),
        tuple(_list_tables(told, practice)),
    )


# words: relationship.


def _describe_group(group: GroupFigures, practice: PracticeModel) -> GroupPart:
    name = hm_t(f"relationship.{group.relationship}")
    return GroupPart(
        group.relationship,
        name,
        hm_n("office.collaboration.relationships", group.n) if group.n is not None else None,
        tuple(_describe_dimension(one, group.relationship, name, practice) for one in group.dimensions),
    )


def _describe_dimension(
    one: DimensionFigures, relationship: str, name: str, practice: PracticeModel
) -> DimensionPart:
    counted = one.counted
    heading = hm_t(HEADINGS[counted.dimension])
    has_afi = relationship in WITH_AFI
    figures = [
        Figure(
            _name_answer(counted.dimension, row.key, practice),
            row.percent,
            None if one.is_hidden else _write_own(row),
            row.afi_percent if has_afi else None,
            _write_afi(row) if has_afi else None,
        )
        for row in counted.rows
        if row.is_printed or not one.is_hidden
    ]
    has_bars = has_afi or not one.is_hidden
    apart = ", ".join(
        hm_t("office.collaboration.apart_one", answer=_name_apart(key).lower(), n=n)
        for key, n in counted.apart
        if n
    )
    return DimensionPart(
        counted.dimension,
        heading,
        draw_bars(f"{name}, {heading.lower()}", figures) if has_bars else None,
        hm_t("office.collaboration.apart", counts=apart) if apart else None,
        one.is_hidden,
    )


def _list_tables(groups: Sequence[GroupFigures], practice: PracticeModel) -> Iterator[FigureTable]:
    if not groups:
        return
    for place, dimension in enumerate(CONTACT_DIMENSIONS):
        counts = [(group.relationship, group.dimensions[place]) for group in groups]
        columns = [heading for name, one in counts for heading in _head_columns(name, one)]
        rows = [
            (_name_answer(dimension, row.key, practice), *_write_cells(counts, row.key))
            for row in _list_rows(counts)
        ]
        rows += [(_name_apart(key), *_write_apart(counts, key)) for key, _ in counts[0][1].counted.apart]
        caption, kind = hm_t(HEADINGS[dimension]), "table"
        if groups[0].relationship == TOLD:
            caption, kind = hm_t("office.collaboration.told_caption", dimension=caption.lower()), "told"
        yield FigureTable(f"{kind}-{dimension}", caption, tuple(columns), tuple(rows))


def _list_rows(counts: Sequence[tuple[str, DimensionFigures]]) -> list[Row]:
    """The answers of all groups in the order of print; one without a code stands only where some group has it."""
    found: dict[str, Row] = {}
    for _, one in counts:
        for row in one.counted.rows:
            found.setdefault(row.key, row)
    return sorted(found.values(), key=lambda row: row.key == UNCODED)


def _head_columns(relationship: str, one: DimensionFigures) -> list[str]:
    name = hm_t(f"relationship.{relationship}")
    ours = name if one.is_hidden else hm_t("survey.column", name=name, n=one.counted.base)
    afi = [hm_t("survey.column.afi_of", group=name.lower())] if relationship in WITH_AFI else []
    return [ours, *afi]


def _write_cells(counts: Sequence[tuple[str, DimensionFigures]], key: str) -> Iterator[str]:
    for relationship, one in counts:
        row = next((row for row in one.counted.rows if row.key == key), None)
        if one.is_hidden:
            yield hm_t("figures.hidden")
        else:
            yield _write_own(row) if row is not None else _write_own(Row(key, 0, 0.0, None, False))
        if relationship in WITH_AFI:
            percent = row.afi_percent if row is not None else None
            yield NOTHING if percent is None else _write_percent(get_language(), percent)


def _write_apart(counts: Sequence[tuple[str, DimensionFigures]], key: str) -> Iterator[str]:
    for relationship, one in counts:
        yield hm_t("figures.hidden") if one.is_hidden else str(dict(one.counted.apart)[key])
        if relationship in WITH_AFI:
            yield NOTHING


def _write_own(row: Row) -> str:
    if row.percent is None:
        return NOTHING
    percent = _write_percent(get_language(), row.percent)
    return hm_t("office.collaboration.share", percent=percent, n=row.count)


def _write_afi(row: Row) -> str:
    if not row.is_printed:
        return hm_t("office.collaboration.not_in_source")
    if row.afi_percent is None:
        return hm_t("office.collaboration.not_printed")
    return _write_percent(get_language(), row.afi_percent)


def _name_answer(dimension: str, key: str, practice: PracticeModel) -> str:
    return hm_t("table1.no_code") if key == UNCODED else name_code(practice, dimension, key)


def _name_apart(key: str) -> str:
    return hm_t(KEPT_APART[key])


@lru_cache(maxsize=1024)
def _write_percent(language: str, percent: float) -> str:
    """As `i18n.format_percent`, which takes its time: a page has a hundred of them, and most are the same again."""
    return format_percent(language, percent)
