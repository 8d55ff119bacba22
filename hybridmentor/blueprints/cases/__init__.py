"""Cases: list, search, open, show, change, steps, mentor, agreed contact, close."""

from flask import Blueprint

from hybridmentor.blueprints.cases import list_views, mentor_views, plan_views, step_views, views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("cases", __name__)
    area.add_url_rule("", "index", list_views.index, methods=["GET"])
    area.add_url_rule("/search", "search", list_views.search, methods=["POST"])
    area.add_url_rule("/new", "new", views.new, methods=["GET"])
    area.add_url_rule("/new", "create", views.create, methods=["POST"])
    area.add_url_rule("/<uuid:case_id>", "show", views.show, methods=["GET"])
    area.add_url_rule("/<uuid:case_id>/edit", "edit", views.edit, methods=["GET"])
    area.add_url_rule("/<uuid:case_id>/edit", "save", views.save, methods=["POST"])
    area.add_url_rule("/<uuid:case_id>/close", "close", views.close, methods=["GET"])
    area.add_url_rule("/<uuid:case_id>/close", "finish", views.finish, methods=["POST"])
    area.add_url_rule("/<uuid:case_id>/steps/<string:step>", "step", step_views.step, methods=["GET"])
    area.add_url_rule("/<uuid:case_id>/steps/<string:step>", "save_step", step_views.save, methods=["POST"])
    area.add_url_rule("/<uuid:case_id>/mentor", "mentor", mentor_views.mentor, methods=["GET"])
    area.add_url_rule("/<uuid:case_id>/mentor", "assign_mentor", mentor_views.assign, methods=["POST"])
    area.add_url_rule("/<uuid:case_id>/agreed-contact", "plan", plan_views.plan, methods=["GET"])
    area.add_url_rule("/<uuid:case_id>/agreed-contact", "agree", plan_views.agree, methods=["POST"])
    return area
