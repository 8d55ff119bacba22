"""Users and offices."""

from flask import Blueprint

from hybridmentor.blueprints.admin import views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("admin", __name__)
    area.add_url_rule("", "index", views.index, methods=["GET"])
    return area
