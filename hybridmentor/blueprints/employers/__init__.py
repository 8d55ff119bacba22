"""Companies: the office's register, one company, adding one and changing one."""

from flask import Blueprint

from hybridmentor.blueprints.employers import views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("employers", __name__)
    area.add_url_rule("", "index", views.index, methods=["GET"])
    area.add_url_rule("/search", "search", views.search, methods=["POST"])
    area.add_url_rule("/new", "new", views.new, methods=["GET"])
    area.add_url_rule("/new", "create", views.create, methods=["POST"])
    area.add_url_rule("/<uuid:employer_id>", "show", views.show, methods=["GET"])
    area.add_url_rule("/<uuid:employer_id>/edit", "edit", views.edit, methods=["GET"])
    area.add_url_rule("/<uuid:employer_id>/edit", "save", views.save, methods=["POST"])
    return area
