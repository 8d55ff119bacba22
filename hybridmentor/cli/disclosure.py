"""`hybridmentor disclosure`: needs no application, no database and no setting."""

from dataclasses import asdict

import click

from hybridmentor.cli.cases import read_file
from hybridmentor.cli.output import explain, print_json, tell
from hybridmentor.domain.disclosure import KIND_WORDS, find_disclosures
from hybridmentor.errors import InvalidInput, Message


@click.command()
@click.argument("file")
@click.option(
    "--names", "names_file", help="A file of known names, one full name a line; - for standard input."
)
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def disclosure(file: str, names_file: str | None, as_json: bool) -> None:
    """Print what in a text tells who somebody is; - for standard input."""
    if file == names_file == "-":
        raise InvalidInput(Message("cli.disclosure.one_input"))
    text = read_file(file)
    names = read_file(names_file).splitlines() if names_file is not None else []
    found = find_disclosures(text, names)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        line = Message(
            "cli.disclosure.line",
            start=one.start,
            end=one.end,
            sureness=Message("disclosure.sure" if one.sure else "disclosure.proposal"),
            kind=Message(KIND_WORDS[one.kind]),
            text=" ".join(text[one.start : one.end].split()),
            proposal=one.proposal,
        )
        click.echo(explain(line))
    if not found:
        tell("cli.disclosure.nothing")
