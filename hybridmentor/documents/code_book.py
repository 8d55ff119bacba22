"""The code book of a release: what each column is, how it came to be, and every value that it can hold.

The values are those that the public hierarchy has at the level that is used, whether or not any case has them, and nothing is
counted: a list of the values that occur would tell which do not, and a number how many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from hybridmentor.documents.published_table import PublishedColumn
from hybridmentor.documents.release_page import (
    Html,
    mark_code,
    mark_language,
    write_heading,
    write_link,
    write_list,
    write_page,
    write_paragraph,
    write_table,
    write_terms,
)
from hybridmentor.documents.study_facts import StudyFacts
from hybridmentor.domain.anonymity.hierarchy import TOP
from hybridmentor.domain.release_variables import (
    NONE,
    NOT_REGISTERED,
    NOT_RELEVANT,
    UNKNOWN,
    get_hierarchy,
    name_about,
    name_label,
    name_value,
)

SHARED = (UNKNOWN, NONE, NOT_REGISTERED, NOT_RELEVANT, TOP)
"""Values that mean the same in every column."""
Translate = Callable[..., str]


def write_code_book(
    columns: Sequence[PublishedColumn], study: StudyFacts, language: str, *, translate: Translate
) -> bytes:
    """The page in a language, in UTF-8."""
    wording = _Wording(language, translate)
    parts = [*wording.write_opening(study, columns), *wording.write_shared()]
    for column in columns:
        parts += wording.write_column(column)
    return write_page(language, wording.say("title", study=study.title), parts)


class _Wording:
    """The parts of the page in one language."""

    def __init__(self, language: str, translate: Translate) -> None:
        self.language = language
        self.translate = translate

    def say(self, name: str, /, **params: object) -> str:
        return self.translate(self.language, f"code_book_file.{name}", **params)  # words: code_book_file.

    def name(self, column: PublishedColumn) -> str:
        return self.translate(self.language, name_label(column.variable))

    def write_opening(self, study: StudyFacts, columns: Sequence[PublishedColumn]) -> Iterator[Html]:
        yield write_paragraph(self.say("intro"))
        yield write_paragraph(self.say("no_counts"))
        yield write_terms(
            [
                (self.say("study"), mark_language(study.title, study.language, self.language)),
                (self.say("release"), str(study.number)),
            ]
        )
        yield write_heading(2, self.say("columns"))
        yield write_list(
            Html(f"{write_link(column.key, self.name(column))} ({mark_code(column.key)})")
            for column in columns
        )

    def write_shared(self) -> Iterator[Html]:
        yield write_heading(2, self.say("shared"))
        yield write_table(
            self.say("shared.caption"),
            [self.say("value"), self.say("meaning")],
            [
                [
                    mark_code(code),
                    self.say(f"shared.{'top' if code == TOP else code}"),
                ]  # words: code_book_file.shared.
                for code in SHARED
            ],
        )
        yield write_paragraph(self.say("numbers"))

    def write_column(self, column: PublishedColumn) -> Iterator[Html]:
        variable = column.variable
        yield write_heading(2, self.name(column), column.key)
        yield write_terms(
            [
                (self.say("name"), mark_code(column.key)),
                (self.say("about"), self.translate(self.language, name_about(variable))),
                (self.say("role"), self.say(f"role.{variable.role}")),  # words: code_book_file.role.
                (self.say("consent"), self.say_consent(column)),
                (self.say("detail"), self.say_detail(column)),
                (self.say("order"), self.say("order.yes" if column.is_ordered else "order.no")),
            ]
        )
        yield write_table(
            self.say("values", label=self.name(column)),
            [self.say("value"), self.say("number"), self.say("meaning")],
            [
                [mark_code(code), str(number), self.translate(self.language, name_value(variable, code))]
                for number, code in enumerate(column.values, 1)
            ],
        )

    def say_consent(self, column: PublishedColumn) -> str:
        # words: code_book_file.consent.
        return " ".join(self.say(f"consent.{who}") for who in column.variable.concerns)

    def say_detail(self, column: PublishedColumn) -> str:
        height = get_hierarchy(column.variable.hierarchy).height
        if column.values == (TOP,):
            return self.say("detail.none")
        if column.level == 0:
            return self.say("detail.whole")
        return self.say("detail.coarser", level=column.level, most=height - 1)
