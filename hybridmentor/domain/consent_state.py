"""Consent per person and purpose: whether it stands today, and why not.

AFI-notat 2022:01, ch. 1.5: the offices asked who signs and where the paper is kept (24.08.2021). Own answer: each
person signs for themselves, or their guardian does; nobody at Nav signs for others; the entry says where the paper
lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from hybridmentor.domain.fault import Fault
from hybridmentor.domain.form_state import write_day
from hybridmentor.errors import Message

STATES = ("given", "expiring", "old_version", "expired", "withdrawn", "missing")
VALID_STATES = frozenset({"given", "expiring"})
"""The states in which the consent may be relied on."""

WARNING_DAYS = 30
"""So many days before its last day a consent is `expiring`."""

GIVEN_BY = ("person", "guardian")
"""Who may consent: keys of the code set `consent_given_by`."""
WITH_PAPER = "on_paper"
"""The way of consenting (`consent_given_how`) of which a paper lies somewhere."""

REASONS = MappingProxyType(
    {
        "given": "consent.reason.given",
        "expiring": "consent.reason.expiring",
        "old_version": "consent.reason.old_version",
        "expired": "consent.reason.expired",
        "withdrawn": "consent.reason.withdrawn",
        "refused": "consent.reason.refused",
        "missing": "consent.reason.missing",
    }
)
"""The message id that says why, by state; a refusal is a state `withdrawn` with a reason of its own."""

WORDS = MappingProxyType(
    {
        "in_future": "consent.error.in_future",
        "before_given": "consent.error.before_given",
        "expires_early": "consent.error.expires_early",
        "no_place": "consent.error.no_place",
        "not_by": "consent.error.not_by",
        "version": "consent.error.version",
    }
)


@dataclass(frozen=True)
class Consent:
    """What one person answered about one purpose."""

    purpose: str
    """A key of `consent_purpose`."""
    version: int
    """The version of the text that was read."""
    given_on: date
    how: str = WITH_PAPER
    """A key of `consent_given_how`."""
    given_by: str = "person"
    """One of `GIVEN_BY`."""
    kept_at: str = ""
    """Where the paper lies, in words."""
    withdrawn_on: date | None = None
    expires_on: date | None = None
    """The last day it stands; None if it has none."""
    is_refusal: bool = False
    """The person was asked and said no, which is an answer and not a gap."""


@dataclass(frozen=True)
class Purpose:
    """What is consented to."""

    key: str
    version: int
    """The version of the text in use now."""
    standing_versions: frozenset[int] = frozenset()
    """Earlier versions that still cover it, as when only words were mended."""
    warning_days: int = WARNING_DAYS

    def accepts(self, version: int) -> bool:
        """Whether a consent to this version of the text covers the purpose."""
        return version == self.version or version in self.standing_versions


@dataclass(frozen=True)
class ConsentState:
    """How one person's consent to one purpose stands."""

    state: str
    """One of `STATES`."""
    reason: Message
    """Why, in words; days as dd.mm.yyyy."""
    consent: Consent | None = None
    """The answer that it rests on; None if there is none."""

    @property
    def is_valid(self) -> bool:
        """Whether it may be relied on today."""
        return self.state in VALID_STATES


