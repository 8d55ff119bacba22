"""The forms of a cohort: what it is called, who is in it, what has been said, and the decision."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from wtforms.form import BaseForm

from hybridmentor.domain.cohort_pairing import METHODS
from hybridmentor.errors import Message
from hybridmentor.queries.cohort_pairings import LOCKS
from hybridmentor.queries.cohorts import KINDS
from hybridmentor.services.cohorts import LOCK, SAY, SAYINGS
from hybridmentor.web.addresses import read_id
from hybridmentor.web.fields import (
    ChoiceField,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    SeveralField,
    ShownField,
    TextField,
    YesField,
    offer,
)
from hybridmentor.web.words import hm_t


class CohortForm(HybridForm):
    """What a cohort is called."""

    title = TextField("cohort.title", [NeedsAnswer()], 120, is_told=True)

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: self[name].data for name in ("title", "kind") if name in self}


class NewCohortForm(CohortForm):
    """What makes a cohort: what its cases are paired with, and of which office, only where there are several."""

    kind = ChoiceField("cohort.kind", [NeedsAnswer("error.choose")])
    office = ChoiceField("cohort.office", [NeedsAnswer("error.choose")])

    def offer_kinds(self) -> None:
        """Fill the choices.  # words: cohort.kind."""
        self.kind.choices = [(key, hm_t(f"cohort.kind.{key}")) for key in KINDS]


class MembersForm(HybridForm):
    """Who is in a cohort, of those on one page: ticked are those who are. What was shown is sent along."""

    chosen = SeveralField("cohort.chosen", [])
    was_shown = ShownField("")
    was_chosen = ShownField("")

    def offer_rows(self, rows: Sequence[tuple[UUID, str]], chosen: Iterable[UUID], *, filled: bool) -> None:
        """Fill the choices with the rows of the page; `filled` leaves what was sent as it is."""
        self.chosen.choices = [(str(row_id), words) for row_id, words in rows]
        if not filled:
            inside = [str(row_id) for row_id in chosen]
            self.chosen.data = inside
            self.was_shown.data = " ".join(str(row_id) for row_id, _ in rows)
            self.was_chosen.data = " ".join(inside)

    def read_shown(self) -> list[UUID]:
        """The rows of the page that was sent, at most a few pages' worth."""
        return read_ids((self.was_shown.data or "").split()[:200])

    def read_changes(self) -> tuple[set[UUID], set[UUID]]:
        """Who was ticked, and whose tick was taken away; what others have changed meanwhile is left as it is."""
        before = set(read_ids((self.was_chosen.data or "").split()))
        now = set(read_ids(self.chosen.data or ()))
        return now - before, before - now

    def check_shown(self, *, everyone: bool) -> bool:
        """Whether there was anybody to tick, or all are wanted."""
        if not everyone and not self.read_shown():
            self.add_fault(Message("cohort.error.nobody_shown"))
            return False
        return True


def read_ids(texts: Iterable[str]) -> list[UUID]:
    """The ids among the texts."""
    return [found for text in texts if (found := read_id(text)) is not None]


class SaidForm(HybridForm):
    """What one of a side has said of each of the other side on a page, and which of the pairs are locked."""

    def offer_rows(
        self, rows: Sequence[tuple[UUID, str]], stored: Mapping[str, str | None], sent: Any
    ) -> None:
        """Two fields for each of the other side, with what was sent or, without that, what is stored.

        # words: cohort.say. # words: cohort.lock.
        """
        said = offer([(key, hm_t(f"cohort.say.{key}")) for key in SAYINGS], empty=hm_t("cohort.say.none"))
        locks = offer([(key, hm_t(f"cohort.lock.{key}")) for key in LOCKS], empty=hm_t("cohort.lock.none"))
        for row_id, name in rows:
            for prefix, choices in ((SAY, said), (LOCK, locks)):
                field = f"{prefix}{row_id.hex}"
                label = hm_t(f"cohort.{prefix.rstrip('_')}.of", name=name)
                # WTForms gives fields to classes only; a class for each page would stay in memory.
                BaseForm.__setitem__(self, field, ChoiceField(label, [MayBeEmpty()]))
                self[field].process(sent, stored.get(field))
                self[field].choices = choices
                BaseForm.__setitem__(self, f"was_{field}", ShownField(""))
                self[f"was_{field}"].process(sent, stored.get(field))

    def read_sent(self, rows: Iterable[UUID]) -> dict[str, str | None]:
        """What was chosen, by field name."""
        return {
            f"{prefix}{one.hex}": self[f"{prefix}{one.hex}"].data or None
            for one in rows
            for prefix in (SAY, LOCK)
        }

    def read_shown(self, rows: Iterable[UUID]) -> dict[str, str | None]:
        """What the form was filled in with, by field name."""
        return {
            f"{prefix}{one.hex}": self[f"was_{prefix}{one.hex}"].data or None
            for one in rows
            for prefix in (SAY, LOCK)
        }

    def check_rows(self, rows: Sequence[UUID]) -> bool:
        """Whether anything was sent of anybody."""
        if not rows:
            self.add_fault(Message("cohort.error.nobody_shown"))
        return bool(rows)


class DecisionForm(HybridForm):
    """Which of the two pairings is chosen, and signs of those that were shown."""

    method = ChoiceField("cohort.method", [NeedsAnswer("error.choose")])
    was_optimal = ShownField("")
    was_stable = ShownField("")

    def offer_methods(self) -> None:
        """Fill the choices.  # words: cohort.method."""
        self.method.choices = [(key, hm_t(f"cohort.method.{key}")) for key in METHODS]

    def read_seen(self) -> str:
        """The sign of the pairing that was chosen, as it was shown."""
        return self[f"was_{self.method.data}"].data or ""


class SureForm(HybridForm):
    """Taking the cases out that one may not read."""

    sure = YesField("cohort.sure")

    def check_sure(self) -> bool:
        """Whether it is ticked; the fault stands at the box."""
        if not self.sure.data:
            self.add_fault(Message("cohort.error.sure"), "sure")
        return bool(self.sure.data)


class ReopenForm(HybridForm):
    """Opening a decided cohort again."""
