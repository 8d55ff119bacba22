"""Studies: what one is about, which offices have a part, what is asked for and what people are told; open it, end it."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hybridmentor.domain.release_variables import find_variable
from hybridmentor.domain.study_consent import ADVISERS, ALLOWED_PARTS, AUDIENCES, PARTICIPATING, PERSONS
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Office, Study, StudyOffice, StudyText, StudyVariable
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import StudyFacts
from hybridmentor.queries.studies import VisibleStudy, count_texts, has_figures, has_replies
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import merge_unkept

CONTACT_FIELDS = ("contact_name", "contact_email")
"""What can be changed in a study that has begun: the rest is what people have said yes to."""
STUDY_FIELDS = ("title", "purpose", "legal_basis", "from_on", "to_on", *CONTACT_FIELDS)
TEXT_FIELDS = ("words_nb", "words_nn", "withdrawal_nb", "withdrawal_nn")
LONGEST_YEARS = 20


def read_study_values(study: Study) -> dict[str, Any]:
    """What the form of a study holds, by field name."""
    return {name: getattr(study, name) for name in list_fields(study)}


def list_fields(study: Study | None) -> tuple[str, ...]:
    """What can be changed of a study, or told of a new one."""
    return STUDY_FIELDS if study is None or study.state == "draft" else CONTACT_FIELDS


def add_study(session: Session, actor: Actor, *, office_id: int, values: Mapping[str, Any]) -> Study:
    """A new study, a draft, kept at the office. InvalidInput where its period is turned or too long."""
    demand(actor, Permission.KEEP_STUDIES, StudyFacts(office_id, "draft"))
    told = {name: values[name] for name in STUDY_FIELDS}
    _check_period(told)
    study = Study(office_id=office_id, created_by=actor.user_id, **told)
    session.add(study)
    session.flush()
    record_deed(session, actor, study, "study.add")
    session.flush()
    return study


def edit_study(
    session: Session, actor: Actor, visible: VisibleStudy, *, version: int, sent: Mapping[str, Any]
) -> None:
    """Change a study; of one that has begun only whom to ask about data protection.

    EditConflict if it has been changed since the form was filled in.
    """
    demand(actor, Permission.KEEP_STUDIES, visible.facts)
    study = visible.study
    before = read_study_values(study)
    values = merge_unkept(study, before, {name: sent[name] for name in before}, version)
    _check_period(values)
    if values == before:
        return
    for name, value in values.items():
        setattr(study, name, value)
    study.version += 1
    record_deed(session, actor, study, "study.edit")
    session.flush()


def set_part(session: Session, actor: Actor, visible: VisibleStudy, *, office_id: int, part: str) -> None:
    """Give an office a part in the study, or another one.

    InvalidInput where its part in the project does not allow it, and where the study's offices are fixed.
    """
    demand(actor, Permission.KEEP_STUDIES, visible.facts)
    study = visible.study
    refuse_ended(study)
    office = session.get(Office, office_id)
    if office is None or office.purpose != "practice":
        raise InvalidInput(Message("error.choice"), field="office")
    if part not in ALLOWED_PARTS.get(office.participation, ()):
        raise InvalidInput(Message("study.error.part", office=office.name), field="part")
    row = session.get(StudyOffice, (study.id, office_id))
    if row is None or row.part != part:
        _refuse_fixed(session, study, {part, row.part if row is not None else part})
    if row is None:
        session.add(StudyOffice(study_id=study.id, office_id=office_id, part=part))
    elif row.part == part:
        return
    else:
        row.part = part
    study.version += 1
    record_deed(session, actor, study, "study.set_part", detail=f"{office.number}.{part}")
    session.flush()


def take_out_office(session: Session, actor: Actor, visible: VisibleStudy, *, office_id: int) -> None:
    """Take an office out of the study: its cases are in no release any more. InvalidInput if it has no part, or is fixed."""
    demand(actor, Permission.KEEP_STUDIES, visible.facts)
    study = visible.study
    refuse_ended(study)
    row = session.get(StudyOffice, (study.id, office_id))
    if row is None:
        raise InvalidInput(Message("study.error.no_part"))
    _refuse_fixed(session, study, {row.part})
    session.delete(row)
    study.version += 1
    record_deed(session, actor, study, "study.take_out", detail=str(office_id))
    session.flush()
    session.expire(study, ["offices"])


def choose_variables(session: Session, actor: Actor, visible: VisibleStudy, *, keys: Collection[str]) -> None:
    """Say which variables the study asks for. A study that has begun may only ask for fewer: InvalidInput else."""
    demand(actor, Permission.KEEP_STUDIES, visible.facts)
    study = visible.study
    refuse_ended(study)
    if any(find_variable(key) is None for key in keys):
        raise InvalidInput(Message("error.choice"), field="variables")
    rows = {row.variable: row for row in study.variables}
    if study.state != "draft" and set(keys) - rows.keys():
        raise InvalidInput(Message("study.error.only_fewer"), field="variables")
    if not keys and study.state != "draft":
        raise InvalidInput(Message("study.error.no_variables"), field="variables")
    if set(keys) == rows.keys():
        return
    study.variables = [rows.get(key) or StudyVariable(variable=key) for key in sorted(keys)]
    study.version += 1
    record_deed(session, actor, study, "study.choose_variables")
    session.flush()


def add_text(
    session: Session,
    actor: Actor,
    visible: VisibleStudy,
    *,
    audience: str,
    values: Mapping[str, str],
    keeps_earlier: bool,
    is_longitudinal: bool = False,
) -> StudyText:
    """The next version of what an audience is told. Unless it keeps the earlier ones, everybody is asked again.

    With `is_longitudinal` it tells persons that they are followed over time; advisers are told no such thing.
    """
    demand(actor, Permission.KEEP_STUDIES, visible.facts)
    study = visible.study
    refuse_ended(study)
    if audience not in AUDIENCES:
        raise InvalidInput(Message("error.choice"))
    number = count_texts(session, study.id, audience) + 1
    text = StudyText(
        study_id=study.id,
        audience=audience,
        number=number,
        keeps_earlier=keeps_earlier and number > 1,
        is_longitudinal=is_longitudinal and audience == PERSONS,
        created_by=actor.user_id,
        **{name: values[name] for name in TEXT_FIELDS},
    )
    session.add(text)
    study.version += 1
    record_deed(session, actor, study, "study.add_text", detail=f"{audience}.{number}")
    session.flush()
    return text


def list_hindrances(session: Session, study: Study) -> list[str]:
    """What a study lacks before it can be opened: `offices`, `variables`, `persons` and `advisers` (their texts)."""
    parts = select(func.count()).select_from(StudyOffice)
    asked = session.scalar(parts.where(StudyOffice.study_id == study.id, StudyOffice.part == PARTICIPATING))
    there = {
        "offices": bool(asked),
        "variables": bool(study.variables),
        PERSONS: bool(count_texts(session, study.id, PERSONS)),
        ADVISERS: bool(count_texts(session, study.id, ADVISERS)),
    }
    return [key for key, is_there in there.items() if not is_there]


def open_study(session: Session, actor: Actor, visible: VisibleStudy) -> None:
    """Begin to ask people. InvalidInput if it has begun, or something is missing."""
    demand(actor, Permission.KEEP_STUDIES, visible.facts)
    study = visible.study
    if study.state != "draft":
        raise InvalidInput(Message("study.error.begun"))
    if list_hindrances(session, study):
        raise InvalidInput(Message("study.error.not_whole"))
    study.state, study.opened_on = "open", actor.today
    study.version += 1
    record_deed(session, actor, study, "study.open")
    session.flush()


def end_study(session: Session, actor: Actor, visible: VisibleStudy) -> None:
    """Ask nobody any more; what was answered stands, and can still be taken back. InvalidInput if it is not open."""
    demand(actor, Permission.KEEP_STUDIES, visible.facts)
    study = visible.study
    if study.state != "open":
        raise InvalidInput(Message("study.error.not_open"))
    study.state, study.ended_on = "ended", actor.today
    study.version += 1
    record_deed(session, actor, study, "study.end")
    session.flush()


def _refuse_fixed(session: Session, study: Study, parts: Collection[str]) -> None:
    """InvalidInput where figures have been made and the change is about a participating office, or people have answered.

    Figures with and without an office would tell those of that office.
    """
    if not has_figures(session, study):
        return
    if PARTICIPATING in parts:
        raise InvalidInput(Message("study.error.offices_fixed"), field="office")
    if has_replies(session, study):
        raise InvalidInput(Message("study.error.offices_answered"), field="office")


def refuse_ended(study: Study) -> None:
    """InvalidInput if the study has ended."""
    if study.state == "ended":
        raise InvalidInput(Message("study.error.ended"))


def _check_period(values: Mapping[str, Any]) -> None:
    first, last = values.get("from_on"), values.get("to_on")
    if first is None or last is None:
        return
    if last < first:
        raise InvalidInput(Message("form.error.period_turned"), field="to_on")
    if last.year - first.year > LONGEST_YEARS:
        raise InvalidInput(Message("study.error.period_long", years=LONGEST_YEARS), field="to_on")


def record_deed(
    session: Session, actor: Actor, study: Study, action: str, *, detail: str | None = None
) -> None:
    """The audit row of a deed about a study: codes and ids."""
    audit.record(
        session,
        actor,
        action,
        noun="study",
        row_id=study.id,
        office_id=study.office_id,
        detail=detail,
    )
