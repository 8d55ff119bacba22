"""The addresses of de-identified releases."""

from flask import Blueprint

from hybridmentor.blueprints.research import deidentified_views as views


def add_deidentified_releases(area: Blueprint) -> None:
    """Asking under a study; what was asked for, decided and handed out by itself."""
    study, one = "/studies/<uuid:study_id>/deidentified", "/deidentified/<uuid:deidentified_id>"
    area.add_url_rule(study, "deidentified_releases", views.releases, methods=["GET"])
    area.add_url_rule(f"{study}/new", "new_deidentified", views.new_release, methods=["GET"])
    area.add_url_rule(f"{study}/new", "ask_deidentified", views.ask, methods=["POST"])
    area.add_url_rule(one, "deidentified_release", views.release, methods=["GET"])
    area.add_url_rule(one, "decide_deidentified", views.decide, methods=["POST"])
    area.add_url_rule(f"{one}/file", "deidentified_file", views.file, methods=["GET"])
