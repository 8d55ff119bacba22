"""What is handed out of a de-identified release: the cases under pseudonyms, a code book, and what the receiver has to do.

It is personal data, and every page in it says so first. No cell is a name, a date or a text: codes alone, and the pseudonym.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from hybridmentor import i18n
from hybridmentor.documents.published_table import PublishedColumn, TableRefused, arrange_table, write_csv
from hybridmentor.documents.release_package import pack_files, write_sums
from hybridmentor.documents.release_page import (
    Html,
    mark_code,
    show,
    write_heading,
    write_list,
    write_page,
    write_paragraph,
    write_table,
    write_terms,
)
from hybridmentor.domain.release_variables import Variable, name_about, name_label, name_value
from hybridmentor.i18n import LANGUAGES, format_long

DATA_FILE = "data.csv"
PSEUDONYM = "pseudonym"
SHAPE = re.compile(r"p[0-9a-f]{32}", re.ASCII)
DUTIES = ("agreement_only", "store", "no_linking", "no_passing", "withdrawn", "delete", "breach")
"""What the receiver has to do; the words are `deidentified.duty.<key>`."""
Translate = Callable[..., str]


@dataclass(frozen=True)
class DeidentifiedFacts:
    """What the pages say of the study, the agreement and the receiver. Texts stand as they were written."""

    title: str
    purpose: str
    legal_basis: str
    receiver: str
    agreement: str
    agreed_on: date
    made_on: date
    expires_on: date
    """The last day that the receiver may have the file."""
    contact_name: str
    """Whom to tell about withdrawals, losses and questions."""
    contact_email: str


def make_deidentified_package(
    frame: pl.DataFrame,
    pseudonyms: Sequence[str],
    variables: Sequence[Variable],
    facts: DeidentifiedFacts,
    *,
    translate: Translate = i18n.translate,
) -> bytes:
    """The package as one ZIP file. `frame` holds the variables in their order, and `pseudonyms` stand for its rows.

    TableRefused for a cell that is no value of its variable, for no row, and for a pseudonym that is none or stands twice.
    """
    columns = tuple(PublishedColumn(variable, 0) for variable in variables)
    files: dict[str, bytes] = {DATA_FILE: write_rows(frame, pseudonyms, columns)}
    for language in LANGUAGES:
        wording = _Wording(language, facts, translate)
        files[f"README.{language}.html"] = wording.write_readme()
        files[f"codebook.{language}.html"] = wording.write_code_book(columns)
    files["SHA256SUMS"] = write_sums(files)
    return pack_files(files)


def write_rows(frame: pl.DataFrame, pseudonyms: Sequence[str], columns: Sequence[PublishedColumn]) -> bytes:
    """The table as CSV, in the order of the pseudonyms, which is none that tells of anything else."""
    if len(set(pseudonyms)) != frame.height or not all(SHAPE.fullmatch(one) for one in pseudonyms):
        raise TableRefused
    # For its checks alone: every cell has to be a value of its variable.
    arrange_table(frame, columns)
    plain = frame.select(pl.col(column.key).cast(pl.String) for column in columns)
    return write_csv(plain.insert_column(0, pl.Series(PSEUDONYM, list(pseudonyms))).sort(PSEUDONYM))


class _Wording:
    """The pages in one language."""

    def __init__(self, language: str, facts: DeidentifiedFacts, translate: Translate) -> None:
        self.language, self.facts, self.translate = language, facts, translate

    def say(self, name: str, /, **params: object) -> str:
        return self.translate(self.language, f"deidentified.{name}", **params)  # words: deidentified.

    def day(self, value: date) -> str:
        return format_long(self.language, value)

    def warn(self) -> Html:
        """The first thing on every page."""
        words = show(self.say("readme.warning", day=self.day(self.facts.expires_on)))
        return Html(f'<p style="border:3px solid #ba3a26;padding:1rem"><strong>{words}</strong></p>')

    def write_readme(self) -> bytes:
        """What the file is and what its receiver has to do."""
        facts = self.facts
        told = [
            (self.say("readme.study"), facts.title),
            (self.say("receiver"), facts.receiver),
            (self.say("purpose"), facts.purpose),
            (self.say("readme.legal_basis"), facts.legal_basis),
            (
                self.say("readme.agreement"),
                self.say("readme.agreement_of", agreement=facts.agreement, day=self.day(facts.agreed_on)),
            ),
            (self.say("readme.made_on"), self.day(facts.made_on)),
            (self.say("readme.delete_by"), self.day(facts.expires_on)),
            (self.say("readme.contact"), f"{facts.contact_name}, {facts.contact_email}"),
        ]
        duties = [
            self.say(f"duty.{key}", day=self.day(facts.expires_on), contact=facts.contact_email)
            for key in DUTIES
        ]
        parts = [
            self.warn(),
            write_terms(told),
            write_heading(2, self.say("readme.duties")),
            write_list(duties, in_order=True),
            write_heading(2, self.say("readme.pseudonyms")),
            write_paragraph(self.say("readme.pseudonyms_text")),
            write_heading(2, self.say("readme.files")),
            write_list(self.say(f"readme.file.{key}") for key in ("data", "codebook", "sums")),
        ]
        return write_page(self.language, self.say("readme.title", study=facts.title), parts)

    def write_code_book(self, columns: Sequence[PublishedColumn]) -> bytes:
        """What each column is, and every value that it can hold."""
        parts = [self.warn(), write_paragraph(self.say("book.intro")), *self.write_first()]
        for column in columns:
            parts += self.write_column(column)
        return write_page(self.language, self.say("book.title", study=self.facts.title), parts)

    def write_first(self) -> Iterator[Html]:
        yield write_heading(2, self.say("book.pseudonym"))
        terms = [(self.say("book.name"), mark_code(PSEUDONYM))]
        yield write_terms([*terms, (self.say("book.about"), self.say("readme.pseudonyms_text"))])

    def write_column(self, column: PublishedColumn) -> Iterator[Html]:
        variable = column.variable
        label = self.translate(self.language, name_label(variable))
        yield write_heading(2, label)
        yield write_terms(
            [
                (self.say("book.name"), mark_code(column.key)),
                (self.say("book.about"), self.translate(self.language, name_about(variable))),
                (self.say("book.consent"), " ".join(map(self.say_consent, variable.concerns))),
            ]
        )
        yield write_table(
            self.say("book.values", label=label),
            [self.say("book.value"), self.say("book.meaning")],
            [
                [mark_code(code), self.translate(self.language, name_value(variable, code))]
                for code in column.values
            ],
        )

    def say_consent(self, person: str) -> str:
        return self.say(f"book.consent.{person}")
