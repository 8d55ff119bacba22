"""Accounts and roles."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hybridmentor.domain.identifiers import holds_national_id, is_nav_ident
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Office, OfficeMembership, Role, User
from hybridmentor.services import audit
from hybridmentor.services.passwords import LONGEST, SHORTEST, hash_password


def create_user(
    session: Session,
    actor: Actor | None,
    *,
    name: str,
    email: str,
    login: str | None = None,
    subject: str | None = None,
    password: str | None = None,
    nav_ident: str | None = None,
    is_demo: bool = False,
    language: str = "nb",
    cost: tuple[int, int, int] | None = None,
) -> tuple[User, bool]:
    """The account and whether it is new; one with the same user name or subject is left as it is."""
    login = login.strip().casefold() if login else None
    if not login and not subject:
        raise InvalidInput(Message("user.error.login"))
    if not 0 < len(name.strip()) <= 120 or "@" not in email or len(email) > 254 or len(login or "") > 64:
        raise InvalidInput(Message("user.error.name"))
    if nav_ident and not is_nav_ident(nav_ident):
        raise InvalidInput(Message("user.error.nav_ident", ident=nav_ident))
    if any(holds_national_id(text) for text in (name, email, login or "", subject or "")):
        raise InvalidInput(Message("error.national_id"))
    if password is not None and not is_demo and not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInput(Message("user.error.password", least=SHORTEST, most=LONGEST))
    same = [User.login == login] if login else []
    if subject:
        same.append(User.subject == subject)
    user = session.scalars(select(User).where(or_(*same))).first()
    if user is not None:
        return user, False
    if nav_ident and session.scalar(select(User.id).where(User.nav_ident == nav_ident.upper())) is not None:
        raise InvalidInput(Message("user.error.nav_ident_taken", ident=nav_ident.upper()))
    user = User(
        login=login,
        subject=subject,
        name=name.strip(),
        email=email.strip(),
        nav_ident=nav_ident.upper() if nav_ident else None,
        password_hash=hash_password(password, cost) if password else None,
        is_demo=is_demo,
        language=language,
    )
    session.add(user)
    session.flush()
    audit.record(session, actor, "user.create", noun="user", row_id=user.id)
    return user, True


def grant_role(
    session: Session,
    actor: Actor | None,
    user: User,
    office: Office,
    role: Role,
    *,
    from_on: date,
    to_on: date | None = None,
    service: str | None = None,
) -> tuple[OfficeMembership, bool]:
    """Give a role at an office from the day, and whether it is new; the same role for the same service stands."""
    current = session.scalars(
        select(OfficeMembership).where(
            OfficeMembership.user_id == user.id,
            OfficeMembership.office_id == office.id,
            OfficeMembership.role == role,
            OfficeMembership.service.is_(None) if service is None else OfficeMembership.service == service,
            or_(OfficeMembership.to_on.is_(None), OfficeMembership.to_on >= from_on),
        )
    ).first()
    if current is not None:
        return current, False
    membership = OfficeMembership(
        user_id=user.id, office_id=office.id, role=role, from_on=from_on, to_on=to_on, service=service
    )
    session.add(membership)
    session.flush()
    audit.record(
        session,
        actor,
        "role.grant",
        noun="office_membership",
        row_id=membership.id,
        office_id=office.id,
        detail=role.value,
    )
    return membership, True


def want_digest(session: Session, actor: Actor, wanted: bool) -> None:
    """Have the weekly letter, or not."""
    user = session.get_one(User, actor.user_id)
    if user.wants_digest is not wanted:
        user.wants_digest = wanted
        audit.record(
            session, actor, "user.digest", noun="user", row_id=user.id, detail="on" if wanted else "off"
        )
        session.flush()
