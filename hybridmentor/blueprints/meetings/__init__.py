"""Meetings about experiences: what an office or a county will talk about, and what was agreed; and the cases to go through."""

from flask import Blueprint

from hybridmentor.blueprints.meetings import agenda_views, item_views, review_list_views, views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("meetings", __name__)
    meeting = "/<uuid:meeting_id>"
    item = f"{meeting}/points/<uuid:item_id>"
    area.add_url_rule("", "index", views.index, methods=["GET"])
    area.add_url_rule("/cases", "cases", review_list_views.cases, methods=["GET"])
    area.add_url_rule("/new", "new", views.new, methods=["GET"])
    area.add_url_rule("/new", "create", views.create, methods=["POST"])
    area.add_url_rule(meeting, "show", agenda_views.show, methods=["GET"])
    area.add_url_rule(f"{meeting}/edit", "edit", views.edit, methods=["GET"])
    area.add_url_rule(f"{meeting}/edit", "save", views.save, methods=["POST"])
    area.add_url_rule(f"{meeting}/remove", "confirm_removal", views.confirm_removal, methods=["GET"])
    area.add_url_rule(f"{meeting}/remove", "remove", views.remove, methods=["POST"])
    area.add_url_rule(f"{meeting}/prepare", "prepare", item_views.prepare, methods=["GET"])
    area.add_url_rule(f"{meeting}/prepare", "add_items", item_views.add, methods=["POST"])
    area.add_url_rule(f"{meeting}/search", "search", item_views.search, methods=["POST"])
    area.add_url_rule(item, "item", item_views.item, methods=["GET"])
    area.add_url_rule(item, "save_item", item_views.save, methods=["POST"])
    area.add_url_rule(f"{item}/move", "move_item", item_views.move, methods=["POST"])
    area.add_url_rule(f"{item}/remove", "remove_item", item_views.remove, methods=["POST"])
    area.add_url_rule(f"{item}/follow-up", "mark_item", item_views.mark, methods=["POST"])
    area.add_url_rule(f"{meeting}/agenda.pdf", "agenda_file", agenda_views.agenda_file, methods=["GET"])
    area.add_url_rule(f"{meeting}/event.ics", "calendar_file", agenda_views.calendar_file, methods=["GET"])
    return area
