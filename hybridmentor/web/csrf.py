"""Forms must come from our own pages: a token, and the browser's word on where the request came from."""

from flask import abort, request
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from hybridmentor.errors import InvalidInput, Message

TOKEN_SECONDS = 12 * 3600
MOST_FIELDS = 1_000


class ForgedForm(InvalidInput):
    """A form without a valid token, or from another site."""


def check_token() -> None:
    """Refuse a request that writes unless it carries a token of this browser's session and comes from this site."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if sum(len(values) for _, values in request.form.lists()) > MOST_FIELDS:
        abort(413)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise ForgedForm(Message("error.csrf"))
    try:
        validate_csrf(request.form.get("csrf_token"), time_limit=TOKEN_SECONDS)
    except ValidationError as fault:
        raise ForgedForm(Message("error.csrf")) from fault
