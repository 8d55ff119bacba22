"""Contact as reported in words (AFI-notat 2022:01, table 1), coded as frequency, form, fixed and state.

A small grammar, not a list of known cells. Words it does not know are a fault, never a guess; the words are
kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass

from hybridmentor.domain import contact_vocabulary as vocabulary
from hybridmentor.domain.contact_vocabulary import DAYS_PER_MONTH, DAYS_PER_QUARTER, DAYS_PER_WEEK
from hybridmentor.errors import InvalidInput, Message

FREQUENCIES = (
    "daily",
    "several_per_week",
    "weekly",
    "two_three_per_month",
    "monthly",
    "every_six_weeks",
    "quarterly",
    "a_few_times",
    "only_at_start",
    "hardly_any",
    "never",
    "regular_unspecified",
    "often_unspecified",
    "little_unspecified",
    "not_stated",
)
FORMS = ("phone", "email", "at_company", "at_nav_office", "digital", "meeting")
STATES = ("employer_is_mentor", "declined_by_jobseeker", "not_relevant", "only_topic")

# The longest mean interval in days that a code still covers. The limits between two_three_per_month, monthly
# and less are those of our computed frequency: 3.5, 1.5 and 0.75 contact days a month. Five times a week is
# every working day. Between six weeks (42 days) and a quarter (91 days) the limit is their geometric mean, so
# "hver 2. måned" is nearer to six weeks; a quarter reaches half as far again, and what is rarer ("to ganger i
# året") has no code.
LONGEST_INTERVAL = (
    ("daily", DAYS_PER_WEEK / 5),
    ("several_per_week", DAYS_PER_WEEK / 1.5),
    ("weekly", DAYS_PER_MONTH / 3.5),
    ("two_three_per_month", DAYS_PER_MONTH / 1.5),
    ("monthly", DAYS_PER_MONTH / 0.75),
    ("every_six_weeks", (42 * DAYS_PER_QUARTER) ** 0.5),
    ("quarterly", DAYS_PER_QUARTER * 1.5),
)
MOST_TIMES_IN_ALL = 5
"""So many times in all are still "a few"."""

MOST_DIGITS = 3
"""A longer number is no count of contacts."""

TOKEN = re.compile(r"\d+|(?:ca|pr|ift|mnd|pga)\.|[^\W\d_]+(?:-[^\W\d_]+)*|\S")


@dataclass(frozen=True)
class ReportedContact:
    """One cell of table 1: the words as printed, and what they say."""

    words: str
    frequency: str
    """One of `FREQUENCIES`; `not_stated` where the cell says only something else."""
    forms: tuple[str, ...]
    """Of `FORMS`, in the order named. `meeting` is a meeting whose place is not said."""
    fixed: bool
    """Whether the contact is said to be fixed ("fast")."""
    state: str | None
    """One of `STATES`, or None for an ordinary relationship."""

    @property
    def code(self) -> dict[str, object]:
        """The coding as plain data: `{"frequency", "forms", "fixed", "state"}`."""
        return {
            "frequency": self.frequency,
            "forms": list(self.forms),
            "fixed": self.fixed,
            "state": self.state,
        }


def read_reported_contact(text: str) -> ReportedContact:
    """Code a cell of reported contact; empty and "Mangler info" are `not_stated`.

    Capitals and spacing do not matter. InvalidInput for words the grammar does not know (named in the
    message), known words in an order that says nothing, two frequencies, and an interval that no code covers.
    """
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return _Reader(words).read()


class _Reader:
    """Reads the tokens of one cell from left to right.

    A rule consumes what it understands or leaves all as it was.
    """

    def __init__(self, words: str) -> None:
        self.words = words
        self.tokens = [part for token in TOKEN.findall(_plain(words)) for part in _part_range(token)]
        self.at = 0
        self.frequency: str | None = None
        self.vague = False
        self.forms: list[str] = []
        self.fixed = False
        self.state: str | None = None

    def read(self) -> ReportedContact:
        stated = not self.tokens
        rules: tuple[Callable[[], bool], ...] = (
            self.read_missing,
            self.read_state,
            self.read_only,
            self.read_rate,
            self.read_interval,
            self.read_vague,
            self.read_form,
        )
        while self.at < len(self.tokens):
            if any(rule() for rule in rules):
                stated = True
            elif self.tokens[self.at] in vocabulary.FILLERS:
                self.at += 1
            else:
                raise self.complain()
        if not stated:
            raise self.complain()
        return ReportedContact(
            self.words, self.frequency or "not_stated", tuple(self.forms), self.fixed, self.state
        )

    def complain(self) -> InvalidInput:
        unknown = list(dict.fromkeys(token for token in self.tokens[self.at :] if not _is_known(token)))
        if unknown:
            return InvalidInput(Message("reported_contact.unknown_words", words=", ".join(unknown)))
        return InvalidInput(Message("reported_contact.not_understood", words=self.words))

    def peek(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else ""

    def skip(self, words: set[str]) -> bool:
        if self.peek() in words:
            self.at += 1
            return True
        return False

    def skip_phrase(self, phrases: Collection[tuple[str, ...]]) -> tuple[str, ...] | None:
        """Consume the longest of the phrases that stands here."""
        for phrase in sorted(phrases, key=len, reverse=True):
            if tuple(self.tokens[self.at : self.at + len(phrase)]) == phrase:
                self.at += len(phrase)
                return phrase
        return None

    def set_frequency(self, code: str, *, vague: bool = False) -> None:
        """Keep the frequency; a number is more than "jevnlig", which may stand beside it."""
        if self.frequency is not None and not (
            "regular_unspecified" in (self.frequency, code) and self.vague != vague
        ):
            raise InvalidInput(Message("reported_contact.two_frequencies", words=self.words))
        if self.frequency is None or self.vague:
            self.frequency, self.vague = code, vague

    def set_interval(self, days: float) -> None:
        for code, longest in LONGEST_INTERVAL:
            if days <= longest + 1e-9:
                self.set_frequency(code)
                return
        raise InvalidInput(Message("reported_contact.no_code", words=self.words))

    def set_state(self, state: str) -> None:
        if self.state not in {None, state}:
            raise InvalidInput(Message("reported_contact.two_states", words=self.words))
        self.state = state

    def read_missing(self) -> bool:
        """The words "Mangler info" say nothing, and so stand alone."""
        at = self.at
        if self.skip_phrase(vocabulary.NOT_STATED) is None:
            return False
        rest = [token for token in self.tokens[:at] + self.tokens[self.at :] if token not in {"."}]
        if rest:
            self.at = at
            raise self.complain()
        return True

    def read_state(self) -> bool:
        phrase = self.skip_phrase(vocabulary.STATES_NAMED)
        if phrase is None:
            return False
        self.set_state(vocabulary.STATES_NAMED[phrase])
        # The reason that follows is in the adviser's own words, which are kept and not coded.
        if self.state == "not_relevant":
            self.at = len(self.tokens)
        return True

    def read_only(self) -> bool:
        """Read "Kun ved oppstart [measure][, ikke ift measure]", or "Kun samtaler om" and a topic."""
        at = self.at
        if self.skip(vocabulary.ONLY):
            if self.peek() in vocabulary.TALKS and self.peek(1) == "om" and self.peek(2):
                self.set_state("only_topic")
                self.at = len(self.tokens)
                return True
            if self.skip(vocabulary.AT) and self.skip(vocabulary.START):
                self.read_measure()
                self.read_other_measure()
                self.set_frequency("only_at_start")
                return True
        self.at = at
        return False

    def read_measure(self) -> bool:
        at = self.at
        self.skip(vocabulary.REGARDING)
        if self.skip(vocabulary.MEASURES):
            return True
        self.at = at
        return False

    def read_other_measure(self) -> None:
        at = self.at
        self.skip({","})
        if not (self.skip(vocabulary.NOT) and self.read_measure()):
            self.at = at

    def read_number(self) -> float | None:
        """A number in digits or words, or the middle of a range ("2-3", "to til tre", "2.-3.").

        "et par" is two.
        """
        least = self.read_single()
        if least is None:
            return None
        at = self.at
        self.skip({"."})
        if self.skip(vocabulary.UNTIL):
            most = self.read_single()
            if most is not None and most > least:
                return (least + most) / 2
        self.at = at
        return least

    def read_single(self) -> float | None:
        if self.skip_phrase(vocabulary.COUPLES):
            return 2.0
        token = self.peek()
        if token.isdecimal() and len(token) <= MOST_DIGITS:
            self.at += 1
            return float(token)
        if token in vocabulary.NUMBERS:
            self.at += 1
            return float(vocabulary.NUMBERS[token])
        return None

    def read_rate(self) -> bool:
        """Read "[cirka] N ganger per uke", "N ganger hver 3.

        Uke", "flere ganger i uka" or "N ganger totalt".
        """
        at = self.at
        self.skip(vocabulary.ABOUT)
        several = self.skip(vocabulary.SEVERAL)
        number = None if several else self.read_number()
        if several or number is not None:
            counted = self.skip(vocabulary.TIMES)
            if counted and number is not None and self.skip_phrase(vocabulary.IN_ALL):
                if not 1 <= number <= MOST_TIMES_IN_ALL:
                    raise InvalidInput(Message("reported_contact.no_code", words=self.words))
                self.set_frequency("a_few_times")
                return True
            days = self.read_period(bare=counted)
            if days is not None:
                self.set_rate(number, days)
                return True
        self.at = at
        return False

    def set_rate(self, number: float | None, days: float) -> None:
        if number is None:
            # "Several" says at least two: enough for a week or a day, but between two codes for a month.
            if days > DAYS_PER_WEEK:
                raise InvalidInput(Message("reported_contact.no_code", words=self.words))
            self.set_frequency("daily" if days <= 1 else "several_per_week")
        elif number == 0:
            self.set_frequency("never")
        else:
            self.set_interval(days / number)

    def read_period(self, *, bare: bool) -> float | None:
        """The period after "N ganger", in days: "per uke", "hver 3. uke", "annenhver uke"."""
        at = self.at
        if bare:
            days = self.read_every()
            if days is not None:
                return days
        if self.skip(vocabulary.PER):
            days = self.read_unit()
            if days is not None:
                return days
        self.at = at
        return None

    def read_interval(self) -> bool:
        """Read "[cirka] hver 6. uke", "annenhver uke", "hver uke" or "ukentlig"."""
        at = self.at
        self.skip(vocabulary.ABOUT)
        if self.peek() in vocabulary.ADVERBS:
            self.set_interval(vocabulary.ADVERBS[self.peek()])
            self.at += 1
            return True
        days = self.read_every()
        if days is not None:
            self.set_interval(days)
            return True
        self.at = at
        return False

    def read_every(self) -> float | None:
        """The days of "hver [number or ordinal] unit" or "annenhver unit"."""
        at = self.at
        count: float | None = None
        if self.skip_phrase(vocabulary.EVERY_OTHER):
            count = 2.0
        elif self.skip(vocabulary.EVERY):
            self.skip(vocabulary.ABOUT)
            count = self.read_ordinal() or 1.0
        days = self.read_unit() if count is not None else None
        if count is None or days is None:
            self.at = at
            return None
        return count * days

    def read_ordinal(self) -> float | None:
        if self.peek() in vocabulary.ORDINALS:
            self.at += 1
            return float(vocabulary.ORDINALS[self.tokens[self.at - 1]])
        number = self.read_number()
        if number is not None:
            self.skip({"."})
        return number

    def read_unit(self) -> float | None:
        if self.peek() in vocabulary.UNITS:
            self.at += 1
            return vocabulary.UNITS[self.tokens[self.at - 1]]
        return None

    def read_vague(self) -> bool:
        """A frequency without a number; "ett par ganger" may be followed by "totalt"."""
        at = self.at
        self.skip(vocabulary.ABOUT)
        phrase = self.skip_phrase(vocabulary.VAGUE)
        if phrase is None:
            self.at = at
            return False
        self.skip_phrase(vocabulary.IN_ALL)
        self.set_frequency(vocabulary.VAGUE[phrase], vague=True)
        return True

    def read_form(self) -> bool:
        phrase = self.skip_phrase(vocabulary.FORMS_NAMED)
        if phrase is not None:
            self.add_form(vocabulary.FORMS_NAMED[phrase])
        elif self.skip(vocabulary.FIXED):
            self.fixed = True
        else:
            return False
        return True

    def add_form(self, form: str) -> None:
        if form not in self.forms:
            self.forms.append(form)


def _plain(words: str) -> str:
    """Small letters, and every kind of dash as a hyphen."""
    return re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFC", words.casefold()))


def _part_range(token: str) -> list[str]:
    """A hyphen between two number words parts them ("to-tre").

    Any other hyphen belongs to the word ("e-post").
    """
    parts = token.split("-")
    return (
        [parts[0], "-", parts[1]]
        if len(parts) == 2 and all(part in vocabulary.NUMBERS for part in parts)
        else [token]
    )


def _is_known(token: str) -> bool:
    return token in vocabulary.KNOWN or token.isdecimal()
