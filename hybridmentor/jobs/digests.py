"""The weekly letters of one run: nobody gets two for a week, and nobody is told more than the user's own pages show."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.documents.digest import DigestGroup, DigestLine, DigestPost, Links, Meeting, write_digest
from hybridmentor.domain.attention import KINDS
from hybridmentor.domain.week import Week
from hybridmentor.errors import HybridMentorError, Message, SettingError
from hybridmentor.gateways.mail import Mailer, MailUnsure, is_address, make_message
from hybridmentor.identity import Actor, Claim
from hybridmentor.queries.actors import load_actor
from hybridmentor.queries.digests import (
    OWN_KINDS,
    DigestContent,
    Reader,
    find_reader,
    gather_digest,
    list_readers,
)
from hybridmentor.services.digests import claim_digest, confirm_digest, release_digest
from hybridmentor.web.state import State

log = logging.getLogger("hybridmentor")

OUTCOMES = (
    "sent",
    "ready",
    "nothing",
    "away",
    "off",
    "no_address",
    "earlier",
    "unconfirmed",
    "failed",
    "unsure",
)
"""What becomes of an account's letter. `ready` is `sent` in a dry run; `earlier` and `unconfirmed` have been claimed before, and
of `unconfirmed` nobody knows; `failed` was surely not accepted, and the next run tries again; of `unsure` nobody knows."""


@dataclass(frozen=True)
class Outcome:
    """What became of one account's letter, how much there was of what, and what went wrong."""

    user_id: int
    code: str
    """One of `OUTCOMES`."""
    counts: dict[str, int] = field(default_factory=dict)
    problem: Message | None = None


@dataclass(frozen=True)
class Post:
    """The way out: the mail server, and where pages are."""

    mailer: Mailer
    links: Links


@dataclass(frozen=True)
class _Found:
    """What there is to say to somebody with the rights of a moment."""

    actor: Actor
    week: Week
    content: DigestContent


