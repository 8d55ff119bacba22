"""The front page and the choice of language."""

from flask import Blueprint

from hybridmentor.blueprints.home import views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("home", __name__)
    area.add_url_rule("/", "day", views.day, methods=["GET"])
    area.add_url_rule("/my-day", "narrow", views.narrow, methods=["POST"])
    area.add_url_rule("/language", "language", views.language, methods=["POST"])
    return area
