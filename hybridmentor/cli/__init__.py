"""The command line: `hybridmentor ...`, and the same under `flask hybridmentor ...` in a host.

Every command: `--json` puts one document alone on standard output, messages and progress go to standard error; exit code
0 done, 1 checked and refused, 2 bad input or setting.
"""

import sys

import click
from alembic.util import CommandError
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

from hybridmentor.cli.cases import import_cases
from hybridmentor.cli.demo import demo
from hybridmentor.cli.digest import digest
from hybridmentor.cli.disclosure import disclosure
from hybridmentor.cli.doctor import doctor
from hybridmentor.cli.match import match
from hybridmentor.cli.offices import create_office
from hybridmentor.cli.output import explain
from hybridmentor.cli.quality import quality
from hybridmentor.cli.schema import upgrade
from hybridmentor.cli.seed import seed
from hybridmentor.cli.serve import serve
from hybridmentor.cli.tables import tables
from hybridmentor.cli.tidy import tidy
from hybridmentor.cli.users import create_user
from hybridmentor.cli.work import work
from hybridmentor.errors import HybridMentorError, Message


class Commands(click.Group):
    """A group whose commands tell named errors as plain sentences instead of tracebacks."""

    def invoke(self, ctx: click.Context) -> object:
        """Run; a named error, and a database that does not answer, becomes a sentence on standard error and exit code 2."""
        try:
            return super().invoke(ctx)
        except HybridMentorError as fault:
            message = fault.message
        except (OperationalError, InterfaceError):
            message = Message("cli.database_away")
        except DBAPIError as fault:
            # The plain kind is what SQLite says of a file that is no database.
            message = Message("cli.database_away" if type(fault) is DatabaseError else "cli.database_refused")
        except UnicodeEncodeError:
            message = Message("cli.not_utf8")
        except CommandError:
            message = Message("cli.revision_unknown")
        click.echo(explain(message), err=True)
        raise click.exceptions.Exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def hybridmentor() -> None:
    """Mentor support in practice for Nav offices."""


for one in (
    upgrade,
    serve,
    demo,
    create_office,
    create_user,
    import_cases,
    tables,
    quality,
    disclosure,
    match,
    digest,
    work,
    tidy,
    doctor,
    seed,
):
    hybridmentor.add_command(one)


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    hybridmentor(prog_name="hybridmentor")
