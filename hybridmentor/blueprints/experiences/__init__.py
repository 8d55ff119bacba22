"""Experiences: the office's board, one experience, sharing one and changing one's own."""

from flask import Blueprint

from hybridmentor.blueprints.experiences import views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("experiences", __name__)
    area.add_url_rule("", "index", views.index, methods=["GET"])
    area.add_url_rule("/new", "new", views.new, methods=["GET"])
    area.add_url_rule("/new", "create", views.create, methods=["POST"])
    area.add_url_rule("/<uuid:experience_id>", "show", views.show, methods=["GET"])
    area.add_url_rule("/<uuid:experience_id>/edit", "edit", views.edit, methods=["GET"])
    area.add_url_rule("/<uuid:experience_id>/edit", "save", views.save, methods=["POST"])
    return area
