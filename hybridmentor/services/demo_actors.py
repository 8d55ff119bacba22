"""Who does the made-up deeds of the demo."""

from datetime import date

from hybridmentor.identity import Actor, Membership
from hybridmentor.models import Office, User


def make_actor(user: User, office: Office, role: str, today: date) -> Actor:
    """Somebody with one role at one office, on a day."""
    home = Membership(office.id, office.number, office.name, office.county, office.purpose, role)
    return Actor(user.id, user.name, today, memberships=(home,))
