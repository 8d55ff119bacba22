"""`hybridmentor create-user`."""

import sys

import click

from hybridmentor import clock
from hybridmentor.cli.application import open_application, write
from hybridmentor.cli.output import explain, print_json, tell
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.models import Role
from hybridmentor.queries.offices import find_office
from hybridmentor.services.users import create_user as make_user, grant_role


@click.command("create-user")
@click.argument("login", required=False)
@click.option("--name", required=True, help="The name that colleagues see.")
@click.option("--email", required=True)
@click.option("--office", "number", required=True, help="The office's four digits.")
@click.option(
    "--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, required=True
)
@click.option("--service", type=click.Choice(["state", "municipal"]), help="Only cases of this service.")
@click.option("--nav-ident", help="A letter and six digits.")
@click.option("--subject", help="The host's or identity provider's name for the person.")
@click.option(
    "--password-stdin",
    is_flag=True,
    help="Read the password as one line from standard input; else it is asked for.",
)
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def create_user(
    login: str | None,
    name: str,
    email: str,
    number: str,
    roles: tuple[str, ...],
    service: str | None,
    nav_ident: str | None,
    subject: str | None,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Make an account with roles at an office; one that is there already gets the roles that it lacks."""
    password = None
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif subject is None:
        password = click.prompt(
            explain(Message("cli.password")), hide_input=True, confirmation_prompt=True, err=True
        )
    with open_application() as (_, state), write(state) as session:
        office = find_office(session, number)
        if office is None:
            raise InvalidInput(Message("office.error.unknown", number=number))
        user, is_new = make_user(
            session,
            None,
            name=name,
            email=email,
            login=login,
            subject=subject,
            password=password,
            nav_ident=nav_ident,
            cost=state.password_cost,
            language=state.config["HYBRIDMENTOR_LANGUAGE"],
        )
        granted = [
            role
            for role in roles
            if grant_role(session, None, user, office, Role(role), from_on=clock.today(), service=service)[1]
        ]
        document = {
            "login": user.login,
            "office": number,
            "roles": list(roles),
            "granted": granted,
            "new": is_new,
        }
    known = "cli.user_granted" if granted else "cli.user_known"
    tell("cli.user_created" if is_new else known, login=login or subject or "")
    if as_json:
        print_json(document)
