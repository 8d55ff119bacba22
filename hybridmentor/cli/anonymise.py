"""`hybridmentor anonymise`: needs no application, no database and no setting.

What computes is loaded when the command runs: help, and every other command, do without.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hybridmentor.cli.files import open_bytes
from hybridmentor.cli.output import explain, print_json, tell
from hybridmentor.domain.csv_sheet import show_word
from hybridmentor.errors import InvalidInput, Message

if TYPE_CHECKING:
    from polars import DataFrame

    from hybridmentor.domain.anonymity.config import Config
    from hybridmentor.domain.anonymity.hierarchy import Hierarchy
    from hybridmentor.domain.anonymity.search import Solution

NAME = "data.csv"


@click.command()
@click.argument("file")
@click.option(
    "--config",
    "config_file",
    required=True,
    metavar="CONFIG.toml",
    help="What each column is, and the limits.",
)
@click.option("--out", "folder", required=True, metavar="DIR", help="Where data.csv is written.")
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def anonymise(file: str, config_file: str, folder: str, as_json: bool) -> None:
    """Make the rows of a CSV file (- for standard input) alike in groups, at the smallest loss; exit code 1 if that cannot be."""
    from hybridmentor.domain.anonymity.coding import (
        code_table,
        find_ordered_by_text,
        find_separator,
        read_table,
    )
    from hybridmentor.domain.anonymity.config import read_config
    from hybridmentor.domain.anonymity.release import make_release
    from hybridmentor.domain.anonymity.search import find_optimum

    config = read_config(read_bytes(config_file))
    path = Path(folder) / NAME
    refuse_path(path, file, config_file, config)
    warn_of_rules(config)
    hierarchies = read_hierarchies(config, Path(config_file).parent)
    content = read_bytes(file)
    separator = find_separator(content, config)
    frame = read_table(content, config, file=file)
    del content
    for name in find_ordered_by_text(frame, config):
        tell("cli.anonymise.ordered_by_text", column=show_word(name))
    table = code_table(frame, config, hierarchies)
    solution = find_optimum(table, config)
    if solution is None:
        tell("cli.anonymise.impossible", most=config.count_suppressible(frame.height), rows=frame.height)
        raise click.exceptions.Exit(1)
    write(make_release(frame, config, table, solution), path, separator)
    if as_json:
        print_json(describe(solution, path))
    else:
        print_solution(solution, path)


def read_bytes(name: str) -> bytes:
    """What is in a file, or on standard input for `-`."""
    try:
        with open_bytes(name) as raw:
            return raw.read()
    except OSError as fault:
        raise InvalidInput(Message("cli.file_unreadable", file=name)) from fault


def refuse_path(path: Path, file: str, config_file: str, config: Config) -> None:
    """Refuse to write where no folder can be, or over a file that is read."""
    folder = path.parent
    if (folder.exists() and not folder.is_dir()) or path.is_dir():
        raise InvalidInput(Message("cli.file_unwritable", file=str(path)))
    beside = Path(config_file).parent
    read = [Path(file), Path(config_file)]
    read += [beside / one.hierarchy for one in config.columns if one.hierarchy]
    if path.resolve() in {one.resolve() for one in read}:
        raise InvalidInput(Message("cli.anonymise.over_input", file=str(path)))


def warn_of_rules(config: Config) -> None:
    """Say where a sensitive column has no rule: k alone does not keep others from learning its value."""
    for column in config.columns:
        rule = column.rule
        asked = rule.l > 1 or any(one is not None for one in (rule.entropy_l, rule.alpha, rule.t))
        if column.role == "sensitive" and not asked:
            tell("cli.anonymise.no_rule", column=show_word(column.name))


def read_hierarchies(config: Config, beside: Path) -> dict[str, Hierarchy]:
    """The hierarchies of the columns that are made alike or put in order; their paths go from the folder of the config."""
    from hybridmentor.domain.anonymity.hierarchy import read_hierarchy

    return {
        one.name: read_hierarchy(read_bytes(str(beside / one.hierarchy)), file=one.hierarchy, column=one.name)
        for one in config.columns
        if one.hierarchy is not None and (one.role == "quasi" or one.rule.distance == "ordered")
    }


def write(published: DataFrame, path: Path, separator: str) -> None:
    """Write the file whole, or say that it cannot be."""
    from hybridmentor.domain.anonymity.release import write_release

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_release(published, path, separator)
    except OSError as fault:
        raise InvalidInput(Message("cli.file_unwritable", file=str(path))) from fault


def describe(solution: Solution, path: Path) -> dict[str, object]:
    """The document that `--json` prints."""
    return {
        "levels": dict(solution.levels),
        "suppressed": solution.suppressed,
        "rows": solution.rows,
        "score": solution.score,
        "optimal": solution.optimal,
        "nodes": solution.nodes,
        "checked": solution.checked,
        "seconds": round(solution.seconds, 3),
        "file": str(path),
    }


def print_solution(solution: Solution, path: Path) -> None:
    """The same for people."""
    for name, level in solution.levels.items():
        click.echo(explain(Message("cli.anonymise.level", column=name, level=level)))
    click.echo(explain(Message("cli.anonymise.rows", suppressed=solution.suppressed, rows=solution.rows)))
    proof = "cli.anonymise.optimal" if solution.optimal else "cli.anonymise.not_optimal"
    click.echo(
        explain(
            Message(
                proof,
                score=f"{solution.score:.6g}",
                bound=f"{solution.bound:.6g}",
                nodes=solution.nodes,
                checked=solution.checked,
                seconds=f"{solution.seconds:.2f}",
            )
        )
    )
    click.echo(explain(Message("cli.anonymise.file", file=str(path))))
