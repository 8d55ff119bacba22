"""The addresses of releases, safe tables and the code book."""

from flask import Blueprint

from hybridmentor.blueprints.research import (
    code_book_views,
    release_choice_views as choice,
    release_views as views,
    safe_table_views,
)


def add_releases(area: Blueprint) -> None:
    """Choosing, pricing and asking under a study; what was asked for, decided and handed out by itself."""
    study, one = "/studies/<uuid:study_id>", "/releases/<uuid:release_id>"
    area.add_url_rule("/releases", "releases", choice.releases, methods=["GET"])
    area.add_url_rule(f"{study}/releases/new", "new_release", choice.new_release, methods=["GET"])
    area.add_url_rule(f"{study}/releases/new", "price_release", choice.price_release, methods=["POST"])
    area.add_url_rule(f"{study}/releases/ask", "ask_release", choice.ask, methods=["POST"])
    area.add_url_rule(f"{study}/releases/price/stop", "stop_pricing", choice.stop_pricing, methods=["POST"])
    area.add_url_rule(one, "release", views.release, methods=["GET"])
    area.add_url_rule(one, "decide_release", views.decide, methods=["POST"])
    area.add_url_rule(f"{one}/withdraw", "withdraw_release", views.withdraw, methods=["POST"])
    area.add_url_rule(f"{one}/stop", "stop_release", views.stop, methods=["POST"])
    area.add_url_rule(f"{one}/files/<uuid:file_id>", "release_file", views.release_file, methods=["GET"])
    area.add_url_rule(f"{study}/safe-tables", "safe_tables", safe_table_views.safe_tables, methods=["GET"])
    area.add_url_rule("/code-book", "code_book", code_book_views.code_book, methods=["GET"])
