"""Logging without a case in the address: choosing one, and several cases at once after a day of visits."""

from flask import Blueprint

from hybridmentor.blueprints.log import batch_views, choice_views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("log", __name__)
    area.add_url_rule("", "choose", choice_views.choose, methods=["GET"])
    area.add_url_rule("/search", "search", choice_views.search, methods=["POST"])
    area.add_url_rule("/batch", "batch", batch_views.batch, methods=["GET"])
    area.add_url_rule("/batch", "save_batch", batch_views.save_batch, methods=["POST"])
    return area
