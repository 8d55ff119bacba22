"""Figures of offices."""

from flask import Blueprint

from hybridmentor.blueprints.office import views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("office", __name__)
    area.add_url_rule("/figures", "figures", views.figures, methods=["GET"])
    return area
