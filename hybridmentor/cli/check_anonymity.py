"""`hybridmentor check-anonymity`: needs no application, no database and no setting, and nothing of what makes the file."""

import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import click

from hybridmentor.cli.output import explain, print_json
from hybridmentor.domain.anonymity_check import Demands, check_anonymity
from hybridmentor.errors import InvalidInput, Message


@click.command("check-anonymity")
@click.argument("file")
@click.option("--quasi", multiple=True, required=True, metavar="A,B", help="Columns that others may know.")
@click.option("--sensitive", multiple=True, metavar="C", help="Columns that nobody may learn.")
@click.option(
    "--insensitive", multiple=True, metavar="D", help="Other columns; one that is not named is refused."
)
@click.option("--k", type=int, required=True, help="Fewest rows of a class.")
@click.option("--l", "fewest", type=int, help="Fewest distinct sensitive values in a class.")
@click.option("--t", "farthest", help="Greatest distance between a class and the file, 0 to 1.")
@click.option("--ordered", multiple=True, metavar="C", help="Sensitive columns whose values have an order.")
@click.option(
    "--order", multiple=True, metavar="C=LOW|..|HIGH", help="The order, where the values are no numbers."
)
@click.option(
    "--units", multiple=True, metavar="E", help="Columns of which each class must hold several values."
)
@click.option("--m", "units_asked", type=int, default=3, show_default=True, help="How many, at least.")
@click.option("--starred", is_flag=True, help="Rows of nothing but * are suppressed and count for nothing.")
@click.option(
    "--sorted", "is_sorted", is_flag=True, help="Ask for rows sorted by what they show, as in every export."
)
@click.option("--separator", help="What parts the cells; found by the heading if not told.")
@click.option("--json", "as_json", is_flag=True, help="The document is printed in any case.")
def check_anonymity_of_file(
    file: str,
    quasi: Sequence[str],
    sensitive: Sequence[str],
    insensitive: Sequence[str],
    k: int,
    fewest: int | None,
    farthest: str | None,
    ordered: Sequence[str],
    order: Sequence[str],
    units: Sequence[str],
    units_asked: int,
    starred: bool,
    is_sorted: bool,
    separator: str | None,
    as_json: bool,
) -> None:
    """Judge a written CSV file (- for standard input): exit code 0 passes, 1 fails, 2 bad input. No value is shown."""
    verdict = check_anonymity(
        read_text(file),
        Demands(
            k=k,
            quasi=split_names(quasi),
            sensitive=split_names(sensitive),
            insensitive=split_names(insensitive),
            l=fewest,
            t=None if farthest is None else read_share(farthest),
            ordered=read_orders(split_names(ordered), order),
            units=split_names(units),
            fewest_units=units_asked,
            starred=starred,
            any_order=not is_sorted,
            separator="\t" if separator == "\\t" else separator,
        ),
    )
    print_json(
        {
            "ok": verdict.ok,
            "k": verdict.k,
            "l": verdict.l,
            "t": None if verdict.t is None else float(verdict.t),
            "reasons": [explain(reason) for reason in verdict.reasons],
        }
    )
    if not verdict.ok:
        raise click.exceptions.Exit(1)


def read_share(word: str) -> Fraction:
    """A number as it is written, kept exactly, with decimal point or comma; InvalidInput for anything else."""
    try:
        return Fraction(word.replace(",", "."))
    except (ValueError, ZeroDivisionError) as fault:
        raise InvalidInput(Message("anonymity_check.limits")) from fault


def read_text(name: str) -> str:
    """The text of a file as it stands, or of standard input for `-`; InvalidInput if it cannot be read as UTF-8."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8")
    except OSError as fault:
        raise InvalidInput(Message("cli.file_unreadable", file=name)) from fault
    except UnicodeDecodeError as fault:
        raise InvalidInput(Message("cli.file_not_utf8", file=name)) from fault


def split_names(words: Sequence[str]) -> tuple[str, ...]:
    """Names parted by commas, or by giving the option several times."""
    return tuple(name for word in words for name in word.split(",") if name)


def read_orders(ordered: Sequence[str], told: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The columns with an order, those with a told one among them."""
    orders: dict[str, tuple[str, ...]] = dict.fromkeys(ordered, ())
    for one in told:
        name, sign, values = one.partition("=")
        listed = tuple(values.split("|"))
        if not sign or not name or len(set(listed)) < len(listed):
            raise InvalidInput(Message("anonymity_check.order_form"))
        orders[name] = listed
    return orders
