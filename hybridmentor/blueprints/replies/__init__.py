"""Answering the survey of a study by an office's link: nobody signs in."""

from flask import Blueprint

from hybridmentor.blueprints.replies import views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("replies", __name__)
    area.add_url_rule("/answers/sent", "sent", views.sent, methods=["GET"])
    area.add_url_rule("/<string:token>", "survey", views.survey, methods=["GET"])
    area.add_url_rule("/<string:token>", "send", views.send, methods=["POST"])
    return area
