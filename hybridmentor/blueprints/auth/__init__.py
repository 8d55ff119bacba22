"""Signing in and out of the standalone application."""

from flask import Blueprint

from hybridmentor.blueprints.auth import views


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("auth", __name__)
    area.add_url_rule("/sign-in", "sign_in", views.sign_in, methods=["GET"])
    area.add_url_rule("/sign-in", "enter", views.enter, methods=["POST"])
    area.add_url_rule("/sign-out", "sign_out", views.sign_out, methods=["POST"])
    return area
