"""Companies: the office's register, one company, adding one, changing one, and taking many from a file."""

from flask import Blueprint

from hybridmentor.blueprints.employers import import_views, views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("employers", __name__)
    area.add_url_rule("", "index", views.index, methods=["GET"])
    area.add_url_rule("/search", "search", views.search, methods=["POST"])
    area.add_url_rule("/import", "imports", import_views.imports, methods=["GET"])
    area.add_url_rule("/import", "start_import", import_views.start_import, methods=["POST"])
    area.add_url_rule("/import/<uuid:job_id>", "show_import", import_views.show_import, methods=["GET"])
    area.add_url_rule("/import/<uuid:job_id>/stop", "stop_import", import_views.stop_import, methods=["POST"])
    area.add_url_rule("/new", "new", views.new, methods=["GET"])
    area.add_url_rule("/new", "create", views.create, methods=["POST"])
    area.add_url_rule("/<uuid:employer_id>", "show", views.show, methods=["GET"])
    known = "/<uuid:employer_id>/acquaintance"
    area.add_url_rule(known, "tell_acquaintance", views.acquaint, methods=["POST"])
    area.add_url_rule("/<uuid:employer_id>/edit", "edit", views.edit, methods=["GET"])
    area.add_url_rule("/<uuid:employer_id>/edit", "save", views.save, methods=["POST"])
    return area
