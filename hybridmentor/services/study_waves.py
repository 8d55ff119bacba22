"""The surveys of a study: making a wave, giving its offices links, ending it. Whoever does so sees no link."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import StudyLink, StudyWave
from hybridmentor.models.study_wave import KINDS
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.studies import VisibleStudy
from hybridmentor.queries.study_waves import ASKED_PARTS, hash_link_token, judge_wave, list_links
from hybridmentor.services.demands import demand
from hybridmentor.services.studies import record_deed, refuse_ended
from hybridmentor.services.study_links import derive_token, record_link

LONGEST_DAYS = 366


def add_wave(
    session: Session, actor: Actor, visible: VisibleStudy, *, kind: str, opens_on: date, closes_on: date
) -> StudyWave:
    """A wave of a study. InvalidInput where its days are turned, over, too many, or taken by one of the same kind."""
    demand(actor, Permission.KEEP_STUDIES, visible.facts)
    study = visible.study
    refuse_ended(study)
    if kind not in KINDS:
        raise InvalidInput(Message("error.choice"), field="kind")
    if closes_on < opens_on:
        raise InvalidInput(Message("form.error.period_turned"), field="closes_on")
    if closes_on < actor.today:
        raise InvalidInput(Message("study_wave.error.over"), field="closes_on")
    if (closes_on - opens_on).days > LONGEST_DAYS:
        raise InvalidInput(Message("study_wave.error.long"), field="closes_on")
    same = select(StudyWave.id).where(StudyWave.study_id == study.id, StudyWave.kind == kind)
    overlapping = same.where(StudyWave.opens_on <= closes_on, StudyWave.closes_on >= opens_on)
    if session.scalars(overlapping.limit(1)).first() is not None:
        raise InvalidInput(Message("study_wave.error.taken"), field="opens_on")
    wave = StudyWave(
        study_id=study.id, kind=kind, opens_on=opens_on, closes_on=closes_on, created_by=actor.user_id
    )
    session.add(wave)
    session.flush()
    record_deed(session, actor, study, "study_wave.add", detail=kind)
    session.flush()
    return wave


def end_wave(session: Session, actor: Actor, visible: VisibleStudy, wave: StudyWave) -> None:
    """Let today be the last day of a wave. InvalidInput if it is over or has not begun."""
    demand(actor, Permission.KEEP_STUDIES, visible.facts)
    if judge_wave(wave, visible.study, actor.today) == "over" or wave.opens_on > actor.today:
        raise InvalidInput(Message("study_wave.error.not_open"))
    wave.closes_on = actor.today
    record_deed(session, actor, visible.study, "study_wave.end", detail=wave.kind)
    session.flush()


def make_links(session: Session, actor: Actor, visible: VisibleStudy, wave: StudyWave) -> int:
    """A link for each office that the wave asks and that has none; how many were made."""
    demand(actor, Permission.KEEP_STUDIES, visible.facts)
    _refuse_over(actor, visible, wave)
    made = 0
    for line in list_links(session, wave, actor.today):
        if not line.has_link and line.part in ASKED_PARTS:
            link = StudyLink(wave_id=wave.id, office_id=line.office_id, number=1)
            link.token_hash = hash_link_token(derive_token(session, link))
            session.add(link)
            record_link(session, actor, link, "study_link.make")
            made += 1
    session.flush()
    return made


def _refuse_over(actor: Actor, visible: VisibleStudy, wave: StudyWave) -> None:
    if judge_wave(wave, visible.study, actor.today) == "over":
        raise InvalidInput(Message("study_wave.error.over"))
