"""What users decide for themselves, and the calendar feed that is read by its secret address."""

from flask import Blueprint

from hybridmentor.blueprints.account import absence_views, calendar_views, digest_views, views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("account", __name__)
    area.add_url_rule("/account", "show", views.show, methods=["GET"])
    area.add_url_rule("/account/calendar", "make_feed", calendar_views.make, methods=["POST"])
    area.add_url_rule("/account/calendar/remove", "remove_feed", calendar_views.remove, methods=["POST"])
    area.add_url_rule("/account/absences", "add_absence", absence_views.register, methods=["POST"])
    end = "/account/absences/<int:absence_id>/end"
    area.add_url_rule(end, "end_absence", absence_views.end, methods=["POST"])
    area.add_url_rule("/account/digest", "switch_digest", digest_views.switch, methods=["POST"])
    area.add_url_rule("/calendar/<string:token>.ics", "feed", calendar_views.feed, methods=["GET"])
    return area
