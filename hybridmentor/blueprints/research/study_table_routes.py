"""The addresses of a study's tables."""

from flask import Blueprint

from hybridmentor.blueprints.research import study_table_views


def add_tables(area: Blueprint) -> None:
    """Add them to the area."""
    all_of_them = "/studies/<uuid:study_id>/tables"
    one = f"{all_of_them}/<uuid:table_id>"
    area.add_url_rule(all_of_them, "study_tables", study_table_views.study_tables, methods=["GET"])
    area.add_url_rule(all_of_them, "add_study_table", study_table_views.add_study_table, methods=["POST"])
    area.add_url_rule(one, "study_table", study_table_views.study_table, methods=["GET"])
    area.add_url_rule(f"{one}/file", "study_table_file", study_table_views.study_table_file, methods=["GET"])
