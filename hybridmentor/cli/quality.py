"""`hybridmentor quality`: needs no application, no database and no setting."""

import gc
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from json import JSONEncoder

import click

from hybridmentor.cli.files import read_lines, refuse_faults
from hybridmentor.cli.output import explain, get_language, tell
from hybridmentor.cli.tables import NOTHING, print_survey_table
from hybridmentor.domain.collaboration import WORDS, LogPeriod
from hybridmentor.domain.contact_log import (
    CODES_OF_INTENSITY,
    NO_PAUSES,
    ContactLog,
    JudgedRelationship,
    Pauses,
    Periods,
    count_idle_pauses,
    judge_log,
    read_contact_log,
    read_pauses,
    read_periods,
    tabulate_collaboration,
)
from hybridmentor.domain.csv_sheet import read_day, show_word
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.survey_tables import COMPARABILITY, SurveyTable
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.i18n import pick

# words: quality.column.
COLUMNS = (
    "case",
    "relationship",
    "n",
    "rate",
    "frequency",
    "u",
    "intensity",
    "thirds",
    "silence",
    "forms",
)
NUMBERS = frozenset({"n", "rate", "u", "thirds", "silence"})
MOST_NOTES = 50
MOST_DAYS = 10


@contextmanager
def keep_all() -> Iterator[None]:
    """Look for no cycles meanwhile: a long log makes millions of small lists, there are none among them, and looking is slow."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_option(option: str, word: str) -> date:
    """The day that an option names; InvalidInput for anything else."""
    day = read_day(word)
    if day is None:
        raise InvalidInput(Message("cli.quality.no_date", option=option, word=show_word(word)))
    return day


def choose_period(first: str | None, last: str | None, periods: str | None) -> LogPeriod | None:
    """The period for all, or None where there is a file of periods; InvalidInput unless there is just one of the two."""
    if periods is not None:
        if first is not None or last is not None:
            raise InvalidInput(Message("cli.quality.two_periods"))
        return None
    if first is None or last is None:
        raise InvalidInput(Message("cli.quality.no_period"))
    from_on, to_on = read_option("--from", first), read_option("--to", last)
    if to_on < from_on:
        raise InvalidInput(Message("cli.quality.turned", start=from_on.isoformat(), to=to_on.isoformat()))
    return LogPeriod(from_on, to_on)


@click.command()
@click.argument("file")
@click.option("--from", "first", metavar="YYYY-MM-DD", help="First day of the period of all relationships.")
@click.option("--to", "last", metavar="YYYY-MM-DD", help="Last day of it, inside.")
@click.option("--periods", metavar="FILE", help="A period for each relationship instead.")
@click.option("--pauses", metavar="FILE", help="Pauses, in which contact is not counted.")
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def quality(
    file: str, first: str | None, last: str | None, periods: str | None, pauses: str | None, as_json: bool
) -> None:
    """Frequency, intensity and form of the contact in any log (a CSV file, - for standard input), and table 5 from it."""
    whole = choose_period(first, last, periods)
    if [file, periods, pauses].count("-") > 1:
        raise InvalidInput(Message("cli.quality.two_inputs"))
    with keep_all():
        report(*read_files(file, whole, periods, pauses), as_json)


def report(log: ContactLog, pauses: Pauses, as_json: bool) -> None:
    """Judge and print the relationships and table 5, and say what is not counted."""
    judged = list(judge_log(log, pauses))
    table = tabulate_collaboration(judged)
    if as_json:
        print_document(judged, table)
    else:
        print_relationships(judged)
        click.echo(f"\n{explain(Message(COMPARABILITY))}")
        print_survey_table(5, table)
    tell_what_is_left_out(judged)
    idle = count_idle_pauses(log, pauses)
    if idle:
        tell("cli.quality.idle_pauses", n=idle)


def read_files(
    file: str, whole: LogPeriod | None, periods: str | None, pauses: str | None
) -> tuple[ContactLog, Pauses]:
    """The log with its periods, and the pauses; with a fault in any of the files it ends with exit code 2."""
    every: list[tuple[str, Periods | Pauses | ContactLog]] = []
    judged_by: Periods | LogPeriod | None = whole
    if judged_by is None:
        judged_by = read_lines(str(periods), read_periods)
        every.append((str(periods), judged_by))
    paused = NO_PAUSES
    if pauses is not None:
        paused = read_lines(pauses, read_pauses)
        every.append((pauses, paused))
    known = judged_by
    log = read_lines(file, lambda lines: read_contact_log(lines, known))
    every.append((file, log))
    refuse_faults([(name, one.faults) for name, one in every])
    for name, one in every:
        if one.ignored:
            tell("cli.quality.ignored", file=name, columns=", ".join(one.ignored))
    return log, paused


def tell_what_is_left_out(judged: Iterable[JudgedRelationship]) -> None:
    """Say which contact is not counted, and where the log gainsays a confirmation that there was none."""
    told = more = 0
    for one in judged:
        if not (one.outside or one.in_pauses or one.is_contradicted):
            continue
        if told == MOST_NOTES:
            more += 1
            continue
        told += 1
        place = {"case": one.case, "relationship": name_relationship(one.relationship)}
        if one.outside:
            tell("cli.quality.outside", **place, days=write_days(one.outside))
        if one.in_pauses:
            tell("cli.quality.in_pauses", **place, days=write_days(one.in_pauses))
        if one.is_contradicted:
            tell("cli.quality.contradicted", **place)
    if more:
        tell("cli.quality.more_notes", n=more)


def write_days(days: Sequence[date]) -> str:
    """The days as they stand in the file, the first `MOST_DAYS` of them."""
    more = f" … (+{len(days) - MOST_DAYS})" if len(days) > MOST_DAYS else ""
    return ", ".join(day.isoformat() for day in days[:MOST_DAYS]) + more


def print_document(judged: Iterable[JudgedRelationship], table: SurveyTable) -> None:
    """Print the document, a relationship or a row on a line, as UTF-8 whatever the terminal says."""
    encode = JSONEncoder(ensure_ascii=False).encode
    relationships = ",\n  ".join(encode(one.describe()) for one in judged)
    rows = ",\n  ".join(map(encode, table["rows"]))
    document = f'{{"relationships": [\n  {relationships}\n], "table5": [\n  {rows}\n]}}'
    click.echo(document.encode("utf-8"))


def print_relationships(judged: Iterable[JudgedRelationship]) -> None:
    """A line for each relationship, under headings."""
    lines = [[explain(Message(f"quality.column.{name}")) for name in COLUMNS], *map(write_line, judged)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            f"{cell:>{width}}" if name in NUMBERS else f"{cell:<{width}}"
            for name, cell, width in zip(COLUMNS, line, widths, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())


def write_line(one: JudgedRelationship) -> list[str]:
    """A relationship in words."""
    forms = ", ".join(f"{name_code('contact_form', key)} {count}" for key, count in one.forms.items())
    intensity = CODES_OF_INTENSITY.get(one.intensity, one.intensity)
    return [
        one.case,
        name_relationship(one.relationship),
        str(one.contact_days),
        write_number(cut(one.rate_per_month)),
        name_code("contact_frequency", one.frequency),
        write_number(one.laplace_u),
        name_code("contact_intensity", intensity),
        f"{one.in_first_third}/{one.in_last_third}",
        str(one.longest_silence),
        forms or NOTHING,
    ]


def name_relationship(relationship: str) -> str:
    """The word for a relationship."""
    return explain(Message(f"relationship.{relationship}"))


def name_code(code_set: str, key: str) -> str:
    """The words of a code, or of an answer that is none."""
    if key in WORDS:
        return explain(Message(WORDS[key]))
    return pick(get_language(), get_practice_model("hybridmodellen").find_codes(code_set).label(key))


def cut(rate: float | None) -> float | None:
    """The rate cut to two decimals and not rounded, so that 1.499 is not shown as the 1.5 that it is not."""
    return None if rate is None else math.floor(round(rate * 100, 6)) / 100


def write_number(number: float | None) -> str:
    """Two decimals, with the comma of the language; `NOTHING` for none."""
    if number is None:
        return NOTHING
    text = f"{number:.2f}"
    return text if get_language() == "en" else text.replace(".", ",")
