"""Tables 1 to 7 of a study and the common outcome table: those that are kept, making one, one, and its file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.research.study_table_forms import StudyTableForm
from hybridmentor.db import end_read
from hybridmentor.documents.bars import BarPicture, Figure, draw_bars
from hybridmentor.domain import case_table
from hybridmentor.domain.safe_figures import Column, Figures
from hybridmentor.domain.study_tables import (
    AFI,
    REGISTERED,
    REPLY_COLUMNS,
    TableDefinition,
    find_figures,
    find_printed,
    find_printed_n,
    is_asked,
    list_rows,
    read_definition,
    read_figures,
)
from hybridmentor.domain.survey_tables import COMPARABILITY, NOTES, UNCODED, name_category, name_dimension
from hybridmentor.errors import InvalidInput, Message, NotFound
from hybridmentor.i18n import format_percent
from hybridmentor.models import StudyTable
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.studies import VisibleStudy
from hybridmentor.queries.study_tables import can_count_cases, find_table, list_counted_waves, list_tables
from hybridmentor.services.study_tables import add_table, count_table, define_table, write_table
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.studies import load_study, open_study, open_study_for_writing
from hybridmentor.web.submit import Answer, carry_out
from hybridmentor.web.words import get_language, hm_pick, hm_t

SAID = {"classes": "users_per_adviser", "several": "contact_form"}
"""What must be said of a table, and of which dimension."""
SAID_OF_CASES = {
    "industry": "study_table.note.industry",
    "prior_attachment": "study_table.note.prior",
    "contact_adviser_mentor": "study_table.note.contact",
    "contact_adviser_user": "study_table.note.contact",
    "contact_adviser_employer": "study_table.note.contact",
    "attached_at_end": "study_table.note.at_end",
}
"""The message ids of what must be said of the study's cases in a column of table 1."""
CONTACT = "contact_adviser_"
NOTHING = "–"
"""Where AFI prints "-"."""


@dataclass(frozen=True)
class Panel:
    """One dimension for one group of persons: table 5 has three for each of two or three."""

    id: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str]
    picture: BarPicture | None


def make_table_form(visible: VisibleStudy, *, filled: bool) -> StudyTableForm:
    """The form of a new table with what can be counted today; `filled` reads what was sent."""
    form = StudyTableForm() if filled else StudyTableForm(formdata=None)
    today = get_actor().today
    waves = list_counted_waves(get_session(), visible.study, today)
    form.offer_choices(waves, with_cases=can_count_cases(visible.study, today), filled=filled)
    return form


def show_tables(visible: VisibleStudy, form: StudyTableForm) -> str:
    """The page of a study's tables."""
    actor = get_actor()
    return render_page(
        "hybridmentor/research/study_tables.html",
        study=visible.study,
        tables=list_tables(get_session(), visible.study),
        form=form,
        may_add=permits(actor, Permission.KEEP_STUDIES, visible.facts),
        counts_cases=can_count_cases(visible.study, actor.today),
    )


@requires(Permission.READ_RELEASES)
def study_tables(study_id: UUID) -> str:
    """The tables of a study, and the form of a new one."""
    visible = open_study(study_id, Permission.READ_RELEASES)
    return show_tables(visible, make_table_form(visible, filled=False))


def prepare_table(
    visible: VisibleStudy, form: StudyTableForm
) -> tuple[TableDefinition, Mapping[str, Column]] | InvalidInput:
    """What the form asks for, counted; or why it cannot be."""
    chosen = {"tables": form.tables.data or (), "columns": form.columns.data or ()}
    try:
        definition = define_table(visible, **chosen, waves=form.read_waves())
        return definition, count_table(get_session(), get_actor(), visible, definition)
    except InvalidInput as fault:
        return fault


@requires(Permission.KEEP_STUDIES)
def add_study_table(study_id: UUID) -> Response:
    """Count, keep and go to it. The counting comes first, so that nobody's write waits for it."""
    visible = load_study(study_id, Permission.KEEP_STUDIES)
    form = make_table_form(visible, filled=True)
    made_ready = prepare_table(visible, form) if form.validate() else None
    end_read(get_session())
    visible = open_study_for_writing(study_id, Permission.KEEP_STUDIES)

    def act() -> Answer:
        if made_ready is None or isinstance(made_ready, InvalidInput):
            raise made_ready or InvalidInput(Message("error.choice"))
        definition, counted = made_ready
        made = add_table(
            get_session(),
            get_actor(),
            visible,
            title=str(form.title.data),
            definition=definition,
            counted=counted,
        )
        url = url_for("hybridmentor.research.study_table", study_id=study_id, table_id=made.id)
        return Answer(url, "study_table.notice.made")

    return carry_out(form, act, lambda status: show_tables(visible, form), must_answer=True)


