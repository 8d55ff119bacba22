"""The published tables."""

from flask import Blueprint

from hybridmentor.blueprints.research import views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("research", __name__)
    area.add_url_rule("/table-1", "table1", views.table1, methods=["GET"])
    return area
