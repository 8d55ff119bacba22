"""An office: its view and figures, its goals, its questions to ask, its success criteria."""

from flask import Blueprint

from hybridmentor.blueprints.office import (
    collaboration_views,
    county_views,
    criterion_views,
    goal_views,
    question_views,
    register_views,
    study_link_views,
    view_views,
)


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("office", __name__)
    area.add_url_rule("/figures", "figures", view_views.figures, methods=["GET"])
    area.add_url_rule("/stopped", "stopped", view_views.stopped, methods=["GET"])
    area.add_url_rule("/county", "county", county_views.county, methods=["GET"])
    area.add_url_rule("/goals", "goals", goal_views.goals, methods=["GET"])
    area.add_url_rule("/goals", "add_goal", goal_views.add, methods=["POST"])
    area.add_url_rule("/goals/<uuid:goal_id>", "edit_goal", goal_views.edit, methods=["GET"])
    area.add_url_rule("/goals/<uuid:goal_id>", "save_goal", goal_views.save, methods=["POST"])
    area.add_url_rule("/goals/<uuid:goal_id>/reached", "reach_goal", goal_views.reach, methods=["POST"])
    area.add_url_rule("/volunteers", "save_volunteers", goal_views.save_volunteers, methods=["POST"])
    area.add_url_rule("/collaboration", "collaboration", collaboration_views.collaboration, methods=["GET"])
    area.add_url_rule("/questions", "questions", question_views.questions, methods=["GET"])
    area.add_url_rule("/questions", "add_question", question_views.add, methods=["POST"])
    taken = "/questions/<int:question_id>/remove"
    area.add_url_rule(taken, "remove_question", question_views.remove, methods=["POST"])
    area.add_url_rule("/criteria", "criteria", criterion_views.criteria, methods=["GET"])
    area.add_url_rule("/criteria", "add_criterion", criterion_views.add, methods=["POST"])
    taken = "/criteria/<int:criterion_id>/remove"
    area.add_url_rule(taken, "remove_criterion", criterion_views.remove, methods=["POST"])
    area.add_url_rule("/register", "register", register_views.register, methods=["GET"])
    area.add_url_rule("/register", "share_register", register_views.share, methods=["POST"])
    links = study_link_views
    area.add_url_rule("/surveys", "study_links", links.study_links, methods=["GET"])
    area.add_url_rule(
        "/surveys/<uuid:link_id>", "change_study_link", links.change_study_link, methods=["POST"]
    )
    return area
