"""The addresses of a study's surveys."""

from flask import Blueprint

from hybridmentor.blueprints.research import wave_views


def add_waves(area: Blueprint) -> None:
    """Add them to the area."""
    all_of_them = "/studies/<uuid:study_id>/surveys"
    one = f"{all_of_them}/<uuid:wave_id>"
    area.add_url_rule(all_of_them, "study_waves", wave_views.study_waves, methods=["GET"])
    area.add_url_rule(all_of_them, "add_study_wave", wave_views.add_study_wave, methods=["POST"])
    area.add_url_rule(one, "study_wave", wave_views.study_wave, methods=["GET"])
    area.add_url_rule(f"{one}/end", "end_study_wave", wave_views.end_study_wave, methods=["POST"])
    area.add_url_rule(f"{one}/links", "make_study_links", wave_views.make_study_links, methods=["POST"])
