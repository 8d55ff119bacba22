"""Rendering a page in its frame."""

from typing import Any

from flask import render_template

from hybridmentor.web.drafts import prepare_draft
from hybridmentor.web.shell import build_shell


def render_page(template: str, **values: Any) -> str:
    """The page of a template, with the frame that layouts expect as `shell`, and what they say of the form's draft."""
    draft = prepare_draft(values.values())
    return render_template(template, shell=build_shell(), draft=draft, **values)
