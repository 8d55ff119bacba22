"""Which of the actor's offices a page is about: the one in the address, else the one where the actor belongs."""

from flask import request

from hybridmentor.identity import Membership
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.web.guards import demand, get_actor


def list_own_offices() -> dict[str, Membership]:
    """The offices whose questions and criteria the actor may see, by number."""
    actor = get_actor()
    found = {
        one.office_number: one
        for one in actor.memberships
        if permits(actor, Permission.READ_QUESTIONS, OfficeFacts(one.office_id, one.purpose))
    }
    return dict(sorted(found.items()))


def choose_office(permission: Permission) -> Membership:
    """The office with the number in the address, without one the office beside the actor's name, else the first.

    Refused and logged where the actor may not do it there; a number that no office has is answered the same.
    """
    home, own = get_actor().home_office, list_own_offices()
    usual = home.office_number if home is not None and home.office_number in own else next(iter(own), "")
    number = request.args.get("office") or usual
    demand(permission, OfficeFacts(own[number].office_id if number in own else 0, "practice"))
    return own[number]


def may_at(permission: Permission, office: Membership) -> bool:
    """Whether the actor may do it at the office."""
    return permits(get_actor(), permission, OfficeFacts(office.office_id, office.purpose))
