"""The published tables."""

from flask import Blueprint

from hybridmentor.blueprints.research import survey_views, views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("research", __name__)
    area.add_url_rule("/table-1", "table1", views.table1, methods=["GET"])
    area.add_url_rule("/tables", "tables", survey_views.tables, methods=["GET"])
    return area
