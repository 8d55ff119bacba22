"""The command line: `hybridmentor ...`, and the same under `flask hybridmentor ...` in a host.

Every command: `--json` puts one document alone on standard output, messages and progress go to standard error; exit
code 0 done, 1 checked and refused, 2 bad input or setting. A command is loaded when it is asked for: one that only
computes does not wait for the web and the database.
"""

import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module

import click

from hybridmentor.cli.output import explain
from hybridmentor.errors import HybridMentorError, Message

COMMANDS = {
    "upgrade": ("schema", "upgrade"),
    "serve": ("serve", "serve"),
    "demo": ("demo", "demo"),
    "create-office": ("offices", "create_office"),
    "create-user": ("users", "create_user"),
    "import-cases": ("cases", "import_cases"),
    "tables": ("tables", "tables"),
    "quality": ("quality", "quality"),
    "disclosure": ("disclosure", "disclosure"),
    "match": ("match", "match"),
    "anonymise": ("anonymise", "anonymise"),
    "check-anonymity": ("check_anonymity", "check_anonymity_of_file"),
    "digest": ("digest", "digest"),
    "work": ("work", "work"),
    "tidy": ("tidy", "tidy"),
    "figures": ("figures", "figures"),
    "doctor": ("doctor", "doctor"),
    "seed": ("seed", "seed"),
}
"""By name, the file in this folder and what the command is called there."""


class LateCommands(MutableMapping[str, click.Command]):
    """The commands by name, each loaded when it is asked for."""

    def __init__(self) -> None:
        self._loaded: dict[str, click.Command] = {}
        self._names = dict.fromkeys(COMMANDS)

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._loaded:
            module, attribute = COMMANDS[name]
            self._loaded[name] = getattr(import_module(f"hybridmentor.cli.{module}"), attribute)
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._names[name] = None
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._names[name]
        self._loaded.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Commands(click.Group):
    """A group whose commands tell named errors as plain sentences instead of tracebacks."""

    def invoke(self, ctx: click.Context) -> object:
        """Run; a named error, and a database that does not answer, becomes a sentence on standard error and exit code 2."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except HybridMentorError as fault:
            message = fault.message
        except UnicodeEncodeError:
            message = Message("cli.not_utf8")
        except Exception as fault:
            known = find_database_fault(fault)
            if known is None:
                raise
            message = known
        click.echo(explain(message), err=True)
        raise click.exceptions.Exit(2)


def find_database_fault(fault: Exception) -> Message | None:
    """What is to be said of a fault of the database or of its revisions; None for any other."""
    if "sqlalchemy" not in sys.modules:
        return None
    from alembic.util import CommandError
    from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

    if isinstance(fault, (OperationalError, InterfaceError)):
        return Message("cli.database_away")
    if isinstance(fault, DBAPIError):
        # The plain kind is what SQLite says of a file that is no database.
        return Message("cli.database_away" if type(fault) is DatabaseError else "cli.database_refused")
    return Message("cli.revision_unknown") if isinstance(fault, CommandError) else None


@click.group(cls=Commands, commands=LateCommands(), context_settings={"help_option_names": ["-h", "--help"]})
def hybridmentor() -> None:
    """Mentor support in practice for Nav offices."""


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    hybridmentor(prog_name="hybridmentor")