class DigestRun:
    """One run. Without a `post` it is a dry one: nothing is claimed and nothing is sent."""

    def __init__(self, state: State, post: Post | None) -> None:
        self.state, self.post = state, post
        self.week = Week.of(clock.today())
        self.run_id = uuid4().hex

    def carry_out(self) -> Iterator[Outcome]:
        """Write to one account after the other; SettingError where no letter at all can be sent.

        Whatever else goes wrong with one account is told in its outcome and is not the others' trouble.
        """
        with self.state.make_session() as session:
            readers = list_readers(session, clock.today(), self.week, demo=self.state.is_demo)
        for reader in readers:
            try:
                yield self._write_to(reader)
            except SettingError:
                raise
            except HybridMentorError as fault:
                yield Outcome(reader.user_id, "failed", problem=fault.message)
            except Exception as fault:  # noqa: BLE001  one account's trouble is not the others'
                yield Outcome(reader.user_id, "failed", problem=report(reader.user_id, fault))

    def _write_to(self, reader: Reader) -> Outcome:
        """Look first, without a lock, for most have nothing to be told; then claim, and only then send."""
        user_id = reader.user_id
        code = judge(reader)
        if code is not None:
            return Outcome(user_id, code)
        with self.state.make_session() as session:
            found = self._gather(session, user_id)
        if found is None:
            return Outcome(user_id, "nothing")
        if self.post is None:
            return Outcome(user_id, "ready", found.content.count())
        # While the server is away nothing is claimed.
        self.post.mailer.connect()
        with self.state.make_session() as session:
            begin_write(session)
            claimed = self._claim(session, self.post, user_id)
            session.commit()
        if isinstance(claimed, Outcome):
            return claimed
        digest_id, found, message = claimed
        return self._send(self.post, found, digest_id, message)

    def _gather(self, session: Session, user_id: int) -> _Found | None:
        """What there is to say, with the rights of this moment; None where there is nothing, or the account is shut."""
        actor = self._load(session, user_id)
        if actor is None:
            return None
        week = Week.of(actor.today)
        content = gather_digest(session, actor, week)
        return _Found(actor, week, content) if content.count() else None

    def _claim(
        self, session: Session, post: Post, user_id: int
    ) -> Outcome | tuple[int, _Found, EmailMessage]:
        """Claim the letter and make it; the outcome where something has changed since it was looked at.

        All is asked once more: the letter is made with the rights under which it is claimed, and what has been taken away
        meanwhile is not in it.
        """
        found = self._gather(session, user_id)
        if found is None:
            return Outcome(user_id, "nothing")
        actor = found.actor
        reader = find_reader(session, user_id, actor.today, found.week, demo=self.state.is_demo)
        code = judge(reader) if reader is not None else "nothing"
        if reader is None or code is not None:
            return Outcome(user_id, code or "nothing")
        own, stopped = list_own(found.content), list_stopped(found.content)
        posts = [
            DigestPost(one.title, post.links.locate_experience(one.experience_id))
            for one in found.content.posts
        ]
        letter = write_digest(own, stopped, found.week, actor.language, post.links, posts)
        message = make_message(
            post.mailer.settings, reader.email, letter.subject, letter.body, language=actor.language
        )
        digest = claim_digest(session, actor, found.week)
        return Outcome(user_id, "earlier") if digest is None else (digest.id, found, message)

    def _send(self, post: Post, found: _Found, digest_id: int, message: EmailMessage) -> Outcome:
        """Send what has been claimed; give the claim back if the letter was surely not accepted."""
        user_id, counts = found.actor.user_id, found.content.count()
        try:
            post.mailer.send(message)
        except MailUnsure as fault:
            return Outcome(user_id, "unsure", counts, fault.message)
        except HybridMentorError:
            with self.state.make_session() as session:
                begin_write(session)
                release_digest(session, found.actor, digest_id)
                session.commit()
            raise
        try:
            with self.state.make_session() as session:
                begin_write(session)
                confirm_digest(session, digest_id)
                session.commit()
        except SQLAlchemyError as fault:
            # The letter is out, and its claim stands, so that it is not sent again.
            report(user_id, fault)
        return Outcome(user_id, "sent", counts)

    def _load(self, session: Session, user_id: int) -> Actor | None:
        """The account's actor, with exactly the rights that a request of its own would have now."""
        actor, _ = load_actor(
            session,
            Claim(user_id=user_id),
            idle=self.state.idle,
            longest=self.state.longest,
            demo=self.state.is_demo,
            request_id=self.run_id,
        )
        return actor


def list_own(content: DigestContent) -> list[DigestGroup]:
    """The groups of the letter about the reader's own cases."""
    groups = []
    for kind in OWN_KINDS:
        lines = [
            DigestLine(row.case.number, row.case.id, [row.need])
            for row in content.list_rows(kind)
            if row.need is not None
        ]
        groups.append(DigestGroup(kind, lines, len(lines)))
    planned = []
    for one in content.planned:
        contact = one.contact
        meeting = Meeting(contact.occurred_on, contact.starts_at, contact.relationship_keys)
        planned.append(DigestLine(one.number, contact.case_id, planned=meeting))
    groups.append(DigestGroup("planned", planned, len(planned)))
    return [group for group in groups if group.count]


def list_stopped(content: DigestContent) -> list[DigestGroup]:
    """The groups of the letter about cases that have stopped, each case once, with all that it has stopped at."""
    stopped = content.stopped
    return [
        DigestGroup(
            kind,
            [
                DigestLine(one.case.number, one.case.id, one.needs)
                for one in stopped.cases
                if one.kind == kind
            ],
            stopped.counts[kind],
        )
        for kind in KINDS
        if stopped.counts.get(kind)
    ]


def judge(reader: Reader) -> str | None:
    """Why the account gets no letter now, whatever there may be to say; None if it may have one.

    Who is away that day gets none and none is claimed: a run after the return, in the same week, sends it.
    """
    if reader.is_claimed:
        return "earlier" if reader.is_sent else "unconfirmed"
    if not reader.wants_digest:
        return "off"
    if not is_address(reader.email):
        return "no_address"
    return "away" if reader.is_away else None


def report(user_id: int, fault: Exception) -> Message:
    """Log which kind of fault it was and say it, none of its values."""
    kind = type(fault).__name__
    log.error("the weekly letter of account %s: %s", user_id, kind)
    return Message("cli.digest.fault", kind=kind)
