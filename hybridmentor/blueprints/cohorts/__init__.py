"""Cohorts: the list, one with its two pairings side by side, who is in it, what each side has said, and the decision."""

from flask import Blueprint

from hybridmentor.blueprints.cohorts import member_views, said_views, views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("cohorts", __name__)
    one = "/<uuid:cohort_id>"
    area.add_url_rule("", "index", views.index, methods=["GET"])
    area.add_url_rule("/new", "new", views.new, methods=["GET"])
    area.add_url_rule("/new", "create", views.create, methods=["POST"])
    area.add_url_rule(one, "show", views.show, methods=["GET"])
    area.add_url_rule(f"{one}/edit", "edit", views.edit, methods=["GET"])
    area.add_url_rule(f"{one}/edit", "save", views.save, methods=["POST"])
    area.add_url_rule(f"{one}/decide", "decide", views.decide, methods=["POST"])
    area.add_url_rule(f"{one}/reopen", "reopen", views.reopen, methods=["POST"])
    area.add_url_rule(f"{one}/hidden", "drop_hidden", views.drop_hidden, methods=["POST"])
    for side in ("cases", "offers"):
        at = f"{one}/{side}"
        area.add_url_rule(at, side, getattr(member_views, side), methods=["GET"])
        area.add_url_rule(at, f"save_{side}", getattr(member_views, f"save_{side}"), methods=["POST"])
        find = getattr(member_views, f"search_{side}")
        area.add_url_rule(f"{at}/search", f"search_{side}", find, methods=["POST"])
    row = f"{one}/said/<string:side>/<uuid:row_id>"
    area.add_url_rule(row, "said", said_views.said, methods=["GET"])
    area.add_url_rule(row, "save_said", said_views.save, methods=["POST"])
    return area
