"""The disclosure report of a release: what was done so that nobody can be found in the file, and what it cost.

Written to be read aloud by somebody who is no statistician. Every figure comes from `ReleaseFacts`, which holds bands and limits
alone; the values that a variable was made coarser from and to are those of the public hierarchy. Nothing is read from the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from babel.dates import format_date

from hybridmentor.documents.published_table import PublishedColumn
from hybridmentor.documents.release_page import (
    Html,
    mark_language,
    write_heading,
    write_list,
    write_page,
    write_paragraph,
    write_table,
    write_terms,
)
from hybridmentor.documents.study_facts import StudyFacts
from hybridmentor.domain.release_facts import Band, ReleaseFacts, may_miss_many
from hybridmentor.domain.release_health import list_deciding
from hybridmentor.domain.release_variables import name_label, name_value
from hybridmentor.i18n import format_percent, format_whole

MOST_EXAMPLES = 4
"""So many values are named as examples of a level."""
Translate = Callable[..., str]


def write_report(
    columns: Sequence[PublishedColumn],
    facts: ReleaseFacts,
    study: StudyFacts,
    language: str,
    *,
    translate: Translate,
) -> bytes:
    """The page in a language, in UTF-8."""
    wording = _Wording(columns, facts, study, language, translate)
    sections = (
        wording.write_file,
        wording.write_work,
        wording.write_promises,
        wording.write_risk,
        wording.write_coarsened,
        wording.write_left_out,
        wording.write_checks,
        wording.write_doubts,
        wording.write_withdrawal,
        wording.write_duties,
        wording.write_figures,
    )
    parts = [part for section in sections for part in section()]
    return write_page(language, wording.say("title", study=study.title), parts)


class _Wording:
    """The sections of the report in one language."""

    def __init__(
        self,
        columns: Sequence[PublishedColumn],
        facts: ReleaseFacts,
        study: StudyFacts,
        language: str,
        translate: Translate,
    ) -> None:
        self.columns = {column.key: column for column in columns}
        self.facts, self.study = facts, study
        self.language, self.translate = language, translate

    def say(self, name: str, /, **params: object) -> str:
        return self.translate(self.language, f"release_report.{name}", **params)  # words: release_report.

    def write_section(self, name: str) -> Html:
        return write_heading(2, self.say(f"{name}.heading"))

    def name(self, key: str) -> str:
        return self.translate(self.language, name_label(self.columns[key].variable))

    def show_day(self, day: date) -> str:
        return format_date(day, "d MMMM y" if self.language == "en" else "d. MMMM y", locale=self.language)

    def show_percents(self, band: Band) -> str:
        return self.say("percents", low=band.low, high=band.high)

    def show_counts(self, band: Band) -> str:
        low, high = (format_whole(self.language, count) for count in (band.low, band.high))
        return self.say("counts", low=low, high=high)

    def show_share(self, share: Fraction) -> str:
        return format_percent(self.language, float(share * 100))

    def write_file(self) -> Iterator[Html]:
        """What the file is, and for what and whom."""
        study = self.study
        yield write_paragraph(self.say("lead"))
        yield self.write_section("file")
        yield write_paragraph(self.say("file.row"))
        yield write_paragraph(
            self.say(
                "file.cases",
                first=self.show_day(study.period_from_on),
                last=self.show_day(study.period_to_on),
                cases=self.show_counts(self.facts.rows_band),
            )
        )
        yield write_paragraph(self.say(f"file.{self.facts.kind}"))
        texts = {"study": study.title, "purpose": study.purpose, "legal_basis": study.legal_basis}
        yield write_terms(
            [
                *((self.say(f"file.{name}"), self.mark(text)) for name, text in texts.items()),
                (self.say("file.release"), str(study.number)),
                (self.say("file.contact"), f"{study.contact_name}, {study.contact_email}"),
            ]
        )

    def mark(self, text: str) -> Html:
        return mark_language(text, self.study.language, self.language)

    def write_work(self) -> Iterator[Html]:
        """What was done, in the order in which it was."""
        yield self.write_section("work")
        names = ("names", "dates", "coarser", "left_out", "order")
        yield write_list(self.say(f"work.{name}", others=self.facts.k - 1) for name in names)

    def write_promises(self) -> Iterator[Html]:
        """The guarantees, a sentence or two each."""
        rules = self.facts.rules
        yield self.write_section("promises")
        yield write_paragraph(self.say("promises.lead"))
        items = [self.say("promises.k", others=rules.k - 1, k=rules.k)]
        deciding = list_deciding(rules, [self.columns[key].variable for key in self.facts.variables])
        if deciding:
            items.append(self.say("promises.health", variables=", ".join(map(self.name, deciding))))
        if self.facts.sensitive:
            items += [
                self.say("promises.l", l=rules.l, share=self.show_share(rules.alpha)),
                self.say("promises.entropy", values=f"{rules.entropy_l:g}".replace(".", self.say("point"))),
                self.say(
                    "promises.t",
                    equal=self.show_share(rules.t_equal),
                    ordered=self.show_share(rules.t_ordered),
                ),
            ]
        items += [
            self.say(
                "promises.units",
                offices=rules.offices,
                employers=rules.employers,
                mentors=rules.mentors,
                advisers=rules.advisers,
            ),
            self.say(
                "promises.size",
                cases=format_whole(self.language, rules.fewest_cases),
                offices=rules.fewest_offices,
            ),
        ]
        yield write_list(items)

    def write_risk(self) -> Iterator[Html]:
        """How great the risk was, and is."""
        facts = self.facts
        yield self.write_section("risk")
        yield write_paragraph(self.say("risk.lead"))
        highest = self.say("risk.one_in", k=facts.smallest_class_at_least)
        yield write_table(
            self.say("risk.caption"),
            [self.say("risk.question"), self.say("risk.before"), self.say("risk.after")],
            [
                [
                    self.say("risk.alone"),
                    self.show_percents(facts.unique_before_band),
                    self.say("risk.none"),
                ],
                [self.say("risk.highest"), self.say("risk.sure"), highest],
                [
                    self.say("risk.average"),
                    self.say("risk.not_reckoned"),
                    self.show_percents(facts.average_risk_band),
                ],
            ],
        )
        if facts.presence_band is None:
            yield write_paragraph(self.say("risk.no_presence"))
        else:
            yield write_paragraph(self.say("risk.presence", share=self.show_percents(facts.presence_band)))

    def write_coarsened(self) -> Iterator[Html]:
        """Which variables tell less than before, and how much less."""
        facts = self.facts
        yield self.write_section("coarsened")
        yield write_paragraph(self.say("coarsened.lead"))
        if facts.coarsened:
            yield write_table(
                self.say("coarsened.caption"),
                [self.say(f"coarsened.{name}") for name in ("variable", "from", "to", "loss")],
                [self.list_change(key) for key in facts.coarsened],
            )
        whole = [self.name(key) for key in facts.quasi if key not in facts.coarsened]
        if whole:
            yield write_paragraph(self.say("coarsened.whole", variables=", ".join(whole)))
        if facts.sensitive:
            named = ", ".join(map(self.name, facts.sensitive))
            yield write_paragraph(self.say("coarsened.sensitive", variables=named))
        yield write_paragraph(self.say("coarsened.all", share=self.show_percents(facts.loss_band)))
        yield write_paragraph(
            self.say(
                "coarsened.optimal" if facts.optimal else "coarsened.not_optimal",
                choices=format_whole(self.language, facts.nodes),
            )
        )

    def list_change(self, key: str) -> list[str]:
        column = self.columns[key]
        emptied = key in self.facts.emptied
        return [
            self.name(key),
            self.show_examples(PublishedColumn(column.variable, 0)),
            self.say("coarsened.nothing") if emptied else self.show_examples(column),
            self.show_percents(self.facts.loss_by_variable[key]),
        ]

    def show_examples(self, column: PublishedColumn) -> str:
        """The first values of a level by their labels."""
        values = [
            self.translate(self.language, name_value(column.variable, code))
            for code in column.values[:MOST_EXAMPLES]
        ]
        listed = "; ".join(values)
        return self.say("coarsened.among", values=listed) if len(column.values) > MOST_EXAMPLES else listed

    def write_left_out(self) -> Iterator[Html]:
        """What was held back, and why not how many."""
        yield self.write_section("left_out")
        yield write_paragraph(self.say("left_out.cases", share=self.facts.suppressed_band.high))
        if may_miss_many(self.facts.suppressed_band):
            yield write_paragraph(self.say("left_out.many"))
        yield write_paragraph(self.say("left_out.no_counts"))
        yield write_paragraph(self.say("left_out.meaning"))

    def write_checks(self) -> Iterator[Html]:
        """Who looked, and in which order."""
        yield self.write_section("checks")
        names = ("before", "engine", "independent", "person", "same")
        yield write_list((self.say(f"checks.{name}") for name in names), in_order=True)

    def write_doubts(self) -> Iterator[Html]:
        """What nobody can promise."""
        yield self.write_section("doubts")
        items = [self.say("doubts.present"), self.say("doubts.knowledge")]
        if self.facts.told_by_others:
            named = ", ".join(map(self.name, self.facts.told_by_others))
            items.append(self.say("doubts.told", variables=named))
        yield write_list([*items, self.say("doubts.group"), self.say("doubts.other")])

    def write_withdrawal(self) -> Iterator[Html]:
        """What a withdrawn consent can and cannot undo."""
        yield self.write_section("withdrawal")
        yield write_list(self.say(f"withdrawal.{name}") for name in ("can", "cannot", "why"))

    def write_duties(self) -> Iterator[Html]:
        """What the recipient may not do."""
        yield self.write_section("duties")
        names = ["find", "join", "infer", *(["share"] if self.facts.kind == "restricted" else []), "tell"]
        yield write_list(self.say(f"duties.{name}") for name in names)

    def write_figures(self) -> Iterator[Html]:
        """The measures by the names that the trade has for them."""
        facts = self.facts
        yield self.write_section("figures")
        yield write_paragraph(self.say("figures.lead"))
        bands = {
            "granularity": self.show_percents(facts.granularity_band),
            "entropy": self.show_percents(facts.entropy_band),
            "discernability": self.show_percents(facts.discernability_band),
            "class_size": self.show_counts(facts.class_size_band),
        }
        yield write_table(
            self.say("figures.caption"),
            [self.say("figures.measure"), self.say("figures.value"), self.say("figures.meaning")],
            [
                [self.say(f"figures.{name}"), value, self.say(f"figures.{name}.meaning")]
                for name, value in bands.items()
            ],
        )
