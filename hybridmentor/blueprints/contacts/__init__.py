"""The contacts of a case: the log, the forms to add to it, and correcting what stands there."""

from flask import Blueprint

from hybridmentor.blueprints.contacts import (
    correction_views,
    planned_views,
    told_views,
    views,
    work_views,
)


def build() -> Blueprint:
    """The area's blueprint."""
    area, one = Blueprint("contacts", __name__), "/<uuid:contact_id>"
    area.add_url_rule("", "index", views.index, methods=["GET"])
    area.add_url_rule("/new", "new", views.new, methods=["GET"])
    area.add_url_rule("/new", "log", views.log, methods=["POST"])
    area.add_url_rule("/told", "tell", told_views.tell, methods=["GET"])
    area.add_url_rule("/told", "save_told", told_views.save_told, methods=["POST"])
    area.add_url_rule("/work", "work", work_views.work, methods=["GET"])
    area.add_url_rule("/work", "save_work", work_views.save_work, methods=["POST"])
    undo_work = "/work/<uuid:work_id>/undo"
    area.add_url_rule(undo_work, "undo_work", work_views.take_back_work, methods=["POST"])
    area.add_url_rule(one, "edit", correction_views.edit, methods=["GET"])
    area.add_url_rule(one, "save", correction_views.save, methods=["POST"])
    area.add_url_rule(f"{one}/undo", "undo", correction_views.undo, methods=["POST"])
    plan = "/<uuid:planned_id>"
    area.add_url_rule(f"{plan}/planned", "planned", planned_views.planned, methods=["GET"])
    area.add_url_rule(f"{plan}/planned", "move", planned_views.move, methods=["POST"])
    area.add_url_rule(f"{plan}/answer", "answer", planned_views.answer, methods=["POST"])
    area.add_url_rule(f"{plan}/event.ics", "calendar_file", planned_views.calendar_file, methods=["GET"])
    return area
