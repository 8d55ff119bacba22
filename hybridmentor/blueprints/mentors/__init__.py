"""Mentors: those of the office, persons at the workplace, their profiles, and the gatherings of their network."""

from flask import Blueprint

from hybridmentor.blueprints.mentors import gathering_views, list_views, person_views, profile_views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("mentors", __name__)
    company, person = "/companies/<uuid:employer_id>", "/<uuid:person_id>"
    area.add_url_rule("", "index", list_views.index, methods=["GET"])
    area.add_url_rule("/search", "search", list_views.search, methods=["POST"])
    area.add_url_rule(f"{company}/new", "new_person", person_views.new, methods=["GET"])
    area.add_url_rule(f"{company}/new", "add_person", person_views.add, methods=["POST"])
    area.add_url_rule(person, "show", profile_views.show, methods=["GET"])
    area.add_url_rule(f"{person}/edit", "edit_person", person_views.edit, methods=["GET"])
    area.add_url_rule(f"{person}/edit", "save_person", person_views.save, methods=["POST"])
    area.add_url_rule(f"{person}/profile", "edit_profile", profile_views.edit, methods=["GET"])
    area.add_url_rule(f"{person}/profile", "save_profile", profile_views.save, methods=["POST"])
    area.add_url_rule(f"{person}/kept", "kept", profile_views.kept, methods=["GET"])
    area.add_url_rule(f"{person}/remove", "confirm_removal", profile_views.confirm_removal, methods=["GET"])
    area.add_url_rule(f"{person}/remove", "remove_profile", profile_views.remove, methods=["POST"])
    add_gatherings(area)
    return area


def add_gatherings(area: Blueprint) -> None:
    """The addresses of the network's gatherings."""
    gathering = "/gatherings/<uuid:gathering_id>"
    area.add_url_rule("/gatherings", "gatherings", gathering_views.index, methods=["GET"])
    area.add_url_rule("/gatherings/new", "new_gathering", gathering_views.new, methods=["GET"])
    area.add_url_rule("/gatherings/new", "add_gathering", gathering_views.add, methods=["POST"])
    area.add_url_rule(gathering, "gathering", gathering_views.show, methods=["GET"])
    area.add_url_rule(f"{gathering}/edit", "edit_gathering", gathering_views.edit, methods=["GET"])
    area.add_url_rule(f"{gathering}/edit", "save_gathering", gathering_views.save, methods=["POST"])
    area.add_url_rule(f"{gathering}/invite", "invite", gathering_views.invite, methods=["POST"])
    area.add_url_rule(f"{gathering}/answers", "save_answers", gathering_views.save_answers, methods=["POST"])
    area.add_url_rule(
        f"{gathering}/event.ics", "gathering_file", gathering_views.calendar_file, methods=["GET"]
    )
