"""Files that commands read: line by line, from a path or standard input, with the faults of what people handed in."""

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, TypeVar

import click

from hybridmentor.cli.output import explain, tell
from hybridmentor.domain.csv_sheet import Faults
from hybridmentor.errors import InvalidInput, Message

Read = TypeVar("Read")


def open_bytes(name: str) -> AbstractContextManager[BinaryIO]:
    """A file, closed at the end, or standard input, which is left open."""
    if name == "-":
        return nullcontext(sys.stdin.buffer)
    return Path(name).open("rb")


@contextmanager
def open_text(name: str) -> Iterator[io.TextIOWrapper]:
    """The lines of a file, or of standard input for `-`; what is not UTF-8 is kept for the reader to refuse where it stands."""
    try:
        with open_bytes(name) as raw:
            text = io.TextIOWrapper(raw, "utf-8", errors="surrogateescape", newline="")
            try:
                yield text
            finally:
                text.detach()
    except OSError as fault:
        raise InvalidInput(Message("cli.file_unreadable", file=name)) from fault


def read_lines(name: str, read: Callable[[Iterable[str]], Read]) -> Read:
    """What a reader makes of a file."""
    with open_text(name) as lines:
        return read(lines)


def refuse_faults(faulty: Sequence[tuple[str, Faults]]) -> None:
    """Say what is wrong, place by place, and end with exit code 2; nothing if all is well."""
    if not any(faults.count for _, faults in faulty):
        return
    for name, faults in faulty:
        for fault in faults.listed:
            text = explain(fault.message)
            if fault.column:
                tell("cli.quality.fault", file=name, line=fault.line, column=fault.column, text=text)
            else:
                tell("cli.quality.fault_of_line", file=name, line=fault.line, text=text)
        if faults.count > len(faults.listed):
            tell("cli.quality.more_faults", n=faults.count - len(faults.listed), file=name)
    raise click.exceptions.Exit(2)
