"""Choosing the office that something new is to belong to."""

from collections.abc import Iterable

from hybridmentor.identity import Membership
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OFFICE_READERS, OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.web.fields import ChoiceField
from hybridmentor.web.guards import get_actor


def list_offices_where(permission: Permission) -> tuple[Membership, ...]:
    """The offices where the actor works with people and has the permission."""
    actor = get_actor()
    return tuple(
        m
        for m in actor.list_offices(*OFFICE_READERS)
        if permits(actor, permission, OfficeFacts(m.office_id, m.purpose))
    )


def find_chosen(field: ChoiceField, permission: Permission) -> OfficeFacts:
    """The office that was chosen among those offered, as the rules ask for it."""
    chosen = next(m for m in list_offices_where(permission) if str(m.office_id) == field.data)
    return OfficeFacts(chosen.office_id, chosen.purpose)


def offer_offices(field: ChoiceField, offices: Iterable[Membership]) -> None:
    """Offer the offices, each once; the only one is chosen."""
    named = {str(m.office_id): f"{m.office_name} ({m.office_number})" for m in offices}
    field.choices = list(named.items())
    if len(named) == 1:
        field.data = next(iter(named))
