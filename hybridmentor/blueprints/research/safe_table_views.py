"""What a study may show of cases that are too few for a data set: one fixed table, and what is missing."""

from uuid import UUID

from hybridmentor.blueprints.research.release_choice_views import find_shown_price
from hybridmentor.domain.release_table import LEVELS, find_axes, read_table
from hybridmentor.domain.release_variables import name_label, name_value
from hybridmentor.policy.permissions import Permission
from hybridmentor.web.guards import requires
from hybridmentor.web.page import render_page
from hybridmentor.web.releases import find_limits, read_told, write_counts, write_period
from hybridmentor.web.studies import load_study
from hybridmentor.web.words import hm_t


@requires(Permission.ASK_RELEASE)
def safe_tables(study_id: UUID) -> str:
    """The table that was made of the cases when a price was asked for last, and which limits are not reached."""
    visible = load_study(study_id, Permission.ASK_RELEASE)
    shown = find_shown_price(visible)
    table = read_table(shown.progress.table) if shown is not None else None
    price = read_told(shown.progress.price) if shown is not None and shown.progress.price else None
    rows, columns = find_axes()
    asked = {one.variable for one in visible.study.variables}
    return render_page(
        "hybridmentor/research/safe_tables.html",
        study=visible.study,
        shown=shown,
        is_living=shown is not None and shown.is_living,
        table=table,
        row_name=hm_t(name_label(rows)),
        column_name=hm_t(name_label(columns)),
        row_labels=[hm_t(name_value(rows, code)) for code in table.rows] if table is not None else [],
        column_labels=[hm_t(name_value(columns, code)) for code in table.columns]
        if table is not None
        else [],
        has_axes=set(LEVELS) <= asked,
        limits=find_limits(),
        ready=write_counts(price.rows_band) if price is not None else None,
        period=write_period(shown.order.period) if shown is not None else None,
    )
