"""`hybridmentor import-cases`."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from hybridmentor.cli.application import open_application, write
from hybridmentor.cli.output import explain, print_json, tell
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.published_cases import Fault, ReadResult, read_published_cases, write_errors
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.models import PublishedExample
from hybridmentor.queries.offices import find_office
from hybridmentor.services.published_cases import find_known_examples, import_published_cases


def read_file(name: str) -> str:
    """The text of a file, or of standard input for `-`; InvalidInput if it cannot be read as UTF-8."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as fault:
        raise InvalidInput(Message("cli.file_unreadable", file=name)) from fault
    except UnicodeDecodeError as fault:
        raise InvalidInput(Message("cli.file_not_utf8", file=name)) from fault


def check_against_known(result: ReadResult, known: dict[int, PublishedExample]) -> ReadResult:
    """The result with a fault for each line whose number the office has with other words."""
    faults = []
    for case in result.cases:
        example = known.get(case.case_no)
        if example is not None and dict(case.words) != example.words:
            column = next(name for name, words in case.words.items() if example.words.get(name) != words)
            faults.append(
                Fault(case.row, column, Message("published_cases.other_words", number=case.case_no))
            )
    return replace(result, faults=faults) if faults else result


def refuse(result: ReadResult, errors: str | None) -> None:
    """Say what is wrong, row by row, write the failed rows where asked, and end with exit code 2; nothing was imported."""
    for fault in result.faults:
        tell("cli.fault", row=fault.row, column=fault.column, text=explain(fault.message))
    failed = len({fault.row for fault in result.faults})
    if errors:
        try:
            Path(errors).write_text(write_errors(result, explain), "utf-8", newline="")
        except OSError:
            tell("cli.file_unwritable", file=errors)
    tell("cli.cases_refused", failed=failed)
    print_json({"new": 0, "unchanged": 0, "failed": failed})
    raise click.exceptions.Exit(2)


@click.command("import-cases")
@click.argument("file")
@click.option("--office", "number", required=True, help="The office's four digits.")
@click.option(
    "--errors",
    "errors",
    type=click.Path(dir_okay=False),
    help="Write the failed rows here, with what is wrong.",
)
@click.option("--json", "as_json", is_flag=True, help="The document is printed in any case.")
def import_cases(file: str, number: str, errors: str | None, as_json: bool) -> None:
    """Import published cases of the form of AFI-notat 2022:01, table 1: all of a file or nothing."""
    result = read_published_cases(read_file(file))
    with open_application() as (_, state), write(state) as session:
        office = find_office(session, number)
        if office is None:
            raise InvalidInput(Message("office.error.unknown", number=number))
        if not result.faults:
            result = check_against_known(result, find_known_examples(session, office))
        if result.faults:
            refuse(result, errors)
        practice = get_practice_model("hybridmodellen")
        with click.progressbar(length=len(result.cases), file=sys.stderr) as bar:
            new, unchanged = import_published_cases(
                session, None, office, practice, result.cases, lambda: bar.update(1)
            )
    tell("cli.cases_imported", new=new, unchanged=unchanged)
    print_json({"new": new, "unchanged": unchanged, "failed": 0})
