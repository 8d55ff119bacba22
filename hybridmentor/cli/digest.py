"""`hybridmentor digest`: for a timer, as often as wanted; nobody gets two letters for a week."""

from collections import Counter
from contextlib import ExitStack
from urllib.parse import urlsplit

import click
from flask import Flask

from hybridmentor.cli.application import open_application
from hybridmentor.cli.output import explain, get_language, print_json, tell
from hybridmentor.documents.digest import Links, name_group
from hybridmentor.domain.week import Week
from hybridmentor.errors import Message, SettingError
from hybridmentor.gateways.mail import Mailer, read_mail_settings
from hybridmentor.jobs.digests import OUTCOMES, DigestRun, Outcome, Post

NOT_SENT = ("failed", "unsure")


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be sent; claim nothing and send nothing.")
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def digest(dry_run: bool, as_json: bool) -> None:
    """Send the weekly letter to whoever has something due, planned or stopped; exit code 1 if one could not be sent."""
    outcomes: list[Outcome] = []
    fault: SettingError | None = None
    with open_application() as (app, state), ExitStack() as stack:
        post = None
        if not dry_run:
            settings = read_mail_settings(state.config)
            links = make_links(app, state.config["HYBRIDMENTOR_BASE_URL"])
            post = Post(stack.enter_context(Mailer(settings)), links)
        run = DigestRun(state, post)
        try:
            for one in run.carry_out():
                outcomes.append(one)
                if one.problem is not None:
                    tell("cli.digest.problem", user=one.user_id, text=explain(one.problem))
        except SettingError as found:
            fault = found
    show(run.week, outcomes, dry_run=dry_run, as_json=as_json)
    if fault is not None:
        # Told after what had been done before it was met.
        raise fault
    if any(one.code in NOT_SENT for one in outcomes):
        raise click.exceptions.Exit(1)


def make_links(app: Flask, base_url: str | None) -> Links:
    """The addresses of our pages under the address that people use; SettingError if the settings have none."""
    if not base_url:
        raise SettingError(Message("setting.mail.missing", name="HYBRIDMENTOR_BASE_URL"))
    parts = urlsplit(base_url)
    places = app.url_map.bind(parts.netloc, script_name=parts.path + "/", url_scheme=parts.scheme)

    def locate(endpoint: str, **values: object) -> str:
        return places.build(f"hybridmentor.{endpoint}", values, force_external=True)

    return Links(
        day=locate("home.day"),
        account=locate("account.show") + "#digest",
        locate_case=lambda case_id: locate("cases.show", case_id=case_id),
        locate_experience=lambda one: locate("experiences.show", experience_id=one),
    )


def show(week: Week, outcomes: list[Outcome], *, dry_run: bool, as_json: bool) -> None:
    """Print what became of the letters: numbers and ids of accounts, never a name or an address."""
    sums = Counter(one.code for one in outcomes)
    if as_json:
        print_json(
            {
                "week": str(week),
                "dry_run": dry_run,
                **{code: sums[code] for code in OUTCOMES},
                "users": [
                    {"user": one.user_id, "outcome": one.code, "counts": one.counts} for one in outcomes
                ],
            }
        )
    else:
        for one in outcomes:
            click.echo(describe(one))
    if outcomes:
        told = ", ".join(f"{sums[code]} {name_outcome(code)}" for code in OUTCOMES if sums[code])
        tell("cli.digest.sum", week=week, sums=told)
    else:
        tell("cli.digest.nobody", week=week)


def describe(outcome: Outcome) -> str:
    """Konto 3, sendt: Forfalt 2, Planlagt denne uken 1."""
    counts = ", ".join(f"{name_group(get_language(), kind)} {n}" for kind, n in outcome.counts.items())
    return explain(
        Message(
            "cli.digest.user",
            user=outcome.user_id,
            outcome=name_outcome(outcome.code),
            counts=f": {counts}" if counts else "",
        )
    )


def name_outcome(code: str) -> str:
    """What became of a letter, in words."""
    return explain(Message(f"cli.digest.outcome.{code}"))  # words: cli.digest.outcome.