def judge_consent(consents: Iterable[Consent], purpose: Purpose, today: date) -> ConsentState:
    """How one person's consent to the purpose stands today; `consents` are that person's, for any purposes.

    The person's last word counts: the latest answer or withdrawal, whichever came last; on one and the same day no
    goes before yes. A withdrawal counts as soon as it is registered, whatever its day; an answer from its day on. Then:

    1. `missing`: no answer.
    2. `withdrawn`: the last word is a withdrawal or a no.
    3. `expired`: its last day has passed.
    4. `old_version`: given to an earlier text that no longer covers the purpose; it has to be asked again.
    5. `expiring`: it stands, and its last day is at most `warning_days` away.
    6. `given`: it stands.
    """
    answers = [one for one in consents if one.purpose == purpose.key and one.given_on <= today]
    if not answers:
        return ConsentState("missing", Message(REASONS["missing"], version=purpose.version))
    last = max(answers, key=lambda one: (_find_last_word(one), _says_no(one), one.version))
    if last.is_refusal:
        return ConsentState("withdrawn", Message(REASONS["refused"], day=write_day(last.given_on)), last)
    if last.withdrawn_on is not None:
        reason = Message(REASONS["withdrawn"], day=write_day(last.withdrawn_on))
        return ConsentState("withdrawn", reason, last)
    if last.expires_on is not None and last.expires_on < today:
        return ConsentState("expired", Message(REASONS["expired"], day=write_day(last.expires_on)), last)
    if not purpose.accepts(last.version):
        reason = Message(REASONS["old_version"], given=last.version, current=purpose.version)
        return ConsentState("old_version", reason, last)
    if last.expires_on is not None and (last.expires_on - today).days <= purpose.warning_days:
        day = write_day(last.expires_on)
        return ConsentState("expiring", Message(REASONS["expiring"], day=day), last)
    return ConsentState("given", Message(REASONS["given"], day=write_day(last.given_on)), last)


def list_unsettled(
    people: Mapping[str, Iterable[Consent]], purpose: Purpose, today: date
) -> dict[str, ConsentState]:
    """Who has to be asked, with why: everybody whose consent is missing, expired, to an old text, or soon expires.

    `people` are each person's consents by whatever names the person. One who said no or withdrew is not asked again.
    """
    states = {person: judge_consent(consents, purpose, today) for person, consents in people.items()}
    return {person: state for person, state in states.items() if state.state not in {"given", "withdrawn"}}


def find_usable_parts(states: Mapping[str, ConsentState]) -> frozenset[str]:
    """What of a case may be used for the purpose, by the consents of its `jobseeker`, `mentor`, `employer`, `adviser`.

    A row needs the jobseeker's; the columns of mentor, employer and adviser each need their own beside it. Empty
    without the jobseeker's, whoever else has consented.
    """
    valid = frozenset(person for person, state in states.items() if state.is_valid)
    return valid if "jobseeker" in valid else frozenset()


def check_consent(consent: Consent, purpose: Purpose, today: date) -> tuple[Fault, ...]:
    """What is wrong with an entry, at its fields; empty when all is well."""
    faults: list[Fault] = []
    given = write_day(consent.given_on)
    if consent.given_on > today:
        faults.append(Fault("given_on", Message(WORDS["in_future"])))
    if consent.withdrawn_on is not None and consent.withdrawn_on < consent.given_on:
        faults.append(Fault("withdrawn_on", Message(WORDS["before_given"], day=given)))
    if consent.withdrawn_on is not None and consent.withdrawn_on > today:
        faults.append(Fault("withdrawn_on", Message(WORDS["in_future"])))
    if consent.expires_on is not None and consent.expires_on < consent.given_on:
        faults.append(Fault("expires_on", Message(WORDS["expires_early"], day=given)))
    if consent.how == WITH_PAPER and not consent.kept_at.strip() and not consent.is_refusal:
        faults.append(Fault("kept_at", Message(WORDS["no_place"])))
    if consent.given_by not in GIVEN_BY:
        faults.append(Fault("given_by", Message(WORDS["not_by"])))
    if not 1 <= consent.version <= purpose.version:
        faults.append(Fault("version", Message(WORDS["version"], current=purpose.version)))
    return tuple(faults)


def _says_no(consent: Consent) -> bool:
    return consent.is_refusal or consent.withdrawn_on is not None


def _find_last_word(consent: Consent) -> date:
    """The day of the last thing the person said about it."""
    if consent.withdrawn_on is None:
        return consent.given_on
    return max(consent.given_on, consent.withdrawn_on)
