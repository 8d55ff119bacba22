"""What tells one sent form from another: the key that the page gave it, and a keyed hash of what it holds."""

from uuid import UUID

from flask import request

from hybridmentor.crypto import hash_token
from hybridmentor.web.state import get_state

UNSIGNED = {"csrf_token", "hm_key"}


def read_form_key() -> UUID | None:
    """The key of the sent form; None if it is missing or no key."""
    try:
        return UUID(request.form.get("hm_key", ""))
    except ValueError:
        return None


def take_fingerprint() -> bytes:
    """A keyed hash of where the form went and what it held, without token and key."""
    pairs = sorted((name, value) for name, value in request.form.items(multi=True) if name not in UNSIGNED)
    keyring = get_state().keyring
    return hash_token(keyring.keys[keyring.current], repr((request.path, pairs)))
