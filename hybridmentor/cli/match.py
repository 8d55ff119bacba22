"""`hybridmentor match`: needs no application, no database and no setting."""

from collections.abc import Sequence

import click

from hybridmentor.cli.files import read_lines, refuse_faults
from hybridmentor.cli.output import explain, print_json, tell
from hybridmentor.domain.match_file import (
    METHODS,
    Match,
    PreferenceFile,
    ScoreFile,
    match_by_preferences,
    match_by_scores,
    read_preferences,
    read_scores,
)
from hybridmentor.errors import InvalidInput, Message


@click.command()
@click.argument("file", required=False)
@click.option("--left-preferences", metavar="FILE", help="What the left side prefers: person,rank,choice.")
@click.option("--right-preferences", metavar="FILE", help="What the right side prefers.")
@click.option(
    "--method",
    type=click.Choice(METHODS),
    help="Greatest sum of scores, or nobody who would rather change; without it optimal for scores, stable for preferences.",
)
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def match(
    file: str | None,
    left_preferences: str | None,
    right_preferences: str | None,
    method: str | None,
    as_json: bool,
) -> None:
    """Pair two sides by a CSV file of scores (left,right,score; - for standard input), or by what both sides prefer."""
    if left_preferences is not None and right_preferences is not None and file is None:
        if left_preferences == right_preferences == "-":
            raise InvalidInput(Message("cli.quality.two_inputs"))
        left = read_lines(left_preferences, read_preferences)
        right = read_lines(right_preferences, read_preferences)
        check([(left_preferences, left), (right_preferences, right)])
        found = match_by_preferences(left, right, method or "stable")
    elif file is not None and left_preferences is None and right_preferences is None:
        scores = read_lines(file, read_scores)
        check([(file, scores)])
        found = match_by_scores(scores, method or "optimal")
    else:
        raise InvalidInput(Message("cli.match.which"))
    if as_json:
        print_json(found.describe())
    else:
        print_match(found)


def check(files: Sequence[tuple[str, ScoreFile | PreferenceFile]]) -> None:
    """End with exit code 2 where a file has faults; else say which of its columns are not used."""
    refuse_faults([(name, one.faults) for name, one in files])
    for name, one in files:
        if one.ignored:
            tell("cli.quality.ignored", file=name, columns=", ".join(one.ignored))


def print_match(found: Match) -> None:
    """The pairs for people, and who is left over."""
    for left, right, score in found.pairs:
        click.echo(f"{left} – {right} ({score:g})")
    for side, names in (("left", found.left_over), ("right", found.right_over)):
        if names:
            # words: cli.match.over.
            click.echo(explain(Message(f"cli.match.over.{side}", names=", ".join(names))))
    click.echo(explain(Message("cli.match.total", pairs=len(found.pairs), total=f"{found.total:g}")))
    click.echo(explain(Message("cli.match.blocking", n=found.blocking_pairs)))
