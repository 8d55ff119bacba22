"""The areas of the application under one root blueprint: deny by default, own headers, own error pages."""

from flask import Blueprint, Response, send_from_directory

from hybridmentor.blueprints import (
    account,
    admin,
    auth,
    cases,
    cohorts,
    contacts,
    drafts,
    employers,
    experiences,
    home,
    log,
    matching,
    meetings,
    mentors,
    office,
    replies,
    research,
)
from hybridmentor.web.csrf import check_token
from hybridmentor.web.drafts import show_draft
from hybridmentor.web.errors import install_error_pages
from hybridmentor.web.guards import enforce_mark, public
from hybridmentor.web.headers import set_headers
from hybridmentor.web.jobs import allow_large_file
from hybridmentor.web.words import STATIC


def build_blueprint(*, with_sign_in: bool) -> Blueprint:
    """A new root blueprint with all areas; `with_sign_in` adds our page for user name and password."""
    root = Blueprint("hybridmentor", "hybridmentor", template_folder="templates", static_folder=None)
    root.before_request(allow_large_file)
    root.before_request(check_token)
    root.before_request(enforce_mark)
    root.before_request(show_draft)
    root.after_request(set_headers)
    install_error_pages(root)
    root.add_url_rule("/static/<path:filename>", endpoint="static", view_func=public(send_static))
    root.register_blueprint(home.build())
    root.register_blueprint(cases.build(), url_prefix="/cases")
    root.register_blueprint(contacts.build(), url_prefix="/cases/<uuid:case_id>/contacts")
    root.register_blueprint(matching.build(), url_prefix="/cases/<uuid:case_id>/suggestions")
    root.register_blueprint(cohorts.build(), url_prefix="/cohorts")
    root.register_blueprint(log.build(), url_prefix="/log")
    root.register_blueprint(meetings.build(), url_prefix="/meetings")
    root.register_blueprint(mentors.build(), url_prefix="/mentors")
    root.register_blueprint(drafts.build(), url_prefix="/drafts")
    root.register_blueprint(employers.build(), url_prefix="/employers")
    root.register_blueprint(experiences.build(), url_prefix="/experiences")
    root.register_blueprint(research.build(), url_prefix="/research")
    root.register_blueprint(replies.build(), url_prefix="/survey")
    root.register_blueprint(office.build(), url_prefix="/office")
    root.register_blueprint(admin.build(), url_prefix="/admin")
    root.register_blueprint(account.build())
    if with_sign_in:
        root.register_blueprint(auth.build())
    return root


def send_static(filename: str) -> Response:
    """A static file of ours."""
    return send_from_directory(STATIC, filename)
