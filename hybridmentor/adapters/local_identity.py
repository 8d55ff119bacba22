"""Signing in to the standalone application: Flask-Login keeps a random token in the cookie, the database the rest."""

from flask import Flask, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from hybridmentor.identity import Claim


class SignedIn(UserMixin):
    """What Flask-Login holds of a sign-in: its token. Whether it still counts is asked of the database on each request."""

    def __init__(self, token: str) -> None:
        self.id = token


class LocalIdentity:
    """Accounts with passwords of our own; brings its own sign-in page."""

    has_sign_in_page = True

    def identify(self) -> Claim | None:
        """The token of the cookie."""
        return Claim(token=current_user.get_id()) if current_user.is_authenticated else None

    def remember(self, token: str) -> None:
        """Put a new sign-in's token in the cookie."""
        login_user(SignedIn(token))

    def forget(self) -> str | None:
        """Take the token out of the cookie; the token that was there."""
        token = current_user.get_id() if current_user.is_authenticated else None
        logout_user()
        return token

    def sign_in_url(self, next_path: str) -> str | None:
        """Our sign-in page."""
        return url_for("hybridmentor.auth.sign_in", next=next_path)

    def sign_out_url(self) -> str | None:
        """Our sign-out."""
        return url_for("hybridmentor.auth.sign_out")


def install_login(app: Flask) -> None:
    """Set Flask-Login up for the standalone application."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(SignedIn)
