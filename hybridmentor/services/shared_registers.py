"""Whether an office's companies are seen by its county: its lead decides."""

from sqlalchemy.orm import Session

from hybridmentor.identity import Actor, Membership
from hybridmentor.models import Office
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.services import audit
from hybridmentor.services.demands import demand


def share_register(session: Session, actor: Actor, office: Membership, *, shares: bool) -> None:
    """Share an office's companies with its county, or not any more; the persons there are never shared."""
    demand(actor, Permission.SHARE_REGISTER, OfficeFacts(office.office_id, office.purpose))
    row = session.get_one(Office, office.office_id)
    if row.shares_register == shares:
        return
    row.shares_register = shares
    audit.record(
        session,
        actor,
        "office.share_register" if shares else "office.keep_register",
        noun="office",
        row_id=row.id,
        office_id=row.id,
    )
    session.flush()