def pick_table(visible: VisibleStudy, table_id: UUID) -> StudyTable:
    """The table of the study; NotFound if it has no such."""
    table = find_table(get_session(), visible.study, table_id)
    if table is None:
        raise NotFound(Message("error.not_found"))
    return table


@requires(Permission.READ_RELEASES)
def study_table(study_id: UUID, table_id: UUID) -> str:
    """A table, as it was counted when it was made."""
    visible = open_study(study_id, Permission.READ_RELEASES)
    table = pick_table(visible, table_id)
    definition = read_definition(table.definition)
    return render_page(
        "hybridmentor/research/study_table.html",
        study=visible.study,
        table=table,
        definition=definition,
        panels=make_panels(definition, read_figures(table.figures)),
        comparability=COMPARABILITY if AFI in definition.columns and is_surveyed(definition) else None,
        said=list_said(definition),
        shows_cases=REGISTERED in definition.columns,
    )


@requires(Permission.READ_RELEASES)
def study_table_file(study_id: UUID, table_id: UUID) -> Response:
    """The table as CSV."""
    visible = open_study(study_id, Permission.READ_RELEASES)
    table = pick_table(visible, table_id)
    response = Response(write_table(table), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = "attachment; filename=tables.csv"
    return response


def make_panels(definition: TableDefinition, columns: Mapping[str, Column]) -> list[Panel]:
    """A panel for each dimension and group of the definition."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for table, dimension, group, answer in list_rows(definition):
        rows.setdefault((table, dimension, group), []).append(answer)
    return [make_panel(definition, columns, *place, answers) for place, answers in rows.items()]


def is_surveyed(definition: TableDefinition) -> bool:
    """Whether any of the tables is of what AFI asked advisers: all but table 1 are."""
    return definition.tables != (case_table.TABLE,)


def list_said(definition: TableDefinition) -> list[str]:
    """The message ids of what must be said where table 1 was asked for."""
    if case_table.TABLE not in definition.tables:
        return []
    said = ["study_table.table1.counted"]
    if set(REPLY_COLUMNS) & set(definition.columns):
        said.append("study_table.table1.replies")
    return said


def make_panel(
    definition: TableDefinition,
    columns: Mapping[str, Column],
    table: str,
    dimension: str,
    group: str,
    answers: Sequence[str],
) -> Panel:
    """The table of one dimension, its picture, and what must be said with it."""
    shown = [column for column in definition.columns if is_asked(column, dimension, group)]
    told = {
        column: find_figures(columns, column, dimension, group)
        for column in shown
        if column != AFI or case_table.is_of_cases(dimension)
    }
    title = name_panel(table, dimension, group)
    notes = list_notes(dimension, shown)
    if is_older(columns, dimension):
        notes.append(hm_t("study_table.note.older"))
    elif any(figures.is_hidden for figures in told.values()):
        notes.append(hm_t("study_table.note.column_hidden"))
    if any(None in figures.counts.values() for figures in told.values()):
        notes.append(hm_t("study_table.note.hidden"))
    if any(figures.is_about for figures in told.values()):
        notes.append(hm_t("study_table.note.about"))
    rows = [
        [
            name_answer(dimension, answer),
            *(say_cell(told, column, dimension, group, answer) for column in shown),
        ]
        for answer in answers
    ]
    rows.append([hm_t("study_table.n"), *(say_span(told, column, "n", dimension) for column in shown)])
    rows.append(
        [hm_t("study_table.missing"), *(say_span(told, column, "missing", dimension) for column in shown)]
    )
    return Panel(
        id=f"{dimension}-{group}",
        title=title,
        heads=[hm_t(f"study_table.column.{column}") for column in shown],
        rows=rows,
        notes=notes,
        picture=draw_picture(title, told, dimension, group, answers, with_afi=AFI in shown),
    )


def list_notes(dimension: str, shown: Sequence[str]) -> list[str]:
    """What must be said of a dimension in the columns that are shown, whatever its figures are."""
    notes = [hm_t(NOTES[note]) for note, where in SAID.items() if dimension == where]
    if dimension == case_table.SEVERAL:
        notes.append(hm_t("study_table.note.reason"))
    if dimension in SAID_OF_CASES and REGISTERED in shown:
        notes.append(hm_t(SAID_OF_CASES[dimension], companies=case_table.FEWEST_COMPANIES))
    if dimension.startswith(CONTACT) and AFI in shown:
        notes.append(hm_t("study_table.note.vague"))
    if dimension == "outcome_group":
        notes.append(hm_t("study_table.note.outcome"))
    return notes


def is_older(columns: Mapping[str, Column], dimension: str) -> bool:
    """Whether the figures of cases are shown again that were counted before there was a table 1."""
    return (
        case_table.is_of_cases(dimension)
        and REGISTERED in columns
        and case_table.find_key(dimension) not in columns[REGISTERED]
    )


def name_panel(table: str, dimension: str, group: str) -> str:
    """Tabell 5: Hyppighet, mentor.  # words: relationship. # words: study_table.table. # words: table1.column."""
    if dimension == "outcome_group":
        return hm_t("study_table.table.outcome")
    if case_table.is_of_cases(dimension):
        return hm_t("survey.table", number=1, name=hm_t(f"table1.column.{dimension}"))
    names = name_dimension(dimension)
    title = hm_pick(names) if names else hm_t("survey.users_per_adviser")
    if group != "all":
        title = hm_t("study_table.of", name=title, group=hm_t(f"relationship.{group}").lower())
    return hm_t("survey.table", number=int(table.removeprefix("table")), name=title)


def name_answer(dimension: str, answer: str) -> str:
    """An answer in words.  # words: study_table.outcome."""
    if dimension == "outcome_group":
        return hm_t(f"study_table.outcome.{answer}")
    find = case_table.name_answer if case_table.is_of_cases(dimension) else name_category
    names = find(dimension, answer)
    return hm_pick(names) if names else hm_t("table1.no_code") if answer == UNCODED else answer


def say_cell(told: Mapping[str, Figures], column: str, dimension: str, group: str, answer: str) -> str:
    """42 % (21), or that it is hidden."""
    language = get_language()
    if column not in told:
        printed = find_printed(dimension, group, answer)
        return NOTHING if printed is None else format_percent(language, printed)
    figures = told[column]
    count = figures.counts.get(answer)
    if figures.is_hidden or count is None:
        return hm_t("study_table.hidden")
    share = figures.share(count)
    if share is None:
        return str(count)
    percent = format_percent(language, share)
    return hm_t("study_table.about" if figures.is_about else "study_table.cell", percent=percent, count=count)


def say_span(told: Mapping[str, Figures], column: str, what: str, dimension: str) -> str:
    """How many answered, or did not: a number, or what it can be."""
    if column not in told:
        printed = find_printed_n(dimension) if what == "n" else None
        return NOTHING if printed is None else str(printed)
    if told[column].is_hidden:
        return NOTHING
    least, most = told[column].n if what == "n" else told[column].missing
    return str(least) if least == most else hm_t("study_table.span", least=least, most=most)


def draw_picture(
    title: str,
    told: Mapping[str, Figures],
    dimension: str,
    group: str,
    answers: Sequence[str],
    *,
    with_afi: bool,
) -> BarPicture | None:
    """The first column that has shares, above AFI's figures; None where no column has any."""
    language = get_language()
    ours = {column: figures for column, figures in told.items() if column != AFI}
    first = next((one for one, own in ours.items() if own.share(0) is not None), None)
    if first is None:
        return None
    figures, rows = told[first], []
    for answer in answers:
        share = figures.share(figures.counts.get(answer))
        printed = find_printed(dimension, group, answer) if with_afi else None
        if share is None and printed is None:
            continue
        own = hm_t("study_table.hidden") if share is None else format_percent(language, share)
        afi = format_percent(language, printed) if printed is not None else None
        rows.append(Figure(name_answer(dimension, answer), share, own, printed, afi))
    return draw_bars(f"{title}: {hm_t(f'study_table.column.{first}')}", rows)
