"""Matching: companies and mentors that may fit a case, with the reasons; what was offered and what each side said."""

from flask import Blueprint

from hybridmentor.blueprints.matching import match_views, views


def build() -> Blueprint:
    """The area's blueprint; its addresses begin with the case."""
    area = Blueprint("matching", __name__)
    kind = "/<string:kind>"
    area.add_url_rule(kind, "suggestions", views.suggestions, methods=["GET"])
    area.add_url_rule(kind, "offer", views.offer, methods=["POST"])
    area.add_url_rule("/offered/<uuid:match_id>", "match", match_views.match, methods=["GET"])
    area.add_url_rule("/offered/<uuid:match_id>", "save_match", match_views.save, methods=["POST"])
    return area
