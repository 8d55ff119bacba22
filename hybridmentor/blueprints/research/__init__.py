"""The published tables, and the studies with what is asked of people and cases for them."""

from flask import Blueprint

from hybridmentor.blueprints.research import (
    deidentified_routes,
    release_routes,
    study_answer_views,
    study_part_views,
    study_table_routes,
    study_views,
    survey_views,
    views,
    wave_routes,
)


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("research", __name__)
    area.add_url_rule("/table-1", "table1", views.table1, methods=["GET"])
    area.add_url_rule("/tables", "tables", survey_views.tables, methods=["GET"])
    add_studies(area)
    release_routes.add_releases(area)
    deidentified_routes.add_deidentified_releases(area)
    wave_routes.add_waves(area)
    study_table_routes.add_tables(area)
    return area


def add_studies(area: Blueprint) -> None:
    """The addresses of studies."""
    one = "/studies/<uuid:study_id>"
    text = f"{one}/texts/<string:audience>"
    area.add_url_rule("/studies", "studies", study_views.studies, methods=["GET"])
    area.add_url_rule("/studies/new", "new_study", study_views.new_study, methods=["GET"])
    area.add_url_rule("/studies/new", "create_study", study_views.create_study, methods=["POST"])
    area.add_url_rule(one, "study", study_views.study, methods=["GET"])
    area.add_url_rule(f"{one}/edit", "edit_study", study_views.edit_study_form, methods=["GET"])
    area.add_url_rule(f"{one}/edit", "save_study", study_views.save_study, methods=["POST"])
    area.add_url_rule(f"{one}/open", "open_study", study_views.open_for_answers, methods=["POST"])
    area.add_url_rule(f"{one}/end", "end_study", study_views.end, methods=["POST"])
    parts = study_part_views
    area.add_url_rule(f"{one}/offices", "study_offices", parts.study_offices, methods=["GET"])
    area.add_url_rule(f"{one}/offices", "set_study_office", parts.set_study_office, methods=["POST"])
    area.add_url_rule(
        f"{one}/offices/<int:office_id>/remove",
        "take_out_study_office",
        parts.take_out_study_office,
        methods=["POST"],
    )
    area.add_url_rule(f"{one}/variables", "study_variables", parts.study_variables, methods=["GET"])
    area.add_url_rule(
        f"{one}/variables", "save_study_variables", parts.save_study_variables, methods=["POST"]
    )
    area.add_url_rule(text, "study_text", parts.study_text, methods=["GET"])
    area.add_url_rule(text, "add_study_text", parts.add_study_text, methods=["POST"])
    area.add_url_rule(f"{one}/readiness", "study_readiness", parts.study_readiness, methods=["GET"])
    own = study_answer_views
    area.add_url_rule(f"{one}/answer", "study_answer", own.study_answer, methods=["GET"])
    area.add_url_rule(f"{one}/answer", "save_study_answer", own.save_study_answer, methods=["POST"])
    area.add_url_rule(f"{one}/cases", "study_cases", own.study_cases, methods=["GET"])
