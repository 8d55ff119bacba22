"""The check of what people write about people: what surely tells who somebody is goes back, the rest is proposed.

It is part of every form that is sent (`submit.carry_out`) and looks at the fields with `is_told`. Nothing of what it finds is
logged or kept: it stands at the field, and after saving as kinds alone.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from babel.dates import get_month_names
from flask import request

from hybridmentor.crypto import hash_token
from hybridmentor.domain.disclosure_dates import MONTHS
from hybridmentor.domain.disclosure_finding import KIND_WORDS
from hybridmentor.domain.disclosure_people import (
    OTHER,
    Mention,
    find_mentions,
    list_lookup_terms,
    replace_mentions,
)
from hybridmentor.domain.experience_draft import PROPOSALS, Places, find_told
from hybridmentor.errors import Message
from hybridmentor.i18n import say
from hybridmentor.queries.experience_sources import gather_places
from hybridmentor.queries.known_names import Surroundings, gather_known_names
from hybridmentor.web.fields import HybridForm, Offer, TextField, locate_fault
from hybridmentor.web.guards import get_actor
from hybridmentor.web.state import get_session, get_state
from hybridmentor.web.words import get_language

NEUTRAL, STANDS = "hm_neutral", "hm_stands"
"""Names of the ticks that answer the check: names of fields to be worded neutrally, tokens of what is to stand."""
MOST_FAULTS, LONGEST_QUOTE = 5, 60
UNTOLD = frozenset({"date"})
"""Kinds that are not mentioned after saving: the day of a meeting stands in every second note."""


class TextCheck:
    """What the told texts of a sent form tell. Made before the form is validated, asked after.

    Where a tick says so, what must not stand has been worded neutrally at once; with `must_answer` the proposals too.
    `case_ids` are the cases that the texts are about; only those the actor sees add names. Without text nothing is looked up.
    With `leaves_case` those who read the texts do not know the cases: their companies, places and offices tell as well.
    """

    def __init__(
        self,
        form: HybridForm,
        case_ids: Sequence[UUID] = (),
        *,
        must_answer: bool = False,
        leaves_case: bool = False,
    ) -> None:
        self._must_answer = must_answer
        self._fields: list[TextField] = [
            field
            for field in form
            # What is too long is refused for that.
            if isinstance(field, TextField) and field.is_told and field.data and len(field.data) <= field.most
        ]
        self._mentions: dict[str, list[Mention]] = {}
        if not self._fields:
            return
        terms = {term for field in self._fields for term in list_lookup_terms(field.data or "")}
        around = gather_known_names(get_session(), get_actor(), terms, case_ids)
        where = gather_places(get_session(), get_actor(), case_ids) if leaves_case else None
        wanted = request.form.getlist(NEUTRAL)
        for field in self._fields:
            found = look(field, around, where)
            if field.name in wanted:
                chosen = [one for one in found if one.finding.sure or must_answer]
                field.replace_text(replace_mentions(field.data or "", chosen, write_wording))
                found = look(field, around, where)
            self._mentions[field.name] = found

    def report(self) -> bool:
        """Put a fault at each field that must not be kept so, with what can be answered; whether there is none."""
        faulty = [field for field in self._fields if not self._report_field(field)]
        return not faulty

    def list_proposed(self) -> list[str]:
        """The kinds of what may tell who somebody is, each once, to be looked at after saving; none that was answered."""
        if self._must_answer:
            return []
        kinds = [
            one.finding.kind for found in self._mentions.values() for one in found if not one.finding.sure
        ]
        return [kind for kind in KIND_WORDS if kind in kinds and kind not in UNTOLD]

    def _report_field(self, field: TextField) -> bool:
        found = self._mentions[field.name]
        text = field.data or ""
        sure = [one for one in found if one.finding.sure]
        asked = [one for one in found if not one.finding.sure] if self._must_answer else []
        token = make_token(field.name, text, asked) if asked else None
        if token is not None and token in request.form.getlist(STANDS):
            asked = []
        if not sure and not asked:
            return True
        # An identity number has been refused by the field itself, whoever asks.
        told = [one for one in found if one in asked or (one in sure and one.finding.kind != "national_id")]
        field.errors = sorted([*field.errors, *list_faults(text, told)], key=find_line)
        field.offer = Offer(token if asked else None)
        return False


def look(field: TextField, around: Surroundings, where: Places | None = None) -> list[Mention]:
    """What the text of the field tells; with `where` the names of companies, places and offices too."""
    if where is not None:
        return find_told(field.data or "", around.people, where)
    return find_mentions(field.data or "", around.people, around.firms)


def find_line(fault: Message | str) -> int:
    """The line that a fault stands in; 0 for one that names none."""
    line = fault.params.get("line") if isinstance(fault, Message) else None
    return line if isinstance(line, int) else 0


def list_faults(text: str, mentions: Iterable[Mention]) -> list[Message]:
    """A sentence for each, the same words once; of many the first ones, and how many more there are."""
    faults: dict[tuple[str, str], Message] = {}
    for mention in mentions:
        quoted = quote(text, mention)
        fault = make_fault(mention, quoted)
        faults.setdefault((fault.id, quoted.casefold()), locate_fault(fault, text, mention.finding.start))
    told = list(faults.values())
    left = len(told) - MOST_FAULTS
    if left <= 0:
        return told
    # The last line, wherever what is left out stands.
    return [*told[:MOST_FAULTS], Message("disclosure.more", n=left, line=text.count("\n") + 1)]


def quote(text: str, mention: Mention) -> str:
    """The words that were found, on one line and not too long."""
    words = " ".join(text[mention.finding.start : mention.finding.end].split())
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + "…"


def make_fault(mention: Mention, quoted: str) -> Message:
    """What a finding is, with what to write instead."""
    finding, wording = mention.finding, name_wording(mention)
    if not finding.sure:
        # words: disclosure.kind.
        kind = f"disclosure.kind.{mention.whose}" if mention.whose in PROPOSALS else KIND_WORDS[finding.kind]
        return Message("disclosure.ask", text=quoted, kind=Message(kind), wording=wording)
    # words: disclosure.fault.
    what = (mention.whose or OTHER) if finding.kind == "name" else finding.kind
    return Message(f"disclosure.fault.{what}", text=quoted, wording=wording)


def name_wording(mention: Mention) -> Message:
    """The neutral words for a finding; a day becomes its month."""
    if mention.finding.kind == "date":
        number = MONTHS.index(mention.finding.proposal.rpartition(" ")[2]) + 1
        return Message(
            "disclosure.wording.date", month=get_month_names("wide", locale=get_language())[number]
        )
    # words: disclosure.wording.
    return Message(f"disclosure.wording.{mention.wording}")


def write_wording(mention: Mention) -> str:
    """The neutral words in the writer's language."""
    return say(get_language(), name_wording(mention))


def make_token(name: str, text: str, mentions: Iterable[Mention]) -> str:
    """What says that just these words of the field may stand; other words need another answer."""
    keyring = get_state().keyring
    words = [text[one.finding.start : one.finding.end] for one in mentions]
    return hash_token(keyring.keys[keyring.current], repr(("stands", name, words))).hex()
