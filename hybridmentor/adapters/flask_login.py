"""A host's Flask-Login: its current user's id is the subject of one of our accounts."""

from flask import current_app, url_for
from flask_login import current_user

from hybridmentor.errors import Message, SettingError
from hybridmentor.identity import Claim


class FlaskLoginIdentity:
    """Who has signed in, as the host's Flask-Login knows it."""

    def identify(self) -> Claim | None:
        """The subject is what the host's user class gives as `get_id()`."""
        if not hasattr(current_app, "login_manager"):
            raise SettingError(Message("setting.identity.missing"))
        if not current_user.is_authenticated:
            return None
        return Claim(subject=str(current_user.get_id()))

    def sign_in_url(self, next_path: str) -> str | None:
        """The host's own sign-in page."""
        view = current_app.login_manager.login_view  # type: ignore[attr-defined]
        return url_for(view, next=next_path) if view else None

    def sign_out_url(self) -> str | None:
        """None: the host has its own button."""
        return None
