"""The contacts of a case: the log, the form to add to it, and correcting what stands there."""

from flask import Blueprint

from hybridmentor.blueprints.contacts import correction_views, views


def build() -> Blueprint:
    """The area's blueprint."""
    area, one = Blueprint("contacts", __name__), "/<uuid:contact_id>"
    area.add_url_rule("", "index", views.index, methods=["GET"])
    area.add_url_rule("/new", "new", views.new, methods=["GET"])
    area.add_url_rule("/new", "log", views.log, methods=["POST"])
    area.add_url_rule(one, "edit", correction_views.edit, methods=["GET"])
    area.add_url_rule(one, "save", correction_views.save, methods=["POST"])
    area.add_url_rule(f"{one}/undo", "undo", correction_views.undo, methods=["POST"])
    return area
