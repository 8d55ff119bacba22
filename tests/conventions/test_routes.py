"""What holds for every address we answer."""

import inspect
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import RULES
from hybridmentor.web.guards import PUBLIC

OPEN_TO_ALL = {
    "hybridmentor.auth.sign_in",
    "hybridmentor.auth.enter",
    "hybridmentor.home.language",
    "hybridmentor.static",
    "hybridmentor.account.feed",
    "hybridmentor.replies.survey",
    "hybridmentor.replies.send",
    "hybridmentor.replies.sent",
}
IMPERSONAL = {"uuid", "int"}
"""Converters whose values cannot be a person's name or number."""
KEYS = {
    "string:step",
    "string:relationship",
    "string:kind",
    "string:side",
    "string:party",
    "string:audience",
}
"""Variables that hold a key of the practice model or of our own: looked up, and not found if there is none such."""
SECRETS = {"string:token"}
"""Variables that are a credential and looked up by their hash."""


def list_rules(app: Flask) -> Iterator[Rule]:
    """Our rules, the host's left out."""
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("hybridmentor."))


def find_faults(app: Flask, check) -> dict[str, str]:
    """What a check says of the rules that it does not like, by endpoint and path."""
    return {f"{rule.endpoint} {rule.rule}": fault for rule in list_rules(app) if (fault := check(rule))}


def test_there_are_rules(plain_app: Flask):
    assert len(list(list_rules(plain_app))) > 15


def test_every_view_is_marked(plain_app: Flask):
    def check(rule: Rule) -> str | None:
        mark = getattr(plain_app.view_functions[rule.endpoint], "hm_permission", None)
        return None if mark == PUBLIC or isinstance(mark, Permission) else f"the mark is {mark!r}"

    assert find_faults(plain_app, check) == {}


def test_few_views_are_open_to_all(plain_app: Flask):
    views = plain_app.view_functions
    found = {
        rule.endpoint
        for rule in list_rules(plain_app)
        if getattr(views[rule.endpoint], "hm_permission", None) == PUBLIC
    }
    assert found <= OPEN_TO_ALL


def test_every_permission_that_is_asked_for_has_a_rule(plain_app: Flask):
    views = plain_app.view_functions
    asked = {getattr(views[rule.endpoint], "hm_permission", None) for rule in list_rules(plain_app)} - {
        None,
        PUBLIC,
    }
    assert asked <= RULES.keys()


def test_every_variable_is_typed_and_says_nothing_of_a_person(plain_app: Flask):
    def check(rule: Rule) -> str | None:
        variables = re.findall(r"<([^>]*)>", rule.rule)
        if rule.endpoint.endswith(".static"):
            return None
        wrong = [
            one
            for one in variables
            if one not in KEYS | SECRETS and re.split(r"[(:]", one)[0] not in IMPERSONAL
        ]
        return f"not typed, or may hold anything: {wrong}" if wrong else None

    assert find_faults(plain_app, check) == {}


def test_paths_are_plain(plain_app: Flask):
    """Lower case, words joined by hyphens, no slash at the end but at the root of us; what a program reads says its kind."""

    def check(rule: Rule) -> str | None:
        bare = re.sub(r"<[^>]*>", "x", rule.rule)
        plain = re.fullmatch(r"/|(?:/[a-z0-9]+(?:-[a-z0-9]+)*)+(?:\.(?:ics|pdf))?", bare)
        return None if plain else f"{bare} is not kebab-case"

    assert find_faults(plain_app, check) == {}


def test_endpoints_are_named_after_area_and_deed(plain_app: Flask):
    def check(rule: Rule) -> str | None:
        named = re.fullmatch(r"hybridmentor\.(?:static|[a-z]+\.[a-z][a-z0-9_]*)", rule.endpoint)
        function = inspect.unwrap(plain_app.view_functions[rule.endpoint])
        if not named:
            return "not hybridmentor.<area>.<name>"
        if rule.endpoint != "hybridmentor.static" and not inspect.getdoc(function):
            return "the view has no docstring"
        return None

    assert find_faults(plain_app, check) == {}


def test_methods_are_get_and_post(plain_app: Flask):
    def check(rule: Rule) -> str | None:
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        return None if methods and methods <= {"GET", "POST"} else str(methods)

    assert find_faults(plain_app, check) == {}


def test_no_two_rules_share_path_and_method(plain_app: Flask):
    seen = [
        (re.sub(r"<[^>]*>", "<>", rule.rule), method)
        for rule in list_rules(plain_app)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    assert len(seen) == len(set(seen))


def test_a_view_without_a_mark_is_refused(plain_app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Deny by default: forgetting the mark must not open a page."""
    monkeypatch.setitem(plain_app.view_functions, "hybridmentor.auth.sign_in", lambda: "open")
    answer = plain_app.test_client().get("/sign-in")
    assert answer.status_code == 403
    assert answer.text != "open"
