"""Employers of an office: found, added and corrected, for they are shared by cases."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hybridmentor.domain.offer_terms import COMPANY_KINDS
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Employer, EmployerAcquaintance, EmployerOffer
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.employers import VisibleEmployer
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.offer_terms import put_terms, read_terms, tidy_terms
from hybridmentor.services.revisions import keep_revision, merge_unkept

WORD_KINDS = ("languages",)
"""What a company is asked about in words."""
REGISTER_LOCK = 0x686D_4550
"""The first half of the advisory lock under which an office's register is written; the office is the second."""
FIELDS = ("name", "organisation_number", "industry")
PLAIN_FIELDS = (*FIELDS, "place", "municipality", "hours_least", "hours_most", "note")
ADOPTED_FIELDS = (*FIELDS, "place", "municipality", "nace", "register_name")
"""What a company is, whoever has it in the register."""
REGISTER_FIELDS = (*PLAIN_FIELDS, "offers", *COMPANY_KINDS, *WORD_KINDS)
"""What the form of the register holds; a case's form holds the first three."""


def lock_register(session: Session, office_id: int) -> None:
    """Let one at a time write the office's register, so that two do not add the same; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(REGISTER_LOCK, office_id)))


def find_registered(
    session: Session, office_id: int, name: str, organisation_number: str | None
) -> Employer | None:
    """The office's employer with the number, or without one and with the very name where no number is given."""
    statement = select(Employer).where(Employer.office_id == office_id)
    if organisation_number:
        statement = statement.where(Employer.organisation_number == organisation_number)
    else:
        statement = statement.where(Employer.organisation_number.is_(None), Employer.name == name)
    return session.scalars(statement.order_by(Employer.id).execution_options(populate_existing=True)).first()


def find_or_add_employer(
    session: Session,
    actor: Actor,
    *,
    office_id: int,
    name: str,
    organisation_number: str | None,
    industry: str | None,
) -> Employer:
    """The registered employer, else a new one.

    InvalidInput if the register knows the number under another name or in another industry: nothing typed is dropped
    in silence, and nobody renames a company that other cases share by opening a case.
    """
    lock_register(session, office_id)
    employer = find_registered(session, office_id, name, organisation_number)
    if employer is None:
        employer = Employer(
            office_id=office_id,
            name=name,
            organisation_number=organisation_number,
            industry=industry,
            created_by=actor.user_id or None,
        )
        session.add(employer)
        session.flush()
        audit.record(
            session, actor, "employer.create", noun="employer", row_id=employer.id, office_id=office_id
        )
        return employer
    if employer.name != name:
        raise InvalidInput(Message("employer.error.registered_as", name=employer.name), field="employer_name")
    if industry and employer.industry is None:
        employer.industry = industry
        employer.version += 1
        audit.record(
            session, actor, "employer.edit", noun="employer", row_id=employer.id, office_id=office_id
        )
    elif industry and employer.industry != industry:
        raise InvalidInput(
            Message("employer.error.registered_industry", name=employer.name), field="industry"
        )
    return employer


def settle_employer(
    session: Session,
    actor: Actor,
    case: Case,
    *,
    name: str,
    organisation_number: str | None,
    industry: str | None,
) -> Employer:
    """The employer that the case's form now tells: its own one corrected, or another one.

    It is its own one if the number is the same, or if it had none and the name is the same. A correction is seen by all
    cases of the employer, and the values before are kept.
    """
    lock_register(session, case.office_id)
    own = case.employer
    is_own = own is not None and (
        own.organisation_number == organisation_number
        if own.organisation_number
        else own.name == name
        and (
            not organisation_number
            or find_registered(session, case.office_id, name, organisation_number) is None
        )
    )
    if own is None or not is_own:
        return find_or_add_employer(
            session,
            actor,
            office_id=case.office_id,
            name=name,
            organisation_number=organisation_number,
            industry=industry,
        )
    before = {field: getattr(own, field) for field in FIELDS}
    after = {"name": name, "organisation_number": organisation_number, "industry": industry}
    if after != before:
        keep_revision(session, actor, case, "employer", own, before)
        for field, value in after.items():
            setattr(own, field, value)
        audit.record(
            session,
            actor,
            "employer.edit",
            noun="employer",
            row_id=own.id,
            case_id=case.id,
            office_id=case.office_id,
        )
    return own


def read_employer_values(employer: Employer) -> dict[str, Any]:
    """What the form of a company holds, by field name; codes as sorted lists, languages with commas between."""
    return {
        **{name: getattr(employer, name) for name in PLAIN_FIELDS},
        "offers": sorted(employer.offer_keys),
        **read_terms(employer, COMPANY_KINDS, WORD_KINDS),
    }


