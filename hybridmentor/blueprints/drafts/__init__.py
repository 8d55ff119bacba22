"""Drafts: what a page's script keeps while somebody types, and throwing a draft away."""

from flask import Blueprint

from hybridmentor.blueprints.drafts import views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("drafts", __name__)
    area.add_url_rule("", "save", views.save, methods=["POST"])
    area.add_url_rule("/discard", "discard", views.discard, methods=["POST"])
    area.add_url_rule("/ready", "ready", views.ready, methods=["GET"])
    return area
