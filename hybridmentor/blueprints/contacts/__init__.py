"""The contacts of a case: the log and the form to add to it."""

from flask import Blueprint

from hybridmentor.blueprints.contacts import views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("contacts", __name__)
    area.add_url_rule("", "index", views.index, methods=["GET"])
    area.add_url_rule("/new", "new", views.new, methods=["GET"])
    area.add_url_rule("/new", "log", views.log, methods=["POST"])
    return area