def read_sent(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the form as `read_employer_values` gives them."""
    return {
        **{name: sent[name] for name in PLAIN_FIELDS},
        "offers": sorted(set(sent["offers"] or ())),
        **tidy_terms(sent, COMPANY_KINDS, WORD_KINDS),
    }


def add_employer(
    session: Session, actor: Actor, *, office: OfficeFacts, values: Mapping[str, Any]
) -> Employer:
    """Put a company into an office's register. InvalidInput for one that is there: with the number, or by the very name."""
    demand(actor, Permission.KEEP_EMPLOYERS, office)
    lock_register(session, office.office_id)
    refuse_known(session, office.office_id, values)
    employer = Employer(office_id=office.office_id, created_by=actor.user_id)
    put_values(employer, read_sent(values))
    session.add(employer)
    session.flush()
    audit.record(
        session, actor, "employer.create", noun="employer", row_id=employer.id, office_id=office.office_id
    )
    return employer


def adopt_employer(session: Session, actor: Actor, shared: Employer, office: OfficeFacts) -> Employer:
    """The office's own row of a company that another office shares: the one with the number, or by the very name, else a new one.

    What the company itself is goes with it; what the other office has noted, what it offers there and who knows it do not.
    """
    demand(actor, Permission.KEEP_EMPLOYERS, office)
    lock_register(session, office.office_id)
    own = find_registered(session, office.office_id, shared.name, shared.organisation_number)
    if own is not None:
        return own
    own = Employer(office_id=office.office_id, created_by=actor.user_id)
    for name in ADOPTED_FIELDS:
        setattr(own, name, getattr(shared, name))
    session.add(own)
    session.flush()
    audit.record(
        session, actor, "employer.create", noun="employer", row_id=own.id, office_id=office.office_id
    )
    return own


def edit_employer(
    session: Session, actor: Actor, visible: VisibleEmployer, *, version: int, sent: Mapping[str, Any]
) -> None:
    """Change a company of the register, for all cases that have it.

    InvalidInput where another has the number or the name; EditConflict if it has been changed since the form was filled in.
    """
    demand(actor, Permission.KEEP_EMPLOYERS, visible.facts)
    employer = visible.employer
    lock_register(session, employer.office_id)
    before = read_employer_values(employer)
    wanted = read_sent(sent)
    values = merge_unkept(employer, before, wanted, version)
    if values == before:
        return
    refuse_known(session, employer.office_id, values, but=employer)
    put_values(employer, values)
    employer.version += 1
    audit.record(
        session, actor, "employer.edit", noun="employer", row_id=employer.id, office_id=employer.office_id
    )
    session.flush()


def tell_acquaintance(session: Session, actor: Actor, visible: VisibleEmployer, *, knows: bool) -> None:
    """Note that the actor knows a company, or does not any more; the second time changes nothing."""
    demand(actor, Permission.KEEP_EMPLOYERS, visible.facts)
    employer = visible.employer
    known = session.get(EmployerAcquaintance, (employer.id, actor.user_id))
    if knows and known is None:
        session.add(
            EmployerAcquaintance(employer_id=employer.id, user_id=actor.user_id, created_by=actor.user_id)
        )
    elif not knows and known is not None:
        session.delete(known)
    else:
        return
    action = "employer.know" if knows else "employer.forget"
    audit.record(session, actor, action, noun="employer", row_id=employer.id, office_id=employer.office_id)
    session.flush()


def refuse_known(
    session: Session, office_id: int, values: Mapping[str, Any], *, but: Employer | None = None
) -> None:
    """InvalidInput where the register has another company with the number, or one without number by the very name."""
    with session.no_autoflush:
        known = find_registered(session, office_id, values["name"], values["organisation_number"])
    if known is not None and known is not but:
        field = "organisation_number" if values["organisation_number"] else "name"
        raise InvalidInput(Message("employer.error.known", name=known.name), field=field)


def put_values(employer: Employer, values: Mapping[str, Any]) -> None:
    """Store what the form of the register holds, as `read_sent` gives it."""
    for name in PLAIN_FIELDS:
        setattr(employer, name, values[name])
    wanted = set(values["offers"])
    employer.offers = [
        *(one for one in employer.offers if one.offer in wanted),
        *(EmployerOffer(offer=key) for key in sorted(wanted - employer.offer_keys)),
    ]
    put_terms(employer, values, COMPANY_KINDS, WORD_KINDS)
